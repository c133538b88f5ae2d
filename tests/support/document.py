"""One HTML document as a person meets it: what is visible, what everything is called.

Shared by the visitor (which looks for a link by its name) and the page audit (which asks whether
every link has one), so that both have the same idea of a name. Accessible names follow the
"accname" computation for the constructs this site uses; exotic roles are not supported on purpose.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cache, cached_property
from typing import cast

import html5lib
from html5lib.constants import DataLossWarning
from html5lib.constants import E as PARSE_ERRORS
from lxml import etree

Element = etree._Element

_BLOCK_NAMES = """
    address article aside blockquote br caption dd details dialog div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NEVER_TEXT = frozenset({"script", "style", "template", "noscript", "head", "title"})
#: `<bdi>` holds what people typed themselves; code is for machines.
_NOT_PROSE = frozenset({"script", "style", "template", "textarea", "bdi", "code", "kbd", "samp"})
_SPOKEN = ("alt", "aria-label", "data-announce")
_SPACE = re.compile(r"\s+")
_BUTTON_INPUTS = frozenset({"submit", "button", "reset", "image"})
#: Elements without an end that are younger than the quick parser, and first lines that HTML5 leaves out.
_YOUNGER = re.compile(r"<(track|source|wbr)\b[^>]*>")
_FIRST_LINE = re.compile(r"(<(?:textarea|pre)\b[^>]*>)\r?\n")
#: What lies between two tags, what an attribute says; and what of both a strict parser may complain about.
_BETWEEN = re.compile(r'>[^<]+<|="[^"]*"')
_COMPLAINED_ABOUT = re.compile(r"&[^<\s]{0,32}|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_LABELLED = frozenset({"input", "select", "textarea", "meter", "output", "progress"})


def squeeze(text: str) -> str:
    """`text` with every run of white space made one blank, as a browser shows it."""
    return _SPACE.sub(" ", text).strip()


def tag(element: Element) -> str:
    """Local name without the SVG or MathML namespace; '' for comments."""
    return _local_name(element.tag)


@cache
def _local_name(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def shape_of(html: str) -> str:
    """The markup without its words: what a strict parser has no complaint about, it has none about with other words."""
    return _BETWEEN.sub(_without_words, html)


def _without_words(found: re.Match[str]) -> str:
    first, *words, last = found[0]
    text = "".join(words)
    return f"{first}{'x' if text.strip() else ''}{''.join(_COMPLAINED_ABOUT.findall(text))}{last}"


class Document:
    """A parsed page. Never fails on bad markup: `parse_errors` lists what a strict parser says.

    `strictly=False` reads markup that is right already some thirty times faster, and lists no errors.
    """

    def __init__(self, html: str, *, strictly: bool = True) -> None:
        self.parse_errors: list[str] = []
        self.root: Element = self._read_strictly(html) if strictly else _read_quickly(html)

    def _read_strictly(self, html: str) -> Element:
        builder = html5lib.getTreeBuilder("lxml")
        parser = html5lib.HTMLParser(tree=builder, namespaceHTMLElements=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataLossWarning)
            tree = parser.parse(html)
        self.parse_errors = [_in_words(position, code, details) for position, code, details in parser.errors]
        return tree.getroot()

    # -- finding ---------------------------------------------------------------------------------

    def all(self, *names: str) -> list[Element]:
        """Every element with one of these local names, in document order."""
        found = [place for name in names for place in self._places.get(name, ())]
        return [self._elements[place] for place in (sorted(found) if len(names) > 1 else found)]

    def having(self, attribute: str) -> list[Element]:
        """Every element with this attribute, in document order."""
        return self._having.get(attribute, [])

    @property
    def attributes(self) -> frozenset[str]:
        """The name of every attribute on the page."""
        return frozenset(self._having)

    def is_hidden(self, element: Element) -> bool:
        """The same as `is_hidden`, for who asks often."""
        return element in self._hidden

    def by_id(self, identifier: str) -> Element | None:
        return self._by_id.get(identifier)

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements)

    @cached_property
    def _elements(self) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, element in enumerate(self._elements):
            found.setdefault(tag(element), []).append(place)
        return found

    @cached_property
    def _having(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self._elements:
            for attribute, _ in element.items():
                found.setdefault(attribute, []).append(element)
        return found

    @cached_property
    def _by_id(self) -> dict[str, Element]:
        return {element.attrib["id"]: element for element in reversed(self.having("id"))}

    @cached_property
    def _labels_for(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for label in self.having("for"):
            if tag(label) == "label":
                found.setdefault(label.attrib["for"], []).append(label)
        return found

    @cached_property
    def _hidden(self) -> set[Element]:
        return {one for element in self._elements if hides_itself(element) for one in element.iter("*")}

    #: What was read once; every rule asks for the same names.
    @cached_property
    def _texts(self) -> dict[Element, str]:
        return {}

    @cached_property
    def _names(self) -> dict[Element, str]:
        return {}

    # -- reading ---------------------------------------------------------------------------------

    @cached_property
    def prose(self) -> list[tuple[str, str]]:
        """(language in force, text) of every piece that a person reads or hears, each once."""
        return [piece for piece in dict.fromkeys(_prose(self.root, "")) if piece[1].strip()]

    @cached_property
    def title(self) -> str:
        titles = self.all("title")
        return squeeze(titles[0].text or "") if titles else ""

    @cached_property
    def language(self) -> str:
        return self.root.get("lang", "")

    def text(self, element: Element) -> str:
        """What a reader gets from `element`: hidden parts left out, images by their alternative."""
        if element not in self._texts:
            self._texts[element] = squeeze("".join(self._pieces(element)))
        return self._texts[element]

    def labels(self, control: Element) -> list[Element]:
        """The `<label>` elements of a control, by `for` and by wrapping."""
        found = list(self._labels_for.get(control.get("id", ""), ()))
        found += [ancestor for ancestor in control.iterancestors("label") if ancestor not in found]
        return found

    def name(self, element: Element) -> str:
        """The accessible name: aria-labelledby, aria-label, then what HTML itself says."""
        if element not in self._names:
            self._names[element] = self._name(element)
        return self._names[element]

    def _name(self, element: Element) -> str:
        by_reference = [self.by_id(one) for one in element.get("aria-labelledby", "").split()]
        referenced = squeeze(" ".join(self.text(one) for one in by_reference if one is not None))
        return referenced or squeeze(element.get("aria-label", "")) or self._native_name(element)

    def description(self, element: Element) -> str:
        parts = [self.by_id(one) for one in element.get("aria-describedby", "").split()]
        return squeeze(" ".join(self.text(one) for one in parts if one is not None))

    def language_of(self, element: Element) -> str:
        """The language in force at `element`."""
        for one in (element, *element.iterancestors()):
            if "lang" in one.attrib:
                return cast(str, one.attrib["lang"])
        return ""

    def _native_name(self, element: Element) -> str:
        kind = tag(element)
        if kind == "input" and element.get("type") in _BUTTON_INPUTS:
            return squeeze(element.get("value") or element.get("alt") or "")
        if kind in _LABELLED:
            return squeeze(" ".join(self.text(label) for label in self.labels(element)))
        if kind in ("img", "area"):
            return squeeze(element.get("alt", ""))
        caption = {"fieldset": "legend", "table": "caption", "svg": "title", "details": "summary"}.get(kind)
        if caption is not None:
            named = next((child for child in element if tag(child) == caption), None)
            if named is None:
                return ""
            return squeeze("".join(named.itertext())) if kind == "svg" else self.text(named)
        return self.text(element)

    def _pieces(self, element: Element) -> Iterator[str]:
        kind = tag(element)
        if kind in _NEVER_TEXT or hides_itself(element):
            return
        if kind == "img":
            yield element.get("alt", "")
            return
        if kind == "svg":
            yield self.name(element) if element.get("role") == "img" else ""
            return
        if kind in ("input", "select", "textarea"):
            return
        edge = " " if kind in _BLOCKS else ""
        yield edge
        yield element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                yield from self._pieces(child)
            yield child.tail or ""
        yield edge


def _prose(element: Element, language: str) -> Iterator[tuple[str, str]]:
    language = element.get("lang", language)
    yield from ((language, element.attrib[name]) for name in _SPOKEN if name in element.attrib)
    if tag(element) in _NOT_PROSE:
        return
    yield language, element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _prose(child, language)
        yield language, child.tail or ""


def hides_itself(element: Element) -> bool:
    """Hidden from everybody or from a screen reader: no way to perceive or to use it by name."""
    return (
        "hidden" in element.attrib
        or "inert" in element.attrib
        or element.get("aria-hidden") == "true"
        or (tag(element) == "input" and element.get("type") == "hidden")
        or (tag(element) == "dialog" and "open" not in element.attrib)
    )


def is_hidden(element: Element) -> bool:
    return any(hides_itself(one) for one in (element, *element.iterancestors()))


def is_disabled(control: Element) -> bool:
    """Disabled by itself or by a fieldset around it (a disabled control is never submitted)."""
    return "disabled" in control.attrib or any("disabled" in one.attrib for one in control.iterancestors("fieldset"))


def classes(element: Element) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _read_quickly(html: str) -> Element:
    """By a parser that is older than HTML5: what it would read otherwise is written out for it."""
    closed = _YOUNGER.sub(r"\g<0></\1>", _FIRST_LINE.sub(r"\1", html))
    return etree.fromstring(closed, etree.HTMLParser())


def _in_words(position: tuple[int, int], code: str, details: dict[str, object]) -> str:
    line, column = position
    return f"line {line}, column {column}: {PARSE_ERRORS[code] % details}"
