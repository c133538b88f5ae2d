"""A finished page in easy-read: each line for itself, its picture beside it, hard words marked and explained. Pure.

What a page says and asks stays as it is; so do its forms, names and ids. Only what stands in <main> gets lines,
pictures and boxes. A place where a text is to be broken comes as BREAK in it, from the easy catalogue; the ends of
sentences are broken too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from citizen.accessibility.easy_words import HardWord, Pictures, Words
from citizen.web.catalogues import BREAK

_TOKEN = re.compile(r"<!--.*?-->|<!DOCTYPE[^>]*>|</?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_CLASS = re.compile(r'\sclass="([^"]*)"')
_SENTENCE_END = re.compile(r"([。！？][”’）」』]?)(?=[^\s。！？”’）」』])")
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: A text in one of these is a line of its own, or several.
_LINED = {"p", "li", "h1", "h2", "h3", "legend", "dd", "label"}
_INLINE = {"a", "abbr", "b", "bdi", "br", "code", "em", "i", "img", "label", "mark", "small", "span", "strong", "time"}
#: In these a break would be shown as a sign, or a mark would change what is sent.
_PLAIN = {"title", "textarea", "option", "script", "style"}
#: Nothing is explained, marked or pictured inside these.
_LEFT_ALONE = {"svg", "button", "select", "textarea", "script", "style", "title", "video", "bdi", "nav", "table"}
#: After one of these a box may stand, if it lies in one of the places below.
_BOXED_AFTER = {"p", "h1", "h2", "h3", "legend", "ul", "ol", "dl", "fieldset", "table", "div", "section", "details"}
_PLACES = {"main", "form", "section", "article", "fieldset", "div", "aside"}
_NO_BOX_IN = re.compile(r"\b(?:choice|choices|date|task|summary|actions|entry|error-summary|filter)\b")
_NO_PICTURE = re.compile(
    r"visually-hidden|caption|back-link|ways|date__label|notice__title|summary__action|field__error|easy-note|button|error-summary__title"
)


@dataclass(frozen=True, slots=True)
class EasyStyle:
    """What the pages of one language need: its hard words, its pictures and where a picture is found."""

    words: Words
    pictures: Pictures
    address_of: Callable[[str], str]


@dataclass(slots=True)
class _Element:
    name: str
    classes: str


@dataclass(slots=True)
class _Page:
    style: EasyStyle
    stack: list[_Element] = field(default_factory=list)
    explained: set[str] = field(default_factory=set)
    waiting: list[HardWord] = field(default_factory=list)
    in_lines: bool = False


def easy_page(html: str, style: EasyStyle) -> str:
    """The page as it is read in easy-read."""
    start, end = html.find("<main"), html.rfind("</main>")
    if start < 0 or end < 0:
        return _without_breaks(html)
    end += len("</main>")
    main = "".join(_easy_tokens(_TOKEN.findall(html[start:end]), _Page(style)))
    return _without_breaks(html[:start]) + main + _without_breaks(html[end:])


def _without_breaks(html: str) -> str:
    """Outside the main part lines are broken where the text says so, and nothing else is done."""
    if BREAK not in html:
        return html
    shown, plain = [], False
    for token in _TOKEN.findall(html):
        if (tag := _TAG.match(token)) is not None:
            if tag[2] in _PLAIN:
                plain = not tag[1]
            shown.append(token.replace(BREAK, ""))
        else:
            shown.append(token.replace(BREAK, "" if plain else "<br>"))
    return "".join(shown)


def _easy_tokens(tokens: Sequence[str], page: _Page) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        tag = _TAG.match(token)
        if tag is None:
            yield _text(token, page)
            at += 1
        elif tag[1]:
            yield token
            yield from _closed(tag[2], page)
            at += 1
        else:
            after = _end_of_leaf(tokens, at) if tag[2] in _LINED and _takes_lines(page) else None
            yield token.replace(BREAK, "")
            if tag[2] not in _VOID and not token.endswith("/>"):
                page.stack.append(_Element(tag[2], _classes(token)))
            at += 1
            if after is not None:
                yield from _lined(tokens[at:after], page)
                at = after


def _closed(name: str, page: _Page) -> Iterator[str]:
    """What follows an element that ends here: the box with the words that were hard in it, where one may stand."""
    while page.stack and page.stack.pop().name != name:
        pass
    if page.waiting and name in _BOXED_AFTER and _may_hold_box(page):
        yield _box(page.waiting)
        page.waiting.clear()


def _may_hold_box(page: _Page) -> bool:
    if not page.stack or page.stack[-1].name not in _PLACES:
        return False
    return not any(_NO_BOX_IN.search(one.classes) or one.name in ("li", "dl", "table") for one in page.stack)


def _end_of_leaf(tokens: Sequence[str], start: int) -> int | None:
    """Where the element that begins at `start` ends, if it holds nothing but text and words marked in it."""
    opened = _TAG.match(tokens[start])
    depth = 1
    for at in range(start + 1, len(tokens)):
        tag = _TAG.match(tokens[at])
        if tag is None or tag[2] in _VOID:
            continue
        if opened is not None and tag[2] == opened[2]:
            depth += -1 if tag[1] else 1
            if depth == 0:
                return at
        elif tag[2] not in _INLINE and tag[2] not in ("svg", "path", "circle", "rect", "use", "g"):
            return None
    return None


def _lined(tokens: Sequence[str], page: _Page) -> Iterator[str]:
    """One text: its lines, each beside its picture. A text of one line without a picture stays as it is."""
    lines = _split_lines(tokens)
    named = [_picture_of(line, page) for line in lines]
    page.in_lines = True
    shown = ["".join(_easy_tokens(line, page)) for line in lines]
    page.in_lines = False
    if not any(named):
        yield "<br>".join(shown)
        return
    for name, text in zip(named, shown, strict=True):
        picture = _picture(name, page) if name else '<span class="easy-picture"></span>'
        yield f'<span class="easy-line">{picture}<span class="easy-line__text">{text.strip()}</span></span>'


def _split_lines(tokens: Sequence[str]) -> list[list[str]]:
    """The tokens of a text, line by line; a break inside a marked word stays a break in it."""
    lines: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        if (tag := _TAG.match(token)) is not None:
            depth += 0 if tag[2] in _VOID else -1 if tag[1] else 1
            if tag[2] == "br" and depth == 0:
                lines.append([])
            else:
                lines[-1].append(token)
            continue
        first, *others = _broken(token).split(BREAK) if depth == 0 else [token]
        lines[-1].append(first)
        lines.extend([other] for other in others)
    return [line for line in lines if "".join(line).strip()]


def _broken(text: str) -> str:
    return _SENTENCE_END.sub(rf"\1{BREAK}", text)


def _picture_of(tokens: Sequence[str], page: _Page) -> str | None:
    if any(_NO_PICTURE.search(one.classes) for one in page.stack):
        return None
    words = "".join(token for token in tokens if _TAG.match(token) is None)
    return page.style.pictures.of(unescape(words))


def _picture(name: str, page: _Page) -> str:
    address = escape(page.style.address_of(name))
    return f'<img class="easy-picture" src="{address}" alt="" width="64" height="64">'


def _text(text: str, page: _Page) -> str:
    """A piece of text with its hard words marked, each once on a page."""
    inside = {one.name for one in page.stack}
    if inside & _PLAIN:
        return text.replace(BREAK, "")
    broken = _broken(text).replace(BREAK, "<br>") if inside else text
    if inside & _LEFT_ALONE or any("visually-hidden" in one.classes for one in page.stack) or not text.strip():
        return broken
    marked = "".join(_marked(piece, word, page) for piece, word in page.style.words.split(broken))
    # In one piece: where texts are laid out side by side, it stays one of them.
    return marked if marked == text else f"<span>{marked}</span>"


def _marked(piece: str, word: HardWord | None, page: _Page) -> str:
    if word is None or word.term in page.explained:
        return piece
    page.explained.add(word.term)
    page.waiting.append(word)
    return f'<b class="easy-word">{piece}</b>'


def _box(words: Sequence[HardWord]) -> str:
    rows = "".join(
        f"<p><b>{escape(word.term)}：</b>{_broken(escape(word.explanation)).replace(BREAK, '<br>')}</p>"
        for word in words
    )
    return f'<div class="easy-words">{rows}</div>'


def _takes_lines(page: _Page) -> bool:
    return not page.in_lines and not any(one.name in _LEFT_ALONE for one in page.stack)


def _classes(token: str) -> str:
    found = _CLASS.search(token)
    return found[1] if found else ""
