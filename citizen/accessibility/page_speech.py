"""A reading as it is spoken: one sentence or two for every piece, with the few words of ours that eyes do not need.

The lines are shown as text, spoken one after the other, and marked while they are spoken; so they are made here once.
Made inside a request (or `speaking`): our words are in the language of the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from citizen.accessibility.page_text import Kind, Piece, Reading
from citizen.core.masking import masked
from citizen.web.i18n import _, ngettext


def lines_of(reading: Reading) -> list[str]:
    """What is said, in this order. Identity numbers are masked: a voice fills a room."""
    return [masked(_as_sentence(line)) for line in _lines(reading) if line.strip()]


def _lines(reading: Reading) -> Iterator[str]:
    yield _("This page: %(title)s", title=reading.title)
    yield reading.caption
    yield from reading.acting
    pieces = [one for one in reading.pieces if not one.is_folded]
    for place, piece in enumerate(pieces):
        if piece.kind is Kind.CHOICE and _begins_choices(pieces, place):
            number = _how_many(pieces, place)
            yield ngettext("One choice:", "%(num)s choices:", number)
        yield said(piece, reading.title)
    if reading.back:
        yield _("The first link of this page: %(text)s", text=reading.back)
    if reading.helps:
        ways = ("、" if reading.language.startswith("zh") else ", ").join(reading.helps)
        yield _(
            "%(title)s The last part of this page tells how to reach us: %(ways)s", title=reading.help_title, ways=ways
        )


def said(piece: Piece, title: str) -> str:
    """One piece in words, with what it is: a link, a button, a choice that is made. `title` is that of the page."""
    match piece.kind:
        case Kind.CHOICE:
            return _("%(choice)s (chosen)", choice=piece.text) if piece.is_on else piece.text
        case Kind.FIELD:
            return _field(piece, title)
        case Kind.FACT:
            return _("%(name)s: %(value)s", name=piece.name, value=piece.text) if piece.name else piece.text
        case Kind.FOLD:
            return piece.text if piece.is_on else _("There is more, folded: %(text)s", text=piece.text)
        case Kind.LINK:
            return _("Link: %(text)s", text=piece.text)
        case Kind.BUTTON:
            return _("Button: %(text)s", text=piece.text)
        case Kind.POINT if piece.level:
            return _("%(number)s, %(text)s", number=piece.level, text=piece.text)
    return _("%(text)s (link)", text=piece.text) if piece.is_link else piece.text


def _field(piece: Piece, title: str) -> str:
    if piece.typed:
        return _("Field: %(name)s. It says: %(typed)s", name=piece.text, typed=piece.typed)
    if piece.text == title:
        return _("A field to fill in. It is empty.")
    return _("Field: %(name)s. It is empty.", name=piece.text)


def _begins_choices(pieces: list[Piece], place: int) -> bool:
    """Whether no choice of the same group was said just before; a hint may stand between two."""
    for before in reversed(pieces[:place]):
        if before.kind is not Kind.HINT:
            return not (before.kind is Kind.CHOICE and before.name == pieces[place].name)
    return True


def _how_many(pieces: list[Piece], place: int) -> int:
    number = 0
    for one in pieces[place:]:
        if one.kind is Kind.CHOICE and one.name == pieces[place].name:
            number += 1
        elif one.kind is not Kind.HINT:
            break
    return number


def _as_sentence(line: str) -> str:
    """With a mark at its end, because a voice pauses there."""
    line = line.strip()
    if not line or line[-1] in "。！？.!?：:；;":
        return line
    return line + ("。" if any("\u4e00" <= one <= "\u9fff" for one in line) else ".")
