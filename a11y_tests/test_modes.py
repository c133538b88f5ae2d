"""Key states (or, with --matrix, all of them) in every mode: colours, sizes, zoom, languages, paper."""

from __future__ import annotations

import pytest

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import MODES, Mode


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Key states in the gate; every state with `--matrix` (`make a11y`)."""
    every = metafunc.config.getoption("--matrix")
    pairs = [
        pytest.param(state.name, mode, id=f"{state.name}-{mode.name}")
        for state in STATES.values()
        for mode in MODES
        if (state.key or every) and not (state.chinese_only and mode.look.language != "zh-Hans")
    ]
    metafunc.parametrize(("name", "mode"), pairs)


def test_states_hold_in_every_mode(show: Show, name: str, mode: Mode) -> None:
    with show(name, mode) as window:
        problems = axe_problems(window, judge_contrast=mode.judge_contrast)
        problems += window.measure("overflow") + window.measure("clipped") + window.measure("overlapping")
        assert not problems, "\n".join(problems)
