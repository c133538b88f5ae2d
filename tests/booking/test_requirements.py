"""What a visit takes depends on what the person needs: people, things, time, and how long before they must be asked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import inventory, service
from citizen.booking.inventory import Notice, Plan
from citizen.booking.models import Claim, Resource, Service, ServiceRequirement
from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.core.errors import Conflict
from citizen.proxies.authority import Who
from tests.booking.conftest import MORNING, PLACE, SERVICE, add_place, add_visit
from tests.support.sample import load_sample

pytestmark = pytest.mark.database


def plan_of(session: Session, *needs: Need) -> Plan:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    return inventory.get_plan(session, service=found, site_code=PLACE, needs=needs, person_key=None)


def only_service(session: Session) -> Service:
    return session.scalars(sa.select(Service)).one()


def want_second_interpreter(session: Session) -> None:
    session.add(
        ServiceRequirement(
            service_id=only_service(session).id,
            position=9,
            kind=ResourceKind.INTERPRETER,
            skill="it",
            only_for=Need.SIGN_LANGUAGE,
            over_minutes=60,
        )
    )
    session.flush()
    session.expire_all()


def test_an_hour_takes_one_interpreter(session: Session) -> None:
    add_place(session, staff=1, interpreters=2)
    want_second_interpreter(session)
    plan = plan_of(session, Need.SIGN_LANGUAGE)
    assert plan.arranged == (Need.SIGN_LANGUAGE,)
    assert {len(offer.resources) for offer in plan.offers()} == {2}


def test_more_than_an_hour_takes_two_who_take_turns(session: Session) -> None:
    add_place(session, staff=1, interpreters=2)
    want_second_interpreter(session)
    plan = plan_of(session, Need.SIGN_LANGUAGE, Need.LONGER_TIME)
    offer = plan.earliest()
    assert offer is not None
    assert len(set(offer.resources)) == 3
    assert offer.end - offer.start == timedelta(hours=2)


def test_one_interpreter_instead_of_two_is_asked_for_and_not_promised(session: Session) -> None:
    add_place(session, staff=1, interpreters=1)
    want_second_interpreter(session)
    plan = plan_of(session, Need.SIGN_LANGUAGE, Need.LONGER_TIME)
    assert plan.asked == (Need.SIGN_LANGUAGE,)
    assert {len(offer.resources) for offer in plan.offers()} == {1}, "half of what was needed is not taken either"


def test_an_interpreter_who_needs_notice_makes_the_first_time_later_and_the_plan_says_why(session: Session) -> None:
    add_place(session, staff=1, interpreters=1)
    session.execute(
        sa.update(ServiceRequirement).where(ServiceRequirement.only_for.is_not(None)).values(notice_hours=96)
    )
    without, with_one = plan_of(session), plan_of(session, Need.SIGN_LANGUAGE)
    assert (without.notices, with_one.notices) == ((), (Notice(Need.SIGN_LANGUAGE, 96),))
    first, later = without.earliest(), with_one.earliest()
    assert first is not None
    assert later is not None
    assert later.start >= MORNING + timedelta(hours=96) > first.start


def test_a_place_without_an_interpreter_is_not_later_because_of_one(session: Session) -> None:
    add_place(session, staff=1, interpreters=1)
    session.execute(sa.update(Resource).where(Resource.kind == ResourceKind.INTERPRETER).values(is_active=False))
    session.execute(
        sa.update(ServiceRequirement).where(ServiceRequirement.only_for.is_not(None)).values(notice_hours=96)
    )
    plan = plan_of(session, Need.SIGN_LANGUAGE)
    assert (plan.asked, plan.notices) == ((Need.SIGN_LANGUAGE,), ())


def test_an_interpreter_is_never_in_two_places(session: Session) -> None:
    """Two colleagues are free, the only interpreter is not."""
    add_place(session, staff=2, interpreters=1)
    start = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def hold() -> None:
        service.hold_time(
            session,
            who=Who(visit_id=add_visit(session).id),
            service=only_service(session),
            site_code=PLACE,
            start=start,
            needs=[Need.SIGN_LANGUAGE],
            hold_minutes=20,
        )

    hold()
    with pytest.raises(Conflict, match="time_taken"):
        hold()


def test_a_hoist_is_reserved_with_the_room(session: Session) -> None:
    load_sample(session)
    found = inventory.find_service(session, code="rehab-assessment")
    assert found is not None
    plans = inventory.find_plans(session, service=found, district="tongzhou", needs=[Need.HOIST], person_key=None)
    by_site = {plan.site.code: plan for plan in plans}
    assert by_site["sample-tongzhou-rehab"].arranged == (Need.HOIST,)
    assert by_site["sample-tongzhou-community"].asked == (Need.HOIST,)
    offer = by_site["sample-tongzhou-rehab"].earliest()
    assert offer is not None
    kinds = session.scalars(sa.select(Resource.kind).where(Resource.id.in_(offer.resources)))
    assert ResourceKind.EQUIPMENT in set(kinds)


def test_between_two_visits_at_home_lies_the_way_for_worker_and_car(session: Session) -> None:
    """P23. With one worker and one car, whatever is booked keeps the way there and back free."""
    add_place(session, staff=1)
    made = only_service(session)
    made.kind, made.prep_minutes, made.clean_minutes, made.step_minutes = ServiceKind.AT_HOME, 30, 30, 15
    made.minutes = 30
    session.flush()
    taken = []
    for _ in range(3):
        plan = plan_of(session)
        offer = plan.earliest()
        if offer is None or offer.start.date() > date(2026, 11, 23):
            break
        service.hold_time(
            session,
            who=Who(visit_id=add_visit(session).id),
            service=made,
            site_code=PLACE,
            start=offer.start,
            needs=(),
            hold_minutes=20,
        )
        taken.append((offer.start, offer.end))
    assert len(taken) == 2, "the morning has room for two visits of half an hour, each with its way"
    assert taken[0][0] == datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "the way there is in working hours"
    for (_begin, end), (begin, _end) in pairwise(taken):
        assert begin - end >= timedelta(minutes=60)
    assert session.scalar(sa.select(sa.func.count()).select_from(Claim)) == len(taken) * 6


@pytest.mark.parametrize("needs", [(), (Need.SIGN_LANGUAGE,), (Need.SIGN_LANGUAGE, Need.LONGER_TIME)])
def test_whatever_is_offered_is_accepted_and_nothing_else(session: Session, needs: tuple[Need, ...]) -> None:
    """P7: the list and the check are the same computation."""
    add_place(session, staff=1, rooms=1, interpreters=2)
    want_second_interpreter(session)
    plan = plan_of(session, *needs)
    offered = {offer.start for offer in plan.offers([date(2026, 11, 23)])}
    assert offered
    begin = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    every = {begin + timedelta(minutes=15 * n) for n in range(24)}
    assert {start for start in every if _is_held(session, start, needs)} == offered


def _is_held(session: Session, start: datetime, needs: tuple[Need, ...]) -> bool:
    who = Who(visit_id=add_visit(session).id)
    try:
        service.hold_time(
            session,
            who=who,
            service=only_service(session),
            site_code=PLACE,
            start=start,
            needs=needs,
            hold_minutes=20,
        )
    except Conflict:
        return False
    service.release_hold(session, who=who)
    return True
