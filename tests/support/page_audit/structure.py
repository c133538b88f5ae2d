"""Skeleton of a page: parse, language, title, headings, landmarks, the blocks every page has."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.document import Document, Element, is_hidden, tag
from tests.support.page_audit.rules import Delivered, error_summaries, rule, shown

#: The last one is a layout on trial, which only tests see.
LANGUAGES = frozenset({"zh-Hans", "zh-Hans-CN", "zh-Hant", "en", "zh-Hans-x-rtl"})
ERROR_PREFIX = {
    **dict.fromkeys(("zh-Hans", "zh-Hans-CN", "zh-Hans-x-rtl"), "错误："),
    "zh-Hant": "錯誤：",
    "en": "Error: ",
}
STATUS = "a11y-status"
HELP = "help"
_LANDMARKS = frozenset({"header", "nav", "main", "footer", "aside", "dialog"})
_PARTS = frozenset({"main", "section", "article", "aside", "nav"})
_FOCUSABLE = frozenset({"a", "button", "input", "select", "textarea", "summary", "video", "audio"})


@rule
def parses_strictly(page: Delivered) -> Iterator[str]:
    yield from page.document.parse_errors


@rule
def says_language_and_direction(page: Delivered) -> Iterator[str]:
    root = page.document.root
    if root.get("lang") not in LANGUAGES:
        yield f"<html lang={root.get('lang')!r}> is none of {sorted(LANGUAGES)}"
    if root.get("dir") not in ("ltr", "rtl"):
        yield f"<html dir={root.get('dir')!r}>"
    for element in page.document.having("lang"):
        if not element.attrib["lang"]:
            yield f"empty lang: {shown(element)}"


@rule
def lets_people_zoom(page: Delivered) -> Iterator[str]:
    viewports = [one.get("content", "") for one in page.document.all("meta") if one.get("name") == "viewport"]
    if len(viewports) != 1:
        yield f"{len(viewports)} viewport elements, not one"
    for content in viewports:
        if "user-scalable" in content or "maximum-scale" in content:
            yield f"the viewport limits zoom: {content}"


@rule
def has_one_h1(page: Delivered) -> Iterator[str]:
    headings = page.document.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1, not one"
    for heading in headings:
        if not page.document.text(heading):
            yield "the h1 is empty"
        if not any(tag(one) == "main" for one in heading.iterancestors()):
            yield "the h1 is outside main"


@rule
def title_tells_the_page_and_the_service(page: Delivered) -> Iterator[str]:
    """“h1 – service”, so that a tab, a bookmark and a screen reader say the same (WCAG 2.4.2)."""
    document = page.document
    for heading in document.all("h1"):
        if _without_blanks(document.text(heading)) not in _without_blanks(document.title):
            yield f"the title “{document.title}” lacks the h1 “{document.text(heading)}”"
    service = document.title.rpartition(" – ")[2]
    banner = " ".join(document.text(one) for one in document.all("header"))
    if " – " not in document.title or service not in banner:
        yield f"the title “{document.title}” does not end with the service name of the header"


def _without_blanks(text: str) -> str:
    """Easy-read puts each sentence on a line of its own."""
    return "".join(text.split())


@rule
def title_says_error_with_a_summary_only(page: Delivered) -> Iterator[str]:
    prefix = ERROR_PREFIX.get(page.document.language, "Error: ")
    says_so = page.document.title.startswith(prefix)
    summaries = error_summaries(page.document)
    if bool(summaries) != says_so:
        yield f"{len(summaries)} error summary, but the title is “{page.document.title}”"
    if summaries and page.status == 200:
        yield "a page with errors answers 200; say 422"


@rule
def error_summary_leads_main(page: Delivered) -> Iterator[str]:
    """Heading, focus, a link per problem; before the h1 (WCAG 3.3.1)."""
    document = page.document
    for summary in error_summaries(document):
        if summary.get("tabindex") != "-1":
            yield "the error summary cannot take focus: tabindex=-1"
        if not any(tag(one) == "h2" for one in summary.iter()):
            yield "the error summary has no h2"
        if not list(summary.iter("li")):
            yield "the error summary lists no problem"
        order = list(document)
        if any(order.index(one) < order.index(summary) for one in document.all("h1")):
            yield "the error summary stands after the h1"
    if len(error_summaries(document)) > 1:
        yield "more than one error summary"


@rule
def headings_are_in_order(page: Delivered) -> Iterator[str]:
    level = 0
    for heading in _headings_from_h1(page.document):
        here = int(tag(heading)[1])
        if level and here > level + 1:
            yield f"h{here} “{page.document.text(heading)}” follows h{level}"
        if not page.document.text(heading):
            yield f"empty heading: {shown(heading)}"
        level = here


def _headings_from_h1(document: Document) -> list[Element]:
    """The error summary and a notice may stand before the h1; their h2 opens no level."""
    headings = [one for one in document.all("h1", "h2", "h3", "h4", "h5", "h6") if not document.is_hidden(one)]
    first = next((place for place, one in enumerate(headings) if tag(one) == "h1"), 0)
    return headings[first:]


@rule
def has_its_landmarks_once(page: Delivered) -> Iterator[str]:
    document = page.document
    for name in ("header", "footer"):
        count = len([one for one in document.all(name) if _is_of_the_page(one)])
        if count != 1:
            yield f"{count} {name} of the page, not one"
    mains = document.all("main")
    if [one.get("id") for one in mains] != ["main"] or mains[0].get("tabindex") != "-1":
        yield "there is not exactly one <main id=main tabindex=-1>"
    regions = document.all("nav")
    if not regions:
        yield "no nav"
    names = [document.name(one) if one.get("aria-label") or one.get("aria-labelledby") else "" for one in regions]
    if len(regions) > 1 and ("" in names or len(set(names)) != len(names)):
        yield f"several nav must each have a name of their own: {names}"


@rule
def leaves_nothing_outside_landmarks(page: Delivered) -> Iterator[str]:
    for body in page.document.all("body"):
        for element in _outside(body):
            own = (element.text or "") + "".join(child.tail or "" for child in element)
            if tag(element) != "script" and own.strip():
                yield f"text outside every landmark: {shown(element)}"


def _outside(element: Element) -> Iterator[Element]:
    """`element` and what is in it, down to the landmarks."""
    if not _is_landmark(element):
        yield element
        for child in element.iterchildren("*"):
            yield from _outside(child)


def _is_landmark(element: Element) -> bool:
    """The skip link and the status region are no landmarks, but need none."""
    named = "aria-label" in element.attrib or "aria-labelledby" in element.attrib
    needs_none = element.get("id") == STATUS or element.get("href") == "#main"
    return needs_none or tag(element) in _LANDMARKS or (tag(element) == "section" and named)


def _is_of_the_page(element: Element) -> bool:
    return not any(tag(one) in _PARTS for one in element.iterancestors())


@rule
def offers_the_skip_link_first(page: Delivered) -> Iterator[str]:
    focusable = (one for body in page.document.all("body") for one in body.iter() if _takes_focus(one))
    first = next(focusable, None)
    if first is None:
        yield "nothing takes focus"
    elif first.get("href") != "#main":
        yield f"the first focusable element is not the link to #main: {shown(first)}"


def _takes_focus(element: Element) -> bool:
    if tag(element) not in _FOCUSABLE or is_hidden(element):
        return element.get("tabindex") == "0"
    return tag(element) != "a" or "href" in element.attrib


@rule
def has_an_empty_status_region(page: Delivered) -> Iterator[str]:
    """One polite region, there and empty from the start: text put in later is then announced (WCAG 4.1.3)."""
    regions = [one for one in page.document if one.get("id") == STATUS]
    if len(regions) != 1:
        yield f"{len(regions)} #{STATUS}, not one"
    for region in regions:
        wanted = {"role": "status", "aria-live": "polite", "aria-atomic": "true"}
        if any(region.get(name) != value for name, value in wanted.items()):
            yield f"it is not a polite, atomic status: {shown(region)}"
        if page.document.text(region) or len(region):
            yield "it is not empty"


@rule
def keeps_help_in_the_same_place(page: Delivered) -> Iterator[str]:
    """Help comes after main's own text and before the footer, once, on every page (WCAG 3.2.6)."""
    order = [_block(one) for one in page.document]
    blocks = [one for one in order if one]
    if blocks.count("help") != 1:
        yield f"{blocks.count('help')} help blocks, not one"
    elif blocks[-2:] != ["help", "footer"] or "main" not in blocks:
        yield f"the blocks come in another order: {' '.join(blocks)}"


def _block(element: Element) -> str:
    if element.get("id") == HELP:
        return "help"
    return tag(element) if tag(element) in ("header", "main", "footer") and _is_of_the_page(element) else ""


@rule
def personal_pages_are_not_stored(page: Delivered) -> Iterator[str]:
    control = {name.lower(): value for name, value in page.headers.items()}.get("cache-control", "")
    if page.personal and "no-store" not in control:
        yield f"a personal page may be stored: Cache-Control is {control!r}"
