"""Where a person is told what was done: the confirmed ways they chose for news, in the language and print they read.

Others may have to be told as well (the guardian of a child): rooms above know who, and say it here.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.preferences import Preferences, Switch, TextSize
from citizen.accessibility.reading_codes import reading_code
from citizen.notices.channels import Channel, Recipient
from citizen.people import profile
from citizen.people.models import ContactKind, ContactWay, Person
from citizen.people.needs import AccessNeed

#: Gives the persons who are told together with this one.
ToldToo = Callable[[Session, uuid.UUID], Iterable[uuid.UUID]]
_told_too: dict[str, ToldToo] = {}
#: Gives more ways to tell the person themselves: (channel, address).
MoreWays = Callable[[Session, uuid.UUID], Iterable[tuple[Channel, str]]]
_more_ways: dict[str, MoreWays] = {}
_CHANNELS = {ContactKind.PHONE: Channel.SMS, ContactKind.EMAIL: Channel.EMAIL, ContactKind.POST: Channel.POST}


def also_reach(told_too: ToldToo) -> None:
    """Whoever is told about somebody, these are told as well. The same function given again counts once."""
    _told_too[f"{told_too.__module__}.{told_too.__qualname__}"] = told_too


def also_by(more_ways: MoreWays) -> None:
    """The person is told on these ways as well. The same function given again counts once."""
    _more_ways[f"{more_ways.__module__}.{more_ways.__qualname__}"] = more_ways


def recipients_of(session: Session, *, person_id: uuid.UUID) -> list[Recipient]:
    """Whom to tell of what was done for this person: first the person, then whoever is told too.

    Never empty for somebody who exists: without any way to be reached the notice waits on screen. Nobody is told at the
    same address twice. Empty for somebody who had everything erased.
    """
    others = [other for told_too in _told_too.values() for other in told_too(session, person_id)]
    found: dict[tuple[Channel, str], Recipient] = {}
    for one in dict.fromkeys((person_id, *others)):
        for recipient in _own(session, one):
            found.setdefault((recipient.channel, recipient.address), recipient)
    return list(found.values())


def _own(session: Session, person_id: uuid.UUID) -> list[Recipient]:
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return []
    language, large_print = how_they_read(session, person)

    def recipient(channel: Channel, address: str = "") -> Recipient:
        return Recipient(channel, address, language=language, name=person.name or "", large_print=large_print)

    ways = [recipient(_CHANNELS[way.kind], way.address or "") for way in _ways_for_news(session, person_id)]
    more = [recipient(*way) for ways_of in _more_ways.values() for way in ways_of(session, person_id)]
    return [*ways, *more] or [recipient(Channel.SCREEN)]


def _ways_for_news(session: Session, person_id: uuid.UUID) -> list[ContactWay]:
    """Confirmed, not removed, and chosen for news. A telephone that is only called gets no text messages."""
    ways = session.scalars(
        sa.select(ContactWay)
        .where(
            ContactWay.person_id == person_id,
            ContactWay.gets_notices,
            ContactWay.confirmed_at.is_not(None),
            ContactWay.removed_at.is_(None),
            sa.or_(ContactWay.kind != ContactKind.PHONE, ContactWay.by_voice.is_(False)),
        )
        .order_by(ContactWay.added_at, ContactWay.id)
    )
    return [way for way in ways if way.address]


def how_they_read(session: Session, person: Person) -> tuple[str, bool]:
    """By their profile: a code of accessibility.reading_codes, and whether in large print."""
    reading = profile.read_reading(person.reading)
    look = reading.preferences or Preferences()
    needs = {need.code for need in profile.needs_of(session, person_id=person.id)}
    easy = look.easy is Switch.ON or AccessNeed.EASY_READ in needs
    in_large_print = look.text is not TextSize.STANDARD or AccessNeed.LARGE_PRINT in needs
    return reading_code(reading.language or DEFAULT.code, easy=easy), in_large_print
