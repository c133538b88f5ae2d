"""How far the published conditions carry, district by district."""

from __future__ import annotations

from typing import NamedTuple

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.programme import Decidability


class Coverage(NamedTuple):
    """One district: which programmes decide, need a label, can only exclude, or are only named."""

    district: str
    programmes: dict[Decidability, tuple[str, ...]]
    not_run: tuple[str, ...]
    """Programmes that no document of the district names."""

    @property
    def named(self) -> int:
        return sum(map(len, self.programmes.values()))


def coverage(catalogue: Catalogue) -> list[Coverage]:
    """In the order of the districts; every programme stands once in each."""
    return [
        Coverage(
            district,
            {
                decidability: tuple(
                    programme.id
                    for programme in catalogue.programmes.values()
                    if district in programme.runs and programme.runs[district].decidability is decidability
                )
                for decidability in Decidability
            },
            tuple(p.id for p in catalogue.programmes.values() if district not in p.runs),
        )
        for district in catalogue.districts
    ]


def unset_parameters(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """The parameters that rules or amounts wait for and nobody has set, with the programmes that wait."""
    known = {value.key for value in catalogue.parameters.values}
    waiting: dict[str, list[str]] = {}
    for programme in catalogue.programmes.values():
        named = [leaf.parameter for criterion in programme.criteria for leaf in criterion.comparisons]
        named += [amount.parameter for amount in programme.amounts]
        for parameter in dict.fromkeys(named):
            if parameter is not None and parameter not in known:
                waiting.setdefault(parameter, []).append(programme.id)
    return {parameter: tuple(programmes) for parameter, programmes in sorted(waiting.items())}
