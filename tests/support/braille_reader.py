"""A person who neither sees nor hears, with a braille display: one line of text after another, and nothing else.

They use the site as the script-less visitor does. Every page that is shown must be whole as text: where one is, what is
asked, what can be chosen, what can be pressed, and how to reach somebody without calling. What a page keeps in a film,
a sound or a picture alone is missing here, and that is a failure.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator

from tests.support.document import Document, Element, is_hidden, squeeze, tag
from tests.support.page import Page
from tests.support.visitor import Visitor

_TABLES = "unicode.dis,zhcn-cbs.ctb"
#: What liblouis writes for a character without cells.
_NO_CELLS = re.compile(r"\\x[0-9a-f]+|\\", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINES = _HEADINGS | {"p", "li", "dt", "dd", "legend", "caption", "td", "th", "div"}
_STOPS = frozenset({"a", "button", "input", "select", "textarea", "summary"})
#: Sentences that leave nothing but a call.
_MUST_CALL = re.compile("(?:请|只能|必须|需要|要)(?:打电话|致电|拨打|来电)")
_IN_WRITING = re.compile("写|文字|短信|邮件|信件|网上|大厅|上门")


class BrailleReader(Visitor):
    """`pages`: every page that was shown, line by line."""

    pages: list[list[str]]

    def _show(self, page: Page) -> Page:
        shown = super()._show(page)
        if shown.is_html:
            lines = lines_of(shown.document)
            problems = [*_missing(shown, lines), *_by_eye_or_ear_only(shown), *_by_telephone_only(shown)]
            assert not problems, "\n".join([shown.described(), *problems])
            self.__dict__.setdefault("pages", []).append(lines)
        return shown


def lines_of(document: Document) -> list[str]:
    """What a braille display shows of a page: each piece in the order of the page, with what it is."""
    bodies = document.all("body")
    return [document.title, *(line for one in bodies for line in _pieces(document, one) if line)]


def in_braille(pages: list[list[str]]) -> list[list[str]]:
    """The same in Unicode braille, by one call of the translator that braille displays use."""
    program = shutil.which("lou_translate")
    assert program, "lou_translate is missing: apt-get install liblouis-bin liblouis-data"
    lines = [line for page in pages for line in page]
    run = subprocess.run(
        [program, "--forward", _TABLES], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True
    )
    cells = iter(run.stdout.splitlines())
    return [[next(cells) for _ in page] for page in pages]


def without_cells(lines: list[str], cells: list[str]) -> list[str]:
    """Lines that a display could not show whole."""
    return [
        line for line, shown in zip(lines, cells, strict=True) if not shown.strip("\u2800 ") or _NO_CELLS.search(shown)
    ]


def _pieces(document: Document, element: Element) -> Iterator[str]:
    """Lines: one for each heading, control and piece of text."""
    if is_hidden(element):
        return
    kind = tag(element)
    if kind in _LINES and not any(tag(one) in _LINES | _STOPS for one in element.iter() if one is not element):
        yield squeeze(f"标题{kind[1]} {document.text(element)}") if kind in _HEADINGS else document.text(element)
    elif kind in _STOPS:
        yield _control(document, element)
    elif kind == "img":
        yield element.get("alt", "")
    elif kind not in ("script", "style", "svg", "video", "audio", "label"):
        yield squeeze(element.text or "")
        for child in element:
            if isinstance(child.tag, str):
                yield from _pieces(document, child)
            yield squeeze(child.tail or "")


def _control(document: Document, element: Element) -> str:
    kind = element.get("type", "") if tag(element) == "input" else tag(element)
    sign = {"a": "链接", "button": "按钮", "submit": "按钮", "radio": "单选", "checkbox": "多选", "summary": "展开"}
    said = [sign.get(kind, "填写"), document.name(element), document.description(element)]
    return "" if kind == "hidden" else squeeze(" ".join(said))


def _missing(page: Page, lines: list[str]) -> Iterator[str]:
    """Where one is, what is asked, what there is to choose and to press."""
    document, text = page.document, "\n".join(lines)
    if not page.h1 or page.h1 not in page.title or f"标题1 {page.h1}" not in text:
        yield f"where one is does not stand there as text: “{page.title}”"
    for control in page.control_elements:
        if not document.name(control):
            yield "a field without words"
        for group in control.iterancestors("fieldset"):
            if document.name(group) not in text:
                yield f"a question that is not on the display: “{document.name(group)}”"
    if not [one for one in page.link_elements if any(tag(up) == "main" for up in one.iterancestors())] + page.buttons:
        yield "nothing to press or to follow in the main part"
    yield from (f"“{said}” stands nowhere as text" for said in page.errors if said not in text)


def _by_eye_or_ear_only(page: Page) -> Iterator[str]:
    document = page.document
    for element in document.all("video", "audio"):
        near = next(one for one in element.iterancestors() if tag(one) in ("details", "section", "main", "body"))
        if not any("transcript" in one.get("class", "") and document.text(one) for one in near.iter("details", "div")):
            yield f"a {tag(element)} whose words stand nowhere"
    for element in document.all("canvas", "object", "embed", "iframe"):
        yield f"<{tag(element)}> shows something that no display can"
    for picture in document.all("img"):
        if not is_hidden(picture) and "alt" not in picture.attrib:
            yield "a picture without words"


def _by_telephone_only(page: Page) -> Iterator[str]:
    """Whoever can be called can be reached in another way that stands beside it; no field demands a number."""
    document = page.document
    for link in page.link_elements:
        if link.attrib["href"].startswith("tel:"):
            around = next((one for one in link.iterancestors() if tag(one) in ("aside", "section", "main")), link)
            if not _IN_WRITING.search(document.text(around)):
                yield f"only a call: {document.text(around)[:80]}"
    for text in page.main.replace("。", "。\n").splitlines():
        if _MUST_CALL.search(text) and not _IN_WRITING.search(text):
            yield f"a step that needs a call: “{text}”"
    for control in page.control_elements:
        if control.get("autocomplete") == "tel" and control.get("aria-required") == "true":
            yield f"a telephone number is demanded: “{document.name(control)}”"
