"""What a place has, by names that colleagues know: what it is, what it is for, and which one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from citizen.booking.terms import ResourceKind
from citizen.web.i18n import N_, _
from citizen.web.own_words import sentence, typed

if TYPE_CHECKING:
    from uuid import UUID

    from citizen.booking.models import Resource

_KINDS = {
    ResourceKind.STAFF: N_("Member of staff"),
    ResourceKind.ROOM: N_("Room"),
    ResourceKind.EQUIPMENT: N_("Equipment"),
    ResourceKind.VEHICLE: N_("Vehicle"),
    ResourceKind.INTERPRETER: N_("Interpreter"),
}
#: The codes that tables of places use; another one stands as it was written.
_SKILLS = {
    "therapist": N_("rehabilitation treatment"),
    "child-therapist": N_("rehabilitation of children"),
    "home-therapist": N_("rehabilitation at home"),
    "remote-therapist": N_("rehabilitation by video"),
    "low-vision": N_("low vision"),
    "mobility-trainer": N_("orientation and mobility"),
    "assessor": N_("assessment"),
    "online-assessor": N_("assessment by video"),
    "device-fitter": N_("fitting of devices"),
    "device-maker": N_("making of devices"),
    "home-survey": N_("survey of homes"),
    "job-adviser": N_("advice about work"),
    "hall-guide": N_("guide in the hall"),
    "legal-aid": N_("legal aid"),
    "bathing-carer": N_("help with bathing"),
    "csl": N_("national sign language"),
    "treatment": N_("treatment room"),
    "fitting": N_("fitting room"),
    "bath": N_("bath"),
    "visit": N_("visits at home"),
    "hoist": N_("hoist"),
}
_NUMBER = re.compile(r"-(\d+)$")


def resource_names(resources: Sequence[Resource], site_code: str) -> dict[UUID, Markup]:
    """'Room (treatment room) 2' by the id of each; with its code where two would be called the same."""
    names = {one.id: _name_of(one, site_code) for one in resources}
    often = Counter(names.values())
    return {
        one.id: names[one.id] if often[names[one.id]] == 1 else names[one.id] + " · " + typed(one.code)
        for one in resources
    }


def _name_of(one: Resource, site_code: str) -> Markup:
    kind = _(_KINDS[one.kind])
    number = _NUMBER.search(one.code)
    if not one.skills or number is None:
        return sentence(_("%(kind)s %(code)s"), kind=kind, code=typed(one.code.removeprefix(f"{site_code}-")))
    skills = escape(_(", ")).join(_(_SKILLS[code]) if code in _SKILLS else typed(code) for code in one.skills)
    return sentence(_("%(kind)s (%(skills)s) %(number)s"), kind=kind, skills=skills, number=number[1])
