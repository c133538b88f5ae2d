"""What came back from the server, as the visitor can describe it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tests.support.document import Document, Element, classes, is_disabled, is_hidden, squeeze, tag

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

BUTTON_TYPES = frozenset({"submit", "image"})
ERROR_SUMMARY = "error-summary"


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    href: str


class Page:
    """One response. `url` is path and query; everything else is read from the HTML on demand."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status: int = response.status_code
        self.headers = response.headers
        self.url: str = response.request.full_path.removesuffix("?")
        self.is_html: bool = response.mimetype == "text/html"

    @cached_property
    def data(self) -> bytes:
        return self.response.get_data()

    @cached_property
    def html(self) -> str:
        return self.data.decode("utf-8")

    @cached_property
    def document(self) -> Document:
        assert self.is_html, f"{self.url} is {self.response.content_type}, not a page."
        return getattr(self.response, "document", None) or Document(self.html)

    @cached_property
    def title(self) -> str:
        return self.document.title

    @cached_property
    def h1(self) -> str:
        headings = self.document.all("h1")
        return self.document.text(headings[0]) if headings else ""

    @cached_property
    def headings(self) -> list[str]:
        return [self.document.text(one) for one in self.document.all("h1", "h2", "h3", "h4") if not is_hidden(one)]

    @cached_property
    def language(self) -> str:
        return self.document.language

    @cached_property
    def text(self) -> str:
        """All perceivable text, white space squeezed; for a file, its decoded content."""
        return self.document.text(self.document.root) if self.is_html else squeeze(self.html)

    @cached_property
    def main(self) -> str:
        """The text of the main part only: no header, help or footer."""
        return self.document.text(self.document.all("main")[0])

    def has_text(self, wanted: str) -> bool:
        return squeeze(wanted) in self.text

    @cached_property
    def errors(self) -> list[str]:
        """The sentences of the error summary, in its order."""
        boxes = [one for one in self.document if ERROR_SUMMARY in classes(one)]
        items = [item for box in boxes for item in box.iter("li")]
        return [self.document.text(item) for item in items]

    @cached_property
    def links(self) -> list[Link]:
        return [Link(self.document.name(one), one.attrib["href"]) for one in self.link_elements]

    @cached_property
    def buttons(self) -> list[str]:
        return [self.document.name(one) for one in self.button_elements]

    @cached_property
    def summary(self) -> dict[str, str]:
        """Every `<dt>` with the text of the `<dd>` after it (check-your-answers lists)."""
        pairs: dict[str, str] = {}
        for term in self.document.all("dt"):
            value = next((one for one in term.itersiblings() if tag(one) == "dd"), None)
            pairs[self.document.text(term)] = self.document.text(value) if value is not None else ""
        return pairs

    # -- elements the visitor may use --------------------------------------------------------------

    @cached_property
    def link_elements(self) -> list[Element]:
        return [one for one in self.document.all("a") if "href" in one.attrib and not is_hidden(one)]

    @cached_property
    def button_elements(self) -> list[Element]:
        return [
            one
            for one in self.document.all("button", "input")
            if _submits(one) and not is_hidden(one) and not is_disabled(one)
        ]

    @cached_property
    def control_elements(self) -> list[Element]:
        """Visible, enabled fields: everything a person can fill in."""
        fields = self.document.all("input", "select", "textarea")
        return [one for one in fields if not _submits(one) and not is_hidden(one) and not is_disabled(one)]

    def stands_in(self, element: Element, within: str) -> bool:
        """Whether a group, section, list item or row around `element` is called, or begins with, `within`."""
        wanted = squeeze(within)
        return any(self.document.name(one).startswith(wanted) for one in element.iterancestors() if _is_part(one))

    # -- describing --------------------------------------------------------------------------------

    def described(self) -> str:
        """The page in a few lines, for failure messages."""
        if not self.is_html:
            return f"{self.status} {self.url}: {self.response.content_type}"
        return "\n".join(
            [
                f"{self.status} {self.url} “{self.title}”",
                *(f"  error: {message}" for message in self.errors),
                f"  links:   {' · '.join(f'{link.name} → {link.href}' for link in self.links) or 'none'}",
                f"  fields:  {' · '.join(self._field_names()) or 'none'}",
                f"  buttons: {' · '.join(self.buttons) or 'none'}",
                f"  text:    {self._excerpt()}",
            ]
        )

    def _field_names(self) -> list[str]:
        return [f"{self._legends(one)}{self.document.name(one) or '(nameless)'}" for one in self.control_elements]

    def _legends(self, control: Element) -> str:
        groups = reversed([self.document.name(one) for one in control.iterancestors("fieldset")])
        return "".join(f"{legend} › " for legend in groups)

    def _excerpt(self) -> str:
        text = self.main if self.document.all("main") else self.text
        return text if len(text) <= 600 else text[:600] + "…"


def _submits(element: Element) -> bool:
    if tag(element) == "button":
        return element.get("type", "submit") == "submit"
    return element.get("type") in BUTTON_TYPES


def _is_part(element: Element) -> bool:
    """A piece of a page that people see as one thing; the row of a summary list is a `<div>` in a `<dl>`."""
    parent = element.getparent()
    in_summary = tag(element) == "div" and parent is not None and tag(parent) == "dl"
    return in_summary or tag(element) in {"fieldset", "section", "form", "article", "li", "tr"}
