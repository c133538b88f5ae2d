"""Forms, fields, links and buttons: each has a name, a group, an address, and no trap."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.document import Element, squeeze, tag
from tests.support.page_audit.rules import Delivered, error_summaries, rule, shown

_BUTTONS = frozenset({"submit", "button", "reset", "image"})
_BAD_TYPES = frozenset({"number", "date", "datetime-local", "month", "week", "time", "color", "range"})
_WIDGETS = frozenset({"a", "button", "input", "select", "textarea", "summary", "video", "audio", "iframe"})


def _fields(page: Delivered) -> list[Element]:
    """Controls a person can meet; buttons and hidden fields are none."""
    found = page.document.all("input", "select", "textarea")
    return [one for one in found if one.get("type") not in _BUTTONS and not page.document.is_hidden(one)]


@rule
def fields_have_a_visible_label(page: Delivered) -> Iterator[str]:
    for control in _fields(page):
        if not any(page.document.text(label) for label in page.document.labels(control)):
            yield f"no <label> says what it is: {shown(control)}"


@rule
def choices_stand_in_a_named_group(page: Delivered) -> Iterator[str]:
    fields = _fields(page)
    shared = [one.get("name") for one in fields if one.get("type") == "checkbox"]
    for control in fields:
        several = control.get("type") == "checkbox" and shared.count(control.get("name")) > 1
        if control.get("type") == "radio" or several:
            group = next(control.iterancestors("fieldset"), None)
            if group is None or not page.document.name(group):
                yield f"a choice outside a fieldset with a legend: {shown(control)}"


@rule
def groups_have_a_legend_first(page: Delivered) -> Iterator[str]:
    for group in page.document.all("fieldset"):
        first = next((child for child in group if tag(child)), None)
        if first is None or tag(first) != "legend" or not page.document.name(group):
            yield f"the legend is missing, empty or not first: {shown(group)}"


@rule
def forms_say_where_and_how(page: Delivered) -> Iterator[str]:
    for form in page.document.all("form"):
        method = form.get("method", "").lower()
        if not form.get("action"):
            yield f"no action: {shown(form)}"
        if method not in ("get", "post"):
            yield f"method is {method!r}: {shown(form)}"
        if method == "post" and not any(_is_csrf(one) for one in form.iter("input")):
            yield f"no csrf_token: {shown(form)}"
        if method == "post" and "novalidate" not in form.attrib:
            yield f"the browser would speak in place of our own sentences, say novalidate: {shown(form)}"
        if (
            any(one.get("type") == "file" for one in form.iter("input"))
            and form.get("enctype") != "multipart/form-data"
        ):
            yield f"files need enctype=multipart/form-data: {shown(form)}"


def _is_csrf(control: Element) -> bool:
    return control.get("name") == "csrf_token" and control.get("type") == "hidden" and bool(control.get("value"))


@rule
def forms_can_be_sent(page: Delivered) -> Iterator[str]:
    elsewhere = {one.attrib["form"] for one in page.document.having("form") if _submits(one)}
    for form in page.document.all("form"):
        buttons = [one for one in form.iter("button", "input") if _submits(one)]
        if not buttons and form.get("id") not in elsewhere:
            yield f"no button sends it: {shown(form)}"


def _submits(control: Element) -> bool:
    return control.get("type", "submit" if tag(control) == "button" else "text") in ("submit", "image")


@rule
def fields_set_no_traps(page: Delivered) -> Iterator[str]:
    """`required` and `pattern` let the browser speak, a placeholder vanishes, a title reaches no keyboard."""
    for element in page.document:
        for attribute in ("required", "pattern", "placeholder", "accesskey", "contenteditable"):
            if attribute in element.attrib:
                yield f"{attribute}: {shown(element)}"
        if "title" in element.attrib and tag(element) != "iframe":
            yield f"title: {shown(element)}"
        if tag(element) == "input" and element.get("type") in _BAD_TYPES:
            yield f"type={element.get('type')} is not usable by all: {shown(element)}"


@rule
def buttons_are_never_disabled(page: Delivered) -> Iterator[str]:
    for button in page.document.all("button"):
        if "disabled" in button.attrib or button.get("aria-disabled") == "true":
            yield f"a disabled button tells nobody why: {shown(button)}"


@rule
def links_and_buttons_have_names(page: Delivered) -> Iterator[str]:
    document = page.document
    for element in document.all("a", "button", "summary"):
        if not page.document.is_hidden(element) and not document.name(element):
            yield f"no name: {shown(element)}"
    for element in document.all("input"):
        if element.get("type") in _BUTTONS and not document.name(element):
            yield f"no name: {shown(element)}"


@rule
def names_contain_the_visible_words(page: Delivered) -> Iterator[str]:
    """Voice control presses what it can read (WCAG 2.5.3)."""
    for element in page.document.all("a", "button"):
        visible = page.document.text(element)
        if element.get("aria-label") and visible and visible not in element.attrib["aria-label"]:
            yield f"is called “{element.attrib['aria-label']}” but shows “{visible}”"
    for control in _fields(page):
        visible = squeeze(" ".join(page.document.text(label) for label in page.document.labels(control)))
        if visible not in page.document.name(control):
            yield f"is called “{page.document.name(control)}” but its label shows “{visible}”"


@rule
def links_lead_somewhere(page: Delivered) -> Iterator[str]:
    for link in page.document.all("a"):
        address = link.get("href")
        if not address or address == "#" or address.lower().startswith(("javascript:", "data:")):
            yield f"leads nowhere: {shown(link)}"
        if "target" in link.attrib or "ping" in link.attrib:
            yield f"opens elsewhere without being asked: {shown(link)}"
        if link.get("role") == "button":
            yield f"a link that claims to be a button: {shown(link)}"


@rule
def focus_moves_only_to_a_message(page: Delivered) -> Iterator[str]:
    """Focus on load belongs to the error summary, or to one heading or notice; never to a field."""
    takers = page.document.having("autofocus")
    summaries = error_summaries(page.document)
    if len(takers) > 1:
        yield f"{len(takers)} elements want focus on load"
    for taker in takers:
        if taker not in summaries and not (taker.get("tabindex") == "-1" and tag(taker) not in _WIDGETS):
            yield f"focus on load: {shown(taker)}"
    if summaries and not any(summary in takers for summary in summaries):
        yield "the error summary does not take focus on load"


@rule
def tab_order_is_the_order_of_the_page(page: Delivered) -> Iterator[str]:
    for element in page.document.having("tabindex"):
        order = element.attrib["tabindex"]
        if order not in ("0", "-1"):
            yield f"tabindex={order}: {shown(element)}"
        if order == "0" and tag(element) not in _WIDGETS and not (element.get("role") and page.document.name(element)):
            yield f"can be focused but has no role and name: {shown(element)}"
