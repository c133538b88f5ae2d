"""Which tests prove which criterion: those that have been seen to catch a seeded fault that breaks it.

`python -m tests.accessibility.evidence` writes citizen/accessibility/wcag_evidence.toml anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Protocol

from a11y_tests.faults import FAULTS
from citizen.accessibility.wcag_register import EVIDENCE_FILE
from tests.accessibility.small_faults import SMALL_FAULTS

_HEAD = """\
# Which tests prove which criterion, and which seeded faults each has been seen to catch.
# Written by `python -m tests.accessibility.evidence` from a11y_tests/faults.py and tests/accessibility/small_faults.py.
"""


#: Faults of the running site that break a clause for terminals as well: there nobody can connect an aid of their own.
ALSO_ON_TERMINALS = {
    "image-without-alternative": ("EN 5.1.3.6",),
    "transcript-lost": ("EN 5.1.3.7",),
    "film-plays-by-itself": ("EN 5.1.3.10",),
    "wrong-language": ("EN 5.1.3.14",),
    "error-not-described": ("EN 5.1.3.15",),
    "captions-lost": ("EN 5.1.5",),
    "out-of-reach-of-the-keyboard": ("EN 5.1.6.1",),
    "keyboard-trap": ("EN 5.1.6.2",),
    "terminal-text-too-small": ("EN 5.1.4",),
    "terminal-deaf-to-keys": ("EN 5.1.6.1",),
    "terminal-loses-the-place": ("EN 5.1.6.2",),
}


class Seeded(Protocol):
    """What both kinds of faults say of themselves."""

    @property
    def name(self) -> str: ...
    @property
    def criteria(self) -> tuple[str, ...]: ...
    @property
    def caught_by(self) -> tuple[str, ...]: ...


def _known_only() -> None:
    """A fault that was renamed must not lose its clause unseen."""
    assert ALSO_ON_TERMINALS.keys() <= FAULTS.keys(), ALSO_ON_TERMINALS.keys() - FAULTS.keys()


def all_faults() -> Mapping[str, Seeded]:
    """The faults of the running site (`make faults`) and those of single checks (tests/accessibility)."""
    assert not FAULTS.keys() & SMALL_FAULTS.keys()
    _known_only()
    return {**FAULTS, **SMALL_FAULTS}


def evidence(faults: Iterable[Seeded]) -> dict[str, dict[str, list[str]]]:
    """criterion -> test -> faults, all in order."""
    found: dict[str, dict[str, set[str]]] = {}
    for fault in faults:
        for criterion in (*fault.criteria, *ALSO_ON_TERMINALS.get(fault.name, ())):
            for node in fault.caught_by:
                found.setdefault(criterion, {}).setdefault(without_case(node), set()).add(fault.name)
    return {
        criterion: {test: sorted(found[criterion][test]) for test in sorted(found[criterion])}
        for criterion in sorted(found, key=_in_order)
    }


def without_case(node: str) -> str:
    """The test of a node id, with all its cases."""
    return node.partition("[")[0]


def written(found: Mapping[str, Mapping[str, list[str]]]) -> str:
    """The file's text."""
    parts = [_HEAD]
    for criterion, tests in found.items():
        parts.append(f'\n["{criterion}"]\n')
        parts.extend(f"{json.dumps(test)} = {json.dumps(names)}\n" for test, names in tests.items())
    return "".join(parts)


def _in_order(criterion: str) -> tuple[bool, list[int]]:
    number = criterion.removeprefix("EN ")
    return criterion != number, [int(part) for part in number.split(".")]


if __name__ == "__main__":
    EVIDENCE_FILE.write_text(written(evidence(all_faults().values())), encoding="utf-8")
