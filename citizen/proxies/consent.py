"""Consent on one device: the helper asks, the person answers in a turn of their own, once.

What is asked lies sealed on this side and belongs to one browser; the person's turn knows nothing of the person but
the name the helper gave, and shows nothing of the person to the helper. A person is made only by a yes: whoever has no
account here and says no leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, RuleBroken
from citizen.people import one_time_codes
from citizen.people import service as people
from citizen.people.credential_models import OneTimeCode
from citizen.proxies import mandate_service
from citizen.proxies.authority import Act, Basis, Relation
from citizen.proxies.mandate_rules import Doer
from citizen.proxies.models import MandateRow

_TURN, _RECEIPT, _TOLD = "consent_turn", "consent_receipt", "consent_told"
#: Long enough to read slowly, to listen twice, to ask somebody in the room.
TURN_LASTS = timedelta(hours=1)
#: For whoever wants to ask somebody else first.
THINKING_LASTS = timedelta(days=10)
RECEIPT_LASTS = timedelta(minutes=30)


class Period(StrEnum):
    """How long a helper can ask for, shortest first; never longer than a year."""

    #: Until the helper's session ends; at the latest at the end of the day.
    VISIT = "visit"
    TODAY = "today"
    MONTH = "month"
    HALF_YEAR = "half_year"
    YEAR = "year"


_DAYS = {Period.VISIT: 0, Period.TODAY: 0, Period.MONTH: 30, Period.HALF_YEAR: 182, Period.YEAR: 365}


class Answer(StrEnum):
    YES = "yes"
    PART = "part"
    NO = "no"
    #: "I want to ask somebody else first."
    THINK = "think"
    #: Left by the quiet way out.
    LEFT = "left"


_LENGTH = tuple(Period)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a helper asks for. Without programmes it is about all of them."""

    person_name: str
    helper_name: str
    acts: tuple[Act, ...]
    programmes: tuple[str, ...] | None
    period: Period

    def within(self, wider: Asked) -> bool:
        """Whether this is nothing more than the other."""
        fewer = wider.programmes is None or (
            self.programmes is not None and set(self.programmes) <= set(wider.programmes)
        )
        return set(self.acts) <= set(wider.acts) and fewer and _LENGTH.index(self.period) <= _LENGTH.index(wider.period)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Asked:
        return cls(
            person_name=kept["person_name"],
            helper_name=kept["helper_name"],
            acts=tuple(Act(code) for code in kept["acts"]),
            programmes=None if kept["programmes"] is None else tuple(kept["programmes"]),
            period=Period(kept["period"]),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "person_name": self.person_name,
            "helper_name": self.helper_name,
            "acts": [act.value for act in self.acts],
            "programmes": None if self.programmes is None else list(self.programmes),
            "period": self.period.value,
        }


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that waits for its answer in this browser."""

    id: uuid.UUID
    actor_id: uuid.UUID
    asked: Asked
    #: The account the person proved to be theirs; None: they have none, or did not need it.
    person_id: uuid.UUID | None
    way_in: str | None
    is_proving: bool
    #: How the helper's pages looked before the person's turn.
    look: str
    #: Where the helper was going.
    then: str
    is_thinking: bool

    @property
    def mark(self) -> str:
        """On every form of this turn: a form of an earlier one answers nothing."""
        return hashlib.sha256(self.id.bytes).hexdigest()[:24]


def end_of(period: Period) -> datetime:
    """The end of the last day, in the districts."""
    day = clock.today() + timedelta(days=_DAYS[period] + 1)
    return datetime.combine(day, time(), tzinfo=clock.LOCAL_ZONE)


def ask(session: Session, *, browser: str, actor_id: uuid.UUID, asked: Asked, look: str, then: str) -> None:
    """A question for the person; whatever was asked before in this browser is over."""
    for purpose in (_RECEIPT, _TOLD):
        one_time_codes.end_live(session, browser=browser, purpose=purpose)
    kept = {"actor": actor_id.hex, "asked": asked.as_json(), "look": look, "then": then}
    one_time_codes.keep(session, browser=browser, purpose=_TURN, remembered=kept, lifetime=TURN_LASTS)


def find_turn(session: Session, *, browser: str) -> Turn | None:
    """The question that waits in this browser; None: there is none, it was answered, or its time is over."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_TURN)
    return None if row is None or not row.remembered else _turn_of(row)


def begin_proving(session: Session, *, browser: str) -> None:
    """The next proof in this browser says whose turn it is; it signs nobody in."""
    _remember(session, browser, proving=True)


def stop_proving(session: Session, *, browser: str) -> None:
    """The person goes on without an account."""
    _remember(session, browser, proving=False)


def bind_person(session: Session, *, browser: str, person_id: uuid.UUID, way_in: str) -> None:
    """The turn is this person's. Raises RuleBroken when it is the helper's own account."""
    turn = find_turn(session, browser=browser)
    if turn is not None and turn.actor_id == person_id:
        _remember(session, browser, proving=False)
        raise RuleBroken("own_mandate")
    _remember(session, browser, proving=False, person=person_id.hex, way_in=way_in)


def answer(
    session: Session, *, browser: str, turn: Turn, given: Answer, allowed: Asked, record: Mapping[str, Any]
) -> None:
    """The person's answer; there is one. `record` says what was shown, and how.

    :raises Conflict: it was answered, or its time is over.
    :raises RuleBroken: more would be allowed than was asked for.
    """
    if not allowed.within(turn.asked) or not allowed.acts:
        raise RuleBroken("only_less", field="acts")
    if given is Answer.THINK and turn.person_id is None:
        _think_about_it(session, browser)
        return
    if not one_time_codes.use_once(session, code_id=turn.id):
        raise Conflict("consent_answered")
    row = _mandate_by(session, turn, given, allowed, record)
    is_allowed = given in (Answer.YES, Answer.PART)
    code = mandate_service.give_access_code(session, row=row) if row is not None else ""
    receipt = {
        "answer": given.value,
        "mandate": row.reference if row else "",
        "code": code,
        "look": turn.look,
        "then": turn.then,
        "allowed": allowed.as_json(),
        "may": is_allowed,
    }
    one_time_codes.keep(session, browser=browser, purpose=_RECEIPT, remembered=receipt, lifetime=RECEIPT_LASTS)


def find_receipt(session: Session, *, browser: str) -> dict[str, Any] | None:
    """What the person is given after the answer, until they hand the device back."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_RECEIPT)
    return dict(row.remembered) if row is not None and row.remembered else None


def hand_back(session: Session, *, browser: str) -> dict[str, Any] | None:
    """The person's turn is over: their receipt opens no more, and the helper learns whether they may act. Nothing else.
    None: there was nothing to hand back.
    """
    row = one_time_codes.find_live(session, browser=browser, purpose=_RECEIPT)
    receipt = find_receipt(session, browser=browser)
    if row is None or receipt is None or not one_time_codes.use_once(session, code_id=row.id):
        return None
    told = {"may": receipt["may"], "mandate": receipt["mandate"] if receipt["may"] else "", "then": receipt["then"]}
    one_time_codes.keep(session, browser=browser, purpose=_TOLD, remembered=told, lifetime=TURN_LASTS)
    return receipt


def find_told(session: Session, *, browser: str) -> dict[str, Any] | None:
    """What the helper is told after the turn."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_TOLD)
    return dict(row.remembered) if row is not None and row.remembered else None


def text_version(lines: Sequence[str]) -> str:
    """Which text was shown, provable later: the text itself stands in the record beside it."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _mandate_by(
    session: Session, turn: Turn, given: Answer, allowed: Asked, record: Mapping[str, Any]
) -> MandateRow | None:
    if given in (Answer.NO, Answer.LEFT) and (turn.person_id is None or given is Answer.LEFT):
        return None
    subject_id = turn.person_id or people.add_person(session, name=turn.asked.person_name).id
    consent = {**record, **_consent_of(turn, given, allowed)}
    row = mandate_service.propose_mandate(
        session,
        actor_id=turn.actor_id,
        subject_id=subject_id,
        relation=Relation.AUTHORISED,
        basis=Basis.IN_PERSON,
        acts=allowed.acts,
        programmes=allowed.programmes,
        ends_at=end_of(allowed.period),
        actor_name=turn.asked.helper_name,
        consent=consent,
    )
    by = Doer(person_id=subject_id)
    if given in (Answer.YES, Answer.PART):
        mandate_service.allow(session, row=row, by=by, consent=consent)
    elif given is Answer.NO:
        mandate_service.refuse(session, row=row, by=by)
    return row


def _consent_of(turn: Turn, given: Answer, allowed: Asked) -> dict[str, Any]:
    return {
        "how": "same_device",
        "answer": given.value,
        "asked": turn.asked.as_json(),
        "allowed": allowed.as_json(),
        "proved_by": turn.way_in,
        "answered_at": clock.now().isoformat(),
    }


def _think_about_it(session: Session, browser: str) -> None:
    """The question waits; nothing is open. The helper can hand the device over again."""
    row = one_time_codes.find_live(session, browser=browser, purpose=_TURN)
    if row is None:
        raise Conflict("consent_answered")
    _remember(session, browser, thinking=True)
    row.expires_at = clock.now() + THINKING_LASTS
    session.flush()


def _remember(session: Session, browser: str, **values: Any) -> None:
    row = one_time_codes.find_live(session, browser=browser, purpose=_TURN)
    if row is not None:
        row.remembered = {**(row.remembered or {}), **values}
        session.flush()


def _turn_of(row: OneTimeCode) -> Turn:
    kept: dict[str, Any] = dict(row.remembered or {})
    return Turn(
        id=row.id,
        actor_id=uuid.UUID(kept["actor"]),
        asked=Asked.from_json(kept["asked"]),
        person_id=uuid.UUID(kept["person"]) if kept.get("person") else None,
        way_in=kept.get("way_in"),
        is_proving=bool(kept.get("proving")),
        look=kept["look"],
        then=kept["then"],
        is_thinking=bool(kept.get("thinking")),
    )
