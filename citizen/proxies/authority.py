"""Who may do what for whom. Pure. The actor is the one typing; the subject is the one it is about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What the actor is to the subject. Only SELF has no second person."""

    SELF = "self"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"
    HELPING_PRESENT = "helping_present"


class Act(StrEnum):
    """What can be done in a journey."""

    CHECK = "check"
    APPLY = "apply"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person it is about. `name` is what they want to be called; it may be empty."""

    relation: Relation = Relation.SELF
    name: str = ""

    @property
    def is_self(self) -> bool:
        return self.relation is Relation.SELF


@dataclass(frozen=True, slots=True)
class Who:
    """The authority of a request: which visit acts, and for whom. Services record both."""

    visit_id: uuid.UUID | None = None
    subject: Subject = Subject()

    @property
    def is_self(self) -> bool:
        return self.subject.is_self


def may(act: Act, relation: Relation) -> bool:
    """Whether an act is open in a relation.

    Checking, applying and booking are open to all four: helping never needs more than saying so, and the office
    sees who did it. What needs evidence (deciding, receiving money) is not done on this site.
    """
    return act in Act and relation in Relation


def record_of(who: Who) -> dict[str, str]:
    """Actor and subject as every event keeps them: codes only, never names."""
    return {"actor": "visitor" if who.is_self else "helper", "relation": who.subject.relation.value}
