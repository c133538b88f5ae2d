"""This project's own decision: three values, and with every answer its reasons and what is missing."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.people import Case
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.programme import Facts, Verdict
from citizen.eligibility.rules import decide


class Ours:
    """As the site calls it: derived facts are worked out within the measured time."""

    gives = "yes, no or open, reasons, missing facts"

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def prepare(self, case: Case) -> Callable[[], object]:
        return self.deciding(case, case.facts)

    def deciding(self, case: Case, facts: Facts) -> Callable[[], object]:
        """One decision on other facts of the same person."""
        return lambda: decide(self._catalogue, facts, on=case.on, district=case.district)

    def eligible(self, case: Case) -> frozenset[str]:
        decision = decide(self._catalogue, case.facts, on=case.on, district=case.district)
        return frozenset(found.programme_id for found in decision.results if found.verdict is Verdict.ELIGIBLE)


class OursForgetful(Ours):
    """The same without anything it remembers from people decided before."""

    def deciding(self, case: Case, facts: Facts) -> Callable[[], object]:
        table = self._catalogue.table(case.district, case.on)
        decide_once = super().deciding(case, facts)

        def anew() -> object:
            table.forget()
            return decide_once()

        return anew


class OursUnrepeated(Ours):
    """The same on a case that has not been decided before, though cases with some of its answers have."""

    def deciding(self, case: Case, facts: Facts) -> Callable[[], object]:
        table = self._catalogue.table(case.district, case.on)
        decide_once = super().deciding(case, facts)

        def unrepeated() -> object:
            table.forget_whole_cases()
            return decide_once()

        return unrepeated
