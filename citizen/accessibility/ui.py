"""`ui`: how this request is shown. Built once per request, frozen, exposed to all templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.local import LocalProxy

from citizen.accessibility.locales import LOCALES, LocaleInfo, best_locale
from citizen.accessibility.look_codes import read_look
from citizen.accessibility.preferences import KINDS, Preferences, Switch
from citizen.accessibility.preset_names import preset_named
from citizen.accessibility.reading_codes import reading_code
from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.browser_key import cookie_name
from citizen.web.catalogues import reading_easy
from citizen.web.i18n import use_locale

_YEAR_SECONDS = 365 * 24 * 3600
#: Most people who choose something choose one of these.
_IN_THE_ONE_SHEET = {("text", "large"), ("text", "largest"), ("contrast", "high"), ("contrast", "dark")}
#: What a request notes when the cookies of look or terminal have to change.
_CHANGES = frozenset({"forget_ui", "forget_kiosk", "remember_kiosk"})
#: What an address may say about language and look; a way back must not say it again.
LOOK_PARAMETERS = ("lang", "look", "preset", *KINDS)


@dataclass(frozen=True, slots=True)
class Ui:
    """Language, display preferences, and whether this is a terminal in a service hall."""

    locale: LocaleInfo
    preferences: Preferences
    kiosk: bool

    @property
    def reads(self) -> str:
        """How this reader wants to read what is sent later: language and easy-read (accessibility.reading_codes)."""
        return reading_code(self.locale.code, easy=self.preferences.easy is Switch.ON)

    def as_cookie(self) -> str:
        return urlencode({"lang": self.locale.tried_as or self.locale.code, **self.preferences.unusual()})


def current_ui() -> Ui:
    ui: Ui = notes().ui
    return ui


def install(app: Flask) -> None:
    app.before_request(load_ui)
    app.after_request(_remember)
    app.jinja_env.globals["ui"] = LocalProxy(current_ui)
    app.context_processor(_ui_of_page)
    app.jinja_env.globals.update(extra_styles=extra_styles, preset_named=preset_named)


def extra_styles() -> list[str]:
    """The sheets in static/css/extra that this reader needs beside the one that everybody gets."""
    ui = current_ui()
    unusual = ui.preferences.unusual().items()
    needs_more = any(one not in _IN_THE_ONE_SHEET for one in unusual)
    needed = {"reading": needs_more, "easy": reading_easy.get(), "kiosk": ui.kiosk, "listening": _listens(ui)}
    needed["sign"] = ui.preferences.sign is Switch.ON
    return [name for name, is_needed in needed.items() if is_needed]


def _listens(ui: Ui) -> bool:
    """Whether a player may stand on this page; one that is asked for in its place brings its sheet along."""
    is_answer = request.method == "POST"
    return is_answer or ui.preferences.listen is Switch.ON or request.blueprint == "listening"


def _ui_of_page() -> dict[str, object]:
    """The same that templates find by `ui` anyway, without looking for it at each mention."""
    return {"ui": g.ui} if "ui" in g else {}


def load_ui() -> None:
    """Read link, cookie and browser; bind the language."""
    here, noted = this_request(), notes()
    cookies = here.cookies
    asked: tuple[tuple[str, str], ...] = ()
    if here.query_string and here.method in ("GET", "HEAD"):
        asked = tuple((name, value) for name, value in here.args.items() if name in LOOK_PARAMETERS)
    ui = noted.ui = _read_ui(
        asked,
        cookies.get(cookie_name("preferences"), ""),
        here.headers.get("Accept-Language", ""),
        bool(this_app().config.get("TRIES_LANGUAGES")),
        cookies.get(cookie_name("kiosk")) == "1",
    )
    noted.remember_ui = bool(asked)
    _tell_look()
    use_locale(ui.locale.babel, easy=ui.preferences.easy is Switch.ON)


@lru_cache(maxsize=2048)
def _read_ui(asked: tuple[tuple[str, str], ...], cookie: str, accepted: str, tries: bool, kiosk: bool) -> Ui:
    """Nearly everybody says what somebody said before: read once per process."""
    remembered, said = dict(parse_qsl(cookie)), dict(asked)
    locale = best_locale(
        asked=said.get("lang"),
        remembered=remembered.get("lang"),
        accepted=[tag for tag, _quality in parse_accept_header(accepted, LanguageAccept)],
        tries=tries,
    )
    return Ui(locale=locale, preferences=asked_look(Preferences().changed(remembered), said), kiosk=kiosk)


def _tell_look() -> None:
    """What parts of pages are kept for (web/kept_parts.py); none while the address of the page says how it looks."""
    noted = notes()
    noted.look = None if noted.get("remember_ui") else _look_of(noted.ui)


@lru_cache(maxsize=2048)
def _look_of(ui: Ui) -> str:
    return f"{ui.as_cookie()} {ui.kiosk}"


def asked_look(before: Preferences, asked: Mapping[str, str]) -> Preferences:
    """The look that an address asks for: a whole one by its code, then a combination, then single settings."""
    whole = read_look(asked.get("look")) or before
    return whole.as_preset(asked.get("preset")).changed(asked)


def change_ui(lang: str | None, preferences: Preferences) -> None:
    """Show this answer, and remember for the next ones, another language or look."""
    ui = current_ui()
    locale = LOCALES.get(lang or "", ui.locale)
    g.ui = Ui(locale=locale, preferences=preferences, kiosk=ui.kiosk)
    g.remember_ui = True
    _tell_look()
    use_locale(locale.babel, easy=g.ui.preferences.easy is Switch.ON)


def enter_kiosk() -> None:
    """This browser is a terminal from now on; language and look start fresh for the next person."""
    ui = current_ui()
    g.ui = Ui(locale=ui.locale, preferences=ui.preferences, kiosk=True)
    g.remember_kiosk = True
    _tell_look()


def leave_kiosk() -> None:
    """This browser is no terminal any more."""
    ui = current_ui()
    g.ui = Ui(locale=ui.locale, preferences=ui.preferences, kiosk=False)
    g.forget_kiosk = True
    _tell_look()


def forget_ui() -> None:
    """The next person on a shared machine starts with the default language and look; this answer already has them."""
    locale = best_locale(asked=None, remembered=None, accepted=[tag for tag, _quality in request.accept_languages])
    g.ui = Ui(locale=locale, preferences=Preferences(), kiosk=current_ui().kiosk)
    g.forget_ui = True
    _tell_look()
    use_locale(locale.babel, easy=g.ui.preferences.easy is Switch.ON)


def _say_language(response: Response, tag: str) -> None:
    """Which one it is, and that the same address says it to others in another one."""
    if "Content-Language" not in response.headers:
        response.headers.add("Content-Language", tag)
    if response.mimetype != "text/html":
        return
    if "Vary" in response.headers:
        response.vary.update(("Cookie", "Accept-Language"))
    else:
        response.headers.add("Vary", "Cookie, Accept-Language")


def _remember(response: Response) -> Response:
    noted = notes()
    if "ui" not in noted:
        return response
    _say_language(response, noted.ui.locale.tag)
    if _CHANGES.isdisjoint(noted) and not noted.get("remember_ui"):
        return response
    secure = bool(current_app.config["HTTPS"])
    if g.get("forget_ui"):
        response.delete_cookie(cookie_name("preferences"), secure=secure, httponly=True, samesite="Lax")
    elif g.get("remember_ui") and response.mimetype == "text/html":  # programs page with `cursor`, too
        # On a shared terminal the look ends with the browser session.
        age = None if g.ui.kiosk else _YEAR_SECONDS
        response.set_cookie(
            cookie_name("preferences"), g.ui.as_cookie(), max_age=age, secure=secure, httponly=True, samesite="Lax"
        )
    if g.get("forget_kiosk"):
        response.delete_cookie(cookie_name("kiosk"), secure=secure, httponly=True, samesite="Lax")
    elif g.get("remember_kiosk"):
        response.set_cookie(
            cookie_name("kiosk"), "1", max_age=_YEAR_SECONDS, secure=secure, httponly=True, samesite="Lax"
        )
    return response
