"""What a deployment decides because no document does: dated parameters, typed, each absent until somebody sets it.

Pure. An absent parameter never has a guessed default: what depends on it stays unknown. The few conventions that
apply meanwhile (an age counts on the birthday …) are documented in :mod:`citizen.eligibility.derivation`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from citizen.eligibility.facts import read_date, read_money
from citizen.eligibility.programme import ALWAYS, Amount, FactValue, Period

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


@dataclass(frozen=True, slots=True)
class AgeConvention:
    counts_from_next_day: bool = False
    leap_day_counts_on_28_february: bool = False


@dataclass(frozen=True, slots=True)
class ParameterValue:
    key: str
    value: object
    period: Period = ALWAYS
    source: str | None = None


@dataclass(frozen=True)
class Effective:
    """The parameters in force on one day."""

    values: Mapping[str, object] = field(default_factory=dict)

    def money(self, key: str) -> Decimal | None:
        found = self.values.get(key)
        return found if isinstance(found, Decimal) else None

    def comparable(self, key: str) -> FactValue | None:
        """The value of a parameter that criteria compare with, or None where nobody has set it."""
        found = self.values.get(key)
        return found if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else None

    def amount(self, programme: str, district: str) -> Amount | None:
        found = self.values.get(f"amount.{programme}.{district}")
        return found if isinstance(found, Amount) else None

    @cached_property
    def severe_rule(self) -> Mapping[str, frozenset[int]] | None:
        found = self.values.get("severe_rule")
        return found if isinstance(found, dict) else None

    @cached_property
    def hardship_grounds(self) -> frozenset[str] | None:
        found = self.values.get("hardship_rule")
        return found if isinstance(found, frozenset) else None

    @cached_property
    def adult_age(self) -> int | None:
        found = self.values.get("adult_age")
        return found if isinstance(found, int) else None

    @cached_property
    def working_ages(self) -> tuple[tuple[int, int], ...] | None:
        """First and last year of age counted as working age; one pair, or one per sex."""
        found = self.values.get("working_age")
        return found if isinstance(found, tuple) else None

    @cached_property
    def age_convention(self) -> AgeConvention:
        found = self.values.get("age_convention")
        return found if isinstance(found, AgeConvention) else AgeConvention()

    @cached_property
    def expired_certificate(self) -> ExpiredCertificate:
        found = self.values.get("cert_expiry_effect")
        return found if isinstance(found, ExpiredCertificate) else ExpiredCertificate.UNKNOWN


class Parameters:
    """All values a deployment has set, and the ones that hold on a day."""

    def __init__(self, values: Iterable[ParameterValue] = ()) -> None:
        self.values = tuple(values)
        self._boundaries = sorted(
            {day for v in self.values for day in (v.period.first, v.period.last) if day is not None}
        )
        self._by_epoch: dict[tuple[bool, ...], Effective] = {}

    def at(self, on: dt.date) -> Effective:
        # Days between the same boundaries share their values; a boundary day itself belongs to both sides.
        epoch = tuple(flag for day in self._boundaries for flag in (on < day, on > day))
        if epoch not in self._by_epoch:
            self._by_epoch[epoch] = Effective({v.key: v.value for v in self.values if v.period.covers(on)})
        return self._by_epoch[epoch]

    @staticmethod
    def has_key(key: str) -> bool:
        return _reader_for(key) is not None

    @staticmethod
    def is_comparable(key: str) -> bool:
        """Is it one figure, so that a criterion can compare an answer with it?"""
        return key in _COMPARABLE or (key.startswith("limit.") and Parameters.has_key(key))

    def replaced_by(self, own: Parameters) -> Parameters:
        """These parameters, with all values of another set in the place of those with the same keys."""
        replaced = {value.key for value in own.values}
        return Parameters([*(v for v in self.values if v.key not in replaced), *own.values])

    def with_config(self, config: Mapping[str, object]) -> Parameters:
        """These parameters, with those of one case in their place.

        :raises ValueError: unknown key or wrong shape, in words.
        """
        if not config:
            return self
        return self.replaced_by(Parameters(v for key, written in config.items() for v in read_parameter(key, written)))


def read_parameter(key: str, written: object) -> list[ParameterValue]:
    """One parameter from its JSON or TOML form; a figure per year gives one value for each year.

    :raises ValueError: unknown key or wrong shape, in words.
    """
    reader = _reader_for(key)
    if reader is None:
        raise ValueError(f"{key}: there is no such parameter")
    try:
        if key in _BY_YEAR and isinstance(written, Mapping):
            return [ParameterValue(key, reader(v), _year(str(y))) for y, v in written.items()]
        return [ParameterValue(key, reader(written))]
    except ValueError as problem:
        raise ValueError(f"{key}: {problem}") from None


def _reader_for(key: str) -> Callable[[object], object] | None:
    family, *names = key.split(".")
    if not names:
        return _READERS.get(key)
    reader, length = _FAMILIES.get(family, (None, 0))
    return reader if len(names) == length and all(names) else None


def _year(written: str) -> Period:
    if not (written.isdigit() and len(written) == 4):
        raise ValueError(f"{written!r} is not a year")
    return Period(dt.date(int(written), 1, 1), dt.date(int(written), 12, 31))


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
_COMPARABLE = frozenset({"adult_age", "minimum_wage_monthly", "training_subsidy_standard", "employer_quota_percent"})
_BY_YEAR = frozenset({"minimum_wage_monthly", "training_subsidy_standard"})
