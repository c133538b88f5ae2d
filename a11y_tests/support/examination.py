"""Everything that is asked of every state, in two windows: as most people see it, and as narrow and large as it gets.

Showing a page costs more than what is measured in it, so each state is shown once per kind of window and the findings
are kept; the tests then ask for the part that they are about.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from a11y_tests.support.engines import all_problems
from a11y_tests.support.focus import Stop, walk_through
from a11y_tests.support.modes import DEFAULT, LARGEST, NARROW_LARGEST, TEXT_SPACING, Mode
from a11y_tests.support.scenes import Stage, State
from a11y_tests.support.windows import Window, Windows

#: Chinese glyphs in a line (WCAG 1.4.8).
LONGEST_LINE = 40
#: CSS pixels. WCAG 2.5.5 asks for 44; the house for more.
TARGET, TARGET_LARGE = 48, 60
SMALLEST_TEXT, SMALLEST_LARGE_TEXT = 16, 24


@dataclass(frozen=True, slots=True)
class Findings:
    """Sentences about what is wrong; empty is good."""

    behind: list[str]
    engines: list[str]
    targets: list[str]
    reading: list[str]
    keyboard: list[str]


@dataclass(frozen=True, slots=True)
class NarrowFindings:
    behind: list[str]
    reflow: list[str]
    spaced: list[str]
    targets: list[str]
    focus: list[str]


@dataclass(slots=True)
class Examiner:
    windows: Windows
    stage: Stage
    #: The second engine takes as long as everything else together: in the gate it judges the key states, which show
    #: every component; `make a11y` and `make faults` ask it about every state.
    ibm_everywhere: bool = False
    _findings: dict[str, Findings] = field(default_factory=dict)
    _narrow: dict[str, NarrowFindings] = field(default_factory=dict)

    def findings(self, state: State) -> Findings:
        if state.name not in self._findings:
            self._findings[state.name] = self._examine(state)
        return self._findings[state.name]

    def narrow_findings(self, state: State) -> NarrowFindings:
        if state.name not in self._narrow:
            self._narrow[state.name] = self._examine_narrow(state)
        return self._narrow[state.name]

    def _examine(self, state: State) -> Findings:
        scene = self.stage.scene(state, DEFAULT.look)
        with self.windows.show(scene, DEFAULT) as window:
            return Findings(
                engines=all_problems(window, with_ibm=state.key or self.ibm_everywhere),
                targets=window.measure("smallTargets", TARGET),
                reading=_reading_problems(window),
                keyboard=_keyboard_problems(window),
                behind=window.watch.taken(),
            )

    def _examine_narrow(self, state: State) -> NarrowFindings:
        scene = self.stage.scene(state, LARGEST.look)
        with self.windows.show(scene, NARROW_LARGEST) as window:
            # Of the same answer: asked for once more, the page may say something else by now.
            wide, narrow = _places_when(window, DEFAULT), _places_when(window, NARROW_LARGEST)
            return NarrowFindings(
                reflow=_reflow_problems(window, wide, narrow),
                targets=window.measure("smallTargets", TARGET_LARGE),
                focus=_lost_focus(walk_through(window)) if state.key else [],
                spaced=_problems_when_spaced(window),
                behind=window.watch.taken(),
            )


def _reading_problems(window: Window) -> list[str]:
    sizes = ("hardToRead", LONGEST_LINE), ("tinyText", SMALLEST_TEXT)
    return window.problems(*sizes, "linksByColour", "faintEdges", "shownInOrder", "moving")


def _places_when(window: Window, mode: Mode) -> dict[str, str]:
    window.page.set_viewport_size({"width": mode.width, "height": mode.height})
    return dict(window.measure("places"))


def _reflow_problems(window: Window, wide: dict[str, str], narrow: dict[str, str]) -> list[str]:
    """WCAG 1.4.10, 1.4.4: nothing sideways, nothing cut off, nothing small, and nothing gone that was there."""
    gone = [f"{name} is not shown when narrow" for place, name in wide.items() if place not in narrow]
    return window.problems("overflow", "clipped", "overlapping", ("tinyText", SMALLEST_LARGE_TEXT)) + gone


def _problems_when_spaced(window: Window) -> list[str]:
    return window.problems(("addStyle", TEXT_SPACING), "overflow", "clipped")


def _keyboard_problems(window: Window) -> list[str]:
    expected = set(window.measure("tabStops"))
    stops = walk_through(window)
    missed = sorted(expected - {stop.key for stop in stops})
    problems = [f"Tab never comes to {name}" for _, name in window.measure("namesOf", missed)]
    if stops[0].href != "#main":
        problems.append(f"the first stop is {stops[0].name}, not the skip link")
    return problems + _lost_focus(stops) + _jumps(stops)


def _lost_focus(stops: list[Stop]) -> list[str]:
    """WCAG 2.4.12: where focus is, it is seen."""
    return [f"focus is out of sight or covered at {stop.name}" for stop in stops if not stop.inside or stop.covered]


def _jumps(stops: list[Stop]) -> list[str]:
    """The order of Tab is the order of reading (WCAG 2.4.3): down the page, or to the right in the same line."""
    return [
        f"focus jumps back up from {one.name} to {other.name}"
        for one, other in itertools.pairwise(stops)
        if one.inMain and other.inMain and other.bottom < one.top - 4 and other.left <= one.right
    ]
