"""The reference client against the website on a real port: a whole case, as a foreign system would do it."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from citizen.applications.models import Application, Paper
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_store import PaperStore
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.db.session import Database
from examples.case_system_client import CaseClient, Refused
from tests.backoffice.case_system import CaseSystem
from tests.backoffice.servers import running

pytestmark = pytest.mark.database


@pytest.fixture
def website(app: Flask) -> Iterator[str]:
    with running(app) as address:
        yield address


@pytest.fixture
def client(website: str, make_token: Callable[..., str]) -> Iterator[CaseClient]:
    found = CaseClient(website, make_token())
    yield found
    found.close()


@pytest.fixture
def add_paper(database: Database, papers_folder) -> Callable[..., str]:
    """Puts a file with a sent case; returns its id."""

    def add(number: str, *, scan: ScanState = ScanState.CLEAN, name: str = "户口本 1.jpg") -> str:
        drawn = io.BytesIO()
        Image.new("RGB", (40, 40), "white").save(drawn, "JPEG")
        data = drawn.getvalue()
        import hashlib

        with database.writing() as session:
            of = session.scalars(sa.select(Application).where(Application.reference == number[:-2])).one()
            paper = Paper(
                application_id=of.id,
                kind="other",
                file_name=name,
                media_type="image/jpeg",
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                stored_name=PaperStore(papers_folder).put(data),
                added_at=clock.now(),
                scan=scan,
            )
            session.add(paper)
            session.flush()
            return str(paper.id)

    return add


def test_a_foreign_system_handles_a_case(client: CaseClient, number: str, add_paper: Callable[..., str]) -> None:
    add_paper(number)
    [found] = client.changed_cases()
    client.open(found["number"])
    case = client.case(found["number"])
    assert case["contact"]["phone"] == "13800001234"
    [paper] = case["papers"]
    assert client.paper(number, paper["id"]).startswith(b"\xff\xd8")
    after = client.advance(case, chain_code=4)
    after = client.ask_correction(after, "请补充出生日期。", facts=["birth_date"])
    with pytest.raises(Refused) as stale:
        client.advance(case, act="accept")
    assert (stale.value.status, stale.value.code) == (412, "case_changed")
    client.send_message(number, "请补充。")
    [now] = client.changed_cases(client.cursor)
    assert (now["waits_for_person"], now["chain_code"]) == (True, 11)
    decided = client.decide(now, "refuse", reason="材料不全。")
    assert decided["status"] == "refused"
    assert [one["status"] for one in client.changed_cases(client.cursor)] == ["refused"]
    assert list(client.changed_cases(client.cursor)) == []


def test_a_paper_comes_with_a_safe_name_and_its_digest(
    website: str, system: CaseSystem, number: str, add_paper: Callable[..., str]
) -> None:
    paper = add_paper(number, name='..\\..\\"户口\r\nX: 1.jpg')
    system.opened(number)
    headers = {"Authorization": f"Bearer {system.token}"}
    answer = httpx.get(f"{website}/api/v1/cases/{number}/papers/{paper}", headers=headers)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"paper.jpg\"; filename*=UTF-8''%22%E6%88%B7%E5%8F%A3%0D%0AX%3A%201.jpg"
    )
    assert answer.headers["Repr-Digest"].startswith("sha-256=:")
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize("scan", [ScanState.INFECTED, ScanState.FAILED])
def test_a_paper_that_is_not_clean_is_not_released(
    system: CaseSystem, number: str, add_paper: Callable[..., str], scan: ScanState
) -> None:
    paper = add_paper(number, scan=scan)
    [shown] = system.opened(number)["papers"]
    assert (shown["scan"], shown["released"]) == (scan.value, False)
    answer = system.get(f"/cases/{number}/papers/{paper}")
    assert (answer.status_code, answer.json["code"]) == (409, "paper_not_released")


def test_papers_of_others_and_papers_without_the_scope(
    app: Flask, system: CaseSystem, make_token, send_one: Callable[..., str], add_paper: Callable[..., str]
) -> None:
    mine, other = send_one("one"), send_one("two")
    paper = add_paper(other)
    system.opened(mine), system.opened(other)
    assert system.get(f"/cases/{mine}/papers/{paper}").status_code == 404
    assert system.get(f"/cases/{other}/papers/{'0' * 8}-0000-0000-0000-{'0' * 12}").status_code == 404
    reader = CaseSystem(app, make_token(scopes=[Scope.READ]))
    assert reader.get(f"/cases/{other}/papers/{paper}").status_code == 403


def both(*acts: Callable[[], object]) -> list[object]:
    """At the same moment; what each returned or raised."""
    start, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        start.wait(timeout=60)
        try:
            found[place] = act()
        except Refused as refused:
            found[place] = refused

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


def test_of_two_officers_at_once_one_decides(client: CaseClient, website: str, make_token, number: str) -> None:
    case = client.advance(client.open(number), act="accept")
    other = CaseClient(website, make_token())
    results = both(
        lambda: client.decide(case, "approve"),
        lambda: other.decide(case, "refuse", reason="不符合规定。"),
    )
    other.close()
    refused = [one for one in results if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["case_changed"]
    assert client.case(number)["version"] == case["version"] + 1


def test_the_same_request_twice_at_once_is_done_once(
    website: str, client: CaseClient, system: CaseSystem, number
) -> None:
    client.open(number)
    headers = {"Authorization": f"Bearer {system.token}", "Idempotency-Key": "twice-at-once", "If-Match": "*"}
    address = f"{website}/api/v1/cases/{number}/messages"

    def post() -> object:
        return httpx.post(address, json={"text": "您好"}, headers=headers, timeout=30)

    first, second = both(post, post)
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (200, first.json())
    assert sorted("Idempotent-Replayed" in one.headers for one in (first, second)) == [False, True]
    assert len(client.case(number)["messages"]) == 1
