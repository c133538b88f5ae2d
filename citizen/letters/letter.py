"""What an office tells a person, as content: one letter, from which every form of it is made. Pure.

All words of a letter are those of its language already; a renderer adds only the few of its own form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from citizen.core.masking import masked


@dataclass(frozen=True, slots=True)
class Heading:
    part: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    part: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words, in whatever language they wrote them."""

    part: ClassVar[str] = "quote"
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, row by row; `title` says what the rows are about."""

    part: ClassVar[str] = "facts"
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Things to do or that happen, in this order."""

    part: ClassVar[str] = "steps"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Things without an order."""

    part: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (inline SVG that names itself) for eyes and cameras; what it says stands beside it in words."""

    part: ClassVar[str] = "picture"
    drawing: str


Block = Heading | Paragraph | Quote | Facts | Steps | Points | Picture


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `language` is a code of accessibility.locales; `date` and `reference` are written out already."""

    kind: str
    language: str
    title: str
    sender: str
    date: str
    reference: str
    blocks: tuple[Block, ...]


def masked_letter(letter: Letter) -> Letter:
    """The same letter, every text of it masked."""
    return Letter(
        kind=letter.kind,
        language=letter.language,
        title=masked(letter.title),
        sender=letter.sender,
        date=letter.date,
        reference=letter.reference,
        blocks=tuple(_masked_block(block) for block in letter.blocks),
    )


def lines_of(letter: Letter) -> list[str]:
    """The letter from top to bottom as plain lines, as braille and speech say it; "" parts what belongs together."""
    lines = [letter.title, "", letter.sender, letter.date, letter.reference]
    for block in letter.blocks:
        lines.extend(_lines_of_block(block))
    return [line for line, before in zip(lines, [None, *lines], strict=False) if line or before]


def _lines_of_block(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return ["", text]
        case Paragraph(text) | Quote(text):
            return ["", text]
        case Facts(title, rows):
            return [
                "",
                title,
                *(f"{name}：{value}" if _is_chinese(name) else f"{name}: {value}" for name, value in rows),
            ]
        case Steps(items):
            return ["", *(_numbered(number, item) for number, item in enumerate(items, start=1))]
        case Points(items):
            return ["", *items]
        case Picture():
            return []


def _numbered(number: int, item: str) -> str:
    return f"{number}、{item}" if _is_chinese(item) else f"{number}. {item}"


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _masked_block(block: Block) -> Block:
    match block:
        case Heading(text):
            return Heading(masked(text))
        case Paragraph(text):
            return Paragraph(masked(text))
        case Quote(text):
            return Quote(masked(text))
        case Facts(title, rows):
            return Facts(masked(title), tuple((name, masked(value)) for name, value in rows))
        case Steps(items):
            return Steps(tuple(masked(item) for item in items))
        case Points(items):
            return Points(tuple(masked(item) for item in items))
        case Picture():
            return block
