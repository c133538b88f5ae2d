"""Letters about an application: the list of them, and one on screen."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps
from tests.support.visitor import Visitor


@state()
def letters_of_an_application(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/letters")


@state(key=True)
def letter_receipt(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/letters/receipt")
