"""What everybody must be able to follow: in every language, without seeing, without calling, with any way of input."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.document import Element, classes, hides_itself, tag
from tests.support.page_audit.rules import Delivered, error_summaries, rule, shown
from tests.support.page_audit.structure import ERROR_PREFIX, HELP

_CONTROLS = frozenset({"button", "input", "select", "textarea", "summary"})
#: Token of autocomplete -> words of a label that asks for this.
_ASKED_FOR = {
    "tel": "电话|手机|電話|手機|phone|number",
    "email": "邮|郵|mail",
    "name": "姓名|名字|称呼|稱呼|name|call",
    "street-address": "地址|住址|address",
    "bday-year": "年|year",
    "bday-month": "月|month",
    "bday-day": "日|day",
    "one-time-code": "码|碼|code",
}
_DATE_PARTS = {"年": "bday-year", "月": "bday-month", "日": "bday-day"}
_LOOKS = "[红绿蓝灰黄紅綠藍黃]色?|[圆方圓]形|[右左][边侧方邊側]|[右左][上下]角"
_THINGS = "按钮|链接|图标|选项|方框|圆圈|按鈕|連結|鏈接|圖示|圖標|選項|圓圈"
_BY_SIGHT = re.compile(
    rf"(?:{_LOOKS})的?(?:{_LOOKS}|的)*(?:{_THINGS})"
    r"|\b(?:red|green|blue|grey|round|square|left|right)(?:-hand)? (?:button|link|icon|box)\b"
    r"|(?:button|link|box) (?:on|to) the (?:left|right)",
    re.IGNORECASE,
)
_IN_WRITING = re.compile("写|寫|文字|短信|簡訊|writ|text", re.IGNORECASE)
_AROUND_A_FILM = frozenset({"details", "section", "figure", "li", "main", "body", "html"})
#: The order of what every page ends with.
_NAVIGATION = ["/check", "/applications", "/book", "/programmes", "/places", "/help", "/accessibility", "/privacy"]


@rule
def errors_say_that_they_are_errors(page: Delivered) -> Iterator[str]:
    """Red alone says nothing to who does not see red (WCAG 1.4.1)."""
    prefix = ERROR_PREFIX.get(page.document.language, "Error: ").strip()
    for element in page.document.having("id"):
        is_error = element.attrib["id"].endswith("-error") and not page.document.is_hidden(element)
        said = page.document.text(element)
        if is_error and said and not said.startswith(prefix):
            yield f"“{said}” does not begin with “{prefix}”: {shown(element)}"


@rule
def wrong_fields_say_that_they_are_wrong(page: Delivered) -> Iterator[str]:
    """Whatever the summary leads to is marked as invalid, itself or its group (WCAG 3.3.1, 4.1.2)."""
    for link in (one for summary in error_summaries(page.document) for one in summary.iter("a")):
        control = page.document.by_id(link.get("href", "")[1:])
        if control is not None and tag(control) in _CONTROLS:
            around = (control, *control.iterancestors("fieldset"))
            if not any(one.get("aria-invalid") == "true" for one in around):
                yield f"not marked as invalid: {shown(control)}"


@rule
def controls_are_reached_by_tab(page: Delivered) -> Iterator[str]:
    for element in page.document.having("tabindex"):
        is_control = tag(element) in _CONTROLS or (tag(element) == "a" and "href" in element.attrib)
        if is_control and element.attrib["tabindex"] == "-1" and not page.document.is_hidden(element):
            yield f"Tab never comes here: {shown(element)}"


@rule
def what_takes_focus_is_not_hidden(page: Delivered) -> Iterator[str]:
    for element in page.document.all(*_CONTROLS, "a"):
        is_control = tag(element) != "a" or "href" in element.attrib
        if is_control and page.document.is_hidden(element) and _is_silenced(element):
            yield f"takes the focus, but a screen reader does not see it: {shown(element)}"


def _is_silenced(element: Element) -> bool:
    """Hidden from screen readers only: whatever is hidden from everybody takes no focus."""
    hiding = [one for one in (element, *element.iterancestors()) if hides_itself(one)]
    return bool(hiding) and all(
        one.get("aria-hidden") == "true" and not {"hidden", "inert"} & set(one.attrib) for one in hiding
    )


@rule
def fields_ask_the_browser_for_what_they_are(page: Delivered) -> Iterator[str]:
    """A browser fills in by `autocomplete`: it must be what the label asks (WCAG 1.3.5)."""
    for control in page.document.having("autocomplete"):
        token, name = control.attrib["autocomplete"], page.document.name(control)
        wanted = _ASKED_FOR.get(_DATE_PARTS.get(name, token) if token != "off" else token)
        if (wanted and not re.search(wanted, name, re.IGNORECASE)) or token not in (
            "off",
            _DATE_PARTS.get(name, token),
        ):
            yield f"“{name}” is to be filled in with {token}"


@rule
def offers_the_other_languages(page: Delivered) -> Iterator[str]:
    """On every page, each named in itself and marked as what it is."""
    found = [one for one in page.document.having("hreflang") if tag(one) == "a" and "lang=" in one.get("href", "")]
    if not found:
        yield "no way to another language"
    for link in found:
        if link.get("lang") != link.attrib["hreflang"]:
            yield f"the name of a language is not in its language: {shown(link)}"


@rule
def keeps_its_navigation_in_order(page: Delivered) -> Iterator[str]:
    """WCAG 3.2.3."""
    links = [one.get("href", "") for footer in page.document.all("footer") for one in footer.iter("a")]
    known = [one for one in links if one in _NAVIGATION]
    if known != sorted(known, key=_NAVIGATION.index):
        yield f"the footer lists its parts in another order: {' '.join(known)}"


@rule
def help_has_a_way_in_writing(page: Delivered) -> Iterator[str]:
    """A telephone number alone helps nobody who does not hear or speak (WCAG 3.2.6)."""
    block = page.document.by_id(HELP)
    if block is not None:
        links = [one for one in block.iter("a") if not one.get("href", "").startswith("tel:")]
        if not any(_IN_WRITING.search(page.document.name(one)) for one in links):
            yield "help by telephone only: no link to a way in writing"


@rule
def directions_do_without_sight(page: Delivered) -> Iterator[str]:
    """“点右边的绿色按钮” (WCAG 1.3.3)."""
    for _, text in page.document.prose:
        found = _BY_SIGHT.search(text)
        if found:
            yield f"“{found.group()}” can only be followed by seeing it"


@rule
def terminals_lead_to_no_other_place(page: Delivered) -> Iterator[str]:
    """From a shared terminal no link leaves the site, dials, or hands out a file."""
    links = page.document.all("a") if "data-kiosk" in page.document.root.attrib else []
    for link in links:
        path = link.get("href", "").partition("?")[0]
        if "//" in path or ":" in path.partition("/")[0] or "download" in link.attrib:
            yield f"leads out of the terminal: {shown(link)}"


@rule
def films_have_a_name(page: Delivered) -> Iterator[str]:
    for player in page.document.all("video", "audio"):
        if not page.document.name(player):
            yield f"no name: {shown(player)}"


@rule
def films_have_a_transcript(page: Delivered) -> Iterator[str]:
    """Beside the film, as text: what a braille display can show (WCAG 1.2.8)."""
    for film in page.document.all("video"):
        around = next(one for one in film.iterancestors() if tag(one) in _AROUND_A_FILM)
        texts = [page.document.text(one) for one in around.iter() if _is_transcript(one)]
        if not any(texts):
            yield f"its words stand nowhere: {shown(film)}"


def _is_transcript(element: Element) -> bool:
    return any("transcript" in name for name in classes(element))
