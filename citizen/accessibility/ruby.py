"""Pinyin over the Chinese words of a finished page. Only text changes: every tag, attribute and reference to a
character stays as it was, sign for sign, so that no form, address or title can break.
"""

from __future__ import annotations

from html.parser import HTMLParser

from flask import Flask, Response, g

from citizen.accessibility.pinyin import has_han, readings
from citizen.accessibility.ui import current_ui

#: What holds no text of the page, or text that may hold no other elements. Buttons and links do get pinyin.
_LEFT_ALONE = frozenset(
    {
        "script",
        "style",
        "template",
        "title",
        "textarea",
        "select",
        "svg",
        "math",
        "ruby",
        "pre",
        "code",
        "video",
        "audio",
    }
)


def install(app: Flask) -> None:
    """For whoever chose pinyin. Register after whatever compresses pages: what is registered later works earlier."""
    app.after_request(_add_pinyin)


def with_pinyin(html: str) -> str:
    """The page with the reading above every Chinese character of its main part.

    Screen readers do not hear the readings, and copying does not take them: both have the text itself.
    """
    found = _MainText(html)
    pieces, behind = [], 0
    for start, text, is_name in found.texts:
        pieces += [html[behind:start], _above(text, is_name=is_name)]
        behind = start + len(text)
    return "".join([*pieces, html[behind:]])


def _above(text: str, *, is_name: bool) -> str:
    """One piece of text as one element: where texts are laid out side by side, it stays one of them."""
    marked = "".join(
        sign if said is None else f'<ruby>{sign}<rt aria-hidden="true">{said}</rt></ruby>'
        for sign, said in readings(text, is_name=is_name)
    )
    return f'<span class="pinyin">{marked}</span>'


class _MainText(HTMLParser):
    """Where the Chinese texts of <main> stand in the source, exactly as written there."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        #: (position, text, whether it stands alone in what somebody typed or is called)
        self.texts: list[tuple[int, str, bool]] = []
        self._line_starts = [0]
        for line in html.split("\n"):
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self._in_main = False
        self._left_alone: str | None = None
        self._depth = 0
        self._around = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._around = tag
        if tag == "main":
            self._in_main = True
        if self._left_alone is not None:
            self._depth += tag == self._left_alone
        elif tag in _LEFT_ALONE or "visually-hidden" in (dict(attrs).get("class") or ""):
            self._left_alone, self._depth = tag, 1

    def handle_endtag(self, tag: str) -> None:
        self._around = ""
        if tag == "main":
            self._in_main = False
        if tag == self._left_alone:
            self._depth -= 1
            if self._depth == 0:
                self._left_alone = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A drawing's <path/>: nothing stands inside."""

    def handle_data(self, data: str) -> None:
        if self._in_main and self._left_alone is None and has_han(data):
            line, column = self.getpos()
            self.texts.append((self._line_starts[line - 1] + column, data, self._around == "bdi"))


def _add_pinyin(response: Response) -> Response:
    is_wanted = "ui" in g and current_ui().preferences.pinyin == "on" and response.mimetype == "text/html"
    if is_wanted and not response.is_streamed and not response.direct_passthrough:
        response.set_data(with_pinyin(response.get_data(as_text=True)))
    return response
