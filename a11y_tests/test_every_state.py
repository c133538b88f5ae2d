"""What is asked of every state, without exception."""

from __future__ import annotations

import pytest

from a11y_tests.conftest import asks_everything
from a11y_tests.states import STATES
from a11y_tests.support.examination import Examiner


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A form refused is its page with messages in it: in the gate the key states of that kind speak for all of them;
    every one is asked with `--matrix` (`make a11y`) and where faults are seeded.
    """
    every = asks_everything(metafunc.config)
    names = [name for name, state in STATES.items() if every or state.key or state.status != 422]
    metafunc.parametrize("name", names)


def test_engines_find_nothing(examiner: Examiner, name: str) -> None:
    """axe-core with WCAG 2.2 A to AAA and best practices, IBM's engine (see Examiner): half of what is wrong."""
    _none(examiner.findings(STATES[name]).engines)


def test_targets_are_large(examiner: Examiner, name: str) -> None:
    """WCAG 2.5.5 and more: 48 pixels, 60 in large text."""
    _none(examiner.findings(STATES[name]).targets + examiner.narrow_findings(STATES[name]).targets)


def test_text_is_easy_to_read(examiner: Examiner, name: str) -> None:
    """WCAG 1.4.8: short lines, open lines, not justified, nothing tiny."""
    _none(examiner.findings(STATES[name]).reading)


def test_tab_reaches_everything_in_order_and_leaves(examiner: Examiner, name: str) -> None:
    """WCAG 2.1.1, 2.1.2, 2.4.3; and 2.4.12, in key states also where it is hardest: narrow and large."""
    _none(examiner.findings(STATES[name]).keyboard + examiner.narrow_findings(STATES[name]).focus)


def test_reflows_without_loss(examiner: Examiner, name: str) -> None:
    """WCAG 1.4.10 and 1.4.4 at once: 320 CSS pixels wide in the largest text."""
    _none(examiner.narrow_findings(STATES[name]).reflow)


def test_text_spacing_loses_nothing(examiner: Examiner, name: str) -> None:
    """WCAG 1.4.12, on top of that."""
    _none(examiner.narrow_findings(STATES[name]).spaced)


def test_nothing_goes_wrong_behind_the_page(examiner: Examiner, name: str) -> None:
    """No error in the console, no asset missing, nothing asked of another site."""
    _none(examiner.findings(STATES[name]).behind + examiner.narrow_findings(STATES[name]).behind)


def _none(problems: list[str]) -> None:
    assert not problems, "\n" + "\n".join(problems)
