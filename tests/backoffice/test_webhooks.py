"""Webhooks against a real server: signed, at least once, given up at last, and never to a forbidden address."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from citizen.applications.messages import write_message
from citizen.backoffice import webhooks
from citizen.backoffice.models import WebhookDelivery
from citizen.backoffice.openapi import document
from citizen.backoffice.vocabulary import EventType
from citizen.backoffice.webhook_sending import Reach, WebhookSender
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.db.session import Database
from citizen.notices.delivery import LEASE, Event, State
from examples.case_system_client import is_genuine
from tests.applications.builders import a_sent_application, somebody
from tests.backoffice.case_system import CaseSystem, validator
from tests.backoffice.servers import Receiver, closed_port, receiving

pytestmark = pytest.mark.database


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def secret(database: Database, system: CaseSystem, receiver: Receiver) -> str:
    """The secret of a webhook to the receiver."""
    with database.writing() as session:
        _id, secret = webhooks.new_webhook(session, token_id=_token_id(system), url=receiver.url, plain_allowed=True)
    return secret


def _token_id(system: CaseSystem) -> str:
    return system.token.split(".")[1]


def sender(database: Database, *, attempts: int = 3, reach: Reach | None = None, name: str = "one") -> WebhookSender:
    return WebhookSender(database, reach or Reach(this_machine=True, seconds=0.5), attempts, name)


def state_of_all(database: Database) -> list[State]:
    with database.reading() as session:
        return list(session.scalars(sa.select(WebhookDelivery.state).order_by(WebhookDelivery.sequence)))


def test_a_case_system_is_told_what_people_do(
    database: Database, secret: str, receiver: Receiver, system: CaseSystem, number: str
) -> None:
    system.opened(number)  # what the office does itself is not news to it
    assert sender(database).deliver(at_most=10) == {Event.ACCEPT: 1}
    [(headers, body)] = receiver.came
    assert is_genuine(headers, body, secret)
    said = json.loads(body)
    assert (said["event"], said["case"], said["district"], said["sequence"]) == (
        "case.submitted",
        number,
        "tongzhou",
        1,
    )
    assert said["id"] == headers["X-Citizen-Delivery"]
    validator({"$ref": "#/components/schemas/WebhookBody"}).validate(said)
    assert set(said) == set(document()["components"]["schemas"]["WebhookBody"]["properties"])


def test_what_is_not_committed_is_not_told(database: Database, secret: str) -> None:
    with database.open_writing() as session:
        a_sent_application(session, somebody(session))
        session.rollback()
    assert state_of_all(database) == []


def test_every_case_of_an_application_is_told_of_its_message(
    database: Database, secret: str, receiver: Receiver
) -> None:
    with database.writing() as session:
        who = somebody(session)
        write_message(session, who=who, application=a_sent_application(session, who), body="请问到哪一步了？")
    sender(database).deliver(at_most=10)
    assert [json.loads(body)["event"] for _headers, body in receiver.came] == ["case.submitted", "case.message"]
    assert "哪一步" not in receiver.came[1][1].decode()


def test_another_secret_another_body_or_an_old_one_is_not_genuine(
    database: Database, secret: str, receiver: Receiver, number: str
) -> None:
    sender(database).deliver(at_most=1)
    [(headers, body)] = receiver.came
    assert not is_genuine(headers, body, secret + "x")
    assert not is_genuine(headers, body + b" ", secret)
    assert not is_genuine(headers, body, secret, now=clock.now().timestamp() + 301)
    assert not is_genuine({}, body, secret)


def test_a_secret_is_changed_without_losing_anything(
    database: Database, system: CaseSystem, secret: str, receiver: Receiver, send_one: Callable[..., str]
) -> None:
    with database.writing() as session:
        [(webhook, _token)] = webhooks.list_webhooks(session)
        newer = webhooks.rotate_secret(session, webhook_id=webhook.id)
    send_one("one")
    sender(database).deliver(at_most=1)
    assert all(is_genuine(*receiver.came[0], one) for one in (secret, newer))
    with database.writing() as session:
        webhooks.retire_secret(session, webhook_id=webhook.id)
    send_one("two")
    sender(database).deliver(at_most=1)
    assert [is_genuine(*receiver.came[1], one) for one in (secret, newer)] == [False, True]


def test_a_failure_passes_and_the_same_delivery_comes_again(
    database: Database, secret: str, receiver: Receiver, number: str, at
) -> None:
    receiver.statuses = [500, 200]
    assert sender(database).deliver(at_most=5) == {Event.POSTPONE: 1}
    assert sender(database).deliver(at_most=5) == {}, "not before it is due"
    with at(clock.now() + timedelta(minutes=2)):
        assert sender(database).deliver(at_most=5) == {Event.ACCEPT: 1}
    first, second = (headers["X-Citizen-Delivery"] for headers, _body in receiver.came)
    assert first == second
    assert receiver.came[0][1] == receiver.came[1][1]


def test_who_does_not_answer_in_time_is_tried_again(
    database: Database, secret: str, receiver: Receiver, number: str
) -> None:
    receiver.delay = 1.2
    assert sender(database).deliver(at_most=1) == {Event.POSTPONE: 1}


def test_after_the_last_attempt_it_is_given_up_and_can_be_repaired(
    database: Database, secret: str, receiver: Receiver, number: str
) -> None:
    receiver.statuses = [500, 200]
    assert sender(database, attempts=1).deliver(at_most=1) == {Event.GIVE_UP: 1}
    with database.writing() as session:
        assert [one.problem for one in webhooks.list_dead(session)] == ["receiver_failed"]
        assert webhooks.retry_dead(session) == 1
    assert sender(database).deliver(at_most=1) == {Event.ACCEPT: 1}


@pytest.mark.parametrize(
    ("status", "event"), [(302, Event.POSTPONE), (401, Event.POSTPONE), (410, Event.GIVE_UP), (503, Event.POSTPONE)]
)
def test_only_2xx_counts_and_redirects_lead_nowhere(
    database: Database, secret: str, receiver: Receiver, number: str, status: int, event: Event
) -> None:
    receiver.statuses, receiver.headers = [status], {"Location": receiver.url}
    assert sender(database).deliver(at_most=1) == {event: 1}
    assert len(receiver.came) == 1


def test_a_sender_that_died_is_replaced_after_its_lease(
    database: Database, secret: str, receiver: Receiver, number: str, at
) -> None:
    with database.writing() as session:
        held = webhooks.claim_due(session, sender="dead")
        assert held is not None
    assert sender(database).deliver(at_most=5) == {}
    with at(clock.now() + LEASE + timedelta(seconds=1)):
        assert sender(database).deliver(at_most=5) == {Event.ACCEPT: 1}
        with database.writing() as session:
            webhooks.record_failure(
                session, claimed=held, sender="dead", problem="x", attempts_allowed=9, asked=timedelta(0)
            )
    assert state_of_all(database) == [State.DELIVERED]


def test_a_stopped_webhook_says_nothing_more(
    database: Database, secret: str, receiver: Receiver, send_one: Callable[..., str]
) -> None:
    send_one("one")
    with database.writing() as session:
        [(webhook, _token)] = webhooks.list_webhooks(session)
        webhooks.stop_webhook(session, webhook_id=webhook.id)
    send_one("two")
    assert sender(database).deliver(at_most=5) == {}
    assert state_of_all(database) == [State.CANCELLED]


def test_a_webhook_sees_what_its_token_sees(
    database: Database, make_token: Callable[..., str], receiver: Receiver, send_one: Callable[..., str]
) -> None:
    with database.writing() as session:
        for token in (make_token_id(make_token(district="chaoyang")),):
            webhooks.new_webhook(session, token_id=token, url=receiver.url, plain_allowed=True)
    send_one()
    assert state_of_all(database) == []


def make_token_id(token: str) -> str:
    return token.split(".")[1]


def test_wanted_events_are_told_only(
    database: Database, system: CaseSystem, receiver: Receiver, send_one: Callable[..., str]
) -> None:
    with database.writing() as session:
        webhooks.new_webhook(
            session,
            token_id=_token_id(system),
            url=receiver.url,
            events=[EventType.OPENED],
            plain_allowed=True,
        )
    system.opened(send_one())
    sender(database).deliver(at_most=5)
    assert [json.loads(body)["event"] for _headers, body in receiver.came] == ["case.opened"]


def test_nobody_there_is_a_failure_that_passes(database: Database, system: CaseSystem, send_one) -> None:
    with database.writing() as session:
        url = f"http://127.0.0.1:{closed_port()}/"
        webhooks.new_webhook(session, token_id=_token_id(system), url=url, plain_allowed=True)
    send_one()
    assert sender(database).deliver(at_most=1) == {Event.POSTPONE: 1}


def test_in_production_this_machine_is_never_spoken_to(
    database: Database, secret: str, receiver: Receiver, number: str
) -> None:
    assert sender(database, reach=Reach()).deliver(at_most=1) == {Event.GIVE_UP: 1}
    assert receiver.came == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.1.2.3", "::ffff:127.0.0.1", "::"],
)  # fmt: skip
def test_inner_addresses_are_out_of_reach(address: str) -> None:
    assert not Reach().allows(address)


def test_a_deployment_may_add_its_own_network() -> None:
    reach = Reach((ipaddress.ip_network("10.1.0.0/16"),))
    assert reach.allows("10.1.2.3")
    assert reach.allows("::ffff:10.1.2.3")
    assert not reach.allows("10.2.0.1")
    assert not reach.allows("127.0.0.1")
    assert Reach().allows("114.114.114.114")


def test_one_forbidden_address_forbids_the_name(monkeypatch: pytest.MonkeyPatch, database, secret, number) -> None:
    """A name that leads to two addresses must not lead inside by luck."""
    from citizen.backoffice import webhook_sending

    both = [(2, 1, 6, "", ("114.114.114.114", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(webhook_sending.socket, "getaddrinfo", lambda *_args, **_kw: both)
    assert sender(database).deliver(at_most=1) == {Event.GIVE_UP: 1}


@pytest.mark.parametrize(
    "url",
    ["http://example.gov.cn/", "ftp://example.gov.cn/", "https://", "https://user:word@example.gov.cn/", "x",
     "https://example.gov.cn/#a", "http://127.0.0.1.example.gov.cn/", "https://例子.cn/", "https://[::1", "https://a:0/"],
)  # fmt: skip
def test_an_address_must_be_https(session, system: CaseSystem, url: str) -> None:
    with pytest.raises(RuleBroken):
        webhooks.check_address(url, plain_allowed=True)


def test_without_leave_even_this_machine_needs_https() -> None:
    with pytest.raises(RuleBroken):
        webhooks.check_address("http://127.0.0.1/", plain_allowed=False)
    webhooks.check_address("https://example.gov.cn/hook?x=1", plain_allowed=False)


def test_a_name_that_turns_inside_after_it_was_looked_at_leads_nowhere(
    monkeypatch: pytest.MonkeyPatch, database: Database, secret: str, number: str
) -> None:
    """DNS rebinding: the name is asked once, and what is spoken to is the address that was looked at."""
    from citizen.backoffice import webhook_sending

    asked: list[str] = []
    spoken_to: list[str] = []

    def turning(host: str, *_args: object, **_kw: object) -> list[tuple]:
        asked.append(host)
        address = "114.114.114.114" if len(asked) == 1 else "10.0.0.1"
        return [(2, 1, 6, "", (address, 443))]

    def speak(address: str, *_more: object) -> tuple[int, timedelta]:
        spoken_to.append(address)
        return 200, timedelta(0)

    monkeypatch.setattr(webhook_sending.socket, "getaddrinfo", turning)
    monkeypatch.setattr(webhook_sending, "_post_to", speak)
    assert sender(database).deliver(at_most=1) == {Event.ACCEPT: 1}
    assert spoken_to == ["114.114.114.114"]
    assert len(asked) == 1


def test_the_address_that_was_looked_at_stands_in_the_request_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing after the look resolves the name again: it is given the address, and the name as host only."""
    from urllib.parse import urlsplit

    import httpx

    from citizen.backoffice import webhook_sending

    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204, stream=httpx.ByteStream(b""))

    def client(_seconds: float) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(answer))

    monkeypatch.setattr(webhook_sending.outgoing, "client", client)
    parts = urlsplit("https://cases.example.gov.cn/hook")
    assert webhook_sending._post_to("114.114.114.114", parts, b"{}", {}, 5.0)[0] == 204
    assert sent[0].url.host == "114.114.114.114"
    assert sent[0].headers["Host"] == "cases.example.gov.cn"
    assert sent[0].extensions["sni_hostname"] == "cases.example.gov.cn"
