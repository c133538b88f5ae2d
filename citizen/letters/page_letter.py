"""A page of the site as something to hold: the same content that is listened to, in the form of a letter.

So every way of making a letter (large print, braille) makes any page, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from citizen.accessibility import page_speech
from citizen.accessibility.page_text import Kind, Piece, Reading
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Points, Steps
from citizen.web.i18n import _

_HEADINGS = (Kind.HEADING, Kind.QUESTION, Kind.FOLD)
#: What is set as one list, when several follow each other.
_LISTED = (Kind.POINT, Kind.CHOICE, Kind.LINK, Kind.BUTTON)


def letter_of_page(reading: Reading, *, language: str, sender: str, date: str) -> Letter:
    """The page as a letter from the site, with everything that is folded on the screen. `date` is written out."""
    made = Paragraph(_("A program made this from a page of the site, as it was on %(date)s.", date=date))
    first = [made, *(Paragraph(one) for one in (reading.caption, *reading.acting) if one)]
    return Letter(
        kind="page",
        language=language,
        title=reading.title,
        sender=sender,
        date=date,
        reference="",
        blocks=(*first, *_blocks_of(reading), *_help_of(reading)),
    )


def _blocks_of(reading: Reading) -> Iterator[Block]:
    about = reading.title
    for (kind, is_numbered), group in groupby(reading.pieces, key=lambda one: (_sort_of(one), _is_numbered(one))):
        pieces = list(group)
        if kind is Kind.FACT:
            yield Facts(about, tuple((one.name, one.text) for one in pieces))
        elif kind is Kind.POINT:
            items = tuple(one.text if is_numbered else page_speech.said(one, reading.title) for one in pieces)
            yield Steps(items) if is_numbered else Points(items)
        else:
            for one in pieces:
                about = one.text if kind is Kind.HEADING else about
                yield Heading(one.text) if kind is Kind.HEADING else Paragraph(page_speech.said(one, reading.title))


def _sort_of(piece: Piece) -> Kind:
    if piece.kind in _HEADINGS:
        return Kind.HEADING
    if piece.kind in _LISTED:
        return Kind.POINT
    return Kind.FACT if piece.kind is Kind.FACT and piece.name else Kind.TEXT


def _is_numbered(piece: Piece) -> bool:
    return piece.kind is Kind.POINT and piece.level > 0


def _help_of(reading: Reading) -> Iterator[Block]:
    if reading.helps:
        yield Heading(reading.help_title)
        yield Points(reading.helps)
