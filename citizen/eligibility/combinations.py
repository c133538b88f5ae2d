"""What documents say about having two programmes at once: a note beside a result, never a refusal. Pure.

A programme's file states it once (``[[combination]]``); it holds for both programmes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from citizen.eligibility.findings import Findings, Group
from citizen.eligibility.programme import CombinationEffect, Programme, Source

_CLOSE = frozenset({Group.LIKELY, Group.TO_CONFIRM})
_POSSIBLE = _CLOSE | {Group.NOT_STATED}


@dataclass(frozen=True, slots=True)
class CombinationNote:
    """Two programmes, and what a document of a district says about having both."""

    programmes: tuple[Programme, Programme]
    effect: CombinationEffect
    district: str
    source: Source

    @property
    def pair(self) -> frozenset[str]:
        return frozenset(programme.id for programme in self.programmes)


def stated_combinations(programmes: Mapping[str, Programme]) -> Iterator[CombinationNote]:
    """Every pair that some document speaks of, in the order of the catalogue; a misspelt name makes no pair."""
    for programme in programmes.values():
        for one in programme.combinations:
            for other in one.programmes:
                if other in programmes:
                    yield CombinationNote((programme, programmes[other]), one.effect, one.district, one.source)


def combinations_of(programme: Programme, programmes: Mapping[str, Programme]) -> list[CombinationNote]:
    """What is said about this programme, in whichever file it stands."""
    return [note for note in stated_combinations(programmes) if programme.id in note.pair]


def combination_notes(
    findings: Findings, programmes: Mapping[str, Programme], district: str | None
) -> list[CombinationNote]:
    """The notes that matter for a result: both programmes are possible, and one of them is close."""
    possible = {finding.programme.id for group in _POSSIBLE for finding in findings[group]}
    close = {finding.programme.id for group in _CLOSE for finding in findings[group]}
    return [
        note
        for note in stated_combinations(programmes)
        if note.district == district and note.pair <= possible and note.pair & close
    ]


def contradictions(programmes: Mapping[str, Programme]) -> Iterator[tuple[CombinationNote, CombinationNote]]:
    """Two files of one district that say different things about the same pair."""
    for one, other in combinations(stated_combinations(programmes), 2):
        if (one.pair, one.district) == (other.pair, other.district) and one.effect is not other.effect:
            yield one, other
