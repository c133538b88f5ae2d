"""The devices in which a person is signed in: how long, which, and their end. Callers own the transaction.

A session is a visit in which somebody is signed in. It ends when nobody used it for some hours, 30 days after signing
in, or when the person ends it. Nothing of the person is lost with it: their things lie in their folder.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.db.sealing import keyed_hash
from citizen.people import one_time_codes
from citizen.people.endings import end_and_forget
from citizen.people.models import Visit
from citizen.people.service import ends_at, is_over

_KEPT_FORM = "kept_form"
KEPT_FORM_LIFETIME = timedelta(hours=24)
_CODE = re.compile("[a-z][a-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A device in which the person is signed in now."""

    id: uuid.UUID
    device: str
    way_in: str
    since: datetime
    last_used: datetime
    #: When it ends if nobody uses it from now on.
    ends_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class OverSession:
    """A session of this browser that is over, or whose proof is too old: somebody is known to have signed in here."""

    id: uuid.UUID
    person_id: uuid.UUID
    on_kiosk: bool
    #: The person ended it, here or from another device; else its time was over.
    was_ended: bool


@dataclass(frozen=True, slots=True)
class UnsentForm:
    """A form that arrived after its session was over, or when it needed a newer proof."""

    id: uuid.UUID
    session_id: uuid.UUID
    action: str
    fields: tuple[tuple[str, str], ...]
    #: For whom its page was made, as that page said it.
    acting_for: str


def list_sessions(session: Session, *, person_id: uuid.UUID, this: uuid.UUID | None) -> list[OpenSession]:
    """Where this person is signed in: this device first, then those used last."""
    live = [_open_session(visit, this) for visit in _live_visits(session, person_id)]
    return sorted(live, key=lambda one: (not one.is_this, -one.last_used.timestamp()))


def end_session(session: Session, *, person_id: uuid.UUID, session_id: uuid.UUID) -> None:
    """Sign one device out. Doing it twice is once.

    :raises NotFound: it was never a session of this person.
    """
    visit = session.get(Visit, session_id)
    if visit is None or visit.person_id != person_id or visit.is_folder:
        raise NotFound("session")
    if visit.ended_at is None:
        end_and_forget(session, visit_id=visit.id)
    forget_unsent(session, session_id=visit.id)


def end_every_session(session: Session, *, person_id: uuid.UUID) -> int:
    """Sign every device out, also those whose time is over, and destroy what was typed on any of them and not sent;
    returns how many were signed in.
    """
    visits = session.scalars(sa.select(Visit).where(Visit.person_id == person_id, Visit.is_folder.is_(False))).all()
    were_open = [visit.id for visit in visits if visit.ended_at is None]
    for one in were_open:
        end_session(session, person_id=person_id, session_id=one)
    for visit in visits:
        forget_unsent(session, session_id=visit.id)
    return len(were_open)


def find_over(session: Session, *, key: str) -> OverSession | None:
    """The session this browser had, if somebody was signed in with this key and no longer is."""
    visit = _visit_of(session, key)
    if visit is None or visit.person_id is None or visit.staff_id is not None:
        return None
    was_ended = visit.ended_at is not None
    if not was_ended and not is_over(visit):
        return None
    return OverSession(visit.id, visit.person_id, visit.on_kiosk, was_ended)


def go_on_with(
    session: Session, *, old_key: str | None, new_key: str, person_id: uuid.UUID, way_in: str, device: str | None
) -> bool:
    """The same person signs in again in the same browser: their session goes on under a new key, with whom they acted
    for. False when there is nothing to go on with: somebody else's, one that was ended, or a terminal.
    """
    visit = None if old_key is None else _visit_of(session, old_key)
    if visit is None or visit.person_id != person_id or visit.ended_at or visit.staff_id or visit.on_kiosk:
        return False
    now = clock.now()
    visit.key_hash, visit.signed_in_at, visit.last_seen_at = keyed_hash("visit", new_key), now, now
    visit.way_in, visit.device = way_in, device
    session.flush()
    return True


# -- what was typed when the session was already over ----------------------------------------------------------------


def keep_unsent(
    session: Session, *, over: OverSession, action: str, fields: tuple[tuple[str, str], ...], acting_for: str
) -> None:
    """Keep a form for the person in whose session it was typed, in this browser. One per session: the last one."""
    remembered = {"person": over.person_id.hex, "session": over.id.hex, "action": action, "for": acting_for}
    one_time_codes.keep(
        session,
        browser=_browser_of(over.id),
        purpose=_KEPT_FORM,
        remembered={**remembered, "fields": [list(pair) for pair in fields]},
        lifetime=KEPT_FORM_LIFETIME,
    )


def hand_on_unsent(session: Session, *, old_key: str | None, session_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Somebody signed in with a browser that had a session before: what was typed there follows the same person into
    the new session, and is destroyed when it is somebody else.
    """
    visit = None if old_key is None else _visit_of(session, old_key)
    if visit is None or visit.id == session_id:
        return
    kept = one_time_codes.find_live(session, browser=_browser_of(visit.id), purpose=_KEPT_FORM)
    if kept is not None and (kept.remembered or {}).get("person") == person_id.hex:
        kept.browser_hash = _browser_of(session_id)
        session.flush()
    else:
        forget_unsent(session, session_id=visit.id)


def find_unsent(session: Session, *, session_id: uuid.UUID, person_id: uuid.UUID) -> UnsentForm | None:
    """What this person typed in this browser and what was never sent."""
    kept = one_time_codes.find_live(session, browser=_browser_of(session_id), purpose=_KEPT_FORM)
    if kept is None or not kept.remembered or kept.remembered["person"] != person_id.hex:
        return None
    said = kept.remembered
    fields = tuple((str(name), str(value)) for name, value in said["fields"])
    return UnsentForm(kept.id, uuid.UUID(said["session"]), said["action"], fields, said["for"])


def forget_unsent(session: Session, *, session_id: uuid.UUID) -> None:
    """It was sent, or is not wanted any more."""
    one_time_codes.end_live(session, browser=_browser_of(session_id), purpose=_KEPT_FORM)


def typed_in(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What a reader knows again. A choice as the form sends it says nothing to anybody."""
    return [value for _name, value in fields if value.strip() and not _CODE.fullmatch(value)]


def _browser_of(session_id: uuid.UUID) -> str:
    """The browser, known by the session it had: its key is a new one after each signing in."""
    return keyed_hash("kept-form", session_id.hex)


def _visit_of(session: Session, key: str) -> Visit | None:
    return session.scalar(sa.select(Visit).where(Visit.key_hash == keyed_hash("visit", key)))


def _live_visits(session: Session, person_id: uuid.UUID) -> list[Visit]:
    mine = sa.select(Visit).where(Visit.person_id == person_id, Visit.ended_at.is_(None), Visit.is_folder.is_(False))
    return [visit for visit in session.scalars(mine) if not is_over(visit)]


def _open_session(visit: Visit, this: uuid.UUID | None) -> OpenSession:
    return OpenSession(
        id=visit.id,
        device=visit.device or "",
        way_in=visit.way_in or "",
        since=visit.signed_in_at or visit.created_at,
        last_used=visit.last_seen_at,
        ends_at=ends_at(visit, last_used=visit.last_seen_at),
        is_this=visit.id == this,
    )
