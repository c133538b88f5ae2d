"""Complaining in writing about a barrier on this website: without a telephone, without a name, for the district."""

from __future__ import annotations

from flask import Response, current_app

from citizen.concerns import service
from citizen.concerns.blueprint import blueprint
from citizen.concerns.forms import barrier_form
from citizen.concerns.vocabulary import THIS_SITE
from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.proxies.acting import ensure_who, require_who
from citizen.web.access import needs_visit
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session


@blueprint.route("/accessibility/barrier", methods=["GET", "POST"])
@needs_visit
def barrier() -> Response:
    """What did not work, for which district, and whether somebody may answer."""
    form = barrier_form()
    if form.submitted_and_valid():
        who = ensure_who()
        if who.browser_id is None:
            raise NotFound("visit")
        made = service.report_barrier(
            session(), visit_id=who.browser_id, district=str(form.district.data), told=form.told()
        )
        return see_other("concerns.barrier_sent", reference=made.reference)
    return page("concerns/barrier.html", status=422 if form.problems else 200, form=form, reply_days=_reply_days())


@blueprint.get("/accessibility/barrier/<reference>")
@needs_visit
def barrier_sent(reference: str) -> Response:
    """The receipt: the reference, and when an answer comes."""
    made = service.get_report(session(), who=require_who(), reference=reference)
    if made.place_id != THIS_SITE:
        raise NotFound("report")
    about_district(made.district)
    return page(
        "concerns/barrier_sent.html",
        reference=grouped(made.reference),
        story=made.told["story"],
        made_at=made.made_at,
        is_anonymous="contact" not in made.told,
        reply_days=_reply_days(),
    )


def _reply_days() -> int:
    settings: Settings = current_app.extensions["settings"]
    return settings.barrier_reply_days
