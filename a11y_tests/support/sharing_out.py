"""Which worker runs what: all tests of a state run where it was built, for building costs more than looking.

The groups of pytest-xdist itself (`--dist loadgroup`) write into a test's id, which newer versions of pytest no longer
let them do, and say nothing about it: every state was then built and shown by every worker.
"""

from __future__ import annotations

from collections.abc import Container

from xdist.scheduler import LoadScopeScheduling

from a11y_tests.states import STATES


class ByState(LoadScopeScheduling):
    """Groups with many tests come first: what reads the pages of all states at once comes last, and finds them made."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid, STATES)


def group_of(nodeid: str, states: Container[str]) -> str:
    """The state that a test is about, as its parameters name it first; else its file. Seeded faults stand alone."""
    file, _, test = nodeid.partition("::")
    state = test.partition("[")[2].removesuffix("]").partition("-")[0]
    if state in states:
        return state
    if file.endswith("/test_faults.py"):
        return nodeid
    return "all states" if file.endswith(("/test_markup.py", "/test_states.py")) else file
