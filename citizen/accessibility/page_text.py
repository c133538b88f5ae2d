"""What a page says, in the order in which somebody needs it who does not see it. Pure: HTML in, a `Reading` out.

Where am I (heading, step, for whom) → what is wrong → text and questions → choices, and which is chosen → what can be
pressed → where help is. Everything comes from the page's own HTML, so that what is listened to, embossed in braille or
printed large is never another text than the one on the screen. One source for all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from citizen.accessibility.page_elements import Kind, Piece, find_class, page_of, said
from citizen.accessibility.page_walk import Walk

__all__ = ["Kind", "Piece", "Reading", "read"]


#: What can be the heading of a page: the label of its only field, too.
_HEADED = (Kind.HEADING, Kind.QUESTION, Kind.FIELD)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page. `language` is the tag of the page ("zh-Hans-CN"); `title` its heading."""

    language: str
    title: str
    #: The step: "第2题，后面最多还有8题". Empty where a page has none.
    caption: str
    #: For whom all this is, where it is for another person.
    acting: tuple[str, ...]
    pieces: tuple[Piece, ...]
    back: str
    help_title: str
    #: The names of the ways to a person.
    helps: tuple[str, ...]
    #: The place where a recording by a person can stand; empty where a page names none.
    slot: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its words without what this reader chose, typed or did wrong: changes when the page changes."""
        words = [self.title, self.caption, self.back, self.help_title, *self.helps]
        words += [f"{one.kind}|{one.name}|{one.text}" for one in self.pieces if one.kind is not Kind.PROBLEM]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()


def read(html: str) -> Reading:
    """The page as a reading. Raises ValueError for HTML without a main part."""
    page = page_of(html)
    walk = Walk(page.main)
    title = _first_heading(walk.found) or page.title
    rest = _without_heading(walk.found, title)
    return Reading(
        language=page.language,
        title=title,
        caption=walk.caption,
        acting=tuple(said(one) for one in page.acting),
        pieces=tuple(_what_to_press_last(rest) if walk.forms == 1 else rest),
        back=walk.back,
        help_title=said(page.help_title) if page.help_title is not None else "",
        slot=page.slot,
        helps=tuple(said(one) for one in find_class(page.help, "help__name")) if page.help is not None else (),
    )


def _first_heading(pieces: Iterable[Piece]) -> str:
    return next((one.text for one in pieces if one.level == 1 and one.kind in _HEADED), "")


def _without_heading(pieces: list[Piece], title: str) -> list[Piece]:
    """The heading is said first of all, and once."""
    said_already = Piece(Kind.HEADING, title, level=1), Piece(Kind.QUESTION, title, level=1)
    return [one for one in pieces if one not in said_already]


def _what_to_press_last(pieces: list[Piece]) -> list[Piece]:
    """On a page with one form what can be pressed comes when everything else was said."""
    pressed = [one for one in pieces if one.kind is Kind.BUTTON and not one.is_folded]
    return [one for one in pieces if one not in pressed] + pressed
