"""What a deployment decides because no document does: dated parameters, typed, each absent until somebody sets it.

Pure. An absent parameter never has a guessed default: what depends on it stays unknown. The few conventions that
apply meanwhile (an age counts on the birthday …) are documented in :mod:`citizen.eligibility.derivation`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from citizen.eligibility.parameter_forms import BY_YEAR, COMPARABLE, reader_for
from citizen.eligibility.parameter_forms import CATEGORIES as CATEGORIES
from citizen.eligibility.parameter_forms import HARDSHIP_GROUNDS as HARDSHIP_GROUNDS
from citizen.eligibility.parameter_forms import AgeConvention as AgeConvention
from citizen.eligibility.parameter_forms import ExpiredCertificate as ExpiredCertificate
from citizen.eligibility.programme import ALWAYS, Amount, FactValue, Period


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

    @cached_property
    def fingerprint(self) -> str:
        """Equal only for sets of parameters that say the same."""
        return repr(sorted(self.values.items(), key=lambda item: item[0]))

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
        return reader_for(key) is not None

    @staticmethod
    def is_comparable(key: str) -> bool:
        """Is it one figure, so that a criterion can compare an answer with it?"""
        return key in COMPARABLE or (key.startswith("limit.") and Parameters.has_key(key))

    def replaced_by(self, own: Parameters) -> Parameters:
        """These parameters, with all values of another set in the place of those with the same keys."""
        replaced = {value.key for value in own.values}
        return Parameters([*(v for v in self.values if v.key not in replaced), *own.values])

    def with_config(self, config: Mapping[str, object]) -> Parameters:
        """These parameters, with those of one case in their place; null in a case means that nobody has set it.

        :raises ValueError: unknown key or wrong shape, in words.
        """
        if not config:
            return self
        stated = [value for key, written in config.items() for value in _read_unless_null(key, written)]
        return Parameters([*(value for value in self.values if value.key not in config), *stated])


def read_parameter(key: str, written: object) -> list[ParameterValue]:
    """One parameter from its JSON or TOML form; a figure per year gives one value for each year.

    :raises ValueError: unknown key or wrong shape, in words.
    """
    reader = reader_for(key)
    if reader is None:
        raise ValueError(f"{key}: there is no such parameter")
    try:
        if key in BY_YEAR and isinstance(written, Mapping):
            return [ParameterValue(key, reader(v), _year(str(y))) for y, v in written.items()]
        return [ParameterValue(key, reader(written))]
    except ValueError as problem:
        raise ValueError(f"{key}: {problem}") from None


def _read_unless_null(key: str, written: object) -> list[ParameterValue]:
    if written is None and Parameters.has_key(key):
        return []
    return read_parameter(key, written)


def _year(written: str) -> Period:
    if not (written.isdigit() and len(written) == 4):
        raise ValueError(f"{written!r} is not a year")
    return Period(dt.date(int(written), 1, 1), dt.date(int(written), 12, 31))
