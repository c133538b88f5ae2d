"""Where this machine stands, if it is one that stands somewhere: pages in a hall then need not ask.

Terminals are known in a room above; it says here how to find out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask, current_app

from citizen.booking import inventory
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Site

_EXTENSION = "place_of_machine"


def use_place_of_machine(app: Flask, find_code: Callable[[], str | None]) -> None:
    """`find_code` gives the code of the place of the machine that asks; None for any other device."""
    app.extensions[_EXTENSION] = find_code


def site_here() -> Site | None:
    """The place this machine stands in; None when it stands nowhere, or in a hall that gives no numbers here."""
    find_code: Callable[[], str | None] | None = current_app.extensions.get(_EXTENSION)
    code = find_code() if find_code is not None else None
    found = inventory.find_site(session(), code=code) if code else None
    return found if found is not None and found.is_active else None
