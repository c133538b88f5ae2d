"""One HTML document as a person meets it: what is visible, what everything is called.

Shared by the visitor (which looks for a link by its name) and the page audit (which asks whether
every link has one), so that both have the same idea of a name. Accessible names follow the
"accname" computation for the constructs this site uses; exotic roles are not supported on purpose.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cached_property
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
_LABELLED = frozenset({"input", "select", "textarea", "meter", "output", "progress"})


def squeeze(text: str) -> str:
    """`text` with every run of white space made one blank, as a browser shows it."""
    return _SPACE.sub(" ", text).strip()


def tag(element: Element) -> str:
    """Local name without the SVG or MathML namespace; '' for comments."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


class Document:
    """A parsed page. Never fails on bad markup: `parse_errors` lists what a strict parser says."""

    def __init__(self, html: str) -> None:
        builder = html5lib.getTreeBuilder("lxml")
        parser = html5lib.HTMLParser(tree=builder, namespaceHTMLElements=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DataLossWarning)
            tree = parser.parse(html)
        self.root: Element = tree.getroot()
        self.parse_errors = [_in_words(position, code, details) for position, code, details in parser.errors]

    # -- finding ---------------------------------------------------------------------------------

    def all(self, *names: str) -> list[Element]:
        """Every element with one of these local names, in document order."""
        return [element for element in self._elements if tag(element) in names]

    def having(self, attribute: str) -> list[Element]:
        return [element for element in self._elements if attribute in element.attrib]

    def by_id(self, identifier: str) -> Element | None:
        return self._by_id.get(identifier)

    def __iter__(self) -> Iterator[Element]:
        return iter(self._elements)

    @cached_property
    def _elements(self) -> list[Element]:
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def _by_id(self) -> dict[str, Element]:
        return {element.attrib["id"]: element for element in reversed(self._elements) if "id" in element.attrib}

    @cached_property
    def _labels_for(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for label in self.all("label"):
            if "for" in label.attrib:
                found.setdefault(label.attrib["for"], []).append(label)
        return found

    # -- reading ---------------------------------------------------------------------------------

    @cached_property
    def prose(self) -> list[tuple[str, str]]:
        """(language in force, text) of every piece that a person reads or hears."""
        return list(_prose(self.root, ""))

    @cached_property
    def title(self) -> str:
        titles = self.all("title")
        return squeeze(titles[0].text or "") if titles else ""

    @cached_property
    def language(self) -> str:
        return self.root.get("lang", "")

    def text(self, element: Element) -> str:
        """What a reader gets from `element`: hidden parts left out, images by their alternative."""
        return squeeze("".join(self._pieces(element)))

    def labels(self, control: Element) -> list[Element]:
        """The `<label>` elements of a control, by `for` and by wrapping."""
        found = list(self._labels_for.get(control.get("id", ""), ()))
        found += [ancestor for ancestor in control.iterancestors("label") if ancestor not in found]
        return found

    def name(self, element: Element) -> str:
        """The accessible name: aria-labelledby, aria-label, then what HTML itself says."""
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
            return squeeze("".join(named.itertext())) if named is not None else ""
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


def _in_words(position: tuple[int, int], code: str, details: dict[str, object]) -> str:
    line, column = position
    return f"line {line}, column {column}: {PARSE_ERRORS[code] % details}"
