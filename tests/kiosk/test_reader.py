"""The card reader: what is signed is taken, and nothing of the number stays."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError

import pytest
import sqlalchemy as sa

from citizen.db.session import Database
from citizen.kiosk import reader_protocol
from citizen.kiosk.models import Terminal
from citizen.kiosk.reader_commands import INVENTED_NUMBER
from citizen.kiosk.reader_protocol import AnswerRefused, read_answer, sign
from citizen.kiosk.reader_routes import reader_key
from citizen.kiosk.reader_simulator import SimulatedReader
from tests.journeys import steps
from tests.kiosk.operating_steps import at_a_terminal
from tests.support.visitor import Visitor

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
KEY, REQUEST, ASKED = "k" * 64, "ticket-1", ("number",)
SITE = "http://localhost"


def an_answer(**changes: Any) -> dict[str, Any]:
    fields = {"number": INVENTED_NUMBER}
    read_at = NOON.isoformat()
    signature = sign(KEY, request=REQUEST, read_at=read_at, fields=fields)
    return {"request": REQUEST, "fields": fields, "read_at": read_at, "signature": signature, **changes}


def test_a_right_answer_is_taken() -> None:
    answer = read_answer(an_answer(), key=KEY, request=REQUEST, asked=ASKED, now=NOON)
    assert answer.fields == {"number": INVENTED_NUMBER}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {},
        an_answer(fields={"number": "1"}),
        an_answer(fields={"number": INVENTED_NUMBER, "name": "x"}),
        an_answer(fields={}),
        an_answer(request="ticket-2"),
        an_answer(signature="0" * 64),
        an_answer(signature=None),
        an_answer(read_at=(NOON + timedelta(seconds=1)).isoformat()),
    ],
)
def test_anything_else_is_refused(sent: Any) -> None:
    with pytest.raises(AnswerRefused):
        read_answer(sent, key=KEY, request=REQUEST, asked=ASKED, now=NOON)


@pytest.mark.parametrize("minutes", [-3, 3])
def test_an_old_answer_is_refused(minutes: int) -> None:
    with pytest.raises(AnswerRefused):
        read_answer(an_answer(), key=KEY, request=REQUEST, asked=ASKED, now=NOON + timedelta(minutes=minutes))


# -- the simulator, over HTTP --------------------------------------------------------------------------------------


@pytest.fixture
def reader() -> Iterator[SimulatedReader]:
    with SimulatedReader(port=0, site=SITE, key=KEY, card={"number": INVENTED_NUMBER, "name": "不要"}) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def ask(reader: SimulatedReader, said: Any, *, origin: str = SITE) -> tuple[int, Any, Any]:
    request = urllib.request.Request(
        f"{reader.address}/v1/read",
        data=json.dumps(said).encode(),
        headers={"Origin": origin, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer), answer.headers
    except HTTPError as refused:
        return refused.code, json.load(refused), refused.headers


def test_the_reader_answers_its_site_with_what_was_asked_and_no_more(reader: SimulatedReader) -> None:
    status, answer, headers = ask(reader, {"request": REQUEST, "fields": ["number"]})
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == SITE
    now = datetime.fromisoformat(answer["read_at"])
    assert read_answer(answer, key=KEY, request=REQUEST, asked=ASKED, now=now).fields == {"number": INVENTED_NUMBER}


def test_the_reader_answers_no_other_page(reader: SimulatedReader) -> None:
    status, answer, headers = ask(reader, {"request": REQUEST, "fields": ["number"]}, origin="https://evil.example")
    assert (status, answer) == (403, {"problem": "origin"})
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("said", [{}, [], {"request": "x", "fields": ["photo"]}, {"request": "x", "fields": []}])
def test_the_reader_reads_only_what_the_protocol_knows(reader: SimulatedReader, said: Any) -> None:
    assert ask(reader, said)[0] == 400


def test_without_a_card_it_says_so(reader: SimulatedReader) -> None:
    reader.card = None
    assert ask(reader, {"request": REQUEST, "fields": ["number"]})[:2] == (408, {"problem": "no_card"})


# -- the pages -----------------------------------------------------------------------------------------------------


def at_the_birth_date(terminal: Visitor) -> None:
    steps.begin_check(terminal)
    terminal.choose("您属于哪个区？", "北京市通州区")
    terminal.press("继续")
    while not terminal.page.url.endswith("/birth_date"):
        steps.answer_one(terminal)


@pytest.mark.database
def test_a_card_answers_the_question_and_the_number_is_nowhere(
    visitor: Visitor, database: Database, reader: SimulatedReader
) -> None:
    terminal = at_a_terminal(visitor)
    at_the_birth_date(terminal)
    terminal.follow("刷身份证，读出生日期")
    page = terminal.page
    assert "connect-src 'self' http://127.0.0.1:8517;" in page.headers["Content-Security-Policy"]
    hidden = {one.get("name"): one.get("value") for one in page.document.all("input")}
    with database.reading() as session, terminal.client.application.app_context():
        reader.key = reader_key(session.scalars(sa.select(Terminal.id)).one())
    _status, answer, _headers = ask(reader, {"request": hidden["ticket"], "fields": ["number"]})
    read = terminal.client.post(
        page.url, data={**hidden, "answer": json.dumps(answer)}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    shown = read.get_data(as_text=True)
    assert read.status_code == 200
    assert "1949年12月31日" in shown
    assert "110***********0022" in shown
    assert INVENTED_NUMBER not in shown


@pytest.mark.database
def test_an_answer_for_one_browser_is_worth_nothing_in_the_next(visitor: Visitor, database: Database) -> None:
    terminal = at_a_terminal(visitor)
    at_the_birth_date(terminal)
    terminal.follow("刷身份证，读出生日期")
    hidden = {one.get("name"): one.get("value") for one in terminal.page.document.all("input")}
    read_at = datetime.now(UTC).isoformat()
    with database.reading() as session, terminal.client.application.app_context():
        key = reader_key(session.scalars(sa.select(Terminal.id)).one())
    fields = {"number": INVENTED_NUMBER}
    made_up = {**an_answer(), "request": hidden["ticket"]}
    answer = terminal.client.post(terminal.page.url, data={**hidden, "answer": json.dumps(made_up)})
    assert answer.status_code == 422
    terminal.press("结束并清除")
    at_the_birth_date(terminal)
    terminal.follow("刷身份证，读出生日期")
    fresh = {one.get("name"): one.get("value") for one in terminal.page.document.all("input")}
    signature = sign(key, request=str(hidden["ticket"]), read_at=read_at, fields=fields)
    old = {"request": hidden["ticket"], "fields": fields, "read_at": read_at, "signature": signature}
    sent = {**fresh, "ticket": hidden["ticket"], "answer": json.dumps(old)}
    assert terminal.client.post(terminal.page.url, data=sent).status_code == 422


def test_only_a_terminal_with_a_reader_may_reach_one(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    at_the_birth_date(visitor)
    assert "刷身份证，读出生日期" not in [link.name for link in visitor.page.links]
    key = visitor.page.url.split("/")[2]
    page = visitor.open(f"/kiosk/card/{key}")
    assert page.h1 == "这台机器没有读卡器"
    assert "127.0.0.1" not in page.headers["Content-Security-Policy"]


def test_the_protocol_never_reads_a_picture_or_an_address() -> None:
    assert set(reader_protocol.FIELDS) == {"number", "name", "birth_date", "valid_until"}
