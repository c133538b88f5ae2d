"""Leaving nothing behind: the visit is ended in the database, every cookie but the mark of the terminal is taken back,
and the browser is told to forget what it kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, current_app, request

from citizen.accessibility import ui
from citizen.kiosk.terminals import COOKIE
from citizen.kiosk.ways import forget_ways
from citizen.people.endings import end_and_forget
from citizen.proxies.acting import current_who, forget_who
from citizen.web import browser_key
from citizen.web.browser_key import cookie_name
from citizen.web.pages import page
from citizen.web.transaction import database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: Our cookies are taken back one by one: those that make this browser a terminal have to stay.
_FORGET = '"cache", "storage"'
_MARKS = ("kiosk", COOKIE)


def end_visit(writing: Session) -> None:
    """After this the answer itself knows nothing of the person any more: name, language, look, pace."""
    visit_id = current_who().browser_id
    if visit_id is not None:
        end_and_forget(writing, visit_id=visit_id)
    browser_key.drop_key()
    forget_who()
    ui.forget_ui()
    forget_ways()


def end_visit_now() -> None:
    """The same in a request that only reads, like "last seen": in a short transaction of its own."""
    with database().writing() as short:
        end_visit(short)


def told_to_forget(response: Response, *, marks: tuple[str, ...] = _MARKS) -> Response:
    """Cookies change (which also makes browsers drop the pages they keep in memory), stores are emptied."""
    response.headers["Clear-Site-Data"] = _FORGET
    response.headers["Cache-Control"] = "no-store"
    kept = {cookie_name(name) for name in marks}
    for name in request.cookies:
        if name not in kept:
            response.delete_cookie(name, secure=bool(current_app.config["HTTPS"]), httponly=True, samesite="Lax")
    return response


def out_of_use() -> Response:
    """The page of a machine that is no terminal any more, whatever address was asked for."""
    end_visit_now()
    return told_to_forget(page("kiosk/revoked.html", status=403))
