"""The way through the HTML of a page: which elements say what. Knows our own markup; any HTML gives something."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from citizen.accessibility.page_elements import BLOCKS, Element, Kind, Piece, has_class, is_left_out, said, squeeze

_WIDE = "[\u3000-\u9fff\uff00-\uffef]"
_AROUND_CHINESE = re.compile(f"(?<={_WIDE}) (?=\\S)|(?<=\\S) (?={_WIDE})")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_JOINTS = frozenset("·|/—，、")


#: What a class says about the text in it.
_BY_CLASS = {
    "field__hint": Kind.HINT,
    "choice__hint": Kind.HINT,
    "field__error": Kind.PROBLEM,
    "error-summary__title": Kind.PROBLEM,
    "choices__group": Kind.HINT,
}
_BY_TAG = {"li": Kind.POINT, "legend": Kind.QUESTION}


@dataclass(slots=True)
class _Run:
    """Words in a line, until a block begins or ends; each with whether it is a link."""

    parts: list[tuple[str, bool]] = field(default_factory=list)

    def take(self) -> list[tuple[str, bool]]:
        parts, self.parts = self.parts, []
        return [(squeeze(text), is_link) for text, is_link in parts if squeeze(text)]


class Walk:
    """One way through a main part, from top to bottom."""

    def __init__(self, main: Element) -> None:
        self.found: list[Piece] = []
        self.caption = ""
        self.back = ""
        self.forms = 0
        self._main = main
        self._run = _Run()
        self._folded = 0
        self._inside(main)
        self._flush(main)

    # -- elements ----------------------------------------------------------------------------------------------

    def _inside(self, element: Element) -> None:
        self._hear(element.text)
        for child in element:
            if isinstance(child.tag, str) and not is_left_out(child):
                self._meet(child)
            self._hear(child.tail)

    def _meet(self, element: Element) -> None:
        special = _SPECIAL.get(element.tag)
        if has_class(element, "back-link"):
            self.back = said(element)
        elif has_class(element, "caption") and element.tag == "p":
            self.caption = said(element)
        elif has_class(element, "tag"):
            self._run.parts.append((said(element) + "：", False))
        elif special is not None:
            special(self, element)
        elif element.tag in BLOCKS:
            self._block(element)
        else:
            self._inside(element)

    def _block(self, element: Element) -> None:
        self.forms += element.tag == "form"
        self._flush(element.getparent())
        self._inside(element)
        self._flush(element)

    def _heading(self, element: Element) -> None:
        self._flush(element.getparent())
        # A question may be the heading of its page.
        kind = Kind.QUESTION if _within(element, "legend", "label") else Kind.HEADING
        kind = _BY_CLASS.get(element.get("class", "").split(" ")[0], kind)
        is_link = element.find(".//a[@href]") is not None
        self._say(kind, said(element), level=int(element.tag[1]), is_link=is_link)

    def _link(self, element: Element) -> None:
        is_link = element.get("href") is not None and not _within_class(element, "error-summary")
        self._run.parts.append((said(element), is_link))

    def _button(self, element: Element) -> None:
        self._flush(element.getparent())
        self._say(Kind.BUTTON, said(element) or element.get("aria-label", ""))

    def _details(self, element: Element) -> None:
        self._flush(element.getparent())
        is_closed = element.get("open") is None
        for child in element:
            if child.tag == "summary":
                self._say(Kind.FOLD, said(child), is_on=not is_closed)
        self._folded += is_closed
        for child in element:
            if isinstance(child.tag, str) and child.tag != "summary" and not is_left_out(child):
                self._meet(child)
        self._flush(element)
        self._folded -= is_closed

    def _rows(self, element: Element) -> None:
        """A list of names and values: every value is a row, what can be pressed beside it is a link."""
        self._flush(element.getparent())
        name = ""
        for one in element.iter("dt", "dd"):
            if one.tag == "dt":
                name = said(one)
            elif has_class(one, "summary__action"):
                for link in one.iter("a"):
                    self._say(Kind.LINK, said(link))
            else:
                self._say(Kind.FACT, said(one), name=name)

    def _table(self, element: Element) -> None:
        self._flush(element.getparent())
        titles = [said(one) for row in element.findall("./thead/tr") for one in row]
        for caption in element.iter("caption"):
            self._say(Kind.TEXT, said(caption))
        for row in element.iter("tr"):
            cells = [said(one) for one in row]
            if row.getparent().tag == "thead" or not any(cells):
                continue
            named = [f"{title}：{cell}" if title else cell for title, cell in zip(titles[1:], cells[1:], strict=False)]
            self._say(Kind.FACT, "；".join(one for one in (named or cells[1:]) if one), name=cells[0])

    # -- fields ------------------------------------------------------------------------------------------------

    def _label(self, element: Element) -> None:
        control = self._control_of(element)
        if control is None:
            self._inside(element)
            return
        self._flush(element.getparent())
        text = said(element)
        heading = element.find(".//h1")
        if control.get("type") in ("radio", "checkbox"):
            self._say(Kind.CHOICE, text, name=control.get("name", ""), is_on=control.get("checked") is not None)
        else:
            self._say(Kind.FIELD, text, typed=_typed(control), level=0 if heading is None else 1)
            self._options(control)

    def _control(self, element: Element) -> None:
        """A field is said at its label; one with no other name than its own says it here."""
        name = element.get("aria-label", "")
        if element.get("type") in ("submit", "button", "image"):
            self._say(Kind.BUTTON, element.get("value") or name)
        elif name and element.get("type") != "hidden":
            self._say(Kind.FIELD, name, typed=_typed(element))
            self._options(element)

    def _options(self, control: Element) -> None:
        if control.tag != "select":
            return
        for option in control.iter("option"):
            if said(option):
                is_on = option.get("selected") is not None
                self._say(Kind.CHOICE, said(option), name=control.get("name", ""), is_on=is_on)

    def _control_of(self, label: Element) -> Element | None:
        wanted = label.get("for")
        if wanted is None:
            inside = list(label.iter("input", "select", "textarea"))
            return inside[0] if inside else None
        found = [one for one in self._main.iter("input", "select", "textarea") if one.get("id") == wanted]
        return found[0] if found else None

    # -- words -------------------------------------------------------------------------------------------------

    def _hear(self, text: str | None) -> None:
        if text:
            self._run.parts.append((text, False))

    def _flush(self, owner: Element) -> None:
        """A block ends: its words are one text, or, where all of them are links, these links."""
        parts = self._run.take()
        if parts and all(is_link or set(text) <= _JOINTS for text, is_link in parts):
            for text, is_link in parts:
                if is_link:
                    self._say(Kind.LINK, text)
        elif parts:
            kind, number = _kind_of(owner)
            self._say(kind, _joined(parts), level=number)

    def _say(self, kind: Kind, text: str, **more: Any) -> None:
        if text:
            self.found.append(Piece(kind, text, is_folded=self._folded > 0, **more))


_SPECIAL = {
    **dict.fromkeys(_HEADINGS, Walk._heading),
    "a": Walk._link,
    "button": Walk._button,
    "details": Walk._details,
    "dl": Walk._rows,
    "table": Walk._table,
    "label": Walk._label,
    **dict.fromkeys(("input", "select", "textarea"), Walk._control),
}


def _kind_of(owner: Element) -> tuple[Kind, int]:
    """What the words of a block are, and their number in an ordered list."""
    if _within_class(owner, "error-summary"):
        return Kind.PROBLEM, 0
    for name in owner.get("class", "").split():
        if name in _BY_CLASS:
            return _BY_CLASS[name], 0
    return _BY_TAG.get(owner.tag, Kind.TEXT), _number_in_list(owner)


def _number_in_list(element: Element) -> int:
    around = element.getparent()
    if element.tag != "li" or around is None or around.tag != "ol":
        return 0
    return int(around.findall("li").index(element)) + 1


def _typed(control: Element) -> str:
    """What stands in a field. A secret is never read out."""
    if control.get("type") in ("password", "hidden", "file") or control.tag == "select":
        return ""
    return squeeze(control.get("value") or (control.text if control.tag == "textarea" else "") or "")


def _joined(parts: list[tuple[str, bool]]) -> str:
    text = " ".join(text for text, _is_link in parts)
    # Chinese has no blanks between words: those of the markup go again.
    return _AROUND_CHINESE.sub("", text).removesuffix("：")


def _within(element: Element, *tags: str) -> bool:
    return any(one.tag in tags for one in element.iterancestors())


def _within_class(element: Element, name: str) -> bool:
    return any(has_class(one, name) for one in element.iterancestors())
