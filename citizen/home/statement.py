"""The statement and the register of accessibility as a page shows them: rows, figures and words, in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from citizen.accessibility.check_results import Result
from citizen.accessibility.content_manifest import Figure, figures
from citizen.accessibility.content_records import Kind
from citizen.accessibility.voices import can_be_spoken, voice_of_this_server
from citizen.accessibility.wcag_register import Criterion, Register, Standing
from citizen.web.i18n import N_, _, ngettext

Row = dict[str, object]

KIND_NAMES: Mapping[Kind, str] = {
    "standard": N_("The page itself"),
    "easy": N_("Easy-read"),
    "audio": N_("To listen to"),
    "sign": N_("In sign language"),
    "braille": N_("In braille"),
    "print": N_("To print, also large"),
}
STANDING_NAMES: Mapping[Standing, str] = {
    "met": N_("Met"),
    "with_exceptions": N_("With exceptions"),
    "not_needed": N_("Nothing to do here"),
}
TONES: Mapping[Standing, str] = {"met": "good", "with_exceptions": "wait", "not_needed": "plain"}
LEVEL_NAMES = {
    "A": N_("Level A: the least"),
    "AA": N_("Level AA: what is usually asked for"),
    "AAA": N_("Level AAA: the highest"),
    "EN": N_("Terminals in service halls"),
}
PRINCIPLES = {
    "1": N_("It can be perceived"),
    "2": N_("It can be operated"),
    "3": N_("It can be understood"),
    "4": N_("It works with other programs"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """Some criteria under one heading."""

    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One automatic test of a criterion: the faults it has been seen to catch, and how it went last on this machine."""

    test: str
    faults: tuple[str, ...]
    result: Result | None


def rows_of_versions(locale: str) -> list[Row]:
    """Of how many pages each kind of version exists in this language."""
    return [{"key": _(KIND_NAMES[one.kind]), "value": _extent_here(one)} for one in figures(locale)]


def _extent_here(figure: Figure) -> str:
    """The machine's voice is a program of the server's; without it nothing is read aloud, whatever could be."""
    if figure.kind == "audio" and not can_be_spoken(voice_of_this_server(), figure.locale):
        return _("This server does not offer it for now.")
    return _extent(figure)


def _extent(figure: Figure) -> str:
    if figure.pages == 0:
        return _("None yet. The pages say so.")
    extent = (
        _("All %(of)s pages.", of=figure.of)
        if figure.pages == figure.of
        else _("%(pages)s of %(of)s pages.", pages=figure.pages, of=figure.of)
    )
    notes = [extent]
    if figure.stale:
        notes.append(ngettext("%(num)s is older than its page.", "%(num)s are older than their pages.", figure.stale))
    if figure.kind != "standard":
        notes.append(_reviews(figure))
    return " ".join(notes) if figure.locale == "en" else "".join(notes)


def _reviews(figure: Figure) -> str:
    if figure.reviewed == 0:
        return _("Made by a program; nobody has reviewed it yet.")
    return ngettext("A person has reviewed %(num)s.", "People have reviewed %(num)s.", figure.reviewed)


def counts(criteria: Iterable[Criterion]) -> Counter[str]:
    """How many criteria stand where."""
    return Counter(one.standing for one in criteria)


def sections(register: Register, level: str | None) -> list[Section]:
    """The criteria of a level under their principles; the clauses for terminals under one heading."""
    found = register.of_level(level)
    if level == "EN":
        heading = LEVEL_NAMES[level]
        return [Section(_(heading), found)]
    grouped = {digit: tuple(one for one in found if one.number.startswith(digit)) for digit in PRINCIPLES}
    return [Section(_(PRINCIPLES[digit]), criteria) for digit, criteria in grouped.items() if criteria]


def with_gaps(register: Register) -> list[Criterion]:
    """What is not met, clauses for terminals last."""
    return [one for one in (*register.criteria, *register.clauses) if one.gaps]


def checks_of(criterion: Criterion, results: Mapping[str, Result]) -> list[Check]:
    return [Check(one.test, one.faults, results.get(one.test)) for one in criterion.evidence]


def last_run(checks: Iterable[Check]) -> date | None:
    """The day on which the oldest of these results was written; None when one of them is not known here."""
    days = [check.result.on if check.result else None for check in checks]
    return None if None in days else min((day for day in days if day is not None), default=None)


def has_failed(checks: Iterable[Check]) -> bool:
    return any(check.result is not None and check.result.failed > 0 for check in checks)
