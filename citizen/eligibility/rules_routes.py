"""The rules of a programme and where they stand, open to everybody. No sign-in, nothing stored."""

from __future__ import annotations

from flask import Blueprint, Response

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue
from citizen.eligibility.cautions import cautions_about, general_cautions
from citizen.eligibility.programme_guide import show_caution
from citizen.eligibility.rules_page import rules_of
from citizen.web.access import open_to_all
from citizen.web.pages import about_district, page

blueprint = Blueprint("rules", __name__)


@blueprint.get("/programmes/<programme_id>/rules")
@open_to_all
def programme_rules(programme_id: str) -> Response:
    """The rules as sentences, district by district, each with its clause."""
    policy = catalogue.load()
    programme = policy.programmes.get(programme_id)
    if programme is None:
        raise NotFound("programme")
    about_district(programme.districts[0] if len(programme.districts) == 1 else None)
    locale = current_ui().locale.code
    return page(
        "directory/rules.html",
        rules=rules_of(programme, policy, locale),
        contradictions=[show_caution(one, locale) for one in cautions_about(programme.id)],
        general=[show_caution(one, locale) for one in general_cautions()],
    )
