"""Codes: spoken digit by digit, gone at once, on no page, and erased when they have left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices import kinds
from citizen.notices.channels import Channel, Recipient
from citizen.notices.composing import compose
from citizen.notices.delivery import Event, State
from citizen.notices.gateways.message import NotNow, Refused
from citizen.notices.gateways.sms import VoiceGateway
from citizen.notices.kinds import Kind, WrongKind, register
from citizen.notices.models import WrittenNotice
from citizen.notices.senders import send_at_once
from citizen.notices.sending import Sender, new_sender_name
from citizen.notices.service import list_notices, write_notice
from tests.notices.sms_server import SECRET, SmsServer
from tests.notices.test_sending import Scripted, row, sender

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
CODE = Kind("code_for_tests", "Code", "It is %(code)s.", "Sent: %(code)s.", spoken="Say: %(code)s.", secret=True)


@pytest.fixture(autouse=True)
def known() -> Iterator[None]:
    before = dict(kinds._kinds)
    register(CODE)
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


def put(session: Session, channel: Channel = Channel.SMS) -> None:
    to = Recipient(channel, "13800001234", name="王秀英")
    write_notice(session, kind=CODE.code, about="code:1", to=to, values={"code": "402173"}, key="k")


def written(database: Database, channel: Channel = Channel.SMS) -> None:
    with clock.fixed(NOON), database.writing() as session:
        put(session, channel)


def left(database: Database) -> tuple[object, ...]:
    found = row(database)
    return found.state, dict(found.values), found.address, found.name


def test_a_call_says_each_digit(sms_server: SmsServer, database: Database) -> None:
    written(database, Channel.VOICE)
    sending = Sender(
        database=database,
        gateways={Channel.VOICE: VoiceGateway(sms_server.url, SECRET)},
        compose=lambda notice: compose(notice, public_url=""),
        attempts_allowed=3,
        expires_after=timedelta(days=14),
        name=new_sender_name(),
    )
    with clock.fixed(NOON):
        assert sending.deliver_one("k") is Event.ACCEPT
    assert list(sms_server.kept.values()) == [
        {"type": "voice", "to": "13800001234", "text": "Say: 4, 0, 2, 1, 7, 3.", "language": "zh-Hans-CN"}
    ]


def test_it_goes_at_once_and_nothing_of_it_stays(database: Database) -> None:
    written(database)
    gateway = Scripted("n-7")
    with clock.fixed(NOON):
        assert sender(database, gateway).deliver_one("k") is Event.ACCEPT
        assert sender(database, gateway).deliver_one("k") is None
    assert [message.sms for message in gateway.got] == ["Sent: 402173."]
    assert left(database) == (State.DELIVERED, {}, None, None)


@pytest.mark.parametrize("refusal", [Refused("address")])
def test_what_can_never_go_leaves_nothing_either(database: Database, refusal: Exception) -> None:
    written(database)
    with clock.fixed(NOON):
        assert sender(database, Scripted(refusal)).deliver_one("k") is Event.GIVE_UP
    assert left(database) == (State.DEAD, {}, None, None)


def test_what_does_not_go_this_time_is_tried_again_soon(database: Database) -> None:
    written(database)
    gateway = Scripted(NotNow("gateway_busy"), "n-7")
    with clock.fixed(NOON):
        assert sender(database, gateway).deliver_one("k") is Event.POSTPONE
    with clock.fixed(NOON + timedelta(minutes=2)):
        assert sender(database, gateway).deliver(at_most=5)[Event.ACCEPT] == 1
    assert left(database)[1] == {}


def test_after_ten_minutes_it_is_worth_nothing(database: Database) -> None:
    written(database)
    gateway = Scripted("n-7")
    with clock.fixed(NOON + timedelta(minutes=10, seconds=1)):
        assert sender(database, gateway).deliver(at_most=5)[Event.GIVE_UP] == 1
    assert gateway.got == []
    assert left(database) == (State.DEAD, {}, None, None)


def test_no_page_lists_it(session: Session) -> None:
    put(session)
    assert list_notices(session, about="code:1") == []


def test_an_email_with_a_code_sends_nobody_to_look_for_it_elsewhere(database: Database) -> None:
    written(database, Channel.EMAIL)
    gateway = Scripted("n-7")
    with clock.fixed(NOON):
        sender(database, gateway, channel=Channel.EMAIL).deliver(at_most=1)
    (message,) = gateway.got
    assert message.paragraphs[0] == "It is 402173."
    assert not any("查询码" in paragraph for paragraph in message.paragraphs)


def test_what_carries_a_code_has_to_be_secret() -> None:
    with pytest.raises(WrongKind, match="has to be secret"):
        register(Kind("open_code", "Code", "%(code)s", "%(code)s"))


def test_a_development_machine_keeps_it_to_be_read(app: Flask) -> None:
    database: Database = app.extensions["database"]
    written(database)
    with app.app_context(), clock.fixed(NOON):
        assert send_at_once("k") is Event.ACCEPT
    with database.reading() as session:
        assert session.scalars(sa.select(WrittenNotice)).one().values == {"code": "402173"}
    page = app.test_client().get("/development/outbox").get_data(as_text=True)
    assert "Sent: 402173." in page
