"""Passkeys: coming in with one, and those of one's own account. The one thing here that needs a script."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import RuleBroken
from citizen.people import entering, passkeys
from citizen.people import service as people
from citizen.people.entering import WayIn
from citizen.people.last_way import ask_first
from citizen.people.passkey_forms import PasskeyForm
from citizen.people.passkey_page import saying, this_site
from citizen.people.passkeys import Owner
from citizen.people.proving_again import after_proof, is_proved
from citizen.web import browser_key
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("passkeys", __name__)


@blueprint.route("/sign-in/passkey", methods=["GET", "POST"])
@needs_visit
def sign_in() -> Response:
    """The device says who it is; nothing is typed."""
    form = PasskeyForm.from_request()
    if request.method == "POST":
        try:
            key = passkeys.finish_sign_in(session(), site=this_site(), browser=_browser(), answer=form.said)
        except RuleBroken as problem:
            return page("people/passkey_sign_in.html", status=403, problem=saying(problem))
        if key.person_id is not None:
            return entering.enter(person_id=key.person_id, way_in=WayIn.PASSKEY)
    return page("people/passkey_sign_in.html", problem=None)


@blueprint.post("/sign-in/passkey/options")
@needs_visit
def sign_in_options() -> Response:
    """What the browser asks the device for."""
    return _json(passkeys.begin_sign_in(session(), site=this_site(), browser=_browser()))


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
@needs_visit
@after_proof
def overview() -> Response:
    """The passkeys of the one who is signed in, whomever they act for; and one more."""
    owner, form = _owner(), PasskeyForm.from_request()
    problem = None
    if form.submitted_and_valid():
        try:
            passkeys.finish_registration(
                session(), site=this_site(), owner=owner, browser=_browser(), answer=form.said, label=form.label.data
            )
            return see_other(".overview", added=1)
        except RuleBroken as refused:
            problem = saying(refused)
    return page(
        "people/passkeys.html",
        status=422 if form.problems else 403 if problem else 200,
        form=form,
        problem=problem,
        keys=passkeys.list_passkeys(session(), owner=owner),
        is_added=request.args.get("added") == "1" and not problem,
        is_shared=current_ui().kiosk,
    )


@blueprint.post("/account/passkeys/options")
@needs_visit
def add_options() -> Response:
    """What the browser hands to the device so that it makes a key."""
    person_id = entering.signed_in_person()
    if person_id is None or current_ui().kiosk or not is_proved():
        return _json("{}", status=403)
    name = people.get_person(session(), person_id=person_id).name or _("My account")
    options = passkeys.begin_registration(
        session(), site=this_site(), owner=Owner(person_id=person_id), browser=_browser(), name=name
    )
    return _json(options)


@blueprint.route("/account/passkeys/<uuid:passkey_id>/remove", methods=["GET", "POST"])
@needs_visit
@after_proof
def remove(passkey_id: uuid.UUID) -> Response:
    """Asks once, then it opens nothing any more; the only way in is asked about twice."""
    person_id = entering.require_signed_in()
    owner = Owner(person_id=person_id)
    key = passkeys.get_passkey(session(), owner=owner, passkey_id=passkey_id)
    if (asked := ask_first(person_id=person_id, way_id=key.id, keep=url_for(".overview"))) is not None:
        return asked
    if request.method == "POST":
        passkeys.remove_passkey(session(), owner=owner, passkey_id=passkey_id)
        return see_other(".overview")
    return page("people/passkey_remove.html", key=key)


def _owner() -> Owner:
    return Owner(person_id=entering.require_signed_in())


def _browser() -> str:
    return browser_key.ensure_key()


def _json(text: str, *, status: int = 200) -> Response:
    return Response(text, status=status, content_type="application/json")
