"""The elements of a page as a reader meets them: which are left out, what they say, and the pieces they become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lxml import html as markup

Element = Any  # lxml gives no types

_SPACE = re.compile(r"\s+")
_BLOCK_NAMES = """
    address article aside blockquote caption dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT_NAMES = "script style template noscript svg video audio option rt rp track head title"
_SILENT = frozenset(_SILENT_NAMES.split())
#: Not for ears and paper: ways of reading the page, films, and the "or" between choices.
_LEFT_OUT = frozenset({"reading-ways", "listen", "sign", "sign-first", "choices__divider"})


class Kind(StrEnum):
    """What a piece of a page is for its reader."""

    PROBLEM = "problem"
    HEADING = "heading"
    TEXT = "text"
    POINT = "point"
    #: `name` is what the row is about.
    FACT = "fact"
    QUESTION = "question"
    HINT = "hint"
    #: One of several: `is_on` says whether it is chosen; `name` is its group.
    CHOICE = "choice"
    #: To be filled in; `typed` is what stands there now.
    FIELD = "field"
    #: What unfolds; what it holds is `is_folded` as long as it is closed.
    FOLD = "fold"
    LINK = "link"
    BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str
    name: str = ""
    typed: str = ""
    #: Of a heading: 1 to 6. Of a point: its number, 0 where the order says nothing.
    level: int = 0
    is_on: bool = False
    #: A heading that leads to another page.
    is_link: bool = False
    #: Behind something that is closed: not seen on the screen until it is opened.
    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of a page that are read."""

    language: str
    title: str
    main: Element
    acting: list[Element]
    help: Element | None
    help_title: Element | None
    slot: str


def page_of(text: str) -> Page:
    """Raises ValueError for HTML without a main part."""
    parser = markup.HTMLParser(encoding="utf-8", remove_comments=True)
    try:
        root = markup.document_fromstring(text.encode(), parser=parser)
    except markup.etree.ParserError:
        raise ValueError("no page") from None
    main = root.find(".//main")
    if main is None:
        raise ValueError("a page without a main part")
    helps = root.xpath("//*[@id='help']")
    named = root.xpath("//*[@id='help-title']")
    return Page(
        language=root.get("lang") or "zh-Hans",
        title=(root.findtext(".//title") or "").partition(" – ")[0].strip(),
        main=main,
        acting=find_class(root, "acting__text"),
        help=helps[0] if helps else None,
        help_title=named[0] if named else None,
        slot=next(iter(root.xpath("//*[@data-slot]/@data-slot")), ""),
    )


def find_class(root: Element, name: str) -> list[Element]:
    found: list[Element] = root.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    return found


def said(element: Element) -> str:
    """All words of an element, as one line."""
    return squeeze("".join(_words(element)))


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not is_left_out(child):
            if child.tag == "img":
                yield child.get("alt", "")
            apart = " " if child.tag in BLOCKS or child.tag == "br" else ""
            yield apart
            yield from _words(child)
            yield apart
        yield child.tail or ""


def is_left_out(element: Element) -> bool:
    if element.tag in _SILENT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return bool(_LEFT_OUT.intersection(element.get("class", "").split()))


def squeeze(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()
