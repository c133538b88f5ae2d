"""The rules of deciding written a second time, slowly and naively, to hold the real ones against.

Nothing here shares code with citizen.eligibility but the values it reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.criterion import Comparison
from citizen.eligibility.programme import Criterion, Programme

Facts = Mapping[str, Any]


def age(born: dt.date, on: dt.date) -> int | None:
    if born > on:
        return None
    years = 0
    while True:
        try:
            birthday = dt.date(born.year + years + 1, born.month, born.day)
        except ValueError:  # 29 February in a common year
            birthday = dt.date(born.year + years + 1, 3, 1)
        if birthday > on:
            return years
        years += 1


def value_of(fact: str, facts: Facts, on: dt.date, district: str) -> Any:
    if fact in ("age_years", "is_child", "is_adult", "working_age"):
        years = age(facts["birth_date"], on) if "birth_date" in facts else facts.get("age_years")
        if fact == "age_years":
            return years
        return facts.get(fact) if years is None and "birth_date" not in facts else _by_age(fact, years, district)
    return _DERIVED[fact](facts) if fact in _DERIVED else facts.get(fact)


def _has_disability(facts: Facts) -> Any:
    by_certificate = {"valid": True, "expiring": True, "none": False}
    return by_certificate.get(facts.get("certificate_status", ""), facts.get("has_disability"))


def _severe_physical(facts: Facts) -> Any:
    categories, severe = facts.get("disability_categories"), facts.get("severe")
    if severe is False or (categories is not None and "physical" not in categories):
        return False
    return True if severe and categories is not None else facts.get("severe_physical")


def _stable_or_not(facts: Facts) -> Any:
    categories, stable = facts.get("disability_categories"), facts.get("psychiatric_stable")
    if stable or (categories is not None and "psychiatric" not in categories):
        return True
    stated = facts.get("psychiatric_stable_or_not_psychiatric")
    return stated if categories is None or stable is None else stable


def _is_student(facts: Facts) -> Any:
    return facts["school_stage"] != "none" if "school_stage" in facts else facts.get("is_student")


_DERIVED: dict[str, Callable[[Facts], Any]] = {
    "has_disability": _has_disability,
    "severe_physical": _severe_physical,
    "psychiatric_stable_or_not_psychiatric": _stable_or_not,
    "is_student": _is_student,
    "household_has_disabled_member": lambda facts: facts.get(
        "household_has_disabled_member", facts.get("has_disability_in_household")
    ),
    "has_disability_in_household": lambda facts: facts.get(
        "has_disability_in_household", facts.get("household_has_disabled_member")
    ),
}


def _by_age(fact: str, years: int | None, district: str) -> bool | None:
    if years is None:
        return None
    if fact == "is_child":
        yes = years <= 6 or (years < 16 and district in ("tongzhou", "xicheng"))
        return True if yes else (False if years >= 18 else None)
    if fact == "is_adult":
        return True if years >= 18 else (False if years < 16 else None)
    return True if 16 <= years <= 49 else (False if years < 16 or years >= 65 else None)


def met(criterion: Criterion, facts: Facts, on: dt.date, district: str) -> bool | None:
    rule = criterion.rule
    assert isinstance(rule, Comparison)
    value, wanted = value_of(rule.fact, facts, on, district), rule.value
    if value is None:
        return None
    if _COMPARE[rule.op](value, wanted):
        return True
    return None if rule.fails_open or value in rule.open_values else False


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "includes": lambda value, wanted: wanted in value,
    "includes_any": lambda value, wanted: any(one in value for one in wanted),
    "between": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "lt": lambda value, wanted: bool(value < wanted),
    "gte": lambda value, wanted: bool(value >= wanted),
}


def verdict(catalogue: Catalogue, programme: Programme, facts: Facts, on: dt.date, district: str | None) -> str:
    asked = "person_district" if programme.audience == "citizen" else "employer_district"
    place = district or facts.get(asked)
    if place not in programme.runs:
        return "unknown"
    criteria = [c for c in programme.criteria if c.district == place]
    if place == "xicheng" and on < dt.date(2011, 1, 1):
        return "unknown"
    conditions: dict[object, list[bool | None]] = {}
    for number, criterion in enumerate(criteria):
        conditions.setdefault(criterion.any_group or number, []).append(met(criterion, facts, on, place))
    values = [True if True in group else (None if None in group else False) for group in conditions.values()]
    if False in values:
        return "not_eligible"
    admits = programme.runs[place].decidability in ("decides", "label")
    return "eligible" if values and None not in values and admits else "unknown"
