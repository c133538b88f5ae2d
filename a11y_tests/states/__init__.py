"""The register of states: every page of the product, in every condition worth looking at. One module per room.

To add one, write a function that leads a fresh visitor there; its name is the name of the state:

    @state(key=True)
    def search_without_result(visitor: Visitor) -> None:
        visitor.open("/programmes?q=没有这样的项目")

`key=True` has it looked at in every mode, not only in the default one. `status` is what the server must answer.
"""

from __future__ import annotations

from a11y_tests.states import (  # noqa: F401  (importing a module registers its states)
    account,
    after_sending,
    applications,
    arrival,
    backoffice,
    booking,
    booking_after,
    booking_lists,
    components,
    directory,
    eligibility,
    errors,
    helpers,
    home,
    kiosk,
    kiosk_operating,
    letters,
    listening,
    mandates,
    my_data,
    notices,
    papers,
    pathways,
    people,
    places,
    profile,
    saved_checks,
    sign,
    staff,
    ways_in,
)
from a11y_tests.states.register import STATES

__all__ = ["STATES"]
