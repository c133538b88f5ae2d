"""One set of claims for another, for the same booking: the new ones are taken before the old ones are given back.

What is at risk is only what is new. When it cannot be had, nothing has changed: the appointment stands as before.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import claims, inventory, rows, slots
from citizen.booking.models import Booking, BookingNeed, Claim, PersonSlot
from citizen.booking.terms import Need, NeedState
from citizen.core.errors import Conflict
from citizen.proxies.authority import Who


def plan_instead(
    session: Session, booking: Booking, *, needs: Collection[Need], site_code: str | None = None
) -> inventory.Plan:
    """What is free for this appointment, as if its own time were free as well: it may move by a quarter of an hour."""
    plan = inventory.get_plan(
        session,
        service=booking.service,
        site_code=site_code or booking.site.code,
        needs=needs,
        person_key=booking.person_key,
    )
    return without_own(plan, _own_claims(session, booking), _own_time(session, booking))


def without_own(
    plan: inventory.Plan, own: Mapping[uuid.UUID, frozenset[int]], own_time: frozenset[int]
) -> inventory.Plan:
    """The plan with these claims and this time of the person counted as free. Whoever was reserved comes first: a
    change of time is no change of therapist where that can be helped.
    """

    def freed_of(timetable: slots.Timetable) -> slots.Timetable:
        return replace(timetable, claimed=timetable.claimed - own.get(timetable.resource_id, frozenset()))

    requirements = tuple(
        replace(
            requirement,
            candidates=tuple(
                sorted((freed_of(one) for one in requirement.candidates), key=lambda one: one.resource_id not in own)
            ),
        )
        for requirement in plan.requirements
    )
    return replace(plan, requirements=requirements, busy=plan.busy - own_time)


def swap(
    session: Session,
    booking: Booking,
    plan: inventory.Plan,
    offer: slots.Offer,
    who: Who,
    *,
    what: str,
    detail: Mapping[str, str] | None = None,
) -> bool:
    """The booking at this offer of this plan instead, with its needs arranged anew; all of it or nothing.

    False: somebody was faster with what is new. Raises Conflict('changed_meanwhile') when the booking itself changed.
    """
    savepoint = session.begin_nested()
    values: dict[str, Any] = {"site_id": plan.site.id, "start_at": offer.start, "end_at": offer.end}
    if offer.start != booking.start_at:
        values["late_minutes"] = None
    try:
        rows.change_confirmed(session, booking, what, who, detail=detail, **values)
    except Conflict:
        savepoint.rollback()
        raise
    if not _take_instead(session, booking, plan, offer):
        savepoint.rollback()
        session.refresh(booking)
        return False
    arrange_needs(session, booking, plan)
    savepoint.commit()
    return True


def _take_instead(session: Session, booking: Booking, plan: inventory.Plan, offer: slots.Offer) -> bool:
    """Insert what is new, then delete what is no longer wanted; what is in both stays untouched."""
    ticks = slots.occupied_ticks(plan.span, offer.start)
    wanted = {(resource, tick) for resource in offer.resources for tick in ticks}
    had = {(resource, tick) for resource, own in _own_claims(session, booking).items() for tick in own}
    own_time, had_time = set(slots.ticks_between(offer.start, offer.end)), set(_own_time(session, booking))
    if not claims.claim_pairs(session, booking_id=booking.id, pairs=wanted - had):
        return False
    new_time = sorted(own_time - had_time)
    if not claims.claim_person(session, booking_id=booking.id, person_key=booking.person_key, ticks=new_time):
        return False
    claims.free_pairs(session, booking_id=booking.id, pairs=had - wanted)
    claims.free_person(session, booking_id=booking.id, ticks=had_time - own_time)
    return True


def arrange_needs(session: Session, booking: Booking, plan: inventory.Plan) -> None:
    """What is needed on the day, as this plan promises it: answers about another time count no more."""
    session.execute(sa.delete(BookingNeed).where(BookingNeed.booking_id == booking.id))
    states: dict[Need, NeedState] = dict.fromkeys(plan.arranged, NeedState.ARRANGED)
    states |= dict.fromkeys(plan.asked, NeedState.ASKED)
    session.add_all(BookingNeed(booking_id=booking.id, need=need, state=state) for need, state in states.items())
    session.flush()
    session.refresh(booking)


def _own_claims(session: Session, booking: Booking) -> dict[uuid.UUID, frozenset[int]]:
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for row in session.execute(sa.select(Claim.resource_id, Claim.tick).where(Claim.booking_id == booking.id)):
        found[row.resource_id].add(row.tick)
    return {resource: frozenset(ticks) for resource, ticks in found.items()}


def _own_time(session: Session, booking: Booking) -> frozenset[int]:
    return frozenset(session.scalars(sa.select(PersonSlot.tick).where(PersonSlot.booking_id == booking.id)))
