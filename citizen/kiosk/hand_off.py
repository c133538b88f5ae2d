"""Going on elsewhere: from a terminal to one's own phone, or from home to a terminal. Good once, for ten minutes.

The address in the square and the eight digits are made from the row's id with the key of this deployment: they can be
shown again while the time lasts, and nowhere do they stand as text. Looking at either changes nothing; the visit moves
when somebody presses the button on the other device. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotAllowed
from citizen.db.sealing import keyed_hash
from citizen.kiosk.models import Direction, HandOff
from citizen.notices.kinds import Value, in_all_languages
from citizen.people import belongings
from citizen.people import service as people
from citizen.people.account_news import tell_person
from citizen.people.endings import end_and_forget
from citizen.people.models import Visit
from citizen.people.notice_kinds import NEW_DEVICE
from citizen.proxies.visit_bound import end_with_visit
from citizen.web.catalogues import N_

LIFETIME = timedelta(minutes=10)
CODE_DIGITS = 8
_TOKEN_LENGTH = 40
_SOME_DEVICE = N_("a device whose kind we do not know")


class UsedAlready(Conflict):
    """Another device was faster, the time is over, or the visit has ended meanwhile."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is shown: for the camera, and for typing."""

    token: str
    code: str


def start(
    session: Session, *, visit_id: uuid.UUID, direction: Direction, step: str, terminal_id: uuid.UUID | None = None
) -> HandOff:
    """A new address and new digits for this visit; those given out before are over.

    :raises NotAllowed: a session of staff, or one that staff opened, stays where it is.
    """
    visit = session.get(Visit, visit_id)
    if visit is None or visit.ended_at is not None or visit.staff_id is not None or visit.is_folder:
        raise NotAllowed("hand_off")
    forget_of_visit(session, visit_id)
    _forget_old(session)
    own_id = _unused_id(session)
    keys = _keys(own_id)
    now = clock.now()
    row = HandOff(
        id=own_id,
        direction=direction,
        code_hash=_code_hash(keys.code),
        token_hash=_token_hash(keys.token),
        visit_id=visit_id,
        step=step,
        terminal_id=terminal_id,
        made_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return row


def keys_of(row: HandOff) -> Keys:
    """What stands on the screen that hands over."""
    return _keys(row.id)


def find(session: Session, *, hand_off_id: uuid.UUID) -> HandOff | None:
    return session.get(HandOff, hand_off_id, populate_existing=True)


def find_of_visit(session: Session, *, visit_id: uuid.UUID | None, direction: Direction) -> HandOff | None:
    """What this visit shows now, if its time is not over."""
    mine = sa.select(HandOff).where(HandOff.visit_id == visit_id, *_open(direction))
    return session.scalars(mine.order_by(HandOff.made_at.desc())).first()


def find_by_token(session: Session, *, token: str, direction: Direction) -> HandOff | None:
    return session.scalar(sa.select(HandOff).where(HandOff.token_hash == _token_hash(token), *_open(direction)))


def find_typed(session: Session, *, typed: str, direction: Direction) -> HandOff | None:
    """By the digits, however they were typed, or by the whole address as a scanner of squares types it."""
    last = typed.strip().rstrip("/").rpartition("/")[2]
    if len(last) == _TOKEN_LENGTH and last.isascii():
        return find_by_token(session, token=last, direction=direction)
    digits = "".join(str(int(one)) for one in typed if one.isdecimal())
    if len(digits) != CODE_DIGITS:
        return None
    return session.scalar(sa.select(HandOff).where(HandOff.code_hash == _code_hash(digits), *_open(direction)))


def is_open(row: HandOff) -> bool:
    return row.used_at is None and row.expires_at > clock.now()


def use(session: Session, *, row: HandOff) -> None:
    """Of two devices exactly one gets it.

    :raises UsedAlready: somebody was faster, it is too late, or the visit has ended.
    """
    used = session.execute(
        sa.update(HandOff)
        .where(HandOff.id == row.id, *_open(row.direction))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    visit = session.get(Visit, row.visit_id, populate_existing=True)
    if used.rowcount != 1 or visit is None or visit.ended_at is not None:  # type: ignore[attr-defined]  # an UPDATE has one
        raise UsedAlready("hand_off")


def move(session: Session, *, row: HandOff, key: str, device: str | None) -> Visit:
    """After `use`: the visit goes on under this new key, on this device.

    To a phone the visit itself moves: the terminal has nothing any more. To a terminal an anonymous visit moves as
    well; somebody who is signed in at home stays so, and gets a session of the terminal besides.
    """
    visit = session.get_one(Visit, row.visit_id)
    on_kiosk = row.direction is Direction.TO_KIOSK
    if on_kiosk and visit.person_id is not None:
        return _sign_in_besides(session, visit, visit.person_id, key)
    return _move(session, visit, key, device, on_kiosk=on_kiosk)


def has_begun_something(session: Session, *, visit: people.LiveVisit | None) -> bool:
    """Whether taking over would leave something of this browser behind."""
    if visit is None:
        return False
    return visit.person_id is not None or belongings.holds_any(session, visit_id=visit.id)


def end_before(session: Session, *, visit: people.LiveVisit | None, moved_id: uuid.UUID, on_kiosk: bool) -> None:
    """What this browser had before: on a terminal it ends, and so does a session in which somebody was signed in;
    anything else stays as it is, to be opened with reference and access code.
    """
    if visit is not None and visit.id != moved_id and (on_kiosk or visit.person_id is not None):
        end_and_forget(session, visit_id=visit.id)


def forget_of_visit(session: Session, visit_id: uuid.UUID) -> None:
    """The visit ends, or shows new ones: what was given out before opens nothing."""
    session.execute(sa.delete(HandOff).where(HandOff.visit_id == visit_id).execution_options(synchronize_session=False))


def _move(session: Session, visit: Visit, key: str, device: str | None, *, on_kiosk: bool) -> Visit:
    end_with_visit(session, visit.id)  # what was allowed "only here and now" does not travel
    visit.key_hash, visit.on_kiosk, visit.last_seen_at = keyed_hash("visit", key), on_kiosk, clock.now()
    visit.device = None if on_kiosk else device
    session.flush()
    if visit.person_id is not None:
        named: Value = device or in_all_languages(_SOME_DEVICE)
        tell_person(session, person_id=visit.person_id, kind=NEW_DEVICE, values={"device": named})
    return visit


def _sign_in_besides(session: Session, visit: Visit, person_id: uuid.UUID, key: str) -> Visit:
    opened = people.sign_in_visit(
        session, key=key, person_id=person_id, way_in=visit.way_in or "", on_kiosk=True, device=None
    )
    opened.subject_id, opened.relation, opened.subject_name = visit.subject_id, visit.relation, visit.subject_name
    session.flush()
    return opened


def _open(direction: Direction) -> tuple[sa.ColumnElement[bool], ...]:
    return HandOff.direction == direction, HandOff.used_at.is_(None), HandOff.expires_at > clock.now()


def _forget_old(session: Session) -> None:
    """Rows whose time was over a day ago say nothing to anybody."""
    old = sa.delete(HandOff).where(HandOff.expires_at < clock.now() - timedelta(days=1))
    session.execute(old.execution_options(synchronize_session=False))


def _unused_id(session: Session) -> uuid.UUID:
    """An id whose digits no other row has."""
    while True:
        own_id = uuid.uuid4()
        taken = sa.select(HandOff.id).where(HandOff.code_hash == _code_hash(_keys(own_id).code))
        if session.scalar(taken) is None:
            return own_id


def _keys(own_id: uuid.UUID) -> Keys:
    digits = int(keyed_hash("hand-off digits", own_id.hex), 16) % 10**CODE_DIGITS
    return Keys(keyed_hash("hand-off address", own_id.hex)[:_TOKEN_LENGTH], f"{digits:0{CODE_DIGITS}}")


def _token_hash(token: str) -> str:
    return keyed_hash("hand-off token", token)


def _code_hash(code: str) -> str:
    return keyed_hash("hand-off code", code)
