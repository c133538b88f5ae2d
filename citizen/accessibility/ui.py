"""`ui`: how this request is shown. Built once per request, frozen, exposed to all templates."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Response, current_app, g, request
from werkzeug.local import LocalProxy

from citizen.accessibility.locales import LocaleInfo, best_locale
from citizen.accessibility.preferences import Preferences
from citizen.web.browser_key import cookie_name
from citizen.web.i18n import use_locale

_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Ui:
    """Language, display preferences, and whether this is a terminal in a service hall."""

    locale: LocaleInfo
    preferences: Preferences
    kiosk: bool

    def as_cookie(self) -> str:
        return urlencode({"lang": self.locale.code, **self.preferences.as_values()})


def current_ui() -> Ui:
    ui: Ui = g.ui
    return ui


def install(app: Flask) -> None:
    app.before_request(load_ui)
    app.after_request(_remember)
    app.jinja_env.globals["ui"] = LocalProxy(current_ui)


def load_ui() -> None:
    """Read link, cookie and browser; bind the language."""
    remembered = dict(parse_qsl(request.cookies.get(cookie_name("preferences"), "")))
    asked = request.args.to_dict() if request.method in ("GET", "HEAD") else {}
    locale = best_locale(
        asked=asked.get("lang"),
        remembered=remembered.get("lang"),
        accepted=[tag for tag, _quality in request.accept_languages],
    )
    preferences = Preferences().changed(remembered).changed(asked)
    g.ui = Ui(locale=locale, preferences=preferences, kiosk=request.cookies.get(cookie_name("kiosk")) == "1")
    g.remember_ui = any(name in asked for name in ("lang", "text", "contrast"))
    use_locale(locale.babel)


def change_ui(lang: str | None, preferences: Preferences) -> None:
    """Show this answer, and remember for the next ones, another language or look."""
    ui = current_ui()
    locale = best_locale(asked=lang, remembered=ui.locale.code, accepted=())
    g.ui = Ui(locale=locale, preferences=preferences, kiosk=ui.kiosk)
    g.remember_ui = True
    use_locale(locale.babel)


def enter_kiosk() -> None:
    """This browser is a terminal from now on; language and look start fresh for the next person."""
    ui = current_ui()
    g.ui = Ui(locale=ui.locale, preferences=ui.preferences, kiosk=True)
    g.remember_kiosk = True


def leave_kiosk() -> None:
    """This browser is no terminal any more."""
    ui = current_ui()
    g.ui = Ui(locale=ui.locale, preferences=ui.preferences, kiosk=False)
    g.forget_kiosk = True


def forget_ui() -> None:
    """The next person on a shared machine starts with the default language and look; this answer already has them."""
    locale = best_locale(asked=None, remembered=None, accepted=[tag for tag, _quality in request.accept_languages])
    g.ui = Ui(locale=locale, preferences=Preferences(), kiosk=current_ui().kiosk)
    g.forget_ui = True
    use_locale(locale.babel)


def _remember(response: Response) -> Response:
    if "ui" not in g:
        return response
    response.headers.setdefault("Content-Language", g.ui.locale.tag)
    if response.mimetype == "text/html":
        response.vary.update(("Cookie", "Accept-Language"))
    secure = bool(current_app.config["HTTPS"])
    if g.get("forget_ui"):
        response.delete_cookie(cookie_name("preferences"), secure=secure, httponly=True, samesite="Lax")
    elif g.get("remember_ui"):
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
