"""Key states (or, with --matrix, all of them) in every mode: colours, sizes, zoom, languages, paper."""

from __future__ import annotations

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.engines import axe_problems
from a11y_tests.support.modes import MODES, Mode
from a11y_tests.support.scenes import Stage
from a11y_tests.support.windows import Windows


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Key states in the gate; every state with `--matrix` (`make a11y`)."""
    every = metafunc.config.getoption("--matrix")
    pairs = [
        pytest.param(state.name, mode, id=f"{state.name}-{mode.name}")
        for state in STATES.values()
        for mode in MODES
        if (every or (state.name in mode.only if mode.only else state.key))
        and not (state.chinese_only and mode.look.language != "zh-Hans")
    ]
    metafunc.parametrize(("name", "mode"), pairs)


def test_states_hold_in_every_mode(measuring_windows: Windows, stage: Stage, name: str, mode: Mode) -> None:
    with measuring_windows.show(stage.scene(STATES[name], mode.look), mode) as window:
        problems = axe_problems(window, judge_contrast=mode.judge_contrast)
        problems += window.problems("overflow", "clipped", "overlapping")
        assert not problems, "\n".join(problems)
