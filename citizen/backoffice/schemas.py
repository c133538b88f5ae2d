"""What the API takes and gives, said once: these models check requests and write the OpenAPI document.

Names and codes are stable within v1. Fields may be added to answers; receivers ignore what they do not know.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from citizen.applications.lifecycle import Act, Status
from citizen.applications.office_acts import LONGEST_TEXT, Per
from citizen.applications.paper_scanning import ScanState
from citizen.applications.sent_models import CorrectionEnd
from citizen.backoffice.schema_terms import Asked as Asked
from citizen.backoffice.schema_terms import ChainCode, MoveAct, Outcome, Text
from citizen.backoffice.schema_terms import Given as Given
from citizen.backoffice.schema_terms import LeavesOut as LeavesOut
from citizen.backoffice.schema_terms import Number as Number
from citizen.backoffice.schema_terms import Versioned as Versioned
from citizen.backoffice.vocabulary import EventType
from citizen.people.needs import AccessNeed
from citizen.proxies.authority import Basis, Relation

# -- asked -----------------------------------------------------------------------------------------------------


class AdvanceCase(Asked):
    """Move the case on: by an act of ours, or by the code of the five-level chain. One of the two."""

    act: MoveAct | None = None
    chain_code: ChainCode | None = Field(None, description="1–3: acknowledged; 4–6: with the district federation.")

    @model_validator(mode="after")
    def _one_of_both(self) -> AdvanceCase:
        if (self.act is None) == (self.chain_code is None):
            raise ValueError("give act or chain_code")
        return self


class AskCorrection(Asked):
    """What the person shall put right."""

    facts: list[str] = Field([], max_length=100, description="Codes of questions, as in answers[].fact.")
    papers: list[str] = Field([], max_length=100, description="Kinds of papers, as in papers[].kind.")
    contact: bool = False
    reason: Text = Field(description="Why, in words the person understands.")
    until: date | None = Field(None, description="The last day for an answer.")


class SendMessage(Asked):
    """A message to the person."""

    text: Text


class Decide(Asked):
    """Approve or refuse. A refusal needs a reason."""

    outcome: Outcome
    reason: str = Field("", max_length=LONGEST_TEXT)
    amount: Decimal | None = Field(None, gt=0, max_digits=11, decimal_places=2, description="Yuan.")
    per: Per | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class AnswerObjection(Asked):
    """Answer an objection; with reopen the decision is taken back and taken anew."""

    text: Text
    reopen: bool = False


class NoBody(Asked):
    """Nothing needs to be said: an empty object or no body at all."""


# -- given -----------------------------------------------------------------------------------------------------


class CaseInShort(Versioned):
    """A case without anything about the person."""

    number: Number
    application: str = Field(description="The cases of one application share it.", examples=["A7K3M9QX4"])
    programme: str
    district: str
    status: Status
    chain_code: ChainCode = Field(description="The same in the five-level chain.")
    chain_name: str
    since: datetime = Field(description="Since when it has this status.")
    sent_at: datetime
    opened_at: datetime | None = Field(description="When an office first looked at it.")
    version: int = Field(description="Goes into If-Match, in quotation marks.")
    waits_for_person: bool = Field(description="A correction was asked and is not answered yet.")
    objection_open: bool
    unread_messages: int = Field(description="Messages of the person the office has not marked as read.")
    sequence: int = Field(description="Its place in the order of changes.")
    changed_at: datetime

    @property
    def version_shown(self) -> int:
        return self.version


class CasePage(Given):
    """Cases in the order of their latest change. A case that changes later comes again, further on."""

    cases: list[CaseInShort]
    next_cursor: str = Field(description="Keep it, and ask again with it: also after the last page.")
    has_more: bool


class Change(Given):
    """One change."""

    sequence: int
    event: EventType
    case: Number
    programme: str
    at: datetime


class ChangePage(Given):
    """Changes in their order."""

    changes: list[Change]
    next_cursor: str
    has_more: bool


class Answer(Given):
    """One question and what was said to it."""

    fact: str = Field(description="Code of the question in the catalogue.")
    question: str
    value: Any = Field(description="Code, number, date or list of codes; null when the person is not sure.")
    words: str = Field(description="The answer in the words of its page.")
    unsure: bool


class Need(Given):
    """What the person needs from the office, by code and in words."""

    code: AccessNeed
    words: str


class Contact(Given):
    """How the person is reached and what they need, as they gave it in this application."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    told: str | None = Field(None, description="How news shall be sent: text, email, call, letter, sign, self.")
    language: str | None = None
    helper_name: str | None = None
    helper_phone: str | None = None
    needs: list[Need] = Field([], description="What the office shall have ready. Use it for nothing else.")
    needs_more: str | None = Field(None, description="The same in the person's own words.")


class Acting(Given):
    """Who sent it for whom."""

    relation: Relation
    subject_name: str | None = Field(description="What the person who is helped wants to be called.")
    mandate: str | None = Field(None, description="The number of the permission it was sent with; see basis.")
    basis: Basis | None = Field(None, description="On what that permission rests.")
    helper_name: str | None = Field(None, description="What the person calls the helper who sent it.")
    with_staff: bool = Field(False, description="A member of staff helped to send it; the person was there.")


class PaperState(Given):
    """A paper with the application."""

    id: UUID
    kind: str
    kind_name: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    added_at: datetime
    scan: ScanState
    released: bool = Field(description="Only then its bytes can be fetched.")


class PromisedPaper(Given):
    """A paper that is not sent here."""

    kind: str
    kind_name: str
    instead: Literal["bring", "post", "none"]
    reason: str | None


class CorrectionState(Given):
    """What was asked, and how it ended."""

    facts: list[str]
    papers: list[str]
    contact: bool
    reason: str
    until: date | None
    asked_at: datetime
    ended_at: datetime | None
    ended_as: CorrectionEnd | None


class MessageState(Given):
    """A message of the thread of the application."""

    position: int
    sender: Literal["office", "person"]
    text: str
    sent_at: datetime
    read_at: datetime | None


class ObjectionState(Given):
    """An objection, and its answer."""

    text: str
    sent_at: datetime
    answer: str | None
    answered_at: datetime | None
    reopened: bool | None


class DecisionState(Given):
    """What was decided."""

    outcome: Outcome
    reason: str | None = None
    amount: str | None = None
    per: Per | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class EventState(Given):
    """What happened to the case, in codes."""

    position: int
    act: Act
    actor: str
    at: datetime
    from_status: str | None
    to_status: str


class CaseInFull(CaseInShort):
    """Everything an office needs to decide."""

    programme_name: str
    possible_acts: list[Act] = Field(description="What the office can do now.")
    acting: Acting
    contact: Contact
    answers: list[Answer]
    papers: list[PaperState]
    promised_papers: list[PromisedPaper]
    corrections: list[CorrectionState]
    messages: list[MessageState]
    objections: list[ObjectionState]
    decision: DecisionState | None
    decided_at: datetime | None
    events: list[EventState]


class Messages(Given):
    """The thread of the application."""

    messages: list[MessageState]


class FieldProblem(Given):
    """What is wrong with one field of the request."""

    field: str
    code: str


class Problem(Given):
    """RFC 9457. `code` is stable; `title` is for people and may change."""

    type: str
    title: str
    status: int
    code: str
    problems: list[FieldProblem] = []
