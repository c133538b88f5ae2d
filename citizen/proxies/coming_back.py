"""Coming back after a session ended: nothing that was typed is lost, and nobody else ever sees it.

A form that arrives too late is kept for the person in whose session it was typed, in that browser, for a day. After
they signed in again its page offers to send it with one press, as soon as they act for the same person as before. A
page that is opened too late says what happened, and is where they arrive after signing in.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, request, url_for

from citizen.people import sessions
from citizen.people.browser_visit import VISIT_OF_PAGE, current_visit
from citizen.people.entering import remember_where, remember_where_in, require_signed_in
from citizen.proxies.acting import who_to_decide_about
from citizen.proxies.acts import is_made_for_now
from citizen.web import browser_key
from citizen.web.access import Access, needs_visit
from citizen.web.at_hand import notes, this_app, this_request
from citizen.web.kept_form import kept_form
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

blueprint = Blueprint("coming_back", __name__, url_prefix="/account")

_MARK = "acting_for"
#: Names the kept form in the form that is made of it.
_KEPT = "kept_form"
#: Ways in, terminals and staff have their own ends; and an answer given in a consent is nothing to keep for the helper.
_GO_ON = ("/sign-in", "/kiosk", "/staff", "/consent")
_LEAVING = frozenset({"account.sign_out", "account.signed_out"})


def install(app: Flask) -> None:
    app.before_request(_ask_to_sign_in_again)
    app.after_request(_forget_what_was_sent)


@blueprint.get("/kept-form")
@needs_visit
def kept() -> Response:
    """What was typed when the session was already over, or its proof too old, to be sent with one press."""
    found = _unsent()
    if found is None:
        return see_other("account.overview")
    return page(
        "people/session_kept_form.html",
        action=found.action,
        fields=found.fields,
        typed=sessions.typed_in(found.fields),
        is_for_the_same=is_made_for_now(found.acting_for, browser_id=found.session_id),
        kept_name=_KEPT,
    )


@blueprint.post("/kept-form/forget")
@needs_visit
def forget() -> Response:
    """It is not wanted any more."""
    person_id, visit = require_signed_in(), current_visit()
    if visit is not None and sessions.find_unsent(session(), session_id=visit.id, person_id=person_id):
        sessions.forget_unsent(session(), session_id=visit.id)
    return see_other("account.overview", forgotten="1")


def _unsent() -> sessions.UnsentForm | None:
    person_id, visit = require_signed_in(), current_visit()
    return None if visit is None else sessions.find_unsent(session(), session_id=visit.id, person_id=person_id)


def _ask_to_sign_in_again() -> Response | None:
    """Answers instead of the view when the session this page needs is over."""
    here = this_request()
    view = this_app().view_functions.get(here.endpoint or "")
    is_own = getattr(view, "access", None) is Access.OWN_THINGS
    if not is_own or here.path.startswith(_GO_ON) or here.endpoint in _LEAVING:
        return None
    if here.method == "POST":
        return _after_a_form() if here.form.get(_MARK) and not _is_signed_in() else None
    if here.method != "GET" or browser_key.find_key() is None or _is_signed_in():
        return None
    # A visit that was found is live: nothing is over, and nobody need look for it again.
    over = None if notes().get(VISIT_OF_PAGE) is not None else _session_that_is_over()
    if over is None or over.on_kiosk:
        return None
    remember_where(request.full_path.rstrip("?"))
    return _session_over(over, keeps="page")


def _is_signed_in() -> bool:
    return who_to_decide_about().is_signed_in


def _session_that_is_over() -> sessions.OverSession | None:
    key = browser_key.find_key()
    if key is None:
        return None
    with database().reading() as short:
        return sessions.find_over(short, key=key)


def _after_a_form() -> Response:
    """Its page was made for somebody who was signed in."""
    over, form = _session_that_is_over(), kept_form()
    if over is None or over.on_kiosk:
        return _session_over(over, keeps="nothing")
    with database().writing() as short:  # ended before the page is made, which may write in its own
        if form is None:
            remember_where_in(short, request.path)
        else:
            fields = tuple((name, value) for name, value in form.fields if name not in (_MARK, _KEPT))
            sessions.keep_unsent(short, over=over, action=form.action, fields=fields, acting_for=request.form[_MARK])
            remember_where_in(short, url_for("coming_back.kept"))
    return _session_over(over, keeps="no_files" if form is None else "form")


def _session_over(over: sessions.OverSession | None, *, keeps: str) -> Response:
    was_ended = over is None or over.was_ended
    hours = current_app.extensions["settings"].signed_in_hours
    return page("people/session_over.html", status=403, keeps=keeps, was_ended=was_ended, hours=hours)


def _forget_what_was_sent(response: Response) -> Response:
    """Once it was taken it is not offered again; in the transaction that took it."""
    if this_request().method == "POST" and response.status_code < 400 and request.form.get(_KEPT):
        found = current_visit()
        if found is not None:
            sessions.forget_unsent(session(), session_id=found.id)
    return response
