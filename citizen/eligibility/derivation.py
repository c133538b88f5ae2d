"""Facts that follow from other facts, each worked out in one place. Pure.

Conventions (they hold until a deployment's parameter says otherwise; ``docs/policy.md`` repeats them):

* ``age_years``: completed years on the day of the decision. An age counts from the birthday itself; who was born on
  29 February counts a year older on 1 March of a common year. A birth date in the future gives no age.
* ``has_disability``: a valid or expiring certificate says yes, "none" says no; an expired certificate or a suspected
  disability says neither, then a stated answer counts.
* ``is_child``: up to 6 yes; under 16 yes in 通州区 and 西城区, whose texts draw that line; 18 and over no; else open.
* ``is_adult``: 18 and over yes; under 16 no; else open.
* ``working_age``: 16 to 49 yes; under 16 or 65 and over no; else open (no text gives the limits).
* ``severe_physical``: severe, and physical is among the categories.
* ``psychiatric_stable_or_not_psychiatric``: yes without that category, else what ``psychiatric_stable`` says.
* ``severe`` never follows from a grade unless ``severe_rule`` is set, ``household_hardship`` never from a household's
  status unless ``hardship_rule`` is set.
* ``is_student``: a school stage says yes, "no school" says no.

A stated derived fact counts only where what it derives from is absent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from citizen.eligibility.facts import OLDEST_AGE
from citizen.eligibility.parameters import AgeConvention, Effective, ExpiredCertificate
from citizen.eligibility.programme import Facts, FactValue

CHILD_SURELY_UP_TO = 6
CHILD_UNDER_16_IN = frozenset({"tongzhou", "xicheng"})
ADULT_FROM, NOT_ADULT_UNDER = 18, 16
WORKING_AGE_SURELY, WORKING_AGE_AT_MOST = (16, 49), (16, 64)

ON_THE_BIRTHDAY = AgeConvention()
_OFFICE_DECISION = "office_decision"

FROM_AGE = ("age_years", "is_child", "is_adult", "working_age")


class Context(NamedTuple):
    on: dt.date
    district: str | None
    parameters: Effective


class Derivation(NamedTuple):
    fact: str
    sources: tuple[str, ...]
    work_out: Callable[[Facts, Context], FactValue | None]
    stated_answer_fills_gaps: bool = False
    """A stated answer also counts where the sources are present and leave the question open."""


@lru_cache(maxsize=4096)
def completed_years(born: dt.date, on: dt.date, convention: AgeConvention = ON_THE_BIRTHDAY) -> int | None:
    """Age in whole years; None for a birth date in the future or beyond any human age."""
    if born > on or on.year - born.year > OLDEST_AGE:
        return None
    birthday = (born.month, born.day)
    if birthday == (2, 29) and convention.leap_day_counts_on_28_february and not _is_leap(on.year):
        birthday = (2, 28)
    day = (on.month, on.day)
    has_had_birthday = day > birthday if convention.counts_from_next_day else day >= birthday
    return max(on.year - born.year - (not has_had_birthday), 0)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _age_years(facts: Facts, context: Context) -> FactValue | None:
    born = facts.get("birth_date")
    if not isinstance(born, dt.date):
        return None
    return completed_years(born, context.on, context.parameters.age_convention)


def _is_child(facts: Facts, context: Context) -> FactValue | None:
    age = facts.get("age_years")
    if not isinstance(age, int):
        return None
    if age <= CHILD_SURELY_UP_TO or (age < 16 and context.district in CHILD_UNDER_16_IN):
        return True
    return False if age >= 18 else None


def _is_adult(facts: Facts, context: Context) -> FactValue | None:
    age = facts.get("age_years")
    if not isinstance(age, int):
        return None
    line = context.parameters.adult_age
    if line is not None:
        return age >= line
    return _surely(age >= ADULT_FROM, age >= NOT_ADULT_UNDER)


def _working_age(facts: Facts, context: Context) -> FactValue | None:
    age = facts.get("age_years")
    if not isinstance(age, int):
        return None
    ranges = context.parameters.working_ages or (WORKING_AGE_SURELY, WORKING_AGE_AT_MOST)
    inside = [first <= age <= last for first, last in ranges]
    return _surely(all(inside), any(inside))


def _surely(under_every_reading: bool, under_some_reading: bool) -> bool | None:
    if under_every_reading:
        return True
    return None if under_some_reading else False


def _has_disability(facts: Facts, context: Context) -> FactValue | None:
    status = facts.get("certificate_status")
    if status in ("valid", "expiring"):
        return True
    if status == "expired":
        effect = context.parameters.expired_certificate
        return None if effect is ExpiredCertificate.UNKNOWN else effect is ExpiredCertificate.CONTINUES
    return False if status == "none" else None


def _severe_physical(facts: Facts, context: Context) -> FactValue | None:
    severe, categories = facts.get("severe"), facts.get("disability_categories")
    physical = "physical" in categories if isinstance(categories, frozenset) else None
    if severe is False or physical is False:
        return False
    return True if severe and physical else None


def _psychiatric_stable_or_not_psychiatric(facts: Facts, context: Context) -> FactValue | None:
    stable, categories = facts.get("psychiatric_stable"), facts.get("disability_categories")
    if stable is True:
        return True
    if isinstance(categories, frozenset):
        return stable if "psychiatric" in categories else True
    return None


def _is_student(facts: Facts, context: Context) -> FactValue | None:
    stage = facts.get("school_stage")
    return None if stage is None else stage != "none"


def _severe_by_grade(facts: Facts, context: Context) -> FactValue | None:
    rule, categories, grade = context.parameters.severe_rule, facts.get("disability_categories"), None
    if rule is None or not isinstance(categories, frozenset):
        return None
    grades = frozenset[int]().union(*(rule.get(category, ()) for category in categories))
    grade = facts.get("disability_grade")
    if not grades:
        return False
    return None if grade is None else grade in grades


def _hardship_by_status(facts: Facts, context: Context) -> FactValue | None:
    status = facts.get("household_status")
    if not isinstance(status, frozenset):
        return None
    if _hardship_statuses(context.parameters) & status:
        return True
    return None if _office_decides_hardship(context.parameters) else False


def _hardship_statuses(parameters: Effective) -> frozenset[str]:
    """The situations of a household that count as hardship without anybody's decision."""
    return (parameters.hardship_grounds or frozenset()) - {_OFFICE_DECISION}


def _office_decides_hardship(parameters: Effective) -> bool:
    return _OFFICE_DECISION in (parameters.hardship_grounds or ())


_SEVERE = Derivation("severe", ("disability_categories", "disability_grade"), _severe_by_grade)
_HARDSHIP = Derivation("household_hardship", ("household_status",), _hardship_by_status, True)
_ALWAYS = (
    Derivation("age_years", ("birth_date",), _age_years),
    Derivation("is_child", ("age_years",), _is_child),
    Derivation("is_adult", ("age_years",), _is_adult),
    Derivation("working_age", ("age_years",), _working_age),
    Derivation("has_disability", ("certificate_status",), _has_disability, True),
    Derivation("severe_physical", ("severe", "disability_categories"), _severe_physical),
    Derivation(
        "psychiatric_stable_or_not_psychiatric",
        ("disability_categories", "psychiatric_stable"),
        _psychiatric_stable_or_not_psychiatric,
    ),
    Derivation("is_student", ("school_stage",), _is_student),
)
SOURCES: Mapping[str, tuple[str, ...]] = {d.fact: d.sources for d in _ALWAYS}
SAME_AS: Mapping[str, str] = {"household_has_disabled_member": "has_disability_in_household"}
"""Two names of one fact in the documents: whichever is answered answers both, and only the second is asked."""


def derivations(parameters: Effective) -> tuple[Derivation, ...]:
    """The derivations in working order, with those the deployment's parameters switch on."""
    return _derivations(parameters.severe_rule is not None, bool(_hardship_statuses(parameters)))


@lru_cache(maxsize=4)
def _derivations(by_grade: bool, by_status: bool) -> tuple[Derivation, ...]:
    return (*([_SEVERE] if by_grade else []), *([_HARDSHIP] if by_status else []), *_ALWAYS)


def derive(facts: Facts, context: Context) -> dict[str, FactValue]:
    """The facts with everything that follows from them on that day, in that district."""
    known = dict(facts)
    _answer_doubles(known)
    born = known.get("birth_date")
    if isinstance(born, dt.date) and completed_years(born, context.on) is None:
        for name in ("birth_date", *FROM_AGE):
            known.pop(name, None)
    for step in derivations(context.parameters):
        worked_out = step.work_out(known, context)
        if worked_out is not None:
            known[step.fact] = worked_out
        elif step.fact in known and not (step.stated_answer_fills_gaps or _lacks_a_source(step, known)):
            del known[step.fact]
    return known


def unanswered_sources(fact: str, known: Facts, parameters: Effective) -> tuple[str, ...]:
    """The facts a person could still answer to settle this one; empty when it is known or nothing would help."""
    if fact in known:
        return ()
    sources = _sources(fact, parameters)
    if not sources:
        return (SAME_AS.get(fact, fact),)
    found = [name for source in sources for name in unanswered_sources(source, known, parameters)]
    if fact == _HARDSHIP.fact and _office_decides_hardship(parameters):
        found.append(fact)  # where the household's situation leaves it open, only the person knows what the office said
    return tuple(dict.fromkeys(found))


def _sources(fact: str, parameters: Effective) -> tuple[str, ...]:
    if fact == "severe" and parameters.severe_rule is not None:
        return _SEVERE.sources
    if fact == _HARDSHIP.fact and _hardship_statuses(parameters):
        return _HARDSHIP.sources
    return SOURCES.get(fact, ())


def _lacks_a_source(step: Derivation, known: Facts) -> bool:
    return any(source not in known for source in step.sources)


def _answer_doubles(known: dict[str, FactValue]) -> None:
    for double, asked in SAME_AS.items():
        if double in known:
            known.setdefault(asked, known[double])
        elif asked in known:
            known[double] = known[asked]
