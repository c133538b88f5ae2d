"""The way to all ways in, what each needs, and the question what becomes of what was begun before signing in."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from citizen.core.errors import NotFound
from citizen.people import code_sending, entering
from citizen.people.find_again import prove
from citizen.people.identity_services import with_services_only
from citizen.people.receipts import receipts_of
from citizen.people.sign_in_forms import BegunHereForm, ReceiptForm
from citizen.people.ways import WAYS, Way
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other

blueprint = Blueprint("people", __name__)


@blueprint.get("/sign-in")
@needs_visit
def sign_in() -> Response:
    """All ways in, side by side. Who is signed in already is led to the account."""
    if "next" in request.args:
        entering.remember_where(request.args["next"])
        return see_other(".sign_in")
    if entering.signed_in_person() is not None:
        return entering.go_on(None)
    return page("people/sign_in.html", ways=open_ways())


@blueprint.get("/sign-in/ways")
@open_to_all
def ways() -> Response:
    """What every way in needs, whom it suits, and what to do when it is lost."""
    return page("people/ways.html", ways=open_ways())


@blueprint.route("/sign-in/by-code", methods=["GET", "POST"])
@needs_visit
def by_code() -> Response:
    """Whatever the receipt is for. It opens that one thing in this browser, never the account it belongs to."""
    form = ReceiptForm.from_request()
    if form.submitted_and_valid():
        receipts = receipts_of(form.reference.data)
        reference = prove(form, kind=receipts.kind, find=receipts.find) if receipts else None
        if receipts is not None and reference is not None:
            return receipts.opened(reference)
        form.refuse("reference", _("We find nothing with this reference and access code. Check both."))
    return page("people/by_code.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/sign-in/begun-here", methods=["GET", "POST"])
@needs_visit
def begun_here() -> Response:
    """Whether what this browser began before is the person's own. Nothing of it is shown."""
    if entering.begun_here() is None:
        raise NotFound("begun_here")
    form = BegunHereForm.from_request()
    if form.submitted_and_valid():
        return entering.settle_begun_here(is_mine=form.is_mine)
    return page("people/begun_here.html", status=422 if form.problems else 200, form=form)


def open_ways() -> list[Way]:
    """The ways this deployment has: their page is there, and codes can be sent."""
    can_send = bool(code_sending.offered_channels())
    pages = with_services_only(current_app.view_functions)
    return [way for way in WAYS if way.is_open_in(pages) and (way.code != "code" or can_send)]
