"""The free times of one service at one place, for one after the other who waits. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import group_sessions, inventory, rows, slots
from citizen.booking.models import Booking, GroupSession, PersonSlot, Service, Site, WaitingEntry
from citizen.booking.terms import BookingState, Channel, Need
from citizen.booking.waiting_order import Wishes, offered_until
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.proxies.authority import Relation, Subject, Who

#: Others may be faster for one time while another is free.
_TRIES = 5
_NOT_TAKEN = (BookingState.EXPIRED, BookingState.RELEASED)


@dataclass(frozen=True, slots=True)
class _Seeker:
    """Somebody who waits, and the times that are nothing for them."""

    entry: WaitingEntry
    wishes: Wishes
    #: What they were offered and did not take: asking again would only be a nuisance.
    refused: frozenset[datetime]
    #: When they are somewhere else, or hold something else at this moment.
    busy: frozenset[int]

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(Need(code) for code in self.entry.needs)

    @property
    def who(self) -> Who:
        relation = Relation(self.entry.booked_by)
        return Who(visit_id=self.entry.visit_id, subject=Subject(relation, self.entry.person_name or ""))

    def would_take(self, start: datetime, end: datetime, zone: ZoneInfo) -> bool:
        is_new = start not in self.refused
        return (
            is_new and self.wishes.fit(start.astimezone(zone)) and self.busy.isdisjoint(slots.ticks_between(start, end))
        )


class FreeTimes:
    """What is free, kept until something of it is taken: many may wait for the same."""

    def __init__(self, session: Session, service: Service, site: Site, life: timedelta) -> None:
        self._session, self._service, self._site, self._life = session, service, site, life
        self._known: dict[tuple[str, ...], tuple[inventory.Plan, list[slots.Offer]] | None] = {}
        self._sessions: list[GroupSession] | None = None

    def hold_for(self, entry: WaitingEntry) -> Booking | None:
        """The earliest time that fits, held for this entry until it has to be answered; None: nothing fits."""
        seeker = _seeker(self._session, entry)
        holds = self._seats(seeker) if self._service.is_group else self._times(seeker)
        for _, booking in zip(range(_TRIES), holds, strict=False):
            self._forget()
            if booking is not None:
                return booking
        return None

    def _times(self, seeker: _Seeker) -> Iterator[Booking | None]:
        plan, offers = self._free(seeker) or (None, [])
        for offer in offers:
            until = offered_until(offer.start, now=clock.now(), life=self._life)
            if plan is not None and until is not None and seeker.would_take(offer.start, offer.end, plan.zone):
                booking = rows.new_hold(plan, offer, seeker.who, 0, Channel.WEB)
                booking.is_offer, booking.hold_until, booking.person_key = True, until, seeker.entry.person_key
                yield booking if rows.take(self._session, booking, plan, offer) else None

    def _seats(self, seeker: _Seeker) -> Iterator[Booking | None]:
        for group in self._coming():
            until = offered_until(group.start_at, now=clock.now(), life=self._life)
            zone = group_sessions.zone_of(group)
            if until is not None and seeker.would_take(group.start_at, group.end_at, zone):
                yield group_sessions.take_seat(
                    self._session,
                    group=group,
                    who=seeker.who,
                    needs=seeker.needs,
                    hold_minutes=int((until - clock.now()).total_seconds()) // 60,
                    channel=Channel.WEB,
                    waited=seeker.entry.person_key,
                )

    def _free(self, seeker: _Seeker) -> tuple[inventory.Plan, list[slots.Offer]] | None:
        key = tuple(sorted(seeker.entry.needs))
        if key not in self._known:
            self._known[key] = self._look(seeker.needs)
        return self._known[key]

    def _look(self, needs: tuple[Need, ...]) -> tuple[inventory.Plan, list[slots.Offer]] | None:
        try:
            plan = inventory.get_plan(
                self._session, service=self._service, site_code=self._site.code, needs=needs, person_key=None
            )
        except NotFound:
            return None
        return plan, plan.offers()

    def _coming(self) -> list[GroupSession]:
        if self._sessions is None:
            coming = group_sessions.list_coming(self._session, service=self._service, district=self._site.district)
            here = [group for group in coming if group.site_id == self._site.id]
            self._sessions = [group for group in here if group_sessions.seats_left(group)]
        return self._sessions

    def _forget(self) -> None:
        self._known.clear()
        self._sessions = None


def _seeker(session: Session, entry: WaitingEntry) -> _Seeker:
    refused = sa.select(Booking.start_at).where(
        Booking.person_key == entry.person_key,
        Booking.service_id == entry.service_id,
        Booking.is_offer,
        Booking.state.in_(_NOT_TAKEN),
        Booking.created_at >= entry.created_at,
    )
    own = sa.select(PersonSlot.tick).where(
        PersonSlot.person_key == entry.person_key, PersonSlot.tick >= slots.tick_of(clock.now())
    )
    wishes = Wishes(frozenset(entry.weekdays), entry.part, entry.from_day, entry.until_day)
    return _Seeker(entry, wishes, frozenset(session.scalars(refused)), frozenset(session.scalars(own)))
