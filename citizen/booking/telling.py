"""Telling the person of a booking. Callers own the transaction: the change and its notice are kept or lost together,
and what leaves the house leaves later, from the outbox.

Somebody who has signed in is told on the ways they chose for news. Somebody nobody knows is told on screen; the
telephone number they gave gets a text message only of what they cannot know otherwise (see docs/booking-after.md):
nobody has confirmed that number, so it never gets more than a reference, a day, a time and the district.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.reading_codes import is_known
from citizen.booking.models import Booking
from citizen.booking.notice_kinds import ALSO_BY_TEXT, BOOKING_REMINDER, ENDS_REMINDERS
from citizen.eligibility import catalogue
from citizen.notices.channels import Channel, Recipient
from citizen.notices.kinds import Value
from citizen.notices.service import withdraw_notices, write_notice
from citizen.people.models import Person
from citizen.people.reaching import recipients_of


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose thing it is: the folder it lies in, and how somebody nobody knows can be reached."""

    folder_id: uuid.UUID
    name: str = ""
    phone: str = ""
    language: str = DEFAULT.code


def tell_person(session: Session, booking: Booking, kind: str, **values: Value) -> None:
    """Write the notice on every way the person chose; once for each kind and version of the booking."""
    owner = owner_of(booking)
    if kind in ENDS_REMINDERS:  # a reminder that has not left yet would name a time that no longer counts
        withdraw_notices(session, about=booking.public_ref, kind=BOOKING_REMINDER)
    key = f"{booking.public_ref}:{kind}:{booking.version}"
    tell_owner(session, owner, kind=kind, about=booking.public_ref, values={**values_of(booking), **values}, key=key)


def remind_person(session: Session, booking: Booking, *, which: str) -> None:
    """The reminder of this name; it leaves before the start or not at all."""
    key = f"{booking.public_ref}:{BOOKING_REMINDER}:{booking.version}:{which}"
    tell_owner(
        session,
        owner_of(booking),
        kind=BOOKING_REMINDER,
        about=booking.public_ref,
        values=values_of(booking),
        key=key,
        not_after=booking.start_at,
    )


def owner_of(booking: Booking) -> Owner:
    """Who is told of a booking."""
    return Owner(booking.visit_id, booking.contact_name or "", booking.contact_phone or "", booking.language)


def tell_owner(
    session: Session,
    owner: Owner,
    *,
    kind: str,
    about: str,
    values: Mapping[str, Value],
    key: str,
    not_after: datetime | None = None,
) -> None:
    """The same for what is no booking yet: a request, a place on the waiting list. `key` makes it told once."""
    for number, recipient in enumerate(_recipients(session, owner, kind), start=1):
        write_notice(
            session, kind=kind, about=about, to=recipient, values=values, key=f"{key}:{number}", not_after=not_after
        )


def values_of(booking: Booking) -> dict[str, Value]:
    """What notices about a booking can say. The time is the one on the clock of the place."""
    zone = ZoneInfo(booking.site.zone)
    start = booking.start_at.astimezone(zone)
    values: dict[str, Value] = {
        "service": _in_languages(booking.service.name),
        "site": _in_languages(booking.site.name),
        "place": _district(booking.site.district),
        "date": start.date().isoformat(),
        "time": f"{start:%H:%M}",
    }
    if booking.hold_until is not None:
        until = booking.hold_until.astimezone(zone)
        values |= {"until_date": until.date().isoformat(), "until_time": f"{until:%H:%M}"}
    return values


def _recipients(session: Session, owner: Owner, kind: str) -> list[Recipient]:
    person_id = session.scalar(sa.select(Person.id).where(Person.folder_id == owner.folder_id))
    if person_id is not None:
        return recipients_of(session, person_id=person_id)
    language = owner.language if is_known(owner.language) else DEFAULT.code
    by_text = owner.phone if kind in ALSO_BY_TEXT else ""
    return [Recipient(Channel.SMS if by_text else Channel.SCREEN, by_text, language=language, name=owner.name)]


def _in_languages(words: Mapping[str, str]) -> dict[str, str]:
    """{"zh": …, "en": …} as notices want it; traditional characters are derived there."""
    return {DEFAULT.code: words["zh"], "en": words["en"]}


def _district(code: str) -> dict[str, str]:
    district = catalogue.load().districts.get(code)
    return {DEFAULT.code: code} if district is None else {one: district.name[one] for one in (DEFAULT.code, "en")}
