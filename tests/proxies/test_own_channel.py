"""An adult under guardianship is told themselves, on the way they chose: what was allowed, what is done, what is
decided. Unless they do not want to be told.
"""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications import cases
from citizen.db.session import Database
from citizen.notices.channels import Channel
from citizen.notices.models import WrittenNotice
from citizen.people import contacts, reaching
from citizen.people.contacts import Use
from citizen.people.credential_models import CodeChannel
from citizen.proxies import mandate_service, own_channel
from citizen.proxies.authority import CAN_BE_ALLOWED, Basis, MandateState, Relation
from citizen.proxies.mandate_rules import Doer
from citizen.proxies.models import MandateRow
from tests.applications.builders import a_sent_application
from tests.applications.office import APPROVAL, OFFICER, at_the_office, bring_to_review
from tests.proxies.test_activity_done import who_of
from tests.proxies.test_mandate_flows import bring_no_paper, name_child, only_mandate, tell_wishes
from tests.staff.hall import at_the_desk
from tests.support.people import folder_of, make_person, signed_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

OWN = "13800000000"


def told_at(database: Database, address: str = OWN) -> list[str]:
    with database.reading() as session:
        notices = sa.select(WrittenNotice).order_by(WrittenNotice.written_at, WrittenNotice.kind)
        return [one.kind for one in session.scalars(notices) if one.address == address]


class Ward:
    """大明, whose guardian was confirmed; she sends something for him."""

    def __init__(self, database: Database, *, told_by: str = "sms", address: str = OWN) -> None:
        with database.writing() as session:
            self.ward, self.guardian = make_person(session, name="大明"), make_person(session, name="大明妈妈")
            row = mandate_service.propose_mandate(
                session,
                actor_id=self.guardian,
                subject_id=self.ward,
                relation=Relation.GUARDIAN,
                basis=Basis.GUARDIAN_DOCUMENT,
                acts=CAN_BE_ALLOWED,
                consent={"wishes": {"told_by": told_by, "own_channel": address}},
            )
            row.state = MandateState.LIVE
            session.flush()
            self.mandate = row.id
            self.application = a_sent_application(
                session, who_of(self.ward, folder_of(session, self.ward), row)
            ).reference


def test_the_ward_is_told_that_somebody_acts_and_what_is_done(database: Database) -> None:
    Ward(database)
    assert set(told_at(database)) >= {"mandate_provisional", "done_for_you"}


def test_the_ward_is_told_what_is_decided(database: Database) -> None:
    ward = Ward(database)
    with at_the_office(database, ward.application) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=APPROVAL)
    assert "case_decided" in told_at(database)


def test_the_ward_is_told_that_it_ended(database: Database) -> None:
    ward = Ward(database)
    with database.writing() as session:
        row = session.get_one(MandateRow, ward.mandate)
        mandate_service.end(session, row=row, by=Doer(person_id=ward.guardian), why="by_helper")
    assert "mandate_ended" in told_at(database)


@pytest.mark.parametrize("told_by", ["no_way", "not_wanted"])
def test_whoever_wants_no_messages_gets_none_and_reads_them_on_screen(database: Database, told_by: str) -> None:
    ward = Ward(database, told_by=told_by, address="")
    assert told_at(database) == []
    with database.reading() as session:
        [first, *_others] = reaching.recipients_of(session, person_id=ward.ward)
        assert first.channel is Channel.SCREEN


@pytest.mark.parametrize(
    ("told_by", "address", "channel"),
    [
        ("voice", OWN, Channel.VOICE),
        ("email", "daming@example.org", Channel.EMAIL),
        ("post", "北京市通州区", Channel.POST),
    ],
)
def test_every_way_a_person_may_want(database: Database, told_by: str, address: str, channel: Channel) -> None:
    ward = Ward(database, told_by=told_by, address=address)
    with database.reading() as session:
        assert own_channel.ways_of(session, ward.ward) == [(channel, address)]
    assert "done_for_you" in told_at(database, address)


def test_what_a_refused_guardian_wrote_is_no_way_to_anybody(database: Database) -> None:
    ward = Ward(database)
    with database.writing() as session:
        session.get_one(MandateRow, ward.mandate).state = MandateState.REFUSED
    with database.reading() as session:
        assert own_channel.ways_of(session, ward.ward) == []


def to_wishes(visitor: Visitor) -> uuid.UUID:
    guardian = signed_in(visitor, name="妈妈")
    name_child(visitor, (1990, 1, 1), name="大明")
    return guardian


def test_asked_and_kept_through_the_pages(visitor: Visitor, database: Database) -> None:
    to_wishes(visitor)
    tell_wishes(visitor, "愿意", address="138 0000 0000")
    bring_no_paper(visitor)
    assert told_at(database) == ["mandate_provisional"]
    assert own_channel.wishes_in(only_mandate(database))["told_by"] == "sms"


def test_the_guardians_own_number_is_not_the_persons(visitor: Visitor, database: Database) -> None:
    guardian = to_wishes(visitor)
    with database.writing() as session:
        use = Use(signs_in=True, gets_notices=True)
        contacts.add_way(session, person_id=guardian, channel=CodeChannel.SMS, address=OWN, use=use)
    tell_wishes(visitor, "愿意")
    assert visitor.page.status == 422
    assert visitor.page.has_text("这是您自己的")
    tell_wishes(visitor, "愿意", told_by="他没有自己的电话和地址", address="")
    assert visitor.page.status == 200


@pytest.mark.parametrize(
    ("told_by", "address", "says"),
    [
        ("短信，发到他自己的手机", "", "请填他自己的号码或地址"),
        ("电子邮件，发到他自己的邮箱", "13800000000", "逐个字符核对"),
        ("寄信给他", "", "请填他自己的号码或地址"),
    ],
)
def test_a_way_without_an_address_is_asked_again(visitor: Visitor, told_by: str, address: str, says: str) -> None:
    to_wishes(visitor)
    tell_wishes(visitor, "愿意", told_by=told_by, address=address)
    assert visitor.page.status == 422
    assert visitor.page.has_text(says)


def test_whoever_confirms_reads_what_the_person_wants(
    app: Flask, visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    to_wishes(visitor)
    tell_wishes(visitor, "不愿意")
    bring_no_paper(visitor)
    at_the_desk(other_visitor)
    page = other_visitor.open(f"/staff/mandates/{only_mandate(database).reference}")
    for words in ("不愿意", "我要自己去", "点头、摇头", "短信，发到他自己的手机", "请直接和本人谈一谈"):
        assert page.has_text(words), words
    assert not page.has_text(OWN)
