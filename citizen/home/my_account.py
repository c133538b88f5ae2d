"""The account itself, as it is kept: who somebody is here, what is remembered, ways in, who acts for whom. To be seen,
taken along, and erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session

from citizen.core.errors import NotFound
from citizen.home import my_data
from citizen.home.kept import Kept
from citizen.home.my_data import Found
from citizen.people import erasing, profile
from citizen.people import service as people
from citizen.people.models import ContactWay, OutsideIdentity, Passkey, Person, SignInCard, Visit
from citizen.proxies import activity, activity_rows, leaving, mandates
from citizen.proxies.authority import Who
from citizen.proxies.models import MandateRow
from citizen.web.i18n import _

Json = dict[str, Any]


def account_kept(session: Session, *, who: Who) -> list[Kept]:
    """What the account holds, for the page; nothing for whoever has none."""
    if who.subject.person_id is None:
        return []
    person = people.get_person(session, person_id=who.subject.person_id)
    return list(_kept(session, person))


def account_data(session: Session, *, person_id: uuid.UUID) -> Json:
    """Everything about the account, for the file. No secret is in it: there are only hashes of those."""
    person = people.get_person(session, person_id=person_id)
    return {
        "name": person.name,
        "birth_date": person.birth_date,
        "made": person.created_at,
        "reading": person.reading,
        **_remembered(session, person_id),
        **_ways_in(session, person_id),
        **_acting(session, person_id),
    }


def close_account(session: Session, *, who: Who, found: Found) -> None:
    """End what others may do, and what this person may do for others (each is told), erase what may go, then the
    person. `found` is what may be opened now; only what lies in the person's own folder is touched.
    """
    person_id, actor_id = who.subject.person_id, who.actor_id
    if person_id is None or actor_id is None:
        raise NotFound("account")
    leaving.end_everything(session, person_id=person_id, by=actor_id)
    my_data.erase_all(session, found=of_folder(found, who.visit_id))
    erasing.erase_person(session, person_id=person_id)


def of_folder(found: Found, folder_id: uuid.UUID | None) -> Found:
    """Without what was only opened with reference and code: it may be about anybody."""
    return Found(
        **{
            name: [one for one in getattr(found, name) if one.visit_id == folder_id]
            for name in ("applications", "checks", "saved", "needs", "bookings", "waiting", "asked", "pathways")
        }
    )


def _kept(session: Session, person: Person) -> Iterator[Kept]:
    account = Kept(
        title=_("The account"),
        what=_("What to call you, how you read, and the birth date if you gave it"),
        why=_("So that you find everything again on any device"),
        since=person.created_at,
        until=_("Until you delete the account"),
        links=({"text": _("See and change the profile"), "href": url_for("profile.overview")},),
    )
    yield account
    yield from _kept_of_profile(session, account, person.id)
    yield replace(
        account,
        title=_("Signing in and messages"),
        what=_("Phone numbers, e-mail addresses, passkeys, cards, and where you are signed in"),
        why=_("So that only you come in, and news reaches you"),
        links=({"text": _("See and change them in the account"), "href": url_for("account.overview")},),
    )
    yield _kept_of_acting(account)


def _kept_of_profile(session: Session, account: Kept, person_id: uuid.UUID) -> Iterator[Kept]:
    facts = profile.facts_of(session, person_id=person_id)
    needs = profile.needs_of(session, person_id=person_id)
    if facts:
        yield replace(
            account,
            title=_("Remembered answers"),
            what=_("Answers that you ticked after a check or an application"),
            why=_("So that you need not fill them in again"),
            since=min(one.noted_at for one in facts),
            until=_("Until you press “no longer remember”, or delete the account"),
        )
    if needs:
        yield replace(
            account,
            title=_("What is needed"),
            what=_("For example an interpreter or large print, and who may know it"),
            why=_("So that you say it only once"),
            since=min(one.noted_at for one in needs),
            links=({"text": _("See and change what is needed"), "href": url_for("profile.needs")},),
        )


def _kept_of_acting(account: Kept) -> Kept:
    return replace(
        account,
        title=_("Who acts for whom"),
        what=_("Who may act for you, for whom you may act, and what was done"),
        why=_("So that you see it, and it can be proved later"),
        until=_("The record stays, so that it can be checked. The account’s name in it is deleted with the account."),
        links=tuple(
            {"text": text, "href": url_for(endpoint)}
            for endpoint, text in (
                ("activity.helpers", _("Who may act for me")),
                ("activity.done", _("What was done for me")),
            )
        ),
    )


def _remembered(session: Session, person_id: uuid.UUID) -> Json:
    return {
        "remembered_answers": [
            {"fact": one.fact, "value": one.value, "from": one.origin.value, "on": one.noted_at,
             "by_helper": one.noted_by is not None}
            for one in profile.facts_of(session, person_id=person_id)
        ],
        "needs": [
            {"need": one.code.value, "in_your_words": one.detail, "may_be_told": one.may_tell, "on": one.noted_at}
            for one in profile.needs_of(session, person_id=person_id)
        ],
    }  # fmt: skip


def _ways_in(session: Session, person_id: uuid.UUID) -> Json:
    return {
        "contacts": [_contact(one) for one in _mine(session, ContactWay, person_id)],
        "passkeys": [
            {"name": one.label, "added": one.added_at, "last_used": one.last_used_at}
            for one in _mine(session, Passkey, person_id)
        ],
        "cards": [
            {"number": one.number, "kind": one.kind.value, "made": one.made_at, "ended": one.ended_at}
            for one in _mine(session, SignInCard, person_id)
        ],
        "identity_services": [
            {"service": one.service, "added": one.added_at} for one in _mine(session, OutsideIdentity, person_id)
        ],
        "sessions": [
            {"signed_in": one.signed_in_at, "way": one.way_in, "device": one.device, "last_used": one.last_seen_at,
             "ended": one.ended_at}
            for one in _mine(session, Visit, person_id)
        ],
    }  # fmt: skip


def _acting(session: Session, person_id: uuid.UUID) -> Json:
    return {
        "may_act_for_me": [_mandate(one) for one in mandates.list_of_subject(session, subject_id=person_id)],
        "i_may_act_for": [
            {**_mandate(one), "name": None} for one in mandates.list_of_actor(session, actor_id=person_id)
        ],
        "done_for_me": [
            {"at": one.at, "what": activity_rows.done_sentence(one).striptags(), "about": one.about,
             "by_staff": one.is_staff, "looked_at": one.proof}
            for one in activity.all_done_for(session, subject_id=person_id)
        ],
    }  # fmt: skip


def _mine(session: Session, table: Any, person_id: uuid.UUID) -> list[Any]:
    return list(session.scalars(sa.select(table).where(table.person_id == person_id).order_by(table.id)))


def _contact(one: ContactWay) -> Json:
    return {
        "kind": one.kind.value,
        "address": one.address,
        "for_signing_in": one.signs_in,
        "for_news": one.gets_notices,
        "added": one.added_at,
        "confirmed": one.confirmed_at,
        "removed": one.removed_at,
    }


def _mandate(one: MandateRow) -> Json:
    return {
        "reference": one.reference,
        "name": one.actor_name,
        "relation": one.relation.value,
        "rests_on": one.basis.value,
        "state": one.state.value,
        "may": one.acts,
        "programmes": one.programmes,
        "from": one.starts_at,
        "until": one.ends_at,
        "ended": one.ended_at,
    }
