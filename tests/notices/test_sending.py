"""Delivery on both databases: each notice once while everything works, at least once when something dies."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.session import Database
from citizen.notices import outbox
from citizen.notices.channels import Channel, Recipient
from citizen.notices.composing import compose
from citizen.notices.delivery import LEASE, LONGEST_WAIT, Event, State
from citizen.notices.gateways.message import Gateway, Message, NotNow, Receipt, Refused
from citizen.notices.gateways.sms import SmsGateway
from citizen.notices.models import WrittenNotice
from citizen.notices.outbox import Claimed
from citizen.notices.sending import Sender, new_sender_name, waiting_without_gateway
from citizen.notices.service import forget_notices
from tests.notices.builders import ABOUT, write
from tests.notices.sms_server import SECRET, SmsServer

pytestmark = pytest.mark.database

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
PHONE = Recipient(Channel.SMS, "13800000000")


class Scripted:
    """A gateway that answers as told: exceptions are raised, everything else is a receipt. The last stays."""

    def __init__(self, *answers: Exception | str) -> None:
        self.answers = list(answers) or ["ok"]
        self.got: list[Message] = []

    def send(self, message: Message) -> Receipt:
        self.got.append(message)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return Receipt(answer)


def sender(database: Database, gateway: Gateway, *, attempts: int = 12, channel: Channel = Channel.SMS) -> Sender:
    return Sender(
        database=database,
        gateways={channel: gateway},
        compose=lambda notice: compose(notice, public_url=""),
        attempts_allowed=attempts,
        expires_after=timedelta(days=14),
        name=new_sender_name(),
    )


def put(database: Database, *keys: str, to: Recipient = PHONE, at: datetime = NOON) -> None:
    with clock.fixed(at), database.writing() as session:
        for key in keys:
            write(session, key=key, to=to)


def row(database: Database, key: str = "k") -> WrittenNotice:
    with database.reading() as session:
        return session.scalars(sa.select(WrittenNotice).where(WrittenNotice.key == key)).one()


def after(*, minutes: float = 0, **rest: float) -> AbstractContextManager[None]:
    return clock.fixed(NOON + timedelta(minutes=minutes, **rest))


def test_delivered(database: Database) -> None:
    put(database, "k")
    gateway = Scripted("n-7")
    with after(minutes=1):
        assert sender(database, gateway).deliver(at_most=10) == {Event.ACCEPT: 1, Event.GIVE_UP: 0}
        assert sender(database, gateway).deliver(at_most=10)[Event.ACCEPT] == 0
    found = row(database)
    assert (found.state, found.receipt, found.attempts) == (State.DELIVERED, "n-7", 1)
    assert (found.settled_at, found.claimed_by, found.claimed_until) == (NOON + timedelta(minutes=1), None, None)
    (message,) = gateway.got
    assert (message.address, message.language) == ("13800000000", "zh-Hans")
    assert "A7K 3M9 QX4" in message.sms


def test_what_passes_is_tried_again_later_and_later(database: Database) -> None:
    put(database, "k")
    gateway = Scripted(NotNow("gateway_busy"), NotNow("gateway_busy", timedelta(hours=3)), "ok")
    with after():
        assert sender(database, gateway).deliver(at_most=10)[Event.POSTPONE] == 1
    found = row(database)
    assert (found.state, found.problem, found.attempts) == (State.QUEUED, "gateway_busy", 1)
    assert timedelta(seconds=48) <= found.due_at - NOON <= timedelta(seconds=72)
    with after(seconds=30):
        assert sum(sender(database, gateway).deliver(at_most=10).values()) == 0
    with after(minutes=2):
        sender(database, gateway).deliver(at_most=10)
    assert row(database).due_at == NOON + timedelta(minutes=2, hours=3)
    with after(hours=4):
        assert sender(database, gateway).deliver(at_most=10)[Event.ACCEPT] == 1
    assert len({message.idempotency_key for message in gateway.got}) == 1
    assert row(database).problem is None


def test_what_never_goes_dies_at_once(database: Database) -> None:
    put(database, "k")
    with after():
        assert sender(database, Scripted(Refused("address"))).deliver(at_most=10)[Event.GIVE_UP] == 1
    found = row(database)
    assert (found.state, found.problem, found.settled_at) == (State.DEAD, "address", NOON)


def test_after_the_last_attempt_it_is_dead(database: Database) -> None:
    put(database, "k")
    gateway = Scripted(NotNow("gateway_busy"))
    for day in range(5):
        with after(days=day):
            sender(database, gateway, attempts=3).deliver(at_most=10)
    assert len(gateway.got) == 3
    assert row(database).state is State.DEAD


def test_a_fault_of_a_gateway_stops_nobody_else_and_tells_nothing(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(database, "a", "b")
    caplog.set_level(logging.DEBUG)
    with after():
        counted = sender(database, Scripted(KeyError("13800000000"), "ok")).deliver(at_most=10)
    assert (counted[Event.POSTPONE], counted[Event.ACCEPT]) == (1, 1)
    assert {row(database, key).problem for key in "ab"} == {"fault_KeyError", None}
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("citizen")]
    assert len(ours) == 2
    assert not [line for line in ours if "13800000000" in line or ABOUT in line or "补贴" in line]


def test_a_round_has_an_end_and_can_be_stopped(database: Database) -> None:
    put(database, *"abcdef")
    gateway = Scripted()
    with after():
        assert sender(database, gateway).deliver(at_most=2)[Event.ACCEPT] == 2
        assert sender(database, gateway).deliver(at_most=9, stop=lambda: len(gateway.got) >= 3)[Event.ACCEPT] == 1


def test_oldest_first(database: Database) -> None:
    put(database, "new", at=NOON)
    put(database, "old", at=NOON - timedelta(hours=1))
    gateway = Scripted()
    with after():
        sender(database, gateway).deliver(at_most=1)
    assert row(database, "old").state is State.DELIVERED
    assert row(database, "new").state is State.QUEUED


def test_a_channel_without_gateway_waits(database: Database) -> None:
    put(database, "k", to=Recipient(Channel.EMAIL, "a@example.org"))
    with after():
        here = sender(database, Scripted())
        assert sum(here.deliver(at_most=10).values()) == 0
        assert list(waiting_without_gateway(database, here.gateways)) == [(Channel.EMAIL, 1)]
    assert row(database).attempts == 0


def test_old_news_is_no_news(database: Database) -> None:
    put(database, "k")
    gateway = Scripted()
    with after(days=15):
        assert sender(database, gateway).deliver(at_most=10)[Event.GIVE_UP] == 1
    assert gateway.got == []
    assert row(database).problem == "too_old"


@pytest.mark.parametrize("withdrawn_while_sending", [False, True])
def test_who_withdrew_is_not_written_to(database: Database, withdrawn_while_sending: bool) -> None:
    put(database, "k")

    class Withdrawing(Scripted):
        def send(self, message: Message) -> Receipt:
            with database.writing() as session:
                forget_notices(session, about=ABOUT)
            return super().send(message)

    gateway = Withdrawing() if withdrawn_while_sending else Scripted()
    if not withdrawn_while_sending:
        with database.writing() as session:
            assert forget_notices(session, about=ABOUT) == 1
    with after():
        sender(database, gateway).deliver(at_most=10)
    found = row(database)
    assert (found.state, found.address, found.receipt) == (State.CANCELLED, None, None)
    assert len(gateway.got) == withdrawn_while_sending


def test_a_sender_that_died_is_replaced_when_its_lease_ends(database: Database, sms_server: SmsServer) -> None:
    put(database, "k")
    gateway = SmsGateway(sms_server.url, SECRET)
    dying = sender(database, gateway)
    with after():
        held = claim(database, dying.name)
        gateway.send(compose(held, public_url=""))  # … and dies before anything is written down
    with after(minutes=9):
        assert sum(sender(database, gateway).deliver(at_most=10).values()) == 0
    with clock.fixed(NOON + LEASE):
        assert sender(database, gateway).deliver(at_most=10)[Event.ACCEPT] == 1
        with database.writing() as session:
            assert not outbox.record_delivery(session, notice=held, sender=dying.name, receipt="late")
    assert list(sms_server.asked.values()) == [2]
    assert len(sms_server.kept) == 1
    assert (row(database).attempts, row(database).state) == (2, State.DELIVERED)


def test_what_takes_every_sender_down_comes_to_an_end(database: Database) -> None:
    put(database, "k")
    for attempt in range(3):
        with clock.fixed(NOON + attempt * LEASE):
            claim(database, f"sender {attempt}")
    gateway = Scripted()
    with clock.fixed(NOON + 3 * LEASE):
        assert sender(database, gateway, attempts=3).deliver(at_most=10)[Event.GIVE_UP] == 1
    assert gateway.got == []
    assert row(database).problem == "sender_died"


@pytest.mark.slow
def test_many_senders_at_once_send_each_notice_once(database: Database, sms_server: SmsServer) -> None:
    keys = [f"k{number}" for number in range(40)]
    put(database, *keys, at=datetime.now(UTC))
    gate = threading.Barrier(4)

    def run(_number: int) -> Counter[Event]:
        here = sender(database, SmsGateway(sms_server.url, SECRET))
        gate.wait()
        return here.deliver(at_most=100)

    with ThreadPoolExecutor(4) as pool:
        counted = list(pool.map(run, range(4)))
    assert sum(one[Event.ACCEPT] for one in counted) == len(keys)
    assert set(sms_server.asked.values()) == {1}
    assert len(sms_server.kept) == len(keys)


def test_the_dead_are_listed_without_anything_personal_and_can_be_sent_again(database: Database) -> None:
    put(database, "k", to=Recipient(Channel.SMS, "13800000000", name="王秀英"))
    with after():
        sender(database, Scripted(Refused("address"))).deliver(at_most=10)
    with database.reading() as session:
        (found,) = outbox.list_dead(session)
    assert (found.key, found.problem, found.can_be_retried) == ("k", "address", True)
    assert "王秀英" not in repr(found)
    assert "1380" not in repr(found)
    with after(minutes=5):
        with database.writing() as session:
            outbox.retry_notice(session, key="k")
        assert row(database).attempts == 0
        assert sender(database, Scripted()).deliver(at_most=10)[Event.ACCEPT] == 1


def test_old_news_that_is_sent_again_on_purpose_is_news(database: Database) -> None:
    put(database, "k")
    with after(days=15):
        sender(database, Scripted()).deliver(at_most=10)
        with database.writing() as session:
            assert outbox.retry_all(session) == 1
        assert sender(database, Scripted()).deliver(at_most=10)[Event.ACCEPT] == 1


def test_only_the_dead_are_sent_again(database: Database) -> None:
    put(database, "k")
    with database.writing() as session, pytest.raises(NotFound):
        outbox.retry_notice(session, key="k")
    with database.writing() as session:
        assert outbox.retry_all(session) == 0


def test_addresses_are_erased_when_nobody_needs_them(database: Database) -> None:
    put(database, "done", "dead", to=Recipient(Channel.SMS, "13800000000", name="王秀英"))
    put(database, "waiting", to=Recipient(Channel.EMAIL, "a@example.org"))
    with after():
        sender(database, Scripted("ok", Refused("address"))).deliver(at_most=10)
    for moment, erased in ((NOON, 0), (NOON + timedelta(seconds=1), 2), (NOON + timedelta(days=1), 0)):
        with database.writing() as session:
            assert outbox.erase_addresses(session, settled_before=moment) == erased
    assert [(row(database, key).address, row(database, key).name) for key in ("done", "dead")] == [(None, None)] * 2
    assert row(database, "waiting").address == "a@example.org"
    with database.writing() as session:
        (dead,) = outbox.list_dead(session)
        assert not dead.can_be_retried
        assert outbox.retry_all(session) == 0
        with pytest.raises(Conflict):
            outbox.retry_notice(session, key=dead.key)


def test_the_longest_wait_is_shorter_than_news_stays_news() -> None:
    assert timedelta(days=14) > LONGEST_WAIT * 1.2


def claim(database: Database, name: str) -> Claimed:
    with database.writing() as session:
        (held,) = outbox.claim_due(session, sender=name, channels=[Channel.SMS], at_most=1)
    return held
