"""The first page of a terminal, the question whether somebody is still there, and the end of a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from citizen.accessibility import ui
from citizen.kiosk.shell import idle
from citizen.people.endings import end_and_forget
from citizen.proxies.acting import current_who, forget_who
from citizen.web import browser_key
from citizen.web.access import needs_visit, open_to_all
from citizen.web.pages import local_path, page, see_other
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")
#: Our cookies are taken back one by one: the one that makes this browser a terminal has to stay.
_FORGET = '"cache", "storage"'


@blueprint.get("")
@open_to_all
def attract() -> Response:
    """Makes this browser a terminal: language, text size, and the three tasks."""
    ui.enter_kiosk()
    browser_key.keep_until_browser_closes()
    return page(
        "kiosk/attract.html",
        idle=idle(),
        cleared="cleared" in request.args,
        unfinished=current_who().visit_id is not None,
    )


@blueprint.post("/end")
@needs_visit
def end() -> Response:
    """Ends the visit, deletes what was not submitted, and forgets language and look."""
    on_terminal = ui.current_ui().kiosk
    _end_visit(session())
    response = see_other("kiosk.attract", cleared="yes") if on_terminal else see_other("home.start")
    return _told_to_forget(response)


@blueprint.get("/still-there")
@open_to_all
def still_there() -> Response:
    """Asked after a time without a touch. Going on has no limit."""
    if not ui.current_ui().kiosk:
        return see_other("home.start")
    back = local_path(request.args.get("back"), default=url_for("home.start"))
    return page("kiosk/still_there.html", back=back, idle=idle())


@blueprint.get("/ended")
@open_to_all
def ended() -> Response:
    """Where a forgotten terminal arrives by itself: everything is cleared."""
    if not ui.current_ui().kiosk:
        return see_other("home.start")
    # Like "last seen": the end of a forgotten visit is kept although this request only reads.
    with database().writing() as short:
        _end_visit(short)
    return _told_to_forget(page("kiosk/ended.html"))


@blueprint.post("/leave")
@needs_visit
def leave() -> Response:
    """This device is no terminal any more."""
    _end_visit(session())
    ui.leave_kiosk()
    return _told_to_forget(see_other("home.start"))


def _end_visit(writing: Session) -> None:
    """After this the answer itself knows nothing of the person any more."""
    visit_id = current_who().visit_id
    if visit_id is not None:
        end_and_forget(writing, visit_id=visit_id)
    browser_key.drop_key()
    forget_who()
    ui.forget_ui()


def _told_to_forget(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = _FORGET
    return response
