"""Two engines on every state. They see about half of what can be wrong; the other tests here look for the rest."""

from __future__ import annotations

import pytest

from a11y_tests.conftest import Show
from a11y_tests.states import STATES
from a11y_tests.support.engines import axe_problems, ibm_problems


@pytest.mark.parametrize("name", STATES)
def test_engines_find_nothing(show: Show, name: str) -> None:
    with show(name) as window:
        problems = axe_problems(window) + ibm_problems(window)
        assert not problems, "\n".join(problems)
