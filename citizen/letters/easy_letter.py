"""A letter for somebody who reads easy-read: it says first what it is, and each line stands for itself. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from citizen.accessibility.easy_letters import opening_of
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Points, Steps
from citizen.web.catalogues import BREAK


def easy_letter(letter: Letter, *, says_who_wrote_it: bool) -> Letter:
    """The letter with its opening in easy words; its own facts follow unchanged.

    `says_who_wrote_it`: its last line is that a program did. On screen the page says so.
    """
    opening = opening_of(letter.kind, letter.language)
    blocks: tuple[Block, ...] = (
        Heading(opening.title),
        Points(opening.lines),
        *(line for block in letter.blocks for line in _in_lines(block)),
        *([Paragraph(opening.made_by_program)] if says_who_wrote_it else []),
    )
    return replace(letter, title=_one_line(letter.title), blocks=blocks)


def _in_lines(block: Block) -> Iterator[Block]:
    match block:
        case Paragraph(text):
            yield from (Paragraph(line) for line in text.split(BREAK))
        case Heading(text):
            yield Heading(_one_line(text))
        case Points(items):
            yield Points(tuple(line for item in items for line in item.split(BREAK)))
        case Steps(items):
            yield Steps(tuple(_one_line(item) for item in items))
        case Facts(title, rows):
            yield Facts(_one_line(title), tuple((_one_line(name), _one_line(value)) for name, value in rows))
        case _:
            yield block


def _one_line(text: str) -> str:
    return text.replace(BREAK, "")
