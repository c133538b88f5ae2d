"""How an adult under guardianship is told themselves: the way they said they want, kept with their wishes.

Nobody proves this address with a code: a person who cannot do that is told all the same. So it signs nobody in, an SMS
names nobody, and it is never an address of the guardian. Once the person has confirmed ways of their own, news go to
both.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from citizen.core.errors import RuleBroken
from citizen.notices.channels import Channel
from citizen.people import contacts
from citizen.people.credential_models import CodeChannel
from citizen.proxies import mandates
from citizen.proxies.authority import MandateState, Relation
from citizen.proxies.models import MandateRow
from citizen.web.catalogues import N_


class ToldBy(StrEnum):
    """How the person wants to be told."""

    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"
    POST = "post"
    #: The person has no way of their own: on screen, and by whoever speaks with them.
    NO_WAY = "no_way"
    #: The person said that they do not want to be told.
    NOT_WANTED = "not_wanted"


WORDS: dict[ToldBy, str] = {
    ToldBy.SMS: N_("Text message to the person’s own telephone"),
    ToldBy.VOICE: N_("A call that is read out, to the person’s own telephone"),
    ToldBy.EMAIL: N_("The person’s own e-mail"),
    ToldBy.POST: N_("A letter to the person"),
    ToldBy.NO_WAY: N_("The person has no telephone and no address of their own"),
    ToldBy.NOT_WANTED: N_("The person says: I do not want messages"),
}
_CODES = {ToldBy.SMS: CodeChannel.SMS, ToldBy.VOICE: CodeChannel.VOICE, ToldBy.EMAIL: CodeChannel.EMAIL}
_CHANNELS = {one: Channel(one.value) for one in (ToldBy.SMS, ToldBy.VOICE, ToldBy.EMAIL, ToldBy.POST)}
_FIELD = "own_channel"


def tidy(session: Session, *, told_by: ToldBy, typed: str, guardian_id: uuid.UUID) -> str:
    """The address as it is used; empty where there is none.

    :raises RuleBroken: `own_channel_missing`, `own_channel_wrong`, or `own_channel_of_guardian`: then the guardian
        would be told instead of the person.
    """
    if told_by not in _CHANNELS:
        return ""
    if not typed.strip():
        raise RuleBroken("own_channel_missing", field=_FIELD)
    if told_by is ToldBy.POST:
        return typed.strip()
    address = contacts.tidy_address(_CODES[told_by], typed)
    if address is None:
        raise RuleBroken("own_channel_wrong", field=_FIELD)
    if address in {way.address for way in contacts.list_ways(session, person_id=guardian_id)}:
        raise RuleBroken("own_channel_of_guardian", field=_FIELD)
    return address


def ways_of(session: Session, person_id: uuid.UUID) -> list[tuple[Channel, str]]:
    """Where this person said they want to be told; nothing for whoever was never asked, has no way, or wants none."""
    said = newest_wishes(session, person_id)
    told_by, address = said.get("told_by"), said.get(_FIELD)
    return [(_CHANNELS[ToldBy(told_by)], address)] if told_by in _CHANNELS and address else []


def newest_wishes(session: Session, person_id: uuid.UUID) -> Mapping[str, Any]:
    """What the person said when they were asked last, whatever became of the mandate since; a refused one told lies."""
    rows = mandates.list_of_subject(session, subject_id=person_id)
    asked = (wishes_in(row) for row in rows if row.state is not MandateState.REFUSED)
    return next((said for said in asked if said), {})


def wishes_in(row: MandateRow) -> Mapping[str, Any]:
    """What the person wants themselves, as it was kept with this mandate of a guardian."""
    said = (row.consent or {}).get("wishes") if row.relation is Relation.GUARDIAN else None
    return said or {}
