"""Every state is built by one worker only: shared out otherwise, the gate takes twice as long and says nothing."""

from __future__ import annotations

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.sharing_out import group_of


def test_all_tests_of_a_state_are_one_group(request: pytest.FixtureRequest) -> None:
    apart = {
        item.nodeid
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and hasattr(item, "callspec")
        and item.callspec.params.get("name") in STATES
        if group_of(item.nodeid, STATES) != item.callspec.params["name"]
    }
    assert not apart


@pytest.mark.parametrize(
    ("nodeid", "group"),
    [
        ("a11y_tests/test_modes.py::test_states_hold_in_every_mode[start_page-zoom-400]", "start_page"),
        ("a11y_tests/test_every_state.py::test_targets_are_large[start_page]", "start_page"),
        ("a11y_tests/test_states.py::test_every_page_of_the_product_is_among_the_states", "all states"),
        ("a11y_tests/test_markup.py::test_every_state_is_valid_html", "all states"),
        ("a11y_tests/test_kiosk.py::test_a_terminal_is_wiped[idle]", "a11y_tests/test_kiosk.py"),
        (
            "a11y_tests/test_faults.py::test_the_fault_is_found[a]",
            "a11y_tests/test_faults.py::test_the_fault_is_found[a]",
        ),
    ],
)
def test_what_belongs_together(nodeid: str, group: str) -> None:
    assert group_of(nodeid, {"start_page"}) == group


def test_the_gate_is_shared_out_by_state(request: pytest.FixtureRequest) -> None:
    makers = request.config.hook.pytest_xdist_make_scheduler.get_hookimpls()
    assert any("a11y_tests" in maker.plugin_name for maker in makers)
