"""Every view says who may open it; a register test reads what is stored here."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    EVERYBODY = "everybody"
    OWN_THINGS = "own_things"
    #: Opened by a token of a case system, never by a browser's cookie.
    TOKEN = "token"  # noqa: S105
    #: Only for members of staff who are signed in as such; see citizen.staff.access.
    STAFF = "staff"


def open_to_all(view: View) -> View:
    """A public page: shows nothing personal."""
    view.access = Access.EVERYBODY  # type: ignore[attr-defined]  # views are functions
    return view


def may_lag(view: View) -> View:
    """The same for everybody, and no harm when it is some seconds old: may be read from a copy of the database."""
    view.may_lag = True  # type: ignore[attr-defined]  # views are functions
    return view


def needs_visit(view: View) -> View:
    """Shows or changes a visitor's own things; looks them up within `who`, and is never stored by a browser."""
    view.access = Access.OWN_THINGS  # type: ignore[attr-defined]  # views are functions
    return view
