"""What offices read about connecting their systems."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.support.visitor import Visitor


@state()
def for_case_systems(visitor: Visitor) -> None:
    visitor.open("/api")
