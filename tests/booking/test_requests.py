"""Asking without holding a time: nothing runs out, nobody who cannot hear is telephoned, the first answer counts."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import answering, requests, service
from citizen.booking.models import BookingEvent, BookingRequest, Service
from citizen.booking.requests import AnswerTo, Asked
from citizen.booking.terms import AnswerBy, BookingState, Channel, Need, RequestKind, RequestState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.notices.models import WrittenNotice
from citizen.proxies.authority import Relation, Subject, Who
from tests.booking.conftest import FIRST, MORNING, PLACE, add_place, add_visit

pytestmark = pytest.mark.database

STAFF = uuid.uuid4()


@pytest.fixture(autouse=True)
def place(session: Session) -> None:
    add_place(session, staff=1, interpreters=1)


@pytest.fixture
def who(session: Session) -> Who:
    return Who(visit_id=add_visit(session).id, subject=Subject(Relation.SELF))


def ask(
    session: Session, who: Who, *needs: Need, by: AnswerBy = AnswerBy.TEXT, phone: str | None = None
) -> BookingRequest:
    made = session.scalars(sa.select(Service)).one()
    asked = Asked(RequestKind.APPOINTMENT, "tongzhou", service=made, needs=needs, wishes="星期三下午")
    return requests.ask(session, who=who, asked=asked, answer_to=AnswerTo(by, "王秀英", phone))


@pytest.mark.parametrize("need", [Need.SIGN_LANGUAGE, Need.CAPTIONS])
def test_whoever_cannot_hear_is_never_telephoned(session: Session, who: Who, need: Need) -> None:
    with pytest.raises(RuleBroken, match="no_call"):
        ask(session, who, need, by=AnswerBy.CALL, phone="13800000000")


def test_a_call_needs_a_number(session: Session, who: Who) -> None:
    with pytest.raises(RuleBroken, match="no_number"):
        ask(session, who, by=AnswerBy.CALL)


def test_asking_twice_is_asking_once_with_what_is_said_last(session: Session, who: Who) -> None:
    first = ask(session, who)
    again = ask(session, who, Need.QUIET)
    assert (again.id, again.needs) == (first.id, ["quiet"])


def test_nothing_runs_out(session: Session, who: Who) -> None:
    made = ask(session, who)
    with clock.fixed(MORNING + timedelta(days=90)):
        service.expire_stale_holds(session)
        assert requests.get_request(session, who=who, reference=made.public_ref).state is RequestState.OPEN


def test_it_does_not_exist_for_others(session: Session, who: Who) -> None:
    made = ask(session, who)
    stranger = Who(visit_id=add_visit(session).id, subject=Subject(Relation.SELF))
    with pytest.raises(NotFound):
        requests.get_request(session, who=stranger, reference=made.public_ref)
    with pytest.raises(NotFound):
        requests.get_for_district(session, district="chaoyang", reference=made.public_ref)
    assert requests.find_with_code(session, reference=made.public_ref, access_code="2222 2222") is None
    assert requests.find_with_code(session, reference=made.public_ref, access_code=made.access_code) is made


def test_who_waits_longest_comes_first_and_what_is_answered_is_gone_from_the_list(session: Session, who: Who) -> None:
    first = ask(session, who)
    with clock.fixed(MORNING + timedelta(hours=1)):
        second = ask(session, Who(visit_id=add_visit(session).id, subject=Subject(Relation.SELF)))
    assert [one.id for one in requests.list_open(session, district="tongzhou")] == [first.id, second.id]
    requests.answer_request(session, request=first, staff_id=STAFF, answer="可以，周三来。")
    assert [one.id for one in requests.list_open(session, district="tongzhou")] == [second.id]
    assert first.answered_by == f"staff:{STAFF.hex}"


def test_the_first_answer_counts(session: Session, who: Who) -> None:
    made = ask(session, who)
    requests.answer_request(session, request=made, staff_id=STAFF, answer="可以。")
    with pytest.raises(Conflict, match="answered_already"):
        requests.answer_request(session, request=made, staff_id=STAFF, answer="不可以。")
    assert made.answer == "可以。"


def test_what_was_taken_back_is_not_answered(session: Session, who: Who) -> None:
    made = ask(session, who)
    for _ in range(2):
        requests.withdraw_request(session, who=who, reference=made.public_ref)
    assert made.state is RequestState.WITHDRAWN
    with pytest.raises(Conflict, match="answered_already"):
        requests.answer_request(session, request=made, staff_id=STAFF, answer="可以。")


def test_the_person_is_told_of_the_answer(session: Session, who: Who) -> None:
    made = ask(session, who)
    requests.answer_request(session, request=made, staff_id=STAFF, answer="可以。")
    told = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.about == made.public_ref)).all()
    assert [one.kind for one in told] == ["request_answered"]


def test_an_answer_with_an_appointment_books_it_for_the_person(session: Session, who: Who) -> None:
    made = ask(session, who, Need.SIGN_LANGUAGE)
    booking = answering.book_for_request(
        session, request=made, site_code=PLACE, start=FIRST, staff_id=STAFF, answer="为您约好了。"
    )
    assert (booking.state, booking.channel, made.booking_id) == (BookingState.CONFIRMED, Channel.STAFF, booking.id)
    assert [one.public_ref for one in service.list_bookings(session, who=who)] == [booking.public_ref]
    assert [need.need for need in booking.needs] == [Need.SIGN_LANGUAGE]
    event = session.scalars(sa.select(BookingEvent).where(BookingEvent.booking_id == booking.id)).one()
    assert event.actor == f"staff:{STAFF.hex}"[:40]


def test_a_time_that_is_gone_answers_nothing(session: Session, who: Who) -> None:
    made = ask(session, who)
    start = FIRST + timedelta(minutes=30)
    with pytest.raises(Conflict, match="time_taken"):
        answering.book_for_request(
            session, request=made, site_code=PLACE, start=start, staff_id=STAFF, answer="为您约好了。"
        )
    assert made.state is RequestState.OPEN


def test_what_the_person_holds_themselves_stays_theirs(session: Session, who: Who) -> None:
    made = ask(session, who)
    held = service.hold_time(
        session,
        who=who,
        service=session.scalars(sa.select(Service)).one(),
        site_code=PLACE,
        start=FIRST,
        needs=(),
        hold_minutes=20,
    )
    later = FIRST + timedelta(hours=1)
    answering.book_for_request(session, request=made, site_code=PLACE, start=later, staff_id=STAFF, answer="约好了。")
    session.refresh(held)
    assert held.state is BookingState.HELD
