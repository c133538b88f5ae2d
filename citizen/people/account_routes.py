"""My account: who is signed in here, where else, for how long, and the way out."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from flask import Blueprint, Response, current_app, jsonify, request

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.people import account_news, known_browsers, sessions
from citizen.people import service as people
from citizen.people.account_links import WAYS_IN, groups_of
from citizen.people.browser_visit import current_visit
from citizen.people.entering import require_signed_in, signed_in_person
from citizen.people.identity_services import with_services_only
from citizen.people.service import LiveVisit
from citizen.people.session_time import seconds_left
from citizen.web import browser_key
from citizen.web.access import needs_visit, open_to_all
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("account", __name__)


#: Of what was changed in the account: enough to notice what one did not do.
_NEWS_SHOWN = 5


class _Here(NamedTuple):
    person_id: uuid.UUID
    visit: LiveVisit


@blueprint.get("/account")
@needs_visit
def overview() -> Response:
    """Who is signed in, until when, and where to go from here."""
    here = _here()
    unsent = sessions.find_unsent(session(), session_id=here.visit.id, person_id=here.person_id)
    news = account_news.list_news(session(), person_id=here.person_id, language=current_ui().locale.code)
    return page(
        "people/account.html",
        news=news[:_NEWS_SHOWN],
        name=people.get_person(session(), person_id=here.person_id).name,
        this=_this(here),
        hours=_hours(),
        groups=groups_of(with_services_only(current_app.view_functions)),
        has_unsent=unsent is not None,
    )


@blueprint.get("/account/sessions")
@needs_visit
def list_sessions() -> Response:
    """Every device in which the person is signed in."""
    return page(
        "people/sessions.html",
        found=_all(_here()),
        ways_in=WAYS_IN,
        hours=_hours(),
        was_ended="ended" in request.args,
        goes_on="longer" in request.args,
    )


@blueprint.post("/account/sessions/end")
@needs_visit
def end_one() -> Response:
    """Sign one device out. This one: as by signing out."""
    here, chosen = _here(), _id_in(request.form.get("session", ""))
    if chosen == here.visit.id:
        return _leave(here, everywhere=False)
    sessions.end_session(session(), person_id=here.person_id, session_id=chosen)
    return see_other(".list_sessions", ended="1")


@blueprint.route("/account/sessions/everywhere", methods=["GET", "POST"])
@needs_visit
def sign_out_everywhere() -> Response:
    """Asks once, and says what it does not end: keys and cards."""
    here = _here()
    if request.method == "POST":
        return _leave(here, everywhere=True)
    return page(
        "people/sessions_everywhere.html",
        count=len(_all(here)),
        groups=groups_of(with_services_only(current_app.view_functions)),
    )


@blueprint.route("/account/still-there", methods=["GET", "POST"])
@needs_visit
def still_there() -> Response:
    """When the session ends; one press and it is as long again, as often as one likes. The script of the warning asks
    for the seconds instead of a page, and is not remembered as where somebody was going.
    """
    is_script = request.accept_mimetypes.best == "application/json"
    if is_script and signed_in_person() is None:
        return Response(status=403)
    here = _here()
    if request.method == "POST":
        people.touch_visit(session(), visit_id=here.visit.id)
        return jsonify(seconds=seconds_left(here.visit)) if is_script else see_other(".list_sessions", longer="1")
    return page("people/still_there.html", this=_this(here), hours=_hours())


@blueprint.route("/account/sign-out", methods=["GET", "POST"])
@needs_visit
def sign_out() -> Response:
    """Ends the session of this browser. Whoever is signed out already is told so."""
    if signed_in_person() is None:
        if request.method == "POST":
            browser_key.renew_key()
        return see_other(".signed_out")
    if request.method == "POST":
        return _leave(_here(), everywhere=False)
    return page("people/sign_out.html")


@blueprint.get("/account/signed-out")
@open_to_all
def signed_out() -> Response:
    """What is kept, and what is gone."""
    return page("people/signed_out.html", everywhere="everywhere" in request.args)


def _here() -> _Here:
    """Who is signed in, and the visit in which they are."""
    person_id, visit = require_signed_in(), current_visit()
    if visit is None:
        raise NotFound("visit")
    return _Here(person_id, visit)


def _all(here: _Here) -> list[sessions.OpenSession]:
    return sessions.list_sessions(session(), person_id=here.person_id, this=here.visit.id)


def _this(here: _Here) -> sessions.OpenSession:
    return next(one for one in _all(here) if one.is_this)


def _leave(here: _Here, *, everywhere: bool) -> Response:
    """The browser gets a new key: what the old one opened is out of its reach, also by the Back button."""
    if everywhere:
        sessions.end_every_session(session(), person_id=here.person_id)
    else:
        sessions.end_session(session(), person_id=here.person_id, session_id=here.visit.id)
    old_key = browser_key.find_key()
    known_browsers.move_on(session(), old_key=old_key, new_key=browser_key.renew_key())
    return see_other(".signed_out", **({"everywhere": "1"} if everywhere else {}))


def _hours() -> int:
    return int(people.signed_in_limit().total_seconds() // 3600)


def _id_in(written: str) -> uuid.UUID:
    try:
        return uuid.UUID(hex=written)
    except ValueError:
        raise NotFound("session") from None
