"""htmx may refine a page that works without it: never more than the link or form itself says."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.document import Element, tag
from tests.support.page_audit.rules import Delivered, rule, shown

_NAMES = "put patch delete boost push-url replace-url on vals vars headers ext history-elt"
_FORBIDDEN = frozenset(f"data-hx-{name}" for name in _NAMES.split())


def _refined(page: Delivered) -> list[Element]:
    used = [name for name in page.document.attributes if name.startswith("data-hx-")]
    return [one for one in page.document if any(name in one.attrib for name in used)] if used else []


@rule
def htmx_attributes_are_data_attributes(page: Delivered) -> Iterator[str]:
    for name in page.document.attributes:
        if name.startswith("hx-"):
            yield from (f"write data-hx-…: {shown(element)}" for element in page.document.having(name))


@rule
def htmx_refines_links_buttons_and_forms(page: Delivered) -> Iterator[str]:
    for element in _refined(page):
        plain = tag(element) in ("button", "form") or (tag(element) == "a" and "href" in element.attrib)
        if not plain:
            yield f"does nothing without htmx: {shown(element)}"
        for name in element.attrib:
            if name in _FORBIDDEN or name.startswith("data-hx-on"):
                yield f"{name} is not for this house: {shown(element)}"


@rule
def htmx_asks_what_the_plain_element_asks(page: Delivered) -> Iterator[str]:
    for element in _refined(page):
        for method in ("get", "post"):
            address = element.get(f"data-hx-{method}")
            if address is not None and (method, address) != _plain_request(element):
                yield f"asks something else with htmx than without: {shown(element)}"


def _plain_request(element: Element) -> tuple[str, str]:
    """Method and address that the element uses without htmx."""
    if tag(element) == "a":
        return "get", element.get("href", "")
    form = element if tag(element) == "form" else next(element.iterancestors("form"), None)
    if form is None:
        return "", ""
    address = element.get("formaction") or form.get("action", "")
    return (element.get("formmethod") or form.get("method", "get")).lower(), address


@rule
def htmx_swaps_a_part_that_announces_itself(page: Delivered) -> Iterator[str]:
    """Whole page in, one named part out, said in the status region; the control keeps focus by its id."""
    for element in _refined(page):
        if not any(f"data-hx-{method}" in element.attrib for method in ("get", "post")):
            continue
        target, select = element.get("data-hx-target", ""), element.get("data-hx-select", "")
        if not target.startswith("#") or target != select:
            yield f"target and select must be the same #part: {shown(element)}"
            continue
        part = page.document.by_id(target[1:])
        if part is None:
            yield f"{target} is not on the page: {shown(element)}"
            continue
        if "data-announce" not in part.attrib:
            yield f"nobody hears that {target} changed, say data-announce: {shown(part)}"
        if part is element or (part in element.iterancestors() and "id" not in element.attrib):
            yield f"the control swaps itself away and loses focus, give it an id: {shown(element)}"
