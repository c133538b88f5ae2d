"""The catalogue: every programme, fact and document, read from the files of this folder once and validated whole."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeAlias, TypeVar

from citizen.eligibility.decision_table import DecisionTable
from citizen.eligibility.facts import Vocabulary
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.planning import Plan, nobody_knows_where, plan_for
from citizen.eligibility.policy_folder import load_parameters as load_parameters
from citizen.eligibility.policy_folder import read_folder
from citizen.eligibility.programme import Audience, District, Document, Outcome, Period, Programme

K = TypeVar("K")
T = TypeVar("T")
FOLDER = Path(__file__).parent


_Stretch: TypeAlias = tuple[str, int, int]
"""The days in one district between two changes of rules."""
_TABLES, _TABLES_OF_DAYS = 64, 512
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All policy, frozen. What deciding needs is prepared when first asked for and kept."""

    programmes: Mapping[str, Programme]
    facts: Vocabulary
    documents: Mapping[str, Document]
    districts: Mapping[str, District]
    parameters: Parameters
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    """Names of the codes in programme files: ``kind``, ``action``, ``who``, ``need``, ``bring``."""
    _plans: dict[_Stretch, Plan] = field(default_factory=dict, repr=False)
    _tables: dict[tuple[_Stretch, str], DecisionTable] = field(default_factory=dict, repr=False)
    _tables_of_days: dict[tuple[str, dt.date, Parameters], DecisionTable] = field(default_factory=dict, repr=False)

    @cached_property
    def nowhere(self) -> tuple[Outcome, ...]:
        return tuple(nobody_knows_where(programme) for programme in self.programmes.values())

    @cached_property
    def _days(self) -> list[dt.date]:
        """Every day on which some rule starts or ends."""
        return sorted({day for period in self._periods() for day in _ends(period)})

    @cached_property
    def positions_of_employers(self) -> tuple[int, ...]:
        programmes = enumerate(self.programmes.values())
        return tuple(at for at, programme in programmes if programme.audience is not Audience.CITIZEN)

    def plan(self, district: str, on: dt.date) -> Plan:
        """What has to be computed in a district on a day; the same for all days between two changes of rules."""
        stretch = self._stretch(district, on)
        if stretch not in self._plans:
            self._plans[stretch] = plan_for(tuple(self.programmes.values()), self.documents, district, on)
        return self._plans[stretch]

    def table(self, district: str, on: dt.date, parameters: Parameters | None = None) -> DecisionTable:
        """The plan with the parameters in force, made for speed; without parameters, with those of the catalogue.

        Cases with the same values of their own share a table. How many are kept is bounded.
        """
        key = (district, on, parameters or self.parameters)
        found = self._tables_of_days.get(key)
        return found or _keep(self._tables_of_days, key, self._table(*key), _TABLES_OF_DAYS)

    def _table(self, district: str, on: dt.date, parameters: Parameters) -> DecisionTable:
        effective = parameters.at(on)
        key = (self._stretch(district, on), effective.fingerprint)
        found = self._tables.get(key)
        return found or _keep(self._tables, key, DecisionTable(self.plan(district, on), self.facts, effective), _TABLES)

    def _stretch(self, district: str, on: dt.date) -> _Stretch:
        return district, bisect_left(self._days, on), bisect_right(self._days, on)

    @cached_property
    def days_of_change(self) -> tuple[dt.date, ...]:
        """The first day of every rule or parameter that starts, and the first day without every one that ends."""
        periods = [*self._periods(), *(value.period for value in self.parameters.values)]
        firsts = {period.first for period in periods if period.first}
        after = {period.last + _ONE_DAY for period in periods if period.last and period.last < dt.date.max}
        return tuple(sorted(firsts | after))

    def _periods(self) -> Iterator[Period]:
        for programme in self.programmes.values():
            yield from (run.period for run in programme.runs.values())
            yield from (criterion.period for criterion in programme.criteria)


@dataclass
class _Deployment:
    """What this process was told about its deployment when it started."""

    parameters: Path | None = None


_deployment = _Deployment()


def use_parameters(path: Path | None) -> None:
    """From now on the values of this file stand in the place of those shipped, key by key."""
    if path != _deployment.parameters:
        _deployment.parameters = path
        load.cache_clear()


@lru_cache(maxsize=4)
def load(folder: Path = FOLDER, programmes: Path | None = None) -> Catalogue:
    """The catalogue of a folder, read once per process; with the programmes of another folder, where one is given.

    :raises PolicyError: with every problem of every file.
    """
    policy = read_folder(folder, programmes or folder / "programmes")
    if _deployment.parameters is None:
        return Catalogue(*policy)
    own = load_parameters(_deployment.parameters)
    return Catalogue(*policy._replace(parameters=policy.parameters.replaced_by(own)))


def _keep(kept: dict[K, T], key: K, value: T, at_most: int) -> T:
    """Keeps a value in the place of the oldest, where there are too many."""
    while len(kept) >= at_most:
        kept.pop(next(iter(kept)), None)
    kept[key] = value
    return value


def _ends(period: Period) -> list[dt.date]:
    return [day for day in (period.first, period.last) if day is not None]
