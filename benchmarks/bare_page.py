"""A bare Flask + Jinja page of the same bytes as a real one: the least a page of this size costs in this stack.

It has a route and a template, and nothing else: no languages, no forms, no database, no cookie, no security headers.
"""

from __future__ import annotations

import re

from flask import Flask, render_template

#: The style that a first view brings is markup too: nobody prints it as a text.
_TAGS = re.compile(r"(<style>.*?</style>|<[^>]*>)", re.DOTALL)
_MACRO = "{% macro piece(text) %}{{ text }}{% endmacro %}"


def bare_app(html: str) -> Flask:
    """Three routes that answer these bytes.

    ``/string`` sends them as they are. ``/flat`` prints every text of the page as a variable between fixed markup.
    ``/macros`` prints every text through a macro, as a page does that is built of components.
    """
    app = Flask("bare")
    pieces = _TAGS.split(html)
    texts = [piece for piece in pieces if _is_text(piece)]
    # What the page escaped, Jinja escapes again: the texts are handed over as a person wrote them.
    written = [_unescaped(text) for text in texts]
    environment = app.jinja_env
    flat = environment.from_string(_template(pieces, "{{ texts[%d] }}"))
    macros = environment.from_string(_MACRO + _template(pieces, "{{ piece(texts[%d]) }}"))
    app.add_url_rule("/string", "string", lambda: html)
    app.add_url_rule("/flat", "flat", lambda: render_template(flat, texts=written))
    app.add_url_rule("/macros", "macros", lambda: render_template(macros, texts=written))
    return app


def _is_text(piece: str) -> bool:
    return bool(piece.strip()) and not piece.startswith("<")


def _template(pieces: list[str], printed: str) -> str:
    parts, number = [], 0
    for piece in pieces:
        if _is_text(piece):
            parts.append(printed % number)
            number += 1
        else:
            parts.append("{% raw %}" + piece + "{% endraw %}")
    return "".join(parts).replace("{% endraw %}{% raw %}", "")


def _unescaped(text: str) -> str:
    for escaped, written in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&")):
        text = text.replace(escaped, written)
    return text
