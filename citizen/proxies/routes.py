"""Changing for whom one acts, from the banner. The journeys ask the same question themselves when they start."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.blueprints import BlueprintSetupState

from citizen.proxies import choosing
from citizen.proxies.acting import act_for
from citizen.proxies.authority import Relation
from citizen.proxies.mandate_words import ground_of
from citizen.web.access import needs_visit
from citizen.web.pages import local_path, see_other

blueprint = Blueprint("proxies", __name__)


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    """The banner says on what ground one acts."""
    state.app.jinja_env.globals["ground_of"] = ground_of


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_visit
def for_whom() -> Response:
    """Ends or changes acting for somebody; what was begun for another person stays with that person."""
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        choosing.act_for_chosen(form)
        return see_other("home.start")
    return choosing.page_with(form, back=url_for("home.start"))


@blueprint.post("/for-whom/myself")
@needs_visit
def myself() -> Response:
    """Back to oneself, and to the page that was asked for. What was begun for another stays with that person."""
    act_for(Relation.SELF, "")
    return make_response(redirect(local_path(request.form.get("next"), default=url_for("home.start")), code=303))
