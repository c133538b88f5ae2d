"""Whoever asks for easy-read gets their text messages and e-mails so, by the profile or by the visit; others do not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.accessibility.preferences import Preferences, Switch
from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.channels import Channel
from citizen.notices.composing import compose
from citizen.notices.gateways.message import Message, Receipt
from citizen.notices.models import WrittenNotice
from citizen.notices.sending import Sender, new_sender_name
from citizen.people import account_news, profile, reaching
from citizen.people import service as people
from citizen.people.models import ContactKind
from citizen.people.needs import AccessNeed
from citizen.people.notice_kinds import CARD_ENDED
from citizen.people.profile import Reading, Wanted
from tests.people.codes import PHONE, ask_for_code
from tests.people.test_reaching import add_way
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
ORDINARY = "您的登录卡已挂失。不是您本人？请做一张新卡，或到服务窗口求助。"
EASY = "您的登录卡挂失了。\n不是您挂失的？\n请做一张新卡。\n也可以到服务窗口，请人帮忙。"


class Kept:
    """A gateway that takes everything."""

    def __init__(self) -> None:
        self.got: list[Message] = []

    def send(self, message: Message) -> Receipt:
        self.got.append(message)
        return Receipt("n")


def needs_easy_letters(session: Session, person_id: uuid.UUID) -> None:
    profile.replace_needs(session, person_id=person_id, needs=[Wanted(AccessNeed.EASY_READ, may_tell=False)])


def reads_easy_pages(session: Session, person_id: uuid.UUID) -> None:
    profile.keep_reading(session, person_id=person_id, reading=Reading("zh-Hans", Preferences(easy=Switch.ON)))


def reads_ordinary_pages(session: Session, person_id: uuid.UUID) -> None:
    profile.keep_reading(session, person_id=person_id, reading=Reading("zh-Hans", Preferences()))


def says_nothing(session: Session, person_id: uuid.UUID) -> None:
    return None


@pytest.mark.parametrize(
    ("chooses", "sms"),
    [
        (needs_easy_letters, EASY),
        (reads_easy_pages, EASY),
        (reads_ordinary_pages, ORDINARY),
        (says_nothing, ORDINARY),
    ],
)
def test_the_profile_decides(
    database: Database, monkeypatch: pytest.MonkeyPatch, chooses: Callable[[Session, uuid.UUID], None], sms: str
) -> None:
    monkeypatch.setattr(reaching, "_told_too", {})
    with clock.fixed(NOON), database.writing() as session:
        person = people.add_person(session, name="王小明")
        add_way(session, person.id, "13900000001")
        add_way(session, person.id, "a@example.com", kind=ContactKind.EMAIL)
        chooses(session, person.id)
        account_news.tell_person(session, person_id=person.id, kind=CARD_ENDED)
    by_sms, by_mail = delivered(database)
    assert by_sms.sms == sms
    assert ("谁都不能再用它登录。" in by_mail.paragraphs[0].split("\n")) == (sms == EASY)


def test_each_of_two_who_are_told_reads_as_they_chose(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.fixed(NOON), database.writing() as session:
        ward, guardian = (people.add_person(session, name=name) for name in ("王小明", "王秀英"))
        add_way(session, ward.id, "13900000001")
        add_way(session, guardian.id, "13900000002")
        needs_easy_letters(session, ward.id)
        monkeypatch.setattr(reaching, "_told_too", {"test": lambda _session, _person_id: [guardian.id]})
        account_news.tell_person(session, person_id=ward.id, kind=CARD_ENDED)
    assert {one.address: one.sms for one in delivered(database)} == {"13900000001": EASY, "13900000002": ORDINARY}


@pytest.mark.parametrize(("path", "is_easy"), [("/?easy=on", True), ("/?easy=off", False)])
def test_without_an_account_the_visit_decides(visitor: Visitor, app: Flask, path: str, is_easy: bool) -> None:
    visitor.open(path)
    ask_for_code(visitor, PHONE)
    with app.extensions["database"].reading() as session:
        (row,) = session.scalars(sa.select(WrittenNotice))
    assert row.language == ("zh-Hans-simple" if is_easy else "zh-Hans")


def delivered(database: Database) -> list[Message]:
    """What leaves now: first what goes by SMS."""
    gateways = {Channel.SMS: Kept(), Channel.EMAIL: Kept()}
    sender = Sender(
        database=database,
        gateways=gateways,
        compose=lambda notice: compose(notice, public_url=""),
        attempts_allowed=1,
        expires_after=timedelta(days=14),
        name=new_sender_name(),
    )
    with clock.fixed(NOON + timedelta(minutes=1)):
        sender.deliver(at_most=10)
    return [*gateways[Channel.SMS].got, *gateways[Channel.EMAIL].got]
