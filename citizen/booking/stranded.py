"""Appointments to come that no longer fit: the place closed, a colleague left, hours or skills changed. Reads only.

Nothing that is changed in the inventory ever ends an appointment. Whoever changes it is told here which persons have to
be spoken to; what then happens with each is decided one by one.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import group_sessions, lifecycle, slots
from citizen.booking.models import Booking, Claim, GroupSession, Resource, ServiceRequirement, Site
from citizen.booking.opening_hours import OpenDays
from citizen.booking.terms import Need, NeedState
from citizen.core import clock, references


class Why(StrEnum):
    """Why an appointment no longer fits."""

    PLACE_CLOSED = "place_closed"
    SESSION_OFF = "session_off"
    TOO_SMALL = "too_small"
    RESOURCE_GONE = "resource_gone"
    NOT_OPEN = "not_open"
    SKILL_MISSING = "skill_missing"
    NEED_LOST = "need_lost"


@dataclass(frozen=True, slots=True)
class Stranded:
    """One appointment, why it no longer fits, and what exactly is in the way (codes of resources or needs)."""

    booking: Booking
    why: tuple[Why, ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What an appointment has claimed."""

    booking: Booking
    ticks: Mapping[uuid.UUID, frozenset[int]]
    resources: Mapping[uuid.UUID, Resource]
    session: GroupSession | None
    #: Whether its group has become smaller than it is booked, and this is one of the latest.
    is_too_many: bool


def stranded(
    session: Session, district: str | None = None, *, only: Iterable[uuid.UUID] | None = None
) -> list[Stranded]:
    """All appointments to come that no longer fit, next first; of one district, or of these bookings."""
    wanted = (
        sa.select(Booking)
        .join(Site, Site.id == Booking.site_id)
        .where(Booking.state.in_(lifecycle.PROMISED), Booking.end_at > clock.now())
    )
    if district is not None:
        wanted = wanted.where(Site.district == district)
    if only is not None:
        wanted = wanted.where(Booking.id.in_(list(only)))
    bookings = session.scalars(wanted.order_by(Booking.start_at, Booking.public_ref)).all()
    hours = OpenDays(session)
    found = [_judge(hours, taken) for taken in _taken_by(session, bookings)]
    return [one for one in found if one.why]


def in_chinese(one: Stranded) -> str:
    """A line for whoever runs the server: no name, no telephone number."""
    start = one.booking.start_at.astimezone(ZoneInfo(one.booking.site.zone))
    reasons = "、".join(WORDS[why] for why in one.why)
    about = f"（{'、'.join(one.about)}）" if one.about else ""
    where = f"{one.booking.site.name['zh']} {one.booking.service.name['zh']}"
    return f"{references.grouped(one.booking.public_ref)}  {start:%Y-%m-%d %H:%M}  {where}：{reasons}{about}"


WORDS = {
    Why.PLACE_CLOSED: "地点停用了",
    Why.SESSION_OFF: "这一场取消了",
    Why.TOO_SMALL: "名额变少了",
    Why.RESOURCE_GONE: "人员或房间不在了",
    Why.NOT_OPEN: "不在服务时间里",
    Why.SKILL_MISSING: "人员、房间或设备不够了",
    Why.NEED_LOST: "原来安排好的需要没有了",
}


def _taken_by(session: Session, bookings: Sequence[Booking]) -> Iterator[_Taken]:
    sessions = {one.session_id for one in bookings if one.session_id is not None}
    mine = sa.or_(Claim.booking_id.in_([one.id for one in bookings]), Claim.session_id.in_(sessions))
    ticks: dict[uuid.UUID | None, dict[uuid.UUID, set[int]]] = defaultdict(lambda: defaultdict(set))
    for claim in session.scalars(sa.select(Claim).where(mine)):
        ticks[claim.booking_id or claim.session_id][claim.resource_id].add(claim.tick)
    used = {resource for of_one in ticks.values() for resource in of_one}
    resources = {one.id: one for one in session.scalars(sa.select(Resource).where(Resource.id.in_(used)))}
    groups = {one.id: one for one in session.scalars(sa.select(GroupSession).where(GroupSession.id.in_(sessions)))}
    for booking in bookings:
        own = {resource: frozenset(of_it) for resource, of_it in ticks[booking.session_id or booking.id].items()}
        group = None if booking.session_id is None else groups[booking.session_id]
        is_too_many = group is not None and booking.id in _too_many(session, group)
        yield _Taken(booking, own, {one: resources[one] for one in own}, group, is_too_many)


def _too_many(session: Session, group: GroupSession) -> set[uuid.UUID]:
    """Whoever booked last, where there are fewer seats now than people."""
    if group.lowered_to is None:
        return set()
    booked = group_sessions.list_booked(session, group=group)
    return {one.id for one in booked[group.lowered_to :]}


def _judge(hours: OpenDays, taken: _Taken) -> Stranded:
    booking = taken.booking
    checks = {
        Why.PLACE_CLOSED: [] if booking.site.is_active else [booking.site.code],
        Why.SESSION_OFF: [taken.session.code] if taken.session is not None and taken.session.is_cancelled else [],
        Why.TOO_SMALL: [taken.session.code] if taken.session is not None and taken.is_too_many else [],
        Why.RESOURCE_GONE: [one.code for one in taken.resources.values() if not _is_there(one, booking)],
        Why.NOT_OPEN: _closed(hours, taken),
        Why.SKILL_MISSING: _missing(taken),
        Why.NEED_LOST: [need.value for need in _lost_needs(taken)],
    }
    about = tuple(dict.fromkeys(code for codes in checks.values() for code in sorted(codes)))
    return Stranded(booking, tuple(why for why, codes in checks.items() if codes), about)


def _is_there(resource: Resource, booking: Booking) -> bool:
    return resource.is_active and resource.site_id == booking.site_id


def _closed(hours: OpenDays, taken: _Taken) -> list[str]:
    """Resources that do not work on all of their time."""
    zone = ZoneInfo(taken.booking.site.zone)
    closed = []
    for resource_id, ticks in taken.ticks.items():
        days = {slots.moment_of(tick).astimezone(zone).date() for tick in ticks}
        opened = frozenset[int]().union(*(hours.open_ticks(taken.booking.site, resource_id, day) for day in days))
        if not ticks <= opened:
            closed.append(taken.resources[resource_id].code)
    return closed


def _missing(taken: _Taken) -> list[str]:
    """Skills the service needs, whoever comes, and that nobody it has claimed brings. A seat has what its group has."""
    if taken.session is not None:
        return []
    minutes = int((taken.booking.end_at - taken.booking.start_at).total_seconds()) // 60
    always = [r for r in taken.booking.service.requirements if r.only_for is None and r.over_minutes < minutes]
    everybody = {one: frozenset[int]() for one in taken.resources}
    fitting = [(one, _fitting(one, taken)) for one in always]
    places = [slots.Requirement(tuple(slots.Timetable(r, ()) for r in found), one.count) for one, found in fitting]
    if slots.assign(places, range(0), everybody) is not None:
        return []
    short = [one.skill for one, found in fitting if len(found) < one.count]
    return short or [one.skill for one in always]


def _fitting(requirement: ServiceRequirement, taken: _Taken) -> list[uuid.UUID]:
    return [
        one.id for one in taken.resources.values() if one.kind is requirement.kind and requirement.skill in one.skills
    ]


def _lost_needs(taken: _Taken) -> Iterator[Need]:
    """What was promised and is met neither by the place nor by anybody who is reserved any more."""
    meets = {*taken.booking.site.meets, *(taken.session.meets if taken.session else ())}
    for need in taken.booking.needs:
        if need.state is not NeedState.ARRANGED or need.need.value in meets or need.need in _MET_BY_SERVICE:
            continue
        if need.answered_at is not None:
            continue  # the place said itself that it arranges it
        wanted = [one for one in taken.booking.service.requirements if one.only_for is need.need]
        if not any(_fitting(one, taken) for one in wanted):
            yield need.need


#: Met by how the service is done, not by what a place has.
_MET_BY_SERVICE = frozenset({Need.LONGER_TIME, Need.HOME_VISIT, Need.REMOTE})
