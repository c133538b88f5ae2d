"""What was booked goes when its time is over, whole, and nothing before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications import retention_rules
from citizen.booking import inventory, keeping, requests, service, waiting
from citizen.booking.models import (
    Booking,
    BookingEvent,
    BookingNeed,
    BookingRequest,
    Claim,
    PersonSlot,
    Reminder,
    Ticket,
    WaitingEntry,
    Wish,
)
from citizen.booking.requests import AnswerTo, Asked
from citizen.booking.service import Contact
from citizen.booking.terms import AnswerBy, BookingState, Need, PartOfDayWished, RequestKind, RequestState, TicketState
from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.people import service as people
from citizen.people.models import Grant
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE, add_visit

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]
DAY = timedelta(days=1)
NOTHING = sa.select(Booking.id).where(sa.false())


@pytest.fixture
def by_rule(app: Flask, tmp_path: Path) -> Iterator[None]:
    """One district has said: a year. Another has said something about other things."""
    file = tmp_path / "retention.toml"
    rules = (("booking", "tongzhou", 365), ("report", "chaoyang", 5))
    lines = [
        f'[[rule]]\nof = "{of}"\ndistrict = "{at}"\ndays = {days}\nsource = "区残联公布"\n' for of, at, days in rules
    ]
    file.write_text("".join(lines), encoding="utf-8")
    retention_rules.use_file(file)
    yield
    retention_rules.use_file(None)


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["retention", "run", "--yes", *args])
    assert result.exit_code == 0, result.output
    return result.output


def done(output: str) -> dict[str, int]:
    rows = [line.split() for line in output.splitlines() if line[:7].strip().isdigit()]
    return {row[1]: int(row[0]) for row in rows if int(row[0])}


def held(session: Session, who: Who) -> Booking:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    return service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=FIRST, needs=(Need.QUIET,), hold_minutes=20
    )


def booked(session: Session) -> Booking:
    who = Who(visit_id=add_visit(session).id)
    taken = held(session, who)
    return service.confirm_booking(session, who=who, reference=taken.public_ref, contact=Contact("甲", "13800138000"))


def with_everything_around(session: Session) -> Booking:
    """A booking with rows in every table that can name one by the desk, the person and the jobs."""
    booking = booked(session)
    people.grant_access(session, visit_id=booking.visit_id, reference=booking.public_ref)
    session.add_all(
        [
            Reminder(booking_id=booking.id, kind="48", version=1, sent_at=MORNING),
            Ticket(
                site_id=booking.site_id, day=FIRST.date(), prefix="A", number=1, booking_id=booking.id,
                state=TicketState.SERVED, taken_at=FIRST,
            ),
        ]
    )  # fmt: skip
    return booking


def left(database: Database, *tables: type) -> dict[str, int]:
    with database.reading() as session:
        counted = {one.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables}
    return {name: number for name, number in counted.items() if number}


def test_without_a_rule_a_booking_stays_and_the_run_says_so(app: Flask, database: Database, at) -> None:
    with database.writing() as session:
        booked(session)
    with at(FIRST + 4000 * DAY):
        output = run(app)
    assert "bookings" not in done(output)
    assert "1 past bookings stay" in output


def test_a_booking_goes_whole_when_its_rule_is_over(app: Flask, database: Database, by_rule, at) -> None:
    with database.writing() as session:
        with_everything_around(session)
    with at(FIRST + 365 * DAY):
        assert "bookings" not in done(run(app))
    with at(FIRST + 365 * DAY + timedelta(hours=2)):
        assert done(run(app, "--dry-run"))["bookings"] == 1
        output = run(app)
        assert done(output)["bookings"] == 1
        assert "bookings stay" not in output
        assert "bookings" not in done(run(app))
    parts = (Booking, BookingEvent, BookingNeed, Claim, PersonSlot, Reminder, WrittenNotice, Grant)
    assert left(database, *parts, Ticket) == {"ticket": 1}
    with database.reading() as session:
        assert session.scalars(sa.select(Ticket.booking_id)).all() == [None]


def test_the_rule_of_another_district_deletes_nothing_here(app: Flask, database: Database, by_rule, at) -> None:
    with database.writing() as session:
        booked(session)
        site = inventory.find_site(session, code=PLACE)
        assert site is not None
        site.district = "chaoyang"
    with at(FIRST + 4000 * DAY):
        assert "bookings" not in done(run(app))


def test_an_appointment_to_come_and_one_changed_late_stay(session: Session) -> None:
    booking = booked(session)
    kept_for = {"tongzhou": DAY}
    with clock.fixed(FIRST + 12 * DAY):
        assert keeping.find_old_bookings(session, kept_for=kept_for, needed=NOTHING) == [booking.id]
        assert keeping.find_old_bookings(session, kept_for=kept_for, needed=sa.select(Booking.id)) == []
        booking.changed_at = clock.now()
        session.flush()
        assert keeping.find_old_bookings(session, kept_for=kept_for, needed=NOTHING) == []
    booking.changed_at = MORNING - 9 * DAY
    session.flush()
    assert keeping.find_old_bookings(session, kept_for=kept_for, needed=NOTHING) == []


def test_what_was_only_held_goes_after_a_month_without_any_rule(app: Flask, database: Database, at) -> None:
    with database.writing() as session:
        held(session, Who(visit_id=add_visit(session).id))
    with at(MORNING + timedelta(hours=1)), database.writing() as session:
        assert service.expire_stale_holds(session) == 1
    with at(MORNING + 30 * DAY):
        assert "bookings" not in done(run(app))
    with at(MORNING + 31 * DAY):
        assert done(run(app))["bookings"] == 1
    assert left(database, Booking, BookingEvent, BookingNeed) == {}


def test_a_held_time_is_never_taken_away(session: Session) -> None:
    booking = held(session, Who(visit_id=add_visit(session).id))
    with clock.fixed(FIRST + 4000 * DAY):
        assert booking.state is BookingState.HELD
        assert keeping.find_old_bookings(session, kept_for={"tongzhou": DAY}, needed=NOTHING) == []


def test_lists_questions_and_wishes_go_a_month_after_they_were_left(app: Flask, database: Database, at) -> None:
    with database.writing() as session:
        who = Who(visit_id=add_visit(session).id)
        leave_everything(session, who)
    assert left(database, WaitingEntry, BookingRequest, Wish) == {
        "waiting_entry": 1, "booking_request": 1, "booking_wish": 1,
    }  # fmt: skip
    with at(MORNING + 30 * DAY):
        assert not {"waiting", "asked", "wishes"} & set(done(run(app)))
    with at(MORNING + 31 * DAY):
        counted = done(run(app))
    assert [counted.get(one) for one in ("waiting", "asked", "wishes")] == [1, 1, 1]
    assert left(database, WaitingEntry, BookingRequest, Wish) == {}


def leave_everything(session: Session, who: Who) -> None:
    """A place on a waiting list, a question and a wish; the first two are taken back."""
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    day = FIRST.date()
    wanted = waiting.Wanted(
        service=found, district="tongzhou", site=None, needs=(), weekdays=(), part=PartOfDayWished.ANY,
        from_day=day, until_day=day,
    )  # fmt: skip
    entry = waiting.join_list(session, who=who, wanted=wanted, contact=Contact("甲"))
    waiting.leave_list(session, who=who, reference=entry.public_ref)
    asked = Asked(RequestKind.CALL_BACK, "tongzhou", service=found, needs=(), wishes="星期三")
    question = requests.ask(session, who=who, asked=asked, answer_to=AnswerTo(AnswerBy.TEXT, "甲", None))
    requests.withdraw_request(session, who=who, reference=question.public_ref)
    session.add(Wish(visit_id=who.visit_id, person_key="0" * 64, needs=[], changed_at=clock.now()))


def test_an_open_question_and_a_waiting_person_are_never_over(session: Session) -> None:
    """An answered question is over by the rule of its district only."""
    who = Who(visit_id=add_visit(session).id)
    found = inventory.find_service(session, code=SERVICE)
    asked = Asked(RequestKind.CALL_BACK, "tongzhou", service=found, needs=(), wishes="星期三")
    question = requests.ask(session, who=who, asked=asked, answer_to=AnswerTo(AnswerBy.TEXT, "甲", None))
    with clock.fixed(FIRST + 400 * DAY):
        assert keeping.delete_requests(session, kept_for={"tongzhou": DAY}, at_most=9) == 0
        session.execute(sa.update(BookingRequest).values(state=RequestState.ANSWERED))
        assert keeping.delete_requests(session, kept_for={"chaoyang": DAY}, at_most=9) == 0
        assert keeping.delete_requests(session, kept_for={"tongzhou": DAY}, at_most=9) == 1
    assert session.scalar(sa.select(BookingRequest.id).where(BookingRequest.id == question.id)) is None


@pytest.mark.once
def test_whatever_else_names_a_booking_can_let_go_of_it() -> None:
    """A new table that names a booking belongs to it (and is deleted with it), or may be empty there."""
    columns = keeping.pointers()
    assert {column.table.name for column in columns} >= {"ticket", "pathway_step", "waiting_entry", "booking_request"}
    assert [str(column) for column in columns if not column.nullable] == []
