"""Pictures, films, tables and lists."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from tests.support.document import Element, tag
from tests.support.page_audit.rules import Delivered, rule, shown

_FILE_NAME = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)


@rule
def pictures_have_an_alternative(page: Delivered) -> Iterator[str]:
    for picture in page.document.all("img"):
        if "alt" not in picture.attrib or _FILE_NAME.search(picture.attrib["alt"]):
            yield f"no alternative: {shown(picture)}"
        if "width" not in picture.attrib or "height" not in picture.attrib:
            yield f"no width and height, so the page jumps when it arrives: {shown(picture)}"
    for drawing in page.document.all("svg"):
        named = drawing.get("role") == "img" and page.document.name(drawing)
        if not page.document.is_hidden(drawing) and not named:
            yield f"neither aria-hidden nor role=img with a name: {shown(drawing)}"


@rule
def nothing_plays_by_itself(page: Delivered) -> Iterator[str]:
    for player in page.document.all("video", "audio"):
        if "autoplay" in player.attrib or "loop" in player.attrib:
            yield f"plays by itself: {shown(player)}"
        if "controls" not in player.attrib:
            yield f"no controls: {shown(player)}"
        if player.get("preload") not in ("none", "metadata"):
            yield f"loads before anybody asks, say preload=none: {shown(player)}"


@rule
def films_have_captions(page: Delivered) -> Iterator[str]:
    for film in page.document.all("video"):
        kinds = {track.get("kind") for track in film.iter("track") if track.get("srclang") and track.get("label")}
        if "captions" not in kinds:
            yield f"no captions track with srclang and label: {shown(film)}"


@rule
def tables_say_what_their_cells_mean(page: Delivered) -> Iterator[str]:
    for table in page.document.all("table"):
        heads = list(table.iter("th"))
        if not heads or any(head.get("scope") not in ("col", "row", "colgroup", "rowgroup") for head in heads):
            yield f"every heading cell needs a scope: {shown(table)}"
        if not page.document.name(table):
            yield f"no caption: {shown(table)}"


@rule
def lists_hold_only_items(page: Delivered) -> Iterator[str]:
    for box in page.document.all("ul", "ol"):
        yield from _strangers(box, {"li"})
        if not any(tag(child) == "li" for child in box):
            yield f"empty list: {shown(box)}"
    for box in page.document.all("dl"):
        yield from _strangers(box, {"dt", "dd", "div"})


def _strangers(box: Element, allowed: set[str]) -> Iterator[str]:
    strangers = [child for child in box if tag(child) and tag(child) not in allowed]
    texts = [box.text, *(child.tail for child in box)]
    if strangers or any((text or "").strip() for text in texts):
        yield f"holds something that is no item: {shown(box)}"


@rule
def nothing_is_inline(page: Delivered) -> Iterator[str]:
    """The content security policy forbids scripts, handlers and styles in the page, but one that it names by hash."""
    for element in page.document:
        is_style = tag(element) == "style" and not _is_named(element, page)
        if is_style or (tag(element) == "script" and "src" not in element.attrib):
            yield f"inline: {shown(element)}"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"inline {attribute}: {shown(element)}"
        if tag(element) in ("marquee", "blink", "font", "center", "frame", "object", "embed"):
            yield f"<{tag(element)}>"
        if tag(element) == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "the page reloads by itself (WCAG 2.2.4)"


def _is_named(style: Element, page: Delivered) -> bool:
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    policies = [value for name, value in page.headers.items() if name.lower() == "content-security-policy"]
    return any(f"'sha256-{digest}'" in policy for policy in policies)


@rule
def everything_comes_from_here(page: Delivered) -> Iterator[str]:
    """No asset from another site: people's visits are told to nobody."""
    for element in page.document.all("script", "link", "img", "source", "track", "video", "audio", "iframe"):
        address = element.get("src") or element.get("href") or ""
        if "//" in address and not address.startswith("data:"):
            yield f"loads from elsewhere: {shown(element)}"
