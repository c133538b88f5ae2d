"""Changing for whom one acts, from the banner. The journeys ask the same question themselves when they start."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from citizen.proxies.acting import act_for, current_who
from citizen.proxies.authority import Subject
from citizen.proxies.forms import ForWhomForm
from citizen.web.access import needs_visit
from citizen.web.pages import page

blueprint = Blueprint("proxies", __name__)


@blueprint.route("/for-whom", methods=["GET", "POST"])
@needs_visit
def for_whom() -> Response:
    """Ends or changes acting for somebody; what was begun for another person stays with that person."""
    form = ForWhomForm.from_request(start=answers_from(current_who().subject))
    if form.submitted_and_valid():
        act_for(*form.chosen())
        return Response(status=303, headers={"Location": url_for("home.start")})
    return page("proxies/for_whom.html", status=422 if form.problems else 200, form=form, back=url_for("home.start"))


def answers_from(subject: Subject) -> dict[str, str]:
    """The answers the question starts with: nothing is asked twice in one visit."""
    return (
        {"subject_name": subject.name}
        if subject.is_self
        else {
            "relation": subject.relation.value,
            "subject_name": subject.name,
        }
    )
