"""Where a person is told what was done for them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from citizen.accessibility.preferences import Preferences, TextSize
from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.notices.channels import Channel
from citizen.people import profile, reaching
from citizen.people import service as people
from citizen.people.models import ContactKind, ContactWay, Person
from citizen.people.needs import AccessNeed
from citizen.people.profile import Reading, Wanted

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


@pytest.fixture
def person(session: Session) -> Person:
    return people.add_person(session, name="王小明")


@pytest.fixture
def told_too(monkeypatch: pytest.MonkeyPatch) -> dict:
    """The registry of those who are told as well, empty and put back afterwards."""
    registry: dict = {}
    monkeypatch.setattr(reaching, "_told_too", registry)
    return registry


def add_way(session: Session, person_id: uuid.UUID, address: str, **changed: object) -> ContactWay:
    values = {"kind": ContactKind.PHONE, "gets_notices": True, "confirmed_at": clock.now(), "added_at": clock.now()}
    way = ContactWay(
        person_id=person_id, address=address, address_hash=keyed_hash("address", address), **{**values, **changed}
    )
    session.add(way)
    session.flush()
    return way


def where(session: Session, person: Person) -> list[tuple[Channel, str]]:
    return [(one.channel, one.address) for one in reaching.recipients_of(session, person_id=person.id)]


def test_without_any_way_the_notice_waits_on_screen(session: Session, person: Person, told_too: dict) -> None:
    [recipient] = reaching.recipients_of(session, person_id=person.id)
    assert recipient.channel is Channel.SCREEN
    assert not recipient.needs_delivery


def test_every_chosen_and_confirmed_way_is_used(session: Session, person: Person, told_too: dict) -> None:
    add_way(session, person.id, "13900000001")
    add_way(session, person.id, "a@example.com", kind=ContactKind.EMAIL)
    add_way(session, person.id, "芙蓉路1号", kind=ContactKind.POST)
    assert set(where(session, person)) == {
        (Channel.SMS, "13900000001"), (Channel.EMAIL, "a@example.com"), (Channel.POST, "芙蓉路1号"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"gets_notices": False},
        {"confirmed_at": None},
        {"removed_at": NOON},
        {"by_voice": True},
    ],
    ids=["not chosen for news", "not confirmed", "removed", "is only called"],
)
def test_other_ways_are_not_used(session: Session, person: Person, told_too: dict, changed: dict) -> None:
    add_way(session, person.id, "13900000001", **changed)
    assert where(session, person) == [(Channel.SCREEN, "")]


def test_somebody_elses_ways_are_not_used(session: Session, person: Person, told_too: dict) -> None:
    add_way(session, people.add_person(session, name="别人").id, "13900000002")
    assert where(session, person) == [(Channel.SCREEN, "")]


def test_language_and_print_are_those_the_person_reads(session: Session, person: Person, told_too: dict) -> None:
    add_way(session, person.id, "13900000001")
    [before] = reaching.recipients_of(session, person_id=person.id)
    assert (before.language, before.large_print, before.name) == ("zh-Hans", False, "王小明")
    reading = Reading("zh-Hant", Preferences(text=TextSize.LARGEST))
    profile.keep_reading(session, person_id=person.id, reading=reading)
    [after] = reaching.recipients_of(session, person_id=person.id)
    assert (after.language, after.large_print) == ("zh-Hant", True)


def test_whoever_needs_large_print_gets_it_without_changing_the_screen(
    session: Session, person: Person, told_too: dict
) -> None:
    profile.replace_needs(session, person_id=person.id, needs=[Wanted(AccessNeed.LARGE_PRINT, may_tell=False)])
    [recipient] = reaching.recipients_of(session, person_id=person.id)
    assert recipient.large_print


def test_own_channel_first_then_whoever_is_told_too(session: Session, person: Person, told_too: dict) -> None:
    guardian = people.add_person(session, name="妈妈")
    add_way(session, guardian.id, "13900000002")
    add_way(session, person.id, "13900000001")
    reaching.also_reach(lambda _session, asked: [guardian.id] if asked == person.id else [])
    assert where(session, person) == [(Channel.SMS, "13900000001"), (Channel.SMS, "13900000002")]
    assert where(session, guardian) == [(Channel.SMS, "13900000002")]


def test_one_telephone_in_the_family_gets_one_message(session: Session, person: Person, told_too: dict) -> None:
    guardian = people.add_person(session, name="妈妈")
    for one in (person, guardian):
        add_way(session, one.id, "13900000001")
    reaching.also_reach(lambda _session, _asked: [guardian.id])
    assert where(session, person) == [(Channel.SMS, "13900000001")]


def test_nobody_is_told_about_somebody_erased(session: Session, person: Person, told_too: dict) -> None:
    add_way(session, person.id, "13900000001")
    person.erased_at = NOON
    session.flush()
    assert where(session, person) == []
