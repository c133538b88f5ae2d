"""What an office says with its acts: who acts, what is asked, what is decided; and whether that can be meant."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from citizen.applications.field_registry import facts_to_ask
from citizen.applications.lifecycle import DECISIONS, Act, NotPossibleNow
from citizen.applications.models import Case
from citizen.core.errors import RuleBroken
from citizen.eligibility import catalogue

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Officer:
    """Who acts in an office: "token:…" or "staff:…", never a name. An officer sees one district."""

    code: str
    district: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person shall put right: codes of facts and of kinds of papers, and whether the contact details."""

    facts: Collection[str] = ()
    papers: Collection[str] = ()
    contact: bool = False


class Per(StrEnum):
    """What an amount is for."""

    ONCE = "once"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. A refusal says why, in words the person understands."""

    act: Act
    reason: str = ""
    amount: Decimal | None = None
    per: Per | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def as_json(self) -> dict[str, str]:
        given = {
            "reason": self.reason,
            "amount": None if self.amount is None else f"{self.amount:.2f}",
            "per": self.per,
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }
        return {"outcome": self.act.value, **{name: str(value) for name, value in given.items() if value}}


def check_asked(case: Case, asked: Asked) -> None:
    """Raises RuleBroken when nothing is asked, or something that belongs to no question or paper of the programme."""
    programme = catalogue.load().programmes.get(case.programme_id)
    known_papers = {*(programme.bring if programme else ()), "other"}
    if not (asked.facts or asked.papers or asked.contact):
        raise RuleBroken("nothing_asked", field="facts")
    if programme is None or not set(asked.facts) <= set(facts_to_ask(programme, case.district)):
        raise RuleBroken("unknown_fact", field="facts")
    if not set(asked.papers) <= known_papers:
        raise RuleBroken("unknown_paper", field="papers")


def check_decision(decision: Decision) -> None:
    """Raises NotPossibleNow for an act that decides nothing, RuleBroken for what contradicts itself."""
    if decision.act not in DECISIONS:
        raise NotPossibleNow(decision.act)
    checked_text(decision.reason, "reason", required=decision.act is Act.REFUSE)
    if decision.amount is not None and (decision.amount <= 0 or decision.act is Act.REFUSE):
        raise RuleBroken("amount_impossible", field="amount")
    if decision.valid_from and decision.valid_until and decision.valid_until < decision.valid_from:
        raise RuleBroken("ends_before_it_starts", field="valid_until")


def checked_text(text: str, field: str, *, required: bool) -> str:
    """Without spaces around it; raises RuleBroken naming the field when it is missing or too long."""
    tidy = text.strip()
    if required and not tidy:
        raise RuleBroken("text_missing", field=field)
    if len(tidy) > LONGEST_TEXT:
        raise RuleBroken("text_too_long", field=field)
    return tidy
