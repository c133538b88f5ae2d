"""Ids and what points at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.support.document import Element, squeeze
from tests.support.page_audit.rules import Delivered, error_summaries, rule, shown

_ARIA = "labelledby describedby controls owns details errormessage activedescendant flowto"
_LISTS_OF_IDS = (*(f"aria-{name}" for name in _ARIA.split()), "headers", "for", "list", "form")


@rule
def ids_are_unique(page: Delivered) -> Iterator[str]:
    counted = Counter(element.attrib["id"] for element in page.document.having("id"))
    for identifier, count in counted.items():
        if count > 1:
            yield f"#{identifier} occurs {count} times"
        if not identifier or any(letter.isspace() for letter in identifier):
            yield f"not an id: {identifier!r}"


@rule
def references_lead_somewhere(page: Delivered) -> Iterator[str]:
    for attribute in _LISTS_OF_IDS:
        for element in page.document.having(attribute):
            for identifier in element.attrib[attribute].split():
                if page.document.by_id(identifier) is None:
                    yield f"{attribute} names #{identifier}, which is not on the page: {shown(element)}"


@rule
def links_within_the_page_lead_somewhere(page: Delivered) -> Iterator[str]:
    for link in page.document.all("a"):
        address = link.get("href", "")
        if len(address) > 1 and address.startswith("#") and page.document.by_id(address[1:]) is None:
            yield f"{address} is not on the page: {shown(link)}"


@rule
def error_links_reach_the_field(page: Delivered) -> Iterator[str]:
    """Each sentence of the summary is the field's own sentence, and leads to the control (WCAG 3.3.1)."""
    for summary in error_summaries(page.document):
        for link in summary.iter("a"):
            target = page.document.by_id(link.get("href", "")[1:])
            sentence = page.document.text(link)
            if target is None:
                yield f"“{sentence}” leads nowhere"
                continue
            if target.tag not in ("input", "select", "textarea"):
                yield f"“{sentence}” leads to {shown(target)}, not to a field"
            elif sentence not in _said_at(page, target):
                yield f"“{sentence}” is not what is said at the field: {shown(target)}"


def _said_at(page: Delivered, control: Element) -> str:
    """The descriptions of a control and of the groups around it."""
    around = [control, *control.iterancestors("fieldset")]
    return squeeze(" ".join(page.document.description(one) for one in around))


@rule
def invalid_fields_say_why(page: Delivered) -> Iterator[str]:
    for control in page.document.having("aria-invalid"):
        is_invalid = control.attrib["aria-invalid"] == "true" and not page.document.is_hidden(control)
        if is_invalid and not _said_at(page, control):
            yield f"invalid, but no description says why: {shown(control)}"
