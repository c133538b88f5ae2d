"""Who may do what for whom. Pure. The actor is the one typing; the subject is the one it is about.

One function decides every act, from the actor, the subject, the mandate between them, the act, the programme it is
about and the moment. What is not allowed here is not done anywhere.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Relation(StrEnum):
    """What the actor is to the subject. Only SELF has no second person."""

    SELF = "self"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"
    HELPING_PRESENT = "helping_present"


class Act(StrEnum):
    """What can be done on this site about a person."""

    #: Fill in: checks, drafts, papers, registered needs.
    FILL = "fill"
    #: Send to an office, answer it, withdraw, object.
    SUBMIT = "submit"
    #: See what was sent, where it stands, messages and letters other than decisions.
    SEE = "see"
    SEE_DECISIONS = "see_decisions"
    BOOK = "book"
    #: The profile: what is remembered, contact ways, access needs.
    MANAGE = "manage"
    #: Ways in, sessions, who may act, erasing everything: the person alone, or the guardian for a child or ward.
    GOVERN = "govern"


#: What a person can allow a helper; GOVERN is not among them.
CAN_BE_ALLOWED = (Act.FILL, Act.SUBMIT, Act.SEE, Act.SEE_DECISIONS, Act.BOOK, Act.MANAGE)
#: Seeing a decision means seeing that something was sent; sending means filling in.
_IMPLIED = {Act.SEE_DECISIONS: (Act.SEE,), Act.SUBMIT: (Act.FILL, Act.SEE)}
#: What may be done on a paper that nobody at the office has confirmed yet: nobody is kept from applying, but decisions
#: and the profile stay closed.
_PROVISIONAL = frozenset({Act.FILL, Act.SUBMIT, Act.SEE, Act.BOOK})


class Basis(StrEnum):
    """On what a mandate rests."""

    #: The person allowed it from their own account.
    ACCOUNT = "account"
    #: The person said yes on the helper's device, in their own turn.
    IN_PERSON = "in_person"
    #: A signed paper, as a picture.
    SIGNED_PAPER = "signed_paper"
    #: A guardian's document, for a child or a ward.
    GUARDIAN_DOCUMENT = "guardian_document"
    #: Entered by staff at a counter with the person there.
    COUNTER = "counter"


class MandateState(StrEnum):
    #: Waits for the person's own yes.
    ASKED = "asked"
    #: Rests on a paper, or on one member of staff; waits for a (second) member of staff.
    PROVISIONAL = "provisional"
    LIVE = "live"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What one person may do for another, as it stands."""

    id: uuid.UUID
    actor_id: uuid.UUID
    subject_id: uuid.UUID
    relation: Relation
    state: MandateState
    acts: frozenset[Act]
    starts_at: datetime
    ends_at: datetime | None = None
    #: None: all programmes.
    programmes: frozenset[str] | None = None
    #: Whether the subject had things of their own before: then a paper alone opens nothing.
    subject_was_known: bool = False
    #: The session in which alone it counts: allowed for this visit only. None: in any.
    only_in: str | None = None

    @property
    def all_acts(self) -> frozenset[Act]:
        """The acts allowed, with those they cannot be without."""
        return self.acts | {implied for act in self.acts for implied in _IMPLIED.get(act, ())}


@dataclass(frozen=True, slots=True)
class Subject:
    """The person it is about. `name` is what they want to be called; it may be empty. `person_id` is known for those
    who have a folder of their own.
    """

    relation: Relation = Relation.SELF
    name: str = ""
    person_id: uuid.UUID | None = None

    @property
    def is_self(self) -> bool:
        return self.relation is Relation.SELF


@dataclass(frozen=True, slots=True)
class Who:
    """The authority of a request: who acts, and for whom. Services record both."""

    #: The folder in which things of the subject are kept and looked up; for nobody known, the visit itself.
    visit_id: uuid.UUID | None = None
    subject: Subject = Subject()
    #: Who is signed in, and the visit of this browser.
    actor_id: uuid.UUID | None = None
    browser_id: uuid.UUID | None = None
    #: The mandate used; None when acting for oneself or for somebody who is present.
    mandate: Mandate | None = None
    #: The member of staff who opened an assisted session.
    staff_id: uuid.UUID | None = None
    #: The system of an office or a place that acts by itself, by the code of its token.
    office: str = ""
    #: Which session of the one who is signed in this is; empty while nobody is.
    session_mark: str = ""

    @property
    def is_self(self) -> bool:
        return self.subject.is_self

    @property
    def is_signed_in(self) -> bool:
        return self.actor_id is not None

    @property
    def prover_id(self) -> uuid.UUID | None:
        """The visit whose proofs by reference and access code count: this browser's, whoever is signed in. Under a
        mandate none does: what is open then, the mandate alone says.
        """
        return None if self.mandate is not None else self.browser_id or self.visit_id

    def is_about(self, relation: Relation, name: str | None) -> bool:
        """Whether something in this folder that was begun in this relation is about the subject. A person's own folder
        holds nothing about anybody else.
        """
        mine = (self.subject.relation, self.subject.name)
        return self.subject.person_id is not None or (relation, name or "") == mine

    def covers(self, programme: str) -> bool:
        """Whether what concerns this programme is within what was allowed."""
        return self.mandate is None or self.mandate.programmes is None or programme in self.mandate.programmes


class Refusal(StrEnum):
    """Why something is not allowed."""

    NO_MANDATE = "no_mandate"
    NOT_YOURS = "not_yours"
    NOT_YET_ALLOWED = "not_yet_allowed"
    ENDED = "ended"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    OTHER_SESSION = "other_session"
    OTHER_ACT = "other_act"
    OTHER_PROGRAMME = "other_programme"


def refusal_of(
    act: Act,
    *,
    actor_id: uuid.UUID | None,
    subject: Subject,
    mandate: Mandate | None,
    now: datetime,
    programme: str | None = None,
    session_mark: str = "",
) -> Refusal | None:
    """Why the act is not allowed; None when it is.

    Whoever has no folder (nobody signed in, or somebody who is present and typed in for) acts within their own visit:
    helping never needs more than saying so, and the office sees who did it.
    """
    if subject.person_id is None or subject.person_id == actor_id:
        return None
    if mandate is None or actor_id is None:
        return Refusal.NO_MANDATE
    if mandate.actor_id != actor_id or mandate.subject_id != subject.person_id:
        return Refusal.NOT_YOURS
    if not counts_in(mandate, session_mark):
        return Refusal.OTHER_SESSION
    return _refusal_by_state(mandate, now) or _refusal_by_scope(mandate, act, programme)


def counts_in(mandate: Mandate, session_mark: str) -> bool:
    """Whether it counts in this session at all: one that was allowed for a visit counts in no other."""
    return mandate.only_in is None or mandate.only_in == session_mark


def is_in_force(mandate: Mandate, now: datetime) -> bool:
    """Whether anything at all may be done with it at this moment."""
    return _refusal_by_state(mandate, now) is None


def acts_now(mandate: Mandate, now: datetime) -> frozenset[Act]:
    """What may be done with it at this moment."""
    if not is_in_force(mandate, now):
        return frozenset()
    return mandate.all_acts & _PROVISIONAL if mandate.state is MandateState.PROVISIONAL else mandate.all_acts


def may_decide_about(mandate: Mandate, *, person_id: uuid.UUID, own: Mandate | None, now: datetime) -> bool:
    """Whether this person may allow, limit or end a mandate: the subject, or a guardian in force, never about their own
    authority. Ending one's own is another thing: anybody may stop helping.
    """
    if person_id == mandate.actor_id:
        return False
    if person_id == mandate.subject_id:
        return True
    return (
        own is not None
        and own.actor_id == person_id
        and own.subject_id == mandate.subject_id
        and Act.GOVERN in acts_now(own, now)
    )


def acts_of(relation: Relation, chosen: frozenset[Act]) -> frozenset[Act]:
    """What a mandate in this relation holds when these acts were chosen: only a guardian may govern, and always may."""
    allowed = chosen & frozenset(CAN_BE_ALLOWED)
    return allowed | {Act.GOVERN} if relation is Relation.GUARDIAN else allowed


def record_of(who: Who) -> dict[str, str]:
    """Actor and subject as every event keeps them: codes only, never names."""
    return {"actor": _actor_code(who), "relation": who.subject.relation.value}


def _actor_code(who: Who) -> str:
    if who.office:
        return who.office[:40]
    if who.staff_id is not None:
        return f"staff:{who.staff_id.hex}"[:40]
    if who.mandate is not None:
        return f"mandate:{who.mandate.id.hex}"
    return "visitor" if who.is_self else "helper"


def _refusal_by_state(mandate: Mandate, now: datetime) -> Refusal | None:
    if mandate.state in (MandateState.ENDED, MandateState.REFUSED):
        return Refusal.ENDED
    if mandate.state is MandateState.ASKED:
        return Refusal.NOT_YET_ALLOWED
    if mandate.state is MandateState.PROVISIONAL and mandate.subject_was_known:
        return Refusal.NOT_YET_ALLOWED
    if now < mandate.starts_at:
        return Refusal.NOT_STARTED
    if mandate.ends_at is not None and now >= mandate.ends_at:
        return Refusal.EXPIRED
    return None


def _refusal_by_scope(mandate: Mandate, act: Act, programme: str | None) -> Refusal | None:
    if act not in mandate.all_acts:
        return Refusal.OTHER_ACT
    if mandate.state is MandateState.PROVISIONAL and act not in _PROVISIONAL:
        return Refusal.NOT_YET_ALLOWED
    if programme is not None and mandate.programmes is not None and programme not in mandate.programmes:
        return Refusal.OTHER_PROGRAMME
    return None
