"""Every page that somebody wants in easy-read leaves the site as one."""

from __future__ import annotations

from flask import Flask, Response, current_app

from citizen.accessibility.easy_pages import EasyStyle, easy_page
from citizen.accessibility.easy_words import hard_words, pictures
from citizen.accessibility.ui import current_ui
from citizen.web.catalogues import reading_easy


def install(app: Flask) -> None:
    app.after_request(_in_easy_read)
    app.jinja_env.globals["reading_easy"] = reading_easy.get


def _in_easy_read(response: Response) -> Response:
    if reading_easy.get() and response.mimetype == "text/html" and not response.is_streamed:
        locale = current_ui().locale.code
        style = EasyStyle(hard_words(locale), pictures(locale), _address_of)
        response.set_data(easy_page(response.get_data(as_text=True), style))
    return response


def _address_of(picture: str) -> str:
    return str(current_app.jinja_env.globals["static_url"](f"easy/{picture}.svg"))  # type: ignore[operator]
