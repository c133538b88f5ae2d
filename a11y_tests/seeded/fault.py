"""One fault: what is broken for whom, how it is put into the running site, and which tests of the gate must notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["page", "style", "script", "header"]

#: Short names of the tests that look at every state; anything else is named by its whole node id.
_TESTS = {
    "audit": "test_states.py::test_a_state_can_be_built_in_every_language[{on}]",
    "engines": "test_every_state.py::test_engines_find_nothing[{on}]",
    "targets": "test_every_state.py::test_targets_are_large[{on}]",
    "reading": "test_every_state.py::test_text_is_easy_to_read[{on}]",
    "keyboard": "test_every_state.py::test_tab_reaches_everything_in_order_and_leaves[{on}]",
    "reflow": "test_every_state.py::test_reflows_without_loss[{on}]",
    "spacing": "test_every_state.py::test_text_spacing_loses_nothing[{on}]",
    "behind": "test_every_state.py::test_nothing_goes_wrong_behind_the_page[{on}]",
    "spoken": "test_spoken.py::test_the_page_is_heard_as_reviewed[{on}]",
    "focus seen": "test_keyboard.py::test_focus_is_seen_in_every_colour[{on}-standard]",
    "error focus": "test_keyboard.py::test_focus_starts_on_the_error_summary[{on}]",
    "dark": "test_modes.py::test_states_hold_in_every_mode[{on}-dark]",
    "high": "test_modes.py::test_states_hold_in_every_mode[{on}-high-contrast]",
    "zoom": "test_modes.py::test_states_hold_in_every_mode[{on}-zoom-400]",
    "english": "test_modes.py::test_states_hold_in_every_mode[{on}-english]",
}


@dataclass(frozen=True, slots=True)
class Plant:
    """An edit of what the site answers: the first (or `every`) match of `pattern` becomes `replacement`.

    A header named `pattern` gets the value `replacement`; an empty one takes it away. `only` holds for addresses.
    """

    kind: Kind
    pattern: str
    replacement: str = ""
    every: bool = False
    only: str = ""

    def applied(self, text: str) -> tuple[str, int]:
        """The text with the fault in it, and how many places changed."""
        # Scripts travel without blanks; the faults are written as the scripts are.
        pattern = self.pattern.replace(" ", r"\s*") if self.kind == "script" else self.pattern
        return re.subn(pattern, self.replacement, text, count=0 if self.every else 1, flags=re.DOTALL)


@dataclass(frozen=True, slots=True)
class Catch:
    """A test that must fail, and what its failure must say, so that it does not fail for another reason."""

    node: str
    says: str


@dataclass(frozen=True, slots=True)
class Fault:
    """`criteria`: success criteria of WCAG 2.2 that it breaks. `on`: the state that is looked at."""

    name: str
    criteria: tuple[str, ...]
    harm: str
    on: str
    plant: Plant
    catches: tuple[Catch, ...]

    @property
    def caught_by(self) -> tuple[str, ...]:
        """Node ids of the tests that fail when it is planted."""
        return tuple(catch.node for catch in self.catches)


def fault(name: str, criteria: str, harm: str, *, on: str, plant: Plant, caught: Mapping[str, str]) -> Fault:
    """`caught`: test (short name or node id) -> a pattern in what it says."""
    catches = tuple(Catch(_node(test, on), says) for test, says in caught.items())
    return Fault(name, tuple(criteria.split()), harm, on, plant, catches)


def by_name(groups: Iterable[Iterable[Fault]]) -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for one in (one for group in groups for one in group):
        assert one.name not in found, f"Two faults are called {one.name}."
        found[one.name] = one
    return found


def page(pattern: str, replacement: str = "", *, every: bool = False) -> Plant:
    return Plant("page", pattern, replacement, every)


def style(text: str) -> Plant:
    """Rules that come after all others of a sheet."""
    return Plant("style", r"\Z", "\n" + text)


def script(pattern: str, replacement: str = "", *, only: str) -> Plant:
    return Plant("script", pattern, replacement, only=only)


def in_main(html: str) -> Plant:
    """Something added at the end of the main part."""
    return Plant("page", r"</main>", html + "</main>")


def _node(test: str, on: str) -> str:
    return "a11y_tests/" + _TESTS[test].format(on=on) if test in _TESTS else test
