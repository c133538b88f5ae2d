"""How each parameter of a deployment is written, and what is made of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from citizen.eligibility.facts import read_date, read_money
from citizen.eligibility.programme import Amount

CATEGORIES = ("visual", "hearing", "speech", "physical", "intellectual", "psychiatric", "multiple")
HARDSHIP_GROUNDS = (
    "dibao", "dibao_edge", "low_income", "destitute", "multi_disabled", "elder_disabled", "orphan_disabled",
    "severe_unemployed", "office_decision",
)  # fmt: skip


class ExpiredCertificate(StrEnum):
    """What an expired certificate means for "is a person with a disability"."""

    STOPS = "stops"
    CONTINUES = "continues"
    UNKNOWN = "unknown"


class AgeConvention(NamedTuple):
    counts_from_next_day: bool = False
    leap_day_counts_on_28_february: bool = False


def reader_for(key: str) -> Callable[[object], object] | None:
    """What reads the value of that key; None where there is no such parameter."""
    family, *names = key.split(".")
    if not names:
        return _READERS.get(key)
    reader, length = _FAMILIES.get(family, (None, 0))
    return reader if len(names) == length and all(names) else None


def _money(written: object) -> Decimal:
    amount = read_money(written)
    if amount < 0:
        raise ValueError("must not be negative")
    return amount


def _age(written: object) -> int:
    if isinstance(written, bool) or not isinstance(written, int) or not 0 <= written <= 130:
        raise ValueError(f"must be an age in whole years, not {written!r}")
    return written


def _severe_rule(written: object) -> dict[str, frozenset[int]]:
    if not isinstance(written, Mapping):
        raise ValueError("must map categories to lists of grades")
    rule: dict[str, frozenset[int]] = {}
    for category, grades in written.items():
        if category not in CATEGORIES:
            raise ValueError(f"{category!r} is not a category")
        if not isinstance(grades, list) or any(type(g) is not int or not 1 <= g <= 4 for g in grades):
            raise ValueError(f"{category}: must be a list of grades 1 to 4")
        rule[category] = frozenset(grades)
    return rule


def _hardship_rule(written: object) -> frozenset[str]:
    grounds = [written] if isinstance(written, str) else written
    if not isinstance(grounds, list) or any(g not in HARDSHIP_GROUNDS for g in grounds):
        raise ValueError(f"must be a list of {', '.join(HARDSHIP_GROUNDS)}")
    return frozenset(grounds)


def _working_age(written: object) -> tuple[tuple[int, int], ...]:
    """``[16, 59]``, ``{min = 16, max = 59}`` or ``{female = [16, 54], male = [16, 59]}``; both ends included."""
    if isinstance(written, Mapping):
        if set(written) == {"min", "max"}:
            return (_age_range([written["min"], written["max"]]),)
        if set(written) == {"female", "male"}:
            return (_age_range(written["female"]), _age_range(written["male"]))
        raise ValueError("must have min and max, or female and male")
    return (_age_range(written),)


def _age_range(written: object) -> tuple[int, int]:
    if not isinstance(written, list) or len(written) != 2:
        raise ValueError("must be [first age, last age]")
    first, last = _age(written[0]), _age(written[1])
    if first > last:
        raise ValueError("the first age is above the last")
    return first, last


def _age_convention(written: object) -> AgeConvention:
    """``{counts = "birthday" | "next_day", leap_day = "28_february" | "1_march"}``, either left out."""
    if not isinstance(written, Mapping) or set(written) - {"counts", "leap_day"}:
        raise ValueError("must have counts and leap_day")
    counts = _one_of("birthday", "next_day")(written.get("counts", "birthday"))
    leap_day = _one_of("28_february", "1_march")(written.get("leap_day", "1_march"))
    return AgeConvention(counts == "next_day", leap_day == "28_february")


def _amount(written: object) -> Amount:
    """A number of yuan, or ``{cny = 300, per = "month"}``."""
    if isinstance(written, Mapping):
        per = written.get("per")
        if set(written) != {"cny", "per"} or not isinstance(per, str):
            raise ValueError("must have cny and per")
        return Amount(_money(written["cny"]), per)
    return Amount(_money(written), "unspecified")


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(written: object) -> str:
        if not isinstance(written, str) or written not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {written!r}")
        return written

    return read


def _expired_certificate(written: object) -> ExpiredCertificate:
    return ExpiredCertificate(_one_of(*ExpiredCertificate)(written))


def _percent(written: object) -> Decimal:
    share = read_money(written)
    if not 0 <= share <= 100:
        raise ValueError("must be between 0 and 100")
    return share


def _texts(written: object) -> tuple[str, ...]:
    texts = [written] if isinstance(written, str) else written
    if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
        raise ValueError("must be a text or a list of texts")
    return tuple(texts)


def _days(written: object) -> frozenset[dt.date]:
    if not isinstance(written, list):
        raise ValueError("must be a list of dates")
    return frozenset(day if isinstance(day, dt.date) else read_date(day) for day in written)


def _limit(written: object) -> int | Decimal:
    """A figure of the deployment's own that criteria compare with: years, months, people, yuan."""
    return written if type(written) is int and written >= 0 else _money(written)


def _details(written: object) -> object:
    """Contact and appointment details: rules never read them, the rooms that show them check them."""
    if not isinstance(written, (str, Mapping)):
        raise ValueError("must be a text or a table")
    return written


_READERS: dict[str, Callable[[object], object]] = {
    "minimum_wage_monthly": _money,
    "severe_rule": _severe_rule,
    "hardship_rule": _hardship_rule,
    "adult_age": _age,
    "working_age": _working_age,
    "age_convention": _age_convention,
    "hukou_or_residence": _one_of("hukou", "residence"),
    "psychiatric_stable_proof": _texts,
    "suspected_child_proof": _texts,
    "cert_expiry_effect": _expired_certificate,
    "employer_quota_percent": _percent,
    "holiday_calendar": _days,
    "student_stage_scope": _one_of("disabled_students", "children_of_poor_families_too"),
    "training_subsidy_standard": _money,
}
# Keys with names in them: amount.<programme>.<district>, contact.<district>, appointment.<service>, limit.<name>.
_FAMILIES: dict[str, tuple[Callable[[object], object], int]] = {
    "amount": (_amount, 2),
    "contact": (_details, 1),
    "appointment": (_details, 1),
    "limit": (_limit, 1),
}
COMPARABLE = frozenset({"adult_age", "minimum_wage_monthly", "training_subsidy_standard", "employer_quota_percent"})
"""Single figures, with which a criterion can compare an answer."""
BY_YEAR = frozenset({"minimum_wage_monthly", "training_subsidy_standard"})
"""Figures that may be written as a table, one for each year."""
