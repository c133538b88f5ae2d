"""My data: what is kept, and the page before deleting."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps
from tests.support.visitor import Visitor


@state()
def my_data(visitor: Visitor) -> None:
    steps.apply(visitor)
    steps.start(visitor)
    visitor.open("/my-data")


@state()
def my_data_erase(visitor: Visitor) -> None:
    steps.apply(visitor)
    steps.start(visitor)
    visitor.open("/my-data/erase")
