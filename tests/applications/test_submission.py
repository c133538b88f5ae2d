"""Sending: once, in one piece, with its notice; and what was sent before is shown first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking, service
from citizen.applications.lifecycle import Act, Phase, Status
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.submission import find_alike, submit_application
from citizen.core.errors import RuleBroken
from citizen.db.session import Database
from citizen.notices.channels import Channel
from citizen.notices.models import WrittenNotice
from citizen.notices.service import list_notices
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications.builders import (
    CONTACT,
    PROGRAMME,
    a_complete_draft,
    a_sent_application,
    send,
    somebody,
)

pytestmark = pytest.mark.database
OTHER = "skills-training"
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def test_every_case_goes_its_own_way_from_the_same_moment(session: Session, at) -> None:
    who = somebody(session)
    with at(NOON):
        sent = a_sent_application(session, who, PROGRAMME, OTHER)
    assert [(case.status, case.status_since) for case in sent.cases] == [(Status.SUBMITTED, NOON)] * 2
    events = [one for one in service.list_events(session, application=sent) if one.act is Act.SUBMIT]
    assert [one.case_id for one in events] == [case.id for case in sent.cases]


def test_the_notice_is_written_once_and_in_the_same_transaction(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    seen = asking.contents_mark(draft)
    for _ in range(3):
        submit_application(session, who=who, application=draft, seen=seen)
    (notice,) = list_notices(session, about=draft.reference)
    assert (notice.kind, notice.channel) == ("application_received", Channel.SMS)
    assert draft.reference[:3] in notice.subject
    row = session.scalars(sa.select(WrittenNotice)).one()
    assert row.address == CONTACT["phone"]
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(WrittenNotice)) == 0


def test_only_what_is_asked_is_sent(session: Session) -> None:
    """An answer to a question that another window made needless stays behind."""
    who = somebody(session)
    draft = a_complete_draft(session, who)
    stored = dict(draft.answers)
    draft.answers = {**stored, "facts": {**stored["facts"], "owns_motor_wheelchair": True}}
    session.flush()
    send(session, who, draft)
    assert set(asking.answers_of(draft)) == set(asking.asked_facts(draft))


def test_the_same_again_is_shown_before_it_is_sent_and_can_be_meant(session: Session) -> None:
    who = somebody(session)
    first = a_sent_application(session, who)
    again = a_complete_draft(session, who, PROGRAMME, OTHER)
    (alike,) = find_alike(session, who=who, application=again)
    assert (alike.programme_id, alike.reference) == (PROGRAMME, first.reference)
    with pytest.raises(RuleBroken, match="alike"):
        submit_application(session, who=who, application=again, seen=asking.contents_mark(again))
    assert again.phase is Phase.DRAFT
    seen = asking.contents_mark(again)
    submit_application(session, who=who, application=again, seen=seen, knows_of_alike=True)
    assert again.phase is Phase.SENT


@pytest.mark.parametrize(
    ("status", "days", "is_alike"),
    [
        (Status.SUBMITTED, 800, True),
        (Status.REFUSED, 300, True),
        (Status.CLOSED, 400, False),
        (Status.WITHDRAWN, 1, False),
    ],
)
def test_what_counts_as_the_same(session: Session, at, status: Status, days: int, is_alike: bool) -> None:
    who = somebody(session)
    with at(NOON - timedelta(days=days)):
        first = a_sent_application(session, who)
    first.cases[0].status = status
    session.flush()
    with at(NOON):
        assert bool(find_alike(session, who=who, application=a_complete_draft(session, who))) is is_alike


def test_another_child_is_another_person(session: Session) -> None:
    one = somebody(session, relation=Relation.GUARDIAN)
    a_sent_application(session, one)
    other = a_complete_draft(session, one)
    assert find_alike(session, who=one, application=other)
    other.contact = {**CONTACT, "name": "王小红"}
    assert not find_alike(session, who=one, application=other)
    named = Who(one.visit_id, Subject(Relation.GUARDIAN, "小明"))
    assert not find_alike(session, who=named, application=a_complete_draft(session, named))


def test_nobody_learns_what_another_visit_sent(session: Session) -> None:
    a_sent_application(session, somebody(session))
    stranger = somebody(session, "two")
    assert find_alike(session, who=stranger, application=a_complete_draft(session, stranger)) == []


def test_the_clock_may_jump_backwards(session: Session, at) -> None:
    who = somebody(session)
    with at(NOON):
        draft = a_complete_draft(session, who)
    with at(NOON - timedelta(days=3650)):
        send(session, who, draft)
        send(session, who, draft)
    positions = [one.position for one in service.list_events(session, application=draft)]
    assert positions == list(range(1, len(positions) + 1))
    assert draft.phase is Phase.SENT


def test_a_change_between_looking_and_claiming_stops_the_sending(database: Database) -> None:
    with database.writing() as session:
        who = somebody(session)
        reference = a_complete_draft(session, who).reference
    with database.open_reading() as reading:
        late = service.get_application(reading, who=who, reference=reference)
        assert late.cases
        reading.expunge_all()
    with database.writing() as session:
        now = service.get_application(session, who=who, reference=reference)
        service.save_contact(
            session, who=who, application=now, contact={"name": "别人", "told": "self"}, seen=asking.mark_of(CONTACT)
        )
    with database.open_writing() as session:
        session.add(late)
        with pytest.raises(ChangedMeanwhile):
            send(session, who, late)
        session.rollback()
