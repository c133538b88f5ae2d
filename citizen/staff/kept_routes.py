"""The page on which staff find what they typed when their session was over."""

from __future__ import annotations

import re
import uuid

from flask import Response

from citizen.core.errors import NotFound
from citizen.staff import coming_back, counter
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.counter_routes import this_browser
from citizen.staff.looks import note_look
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

#: A choice as the form sends it says nothing to a reader.
_CODE = re.compile("[a-z][a-z0-9_.-]*")


@blueprint.get("/kept-form")
@staff_only()
def kept() -> Response:
    """What was typed, to be sent with one press; about somebody at the counter, only while they are there."""
    member = require_staff()
    found = coming_back.unsent(member)
    if found is None:
        return see_other("staff.desk")
    here = counter.person_here(session(), browser=this_browser(), member=member)
    return page(
        "staff/kept_form.html",
        action=found.action,
        fields=found.fields,
        typed=[value for name, value in found.fields if _is_typed(name, value)],
        is_waiting_for_person=coming_back.is_about_somebody_else(found, here),
        can_come_back=bool(found.acting_for),
        kept_name=coming_back.KEPT,
    )


def _is_typed(name: str, value: str) -> bool:
    return name != coming_back.PERSON and bool(value.strip()) and not _CODE.fullmatch(value)


@blueprint.post("/kept-form/person")
@staff_only()
def kept_person() -> Response:
    """The person of the form is still here: the counter is about them again, and the look is noted."""
    member = require_staff()
    found = coming_back.unsent(member)
    if found is None or not found.acting_for:
        raise NotFound("person")
    person_id = uuid.UUID(found.acting_for)
    counter.receive(session(), browser=this_browser(), member=member, person_id=person_id)
    note_look(member, person_id=person_id)
    return see_other("staff.kept")


@blueprint.post("/kept-form/forget")
@staff_only()
def forget_kept() -> Response:
    """It is not wanted any more."""
    coming_back.forget(require_staff())
    return see_other("staff.desk")
