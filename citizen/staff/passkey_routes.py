"""Passkeys of staff: the quickest way in. The device itself checks a PIN, a finger or a face."""

from __future__ import annotations

import uuid

from flask import Response

from citizen.core.errors import RuleBroken
from citizen.people import passkeys
from citizen.people.passkey_forms import PasskeyForm
from citizen.people.passkey_page import saying, this_site
from citizen.people.passkeys import Owner
from citizen.staff import service, staff_codes
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.coming_in import enter_as_staff
from citizen.staff.forms import WorkNumberForm
from citizen.staff.staff_visits import StaffWayIn
from citizen.web import browser_key
from citizen.web.access import needs_visit
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@blueprint.post("/passkey")
@needs_visit
def by_passkey() -> Response:
    """The device says who it is. A passkey of somebody who was revoked says nothing."""
    form, browser = PasskeyForm.from_request(), browser_key.ensure_key()
    try:
        key = passkeys.finish_sign_in(session(), site=this_site(), browser=browser, answer=form.said, of_staff=True)
    except RuleBroken as problem:
        by_code = staff_codes.are_allowed()
        return page("staff/sign_in.html", status=403, form=WorkNumberForm(), by_code=by_code, problem=saying(problem))
    member = service.find_member(session(), member_id=key.staff_id) if key.staff_id else None
    return see_other("staff.sign_in") if member is None else enter_as_staff(member, StaffWayIn.PASSKEY)


@blueprint.post("/passkey/options")
@needs_visit
def passkey_options() -> Response:
    """What the browser asks the device for."""
    options = passkeys.begin_sign_in(session(), site=this_site(), browser=browser_key.ensure_key(), of_staff=True)
    return Response(options, content_type="application/json")


@blueprint.route("/ways", methods=["GET", "POST"])
@staff_only()
def ways() -> Response:
    """How this member signs in the next time; and one more passkey."""
    form, problem = PasskeyForm.from_request(), None
    if form.submitted_and_valid():
        try:
            passkeys.finish_registration(
                session(),
                site=this_site(),
                owner=_owner(),
                browser=browser_key.ensure_key(),
                answer=form.said,
                label=form.label.data,
            )
            return see_other("staff.ways")
        except RuleBroken as refused:
            problem = saying(refused)
    status = 422 if form.problems else 403 if problem else 200
    keys = passkeys.list_passkeys(session(), owner=_owner())
    by_code = staff_codes.are_allowed()
    return page("staff/ways.html", status=status, form=form, problem=problem, keys=keys, by_code=by_code)


@blueprint.post("/ways/options")
@staff_only()
def add_passkey_options() -> Response:
    """What the browser hands to the device so that it makes a key."""
    member = require_staff()
    options = passkeys.begin_registration(
        session(), site=this_site(), owner=_owner(), browser=browser_key.ensure_key(), name=member.code
    )
    return Response(options, content_type="application/json")


@blueprint.post("/ways/<uuid:passkey_id>/remove")
@staff_only()
def remove_passkey(passkey_id: uuid.UUID) -> Response:
    """It opens nothing any more."""
    passkeys.remove_passkey(session(), owner=_owner(), passkey_id=passkey_id)
    return see_other("staff.ways")


def _owner() -> Owner:
    return Owner(staff_id=require_staff().id)
