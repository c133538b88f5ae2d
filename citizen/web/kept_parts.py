"""Parts of pages that are the same for everybody who reads in one language and look: made once per process.

    {% call same_for_all("help", district) %} … {% endcall %}

keeps what stands between, under this name, for the language and look of this page and for what is named after it:
everything that the part depends on. Nothing of a person can get into one: whoever asks for who acts, for a token, for
the browser's key or for the database while such a part is made gets an error, on the first page that does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, g
from markupsafe import Markup, escape

from citizen.web.at_hand import notes
from citizen.web.pages import THIS_PAGE, in_query, this_page_and

#: What a part says instead of the address that `about` gives it; and how that looks in a query.
ANY_ADDRESS = "\x02"
_ANY_ADDRESS_QUOTED = in_query(ANY_ADDRESS)
#: Letters of all kept parts together; then all are made anew. Enough for all languages and the looks in use.
_MOST_LETTERS = 3_000_000


#: Values; then all are made anew.
_MOST_VALUES = 2_000
Made = TypeVar("Made")


class NotForEverybody(Exception):
    """A part of a page that is kept for everybody asked for something that is one person's."""


class Parts:
    """The table of one application."""

    def __init__(self) -> None:
        self.made: dict[tuple[object, ...], str] = {}
        self.letters = 0
        self.values: dict[tuple[object, ...], Any] = {}

    def keep(self, key: tuple[object, ...], html: str) -> None:
        if self.letters > _MOST_LETTERS:
            self.made, self.letters = {}, 0
        self.made[key] = html
        self.letters += len(html)


def same_for_all(
    name: str, *depends_on: object, about: str = "", when: bool = True, caller: Callable[[], Markup]
) -> Markup:
    """What stands in the call: from the table, if it was made before. `about`: the address that a part writes as
    ANY_ADDRESS in a query. `when`: false where the part shows something that is not to be kept, such as typed words.
    """
    look = notes().get("look") if when else None
    if look is None:  # this page changes the look, or has none: its links do not follow the pattern
        return Markup(_about(caller(), about))  # noqa: S704  what Jinja made
    parts: Parts = current_app.extensions["kept_parts"]
    key = (name, look, *depends_on)
    html = parts.made.get(key)
    if html is None:
        html = str(for_everybody(caller))
        parts.keep(key, html)
    html = _about(html, about).replace(THIS_PAGE, escape(this_page_and()))
    return Markup(html)  # noqa: S704  what Jinja made, and an address


def made_once(name: str, *depends_on: object, make: Callable[[], Made]) -> Made:
    """A value that says the same to everybody in one language, for what is named after it."""
    parts: Parts = current_app.extensions["kept_parts"]
    key = (name, g.texts, *depends_on)
    if key not in parts.values:
        if len(parts.values) >= _MOST_VALUES:
            parts.values = {}
        parts.values[key] = for_everybody(make)
    found: Made = parts.values[key]
    return found


def only_outside_kept_parts(what: str) -> None:
    """To be called by whatever gives something of one person.

    :raises NotForEverybody: a part for everybody is being made.
    """
    if notes().get("keeps_part"):
        raise NotForEverybody(what)


def _about(html: str, address: str) -> str:
    return html.replace(_ANY_ADDRESS_QUOTED, escape(in_query(address))) if address else html


def is_for_everybody() -> bool:
    """Whether what is made right now is kept for everybody."""
    return bool(notes().get("keeps_part"))


def for_everybody(make: Callable[[], Made]) -> Made:
    """What is made so; nothing of one person can be asked for meanwhile."""
    outer, g.keeps_part = g.get("keeps_part", False), True
    try:
        return make()
    finally:
        g.keeps_part = outer
