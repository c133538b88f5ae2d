"""Whole pages that are the same for everybody who stands at the same place of a journey, but for a few words: made once
per process, and kept as the pieces around these words.

What is one person's own (the address, the key in it, the token of the form) is put between the pieces for each answer.
While a page is made for everybody nothing personal can be asked for, as in kept_parts, and a page in which the address
stands nevertheless is not kept but refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from flask import Response, render_template
from markupsafe import escape

from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.csrf import csrf_token
from citizen.web.kept_parts import ANY_ADDRESS, NotForEverybody, for_everybody
from citizen.web.pages import THIS_PAGE, in_query, this_page_and

#: Of all kept pages together, as they travel; then all are made anew.
_MOST_BYTES = 4_000_000
_TOKEN, _THIS_PAGE, _ADDRESS = "token", "this page", "address"
_MARKS = {THIS_PAGE: _THIS_PAGE, in_query(ANY_ADDRESS): _ADDRESS}
_PLACES = re.compile("(~[a-z]+~|{})".format("|".join(map(re.escape, _MARKS))))


def place_of(name: str) -> str:
    """Stands in a kept page, in its addresses too, where each answer has its own word of this name."""
    return f"~{name}~"


class KeptPages:
    """The table of one application: texts, and between them the names of what is put in."""

    def __init__(self) -> None:
        self.made: dict[tuple[object, ...], tuple[list[bytes], list[str]]] = {}
        self._bytes = 0

    def find(self, key: tuple[object, ...]) -> tuple[list[bytes], list[str]] | None:
        return self.made.get(key)

    def keep(self, key: tuple[object, ...], html: str) -> tuple[list[bytes], list[str]]:
        parts = _PLACES.split(html)
        made = [part.encode() for part in parts[::2]], [_MARKS.get(part, part.strip("~")) for part in parts[1::2]]
        if self._bytes > _MOST_BYTES:
            self.made, self._bytes = {}, 0
        self.made[key] = made
        self._bytes += len(html)
        return made


def can_be_kept() -> bool:
    """Whether this is a page in a look that others share, opened and not sent."""
    return this_request().method == "GET" and notes().get("look") is not None


def kept_page(
    template: str,
    *depends_on: object,
    own: Mapping[str, str],
    address: str,
    context: Callable[[], Mapping[str, object]],
) -> Response:
    """The page of this template, which differs by what it `depends_on` and by its `own` words, given by their names.

    `address` is what the ways of reading the page lead back to. Whatever the context holds must be the same for all.

    :raises NotForEverybody: the page says what is one person's.
    """
    app = this_app()
    pages: KeptPages = app.extensions["kept_pages"]
    key = (template, notes().look, *depends_on)
    texts, names = pages.find(key) or pages.keep(key, _made(template, context, is_public=not own))
    words = {**own, _THIS_PAGE: this_page_and(), _ADDRESS: in_query(address)}
    if _TOKEN in names:  # no form, no key of a browser
        words[_TOKEN] = csrf_token()
    put_in = {name: str(escape(word)).encode() for name, word in words.items()}
    body = [b""] * (len(texts) + len(names))
    body[::2], body[1::2] = texts, [put_in[name] for name in names]
    return app.response_class(b"".join(body), mimetype="text/html")


def _made(template: str, context: Callable[[], Mapping[str, object]], *, is_public: bool) -> str:
    def make() -> str:
        return render_template(template, csrf_token=lambda: place_of(_TOKEN), **context())

    html = for_everybody(make)
    if not is_public and this_request().path in html:
        raise NotForEverybody("the address of one person's page")
    return html
