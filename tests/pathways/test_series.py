"""A series booked for a plan: every appointment of it is one session of the plan, and follows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory, series
from citizen.booking import service as bookings
from citizen.booking.models import Booking, Series
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState
from citizen.pathways import district_rules, service, steps
from citizen.pathways.models import Pathway, PathwayStep
from citizen.pathways.terms import StepKind, StepState
from citizen.proxies.authority import Who
from tests.pathways.test_service import CHILD, change, finish, ordinary_rules, who  # noqa: F401  (fixtures)

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

CODE = "child-rehab-assessment"


def sessions_of(session: Session, plan: Pathway) -> list[PathwayStep]:
    session.expire_all()
    return [one for one in service.steps_of(session, pathway=plan) if one.kind is StepKind.SESSION]


def begin(session: Session, who: Who) -> Pathway:  # noqa: F811
    """A plan whose assessment is over; the person looks for a time for its session."""
    plan = service.open_pathway(session, who=who, opening=CHILD)
    finish(session, plan, StepKind.ASSESSMENT)
    [step] = sessions_of(session, plan)
    steps.look_for_time(session, who=who, pathway=plan, position=step.position)
    return plan


def book_series(session: Session, who: Who, count: int) -> tuple[Series, list[Booking]]:  # noqa: F811
    """The same time of so many weeks."""
    found = inventory.find_service(session, code=CODE)
    assert found is not None
    found.most_in_series = 20
    session.flush()
    plans = inventory.find_plans(session, service=found, district="tongzhou", needs=(), person_key=None)
    row = series.hold_series(
        session,
        who=who,
        service=found,
        site_code=plans[0].site.code,
        needs=(),
        starts=same_time(plans[0], count),
        every_days=7,
        hold_minutes=20,
    )
    series.confirm_series(session, who=who, reference=row.public_ref, contact=Contact("丁"))
    return row, list(series.list_appointments(session, row=row))


def same_time(plan: inventory.Plan, count: int) -> list[datetime]:
    free = {offer.start for offer in plan.offers()}
    for first in sorted(free):
        wanted = [first + timedelta(weeks=week) for week in range(count)]
        if free.issuperset(wanted):
            return wanted
    raise AssertionError("no time is free so many weeks in a row")


def test_each_appointment_is_one_session(session: Session, who: Who) -> None:  # noqa: F811
    plan = begin(session, who)
    row, booked = book_series(session, who, 4)
    made = sessions_of(session, plan)
    assert [one.booking_id for one in made] == [*(one.id for one in booked), None]
    assert [one.state for one in made] == [StepState.BOOKED] * 4 + [StepState.OPEN]
    # One of them is not kept; the others stay, and there is one session to book, not two.
    bookings.cancel_booking(session, who=who, reference=booked[1].public_ref)
    made = sessions_of(session, plan)
    assert [one.booking_id for one in made if one.state is StepState.BOOKED] == [booked[n].id for n in (0, 2, 3)]
    assert [one.state for one in made].count(StepState.OPEN) == 1
    series.cancel_rest(session, who=who, reference=row.public_ref)
    assert [one.state for one in sessions_of(session, plan)] == [StepState.OPEN]


def test_no_more_sessions_than_the_district_has_published(
    session: Session,
    who: Who,  # noqa: F811
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text('[[plan]]\nprogramme = "child-rehab-subsidy"\nsource = "通告"\nsessions = 2\n', encoding="utf-8")
    district_rules.use_file(rules)
    plan = begin(session, who)
    _row, booked = book_series(session, who, 3)
    assert [one.booking_id for one in sessions_of(session, plan)] == [one.id for one in booked[:2]]
    assert all(one.state is BookingState.CONFIRMED for one in booked)


def test_what_happens_to_one_happens_to_its_session(session: Session, who: Who) -> None:  # noqa: F811
    plan = begin(session, who)
    _row, booked = book_series(session, who, 3)
    change(session, booked[0], "no_show", BookingState.NO_SHOW)
    change(session, booked[1], "done", BookingState.DONE)
    made = sessions_of(session, plan)
    assert [(one.state.value, one.attended and one.attended.value) for one in made] == [
        ("done", "absent"),
        ("done", "present"),
        ("booked", None),
        ("open", None),
    ]


def test_a_series_for_nothing_of_the_plan_stays_by_itself(session: Session, who: Who) -> None:  # noqa: F811
    plan = begin(session, who)
    session.execute(sa.update(PathwayStep).values(wanted_key=None))
    book_series(session, who, 3)
    assert [one.state for one in sessions_of(session, plan)] == [StepState.OPEN]
