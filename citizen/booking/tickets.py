"""Numbers in a hall: unique, without gaps and rising for each place, day and letter, whoever asks at the same time.

The counter is one row that is counted up in one statement; whoever comes second waits for the first. A number that
was not kept (the transaction was taken back) is not counted either. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from citizen.booking.areas import Area
from citizen.booking.models import Booking, Site, Ticket, TicketCounter
from citizen.booking.terms import Need, TicketState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound

#: The letter of those who come to an appointment.
WITH_APPOINTMENT = "A"
#: The letters of those who come without one, by what they come for; no letter that looks like a digit.
PREFIXES: dict[Area, str] = dict(zip(Area, "BCDEFGHJKMN", strict=True))
LONGEST_COUNTER = 40
#: So many of the last calls stand on the screen of the hall.
MOST_ON_BOARD = 8


class CallBy(StrEnum):
    """How somebody is called. Text and sound are for everybody; a person comes as well where that is needed."""

    TEXT = "text"
    SOUND = "sound"
    PERSON = "person"


#: Whoever may miss a call that is only shown, or only heard, is fetched; they may say that it is not needed.
_FETCHED = frozenset(
    {Need.SIGN_LANGUAGE, Need.CAPTIONS, Need.HEARING_LOOP, Need.LARGE_PRINT, Need.GUIDE_DOG}
)  # fmt: skip


def take(
    session: Session, *, site: Site, prefix: str, booking: Booking | None = None, is_fetched: bool | None = None
) -> Ticket:
    """The next number of this letter at this place today. A booking has one number: asked again it is the same."""
    known = None if booking is None else find_of_booking(session, booking_id=booking.id)
    if known is not None:
        return known
    if is_fetched is None:
        is_fetched = booking is not None and not _FETCHED.isdisjoint(need.need for need in booking.needs)
    savepoint = session.begin_nested()
    try:
        ticket = _write(session, site, prefix, booking, is_fetched)
    except IntegrityError:  # the same booking, faster in another window; its number counts, ours was never counted
        savepoint.rollback()
        found = None if booking is None else find_of_booking(session, booking_id=booking.id)
        if found is None:
            raise
        return found
    savepoint.commit()
    return ticket


def _write(session: Session, site: Site, prefix: str, booking: Booking | None, is_fetched: bool) -> Ticket:
    now = clock.now()
    day = now.astimezone(ZoneInfo(site.zone)).date()
    ticket = Ticket(
        id=uuid.uuid4(),
        site_id=site.id,
        day=day,
        prefix=prefix,
        number=_count_up(session, site_id=site.id, day=day, prefix=prefix),
        booking_id=None if booking is None else booking.id,
        call_by=_codes(is_fetched),
        state=TicketState.WAITING,
        counter="",
        taken_at=now,
        calls=0,
    )
    session.add(ticket)
    session.flush()
    return ticket


def _count_up(session: Session, **key: Any) -> int:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    counted = (
        dialect.insert(TicketCounter)
        .values(**key, last=1)
        .on_conflict_do_update(index_elements=["site_id", "day", "prefix"], set_={"last": TicketCounter.last + 1})
        .returning(TicketCounter.last)
    )
    return int(session.execute(counted).scalar_one())


def find_of_booking(session: Session, *, booking_id: uuid.UUID) -> Ticket | None:
    return session.scalar(sa.select(Ticket).where(Ticket.booking_id == booking_id))


def get_ticket(session: Session, *, key: str) -> Ticket:
    """The number with this public key: random, so that nobody finds the number of somebody else by counting."""
    try:
        found = session.get(Ticket, uuid.UUID(hex=key))
    except ValueError:
        found = None
    if found is None:
        raise NotFound("ticket")
    return found


def site_of(session: Session, ticket: Ticket) -> Site:
    return session.get_one(Site, ticket.site_id)


def booking_of(session: Session, ticket: Ticket) -> Booking | None:
    return None if ticket.booking_id is None else session.get(Booking, ticket.booking_id)


def key_of(ticket: Ticket) -> str:
    return ticket.id.hex


def shown(ticket: Ticket) -> str:
    """'A012': as it stands on every screen."""
    return f"{ticket.prefix}{ticket.number:03d}"


def is_fetched(ticket: Ticket) -> bool:
    return CallBy.PERSON.value in ticket.call_by.split(",")


def fetch_instead(ticket: Ticket, *, is_wanted: bool) -> None:
    """Whether somebody of the staff comes as well when it is called."""
    ticket.call_by = _codes(is_wanted)


def is_today(session: Session, ticket: Ticket) -> bool:
    zone = ZoneInfo(site_of(session, ticket).zone)
    return ticket.day == clock.now().astimezone(zone).date()


def list_waiting(session: Session, *, site: Site) -> list[Ticket]:
    """Today's, in the order in which they are called."""
    return list(session.scalars(_in_order(site).where(Ticket.state == TicketState.WAITING)))


def count_before(session: Session, ticket: Ticket) -> int:
    """How many are called before this one, if nobody is called out of turn."""
    keys = [one.id for one in list_waiting(session, site=site_of(session, ticket))]
    return keys.index(ticket.id) if ticket.id in keys else 0


def list_called(session: Session, *, site: Site) -> list[Ticket]:
    """Those being called now, the last call first."""
    called = sa.select(Ticket).where(*_today(site), Ticket.state == TicketState.CALLED)
    return list(session.scalars(called.order_by(Ticket.called_at.desc(), Ticket.id)))


def list_missed(session: Session, *, site: Site) -> list[Ticket]:
    """Called, and nobody came: they may be called again."""
    missed = sa.select(Ticket).where(*_today(site), Ticket.state == TicketState.MISSED)
    return list(session.scalars(missed.order_by(Ticket.called_at, Ticket.id)))


def call_next(session: Session, *, site: Site, counter: str) -> Ticket | None:
    """The first who waits, for this counter; None when nobody does. No two counters ever get the same one: whoever is
    slower takes the one after.
    """
    while (first := session.scalar(_first(site))) is not None:
        called = _change(session, first, TicketState.CALLED, {TicketState.WAITING}, counter=counter)
        if called is not None:
            return called
    return None


def call(session: Session, *, ticket: Ticket, counter: str) -> Ticket:
    """This one, out of turn or once more. Raises Conflict('called_elsewhere') when another counter was faster."""
    open_states = {TicketState.WAITING, TicketState.MISSED}
    again = sa.and_(Ticket.state == TicketState.CALLED, Ticket.counter == counter)
    called = _change(session, ticket.id, TicketState.CALLED, open_states, or_else=again, counter=counter)
    if called is None:
        raise Conflict("called_elsewhere")
    return called


def close(session: Session, *, ticket: Ticket, state: TicketState) -> Ticket:
    """They came (SERVED) or did not (MISSED). Said twice it is once; Conflict('changed_meanwhile') otherwise."""
    closed = _change(session, ticket.id, state, {TicketState.CALLED, state})
    if closed is None:
        raise Conflict("changed_meanwhile")
    return closed


def _change(
    session: Session,
    ticket_id: uuid.UUID,
    state: TicketState,
    before: Collection[TicketState],
    *,
    or_else: sa.ColumnElement[bool] | None = None,
    counter: str | None = None,
) -> Ticket | None:
    """Compare and swap; None when it no longer was as expected."""
    guard = Ticket.state.in_(before)
    values: dict[str, Any] = {"state": state}
    if counter is not None:
        values |= {"counter": counter[:LONGEST_COUNTER], "called_at": clock.now(), "calls": Ticket.calls + 1}
    changed = session.execute(
        sa.update(Ticket)
        .where(Ticket.id == ticket_id, guard if or_else is None else sa.or_(guard, or_else))
        .values(**values)
        .returning(Ticket.id)
        .execution_options(synchronize_session=False)
    ).first()
    return None if changed is None else session.get_one(Ticket, ticket_id, populate_existing=True)


def _first(site: Site) -> sa.Select[uuid.UUID]:
    waiting = _in_order(site).where(Ticket.state == TicketState.WAITING)
    return waiting.with_only_columns(Ticket.id).limit(1)


def _in_order(site: Site) -> sa.Select[Ticket]:
    """Whoever has an appointment is due at its time, or on arrival if that is later; whoever has none, on arrival."""
    due = sa.case((Booking.start_at > Ticket.taken_at, Booking.start_at), else_=Ticket.taken_at)
    joined = sa.select(Ticket).outerjoin(Booking, Booking.id == Ticket.booking_id)
    return joined.where(*_today(site)).order_by(due, Ticket.taken_at, Ticket.prefix, Ticket.number)


def _today(site: Site) -> tuple[sa.ColumnElement[bool], ...]:
    today = clock.now().astimezone(ZoneInfo(site.zone)).date()
    return (Ticket.site_id == site.id, Ticket.day == today)


def _codes(is_wanted: bool) -> str:
    codes = (CallBy.TEXT, CallBy.SOUND, CallBy.PERSON) if is_wanted else (CallBy.TEXT, CallBy.SOUND)
    return ",".join(codes)
