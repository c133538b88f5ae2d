"""A code by text message, call or e-mail: where to send it, one field to type it, more time, another one."""

from __future__ import annotations

from flask import Response, request

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.people import code_sending, contacts, entering
from citizen.people.code_page import PROBLEMS, CodePages, channel_named, code_page, soon, ways_for
from citizen.people.code_sending import Purpose, TooSoon
from citizen.people.entering import WayIn
from citizen.people.notice_kinds import SIGN_IN_CODE
from citizen.people.one_time_codes import Answer
from citizen.people.sign_in_forms import CodeForm, address_form
from citizen.people.sign_in_routes import blueprint
from citizen.web.access import needs_visit
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

_SIGN_IN = Purpose("sign_in", SIGN_IN_CODE)
_PAGES = CodePages(
    enter="people.enter_code",
    more_time="people.more_time",
    again="people.send_again",
    other="people.send_code",
    button=N_("Sign in"),
)


@blueprint.get("/sign-in/code")
@needs_visit
def send_code() -> Response:
    """By which way."""
    return page("people/code_channel.html", ways=ways_for("people.send_code_by"))


@blueprint.route("/sign-in/code/by/<way>", methods=["GET", "POST"])
@needs_visit
def send_code_by(way: str) -> Response:
    """Where to. Whether we know the address is never said: everybody gets a code."""
    form = address_form(channel_named(way), complete_own=not current_ui().kiosk)
    if form.submitted_and_valid() and form.address:
        try:
            code_sending.send_code(_SIGN_IN, channel=form.channel, address=form.address)
        except TooSoon as wait:
            form.refuse("to", soon(wait.seconds))
        else:
            return see_other(".enter_code")
    return page("people/code_address.html", status=422 if form.problems else 200, form=form, way=way)


@blueprint.route("/sign-in/code/enter", methods=["GET", "POST"])
@needs_visit
def enter_code() -> Response:
    """The code that came. A wrong one is told here; after five another one is offered, nobody is locked out."""
    form = CodeForm.from_request()
    if form.submitted_and_valid():
        answer, proved = code_sending.judge(_SIGN_IN, form.code.data)
        if proved is not None and code_sending.take(proved):
            person = contacts.person_of(session(), channel=proved.channel, address=proved.address)
            return entering.enter(person_id=person.id, way_in=WayIn.CODE)
        form.refuse("code", _(PROBLEMS[Answer.EXPIRED if answer is Answer.RIGHT else answer]))
    return code_page(_SIGN_IN, _PAGES, form, longer="longer" in request.args)


@blueprint.post("/sign-in/code/more-time")
@needs_visit
def more_time() -> Response:
    """Ten minutes from now on, again and again."""
    if code_sending.more_time(_SIGN_IN):
        return see_other(".enter_code", longer="yes")
    return see_other(".enter_code")


@blueprint.post("/sign-in/code/again")
@needs_visit
def send_again() -> Response:
    """Another code to the same place; a telephone may be called instead."""
    asked = request.form.get("way")
    try:
        code_sending.send_again(_SIGN_IN, channel=channel_named(asked) if asked else None)
    except TooSoon as wait:
        return page("people/code_too_soon.html", status=429, text=soon(wait.seconds), back="people.enter_code")
    except NotFound:
        return see_other(".send_code")
    return see_other(".enter_code")
