"""The answers of an application as they are kept: what was said, where it came from, and how it was asked.

Frozen: every change gives a new sheet, and a row is changed by assigning the new sheet's JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers, read_answers
from citizen.eligibility.programme import FactValue

Texts = Mapping[str, str]
"""One text by locale."""


class Place(StrEnum):
    """Where an answer was given before."""

    CHECK = "check"
    APPLICATION = "application"
    FOR_WHOM = "for_whom"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Origin:
    """An answer that was brought along: from where, and of which day. None of them counts before it is confirmed."""

    place: Place
    on: dt.date | None = None
    reference: str = ""

    def as_json(self) -> dict[str, str]:
        day = {"on": self.on.isoformat()} if self.on else {}
        return {"place": self.place.value, "reference": self.reference, **day}


@dataclass(frozen=True, slots=True)
class Note:
    """How a question stood when it was answered."""

    mark: str
    """A fingerprint of the question."""
    text: Texts
    said: Texts = field(default_factory=dict)
    """The words of the choice that was taken, should the choice be gone one day."""

    def as_json(self) -> dict[str, object]:
        return {"mark": self.mark, "text": dict(self.text), "said": dict(self.said)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a programme asked for when somebody last worked on its questions."""

    name: Texts
    district: str | None
    facts: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {"name": dict(self.name), "district": self.district, "facts": list(self.facts)}


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """See the module."""

    answers: Answers = field(default_factory=Answers)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    wanted: Mapping[str, Wanted] = field(default_factory=dict)

    def saying(self, fact: str, value: FactValue | None, note: Note) -> AnswerSheet:
        """With the person's own answer to a question as it stands now; None is "not sure"."""
        origins = {name: origin for name, origin in self.origins.items() if name != fact}
        notes = {**self.notes, fact: note}
        return replace(self, answers=self.answers.saying(fact, value), origins=origins, notes=notes)

    def noting(self, notes: Mapping[str, Note]) -> AnswerSheet:
        """With questions as they stand now."""
        return replace(self, notes={**self.notes, **notes})

    def wanting(self, wanted: Mapping[str, Wanted]) -> AnswerSheet:
        """With what programmes ask for now."""
        return replace(self, wanted={**self.wanted, **wanted})

    def only(self, facts: Iterable[str], programmes: Collection[str]) -> AnswerSheet:
        """Without what is not asked any more: nobody keeps answers for which there is no question."""
        asked = frozenset(facts)
        answers = among(self.answers, asked)
        return AnswerSheet(
            answers,
            {fact: origin for fact, origin in self.origins.items() if fact in answers},
            {fact: note for fact, note in self.notes.items() if fact in asked},
            {one: wanted for one, wanted in self.wanted.items() if one in programmes},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            **self.answers.as_json(),
            "origins": {fact: origin.as_json() for fact, origin in self.origins.items()},
            "notes": {fact: note.as_json() for fact, note in self.notes.items()},
            "wanted": {one: wanted.as_json() for one, wanted in self.wanted.items()},
        }


def read_sheet(stored: Mapping[str, Any]) -> AnswerSheet:
    """The sheet of a row. An answer that the catalogue of today does not know, or knows otherwise, is left out; its
    note stays and says what was answered.
    """
    return AnswerSheet(
        read_answers(stored, catalogue.load().facts, on=clock.today()),
        {**_origins_of_old(stored), **{f: _origin(one) for f, one in stored.get("origins", {}).items()}},
        {fact: Note(one["mark"], one["text"], one["said"]) for fact, one in stored.get("notes", {}).items()},
        {
            programme: Wanted(one["name"], one["district"], tuple(one["facts"]))
            for programme, one in stored.get("wanted", {}).items()
        },
    )


def among(answers: Answers, facts: Iterable[str]) -> Answers:
    """Only the answers about these facts."""
    wanted = frozenset(facts)
    said = {fact: value for fact, value in answers.facts.items() if fact in wanted}
    return Answers(said, answers.unsure & wanted)


def _origin(stored: Mapping[str, str]) -> Origin:
    on = dt.date.fromisoformat(stored["on"]) if "on" in stored else None
    return Origin(Place(stored["place"]), on, stored["reference"])


def _origins_of_old(stored: Mapping[str, Any]) -> dict[str, Origin]:
    """Applications begun before origins had a day list only which facts a check had brought."""
    return {fact: Origin(Place.CHECK) for fact in stored.get("from_check", ())}
