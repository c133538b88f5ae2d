"""What a series could be at this moment: the first times to choose from, and the whole list before anything is held.
Reads only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from citizen.booking import inventory, series_plan, slots
from citizen.booking.models import Service
from citizen.booking.terms import Need
from citizen.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person says: how many, how often, from when, and what happens where the time is not free."""

    count: int
    rhythm: series_plan.Rhythm
    when_not_free: series_plan.WhenNotFree
    first: datetime


def get_plan(
    session: Session, *, service: Service, site_code: str, needs: Collection[Need], person_key: str | None
) -> inventory.Plan:
    """What the place has, as far ahead as a series may reach. Raises RuleBroken where no series is booked."""
    if service.most_in_series < series_plan.SHORTEST:
        raise RuleBroken("no_series")
    return inventory.get_plan(
        session,
        service=service,
        site_code=site_code,
        needs=needs,
        person_key=person_key,
        ahead_days=series_plan.LONGEST.days,
    )


def first_times(plan: inventory.Plan) -> list[slots.Offer]:
    """From which time on: the next four weeks, so that nobody reads through half a year."""
    return plan.offers(plan.days()[:29])


def plan_course(plan: inventory.Plan, wanted: Wanted) -> series_plan.Course | None:
    """The series as it could be had now; None: this time cannot be had twice a week."""
    steps = steps_of(plan, wanted)
    if steps is None:
        return None
    return series_plan.plan_course(
        first=wanted.first,
        wanted=min(wanted.count, plan.service.most_in_series),
        steps=steps,
        when_not_free=wanted.when_not_free,
        zone=plan.zone,
        offers_on=lambda day: plan.offers([day]),
        why_not=lambda start: _why_not(plan, start),
        until=plan.span.latest,
    )


def steps_of(plan: inventory.Plan, wanted: Wanted) -> tuple[int, ...] | None:
    """Days from one to the next."""
    day = wanted.first.astimezone(plan.zone).date()
    four_weeks = plan.offers([day + timedelta(days=n) for n in range(28)])
    return series_plan.steps_of(wanted.rhythm, first=wanted.first, offers=four_weeks, zone=plan.zone)


def _why_not(plan: inventory.Plan, start: datetime) -> series_plan.Why:
    """Why this time is not to be had, as the person would say it."""
    day = start.astimezone(plan.zone).date()
    if _is_holiday(plan, day):
        return series_plan.Why.HOLIDAY
    if not plan.busy.isdisjoint(slots.ticks_between(start, start + timedelta(minutes=plan.span.minutes))):
        return series_plan.Why.BUSY
    return series_plan.Why.TAKEN if _is_open(plan, start, day) else series_plan.Why.CLOSED


def _is_holiday(plan: inventory.Plan, day: date) -> bool:
    return any(one.day_kinds.weekday_of(day) is None for needed in plan.requirements for one in needed.candidates)


def _is_open(plan: inventory.Plan, start: datetime, day: date) -> bool:
    """Whether everything that is needed works then, claimed or not."""
    needed = slots.occupied_ticks(plan.span, start)
    works = {
        one.resource_id: slots.open_ticks(one, day, plan.zone) for each in plan.requirements for one in each.candidates
    }
    return slots.assign(plan.requirements, needed, works) is not None
