"""Where an application begins, and where it is found again. The other pages register themselves with the blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.applications import asking, draft_routes, paper_routes, rows, sent_routes, service
from citizen.applications.blueprint import blueprint, paper_store, settings
from citizen.applications.forms import FindForm
from citizen.applications.lifecycle import Status
from citizen.applications.paper_service import forget_old_drafts
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import Audience, Programme
from citizen.eligibility.service import all_facts, answers_of, find_check
from citizen.people import service as people
from citizen.proxies.acting import act_for, current_who, ensure_who
from citizen.proxies.authority import Who
from citizen.proxies.forms import ForWhomForm
from citizen.proxies.routes import answers_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    from citizen.applications.models import Application

#: Importing the other modules of pages registers them with the blueprint.
__all__ = ["blueprint", "draft_routes", "paper_routes", "sent_routes"]


@blueprint.get("/applications")
@needs_visit
def index() -> Response:
    """My applications, finding one again, and how to begin."""
    mine = service.list_applications(session(), who=current_who())
    return page("applications/index.html", entries=[_entry(one) for one in mine], find_form=FindForm())


@blueprint.get("/applications/new")
@open_to_all
def new() -> Response:
    """Before the start: what is asked, which papers, how long, what happens next."""
    programme = _asked_programme()
    if not asking.can_be_applied_for(programme):
        return page("applications/not_here.html", programme=programme, text=rows.text_of(programme))
    return page(
        "applications/new.html",
        programme=programme,
        text=rows.text_of(programme),
        districts_text=rows.district_names(programme),
        most_questions=asking.most_questions(programme),
        paper_names=[name for _code, name in rows.paper_kinds(programme)[:-1]],
        draft_days=settings().draft_days,
        start=url_for("applications.for_whom", **_start_values()),
    )


@blueprint.route("/applications/for-whom", methods=["GET", "POST"])
@needs_visit
def for_whom() -> Response:
    """The first question of the journey; its answer starts the draft."""
    programme = _asked_programme()
    form = ForWhomForm.from_request(start=answers_from(current_who().subject))
    if form.submitted_and_valid():
        forget_old_drafts(session(), store=paper_store(), days=settings().draft_days)
        who = act_for(*form.chosen())
        known = _known_about(who, programme)
        draft = service.start_draft(session(), who=who, programme_id=programme.id, known=known)
        return see_other("applications.task_list", reference=draft.reference)
    back = url_for("applications.new", **_start_values())
    return page("proxies/for_whom.html", status=422 if form.problems else 200, form=form, back=back)


@blueprint.route("/applications/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Come back from any browser. An unknown reference and a wrong code get the same answer."""
    form = FindForm.from_request()
    if form.submitted_and_valid():
        reference = _prove(form)
        if reference is not None:
            who = ensure_who()
            if who.visit_id is None:
                raise NotFound("visit")
            people.grant_access(session(), visit_id=who.visit_id, reference=reference)
            return see_other("applications.task_list", reference=reference)
        form.refuse("reference", _("We find no application with this reference and access code. Check both."))
    return page("applications/find.html", status=422 if form.problems else 200, form=form)


def _prove(form: FindForm) -> str | None:
    """The reference if the access code fits. Every failure counts, whatever the answer: in a transaction of its own,
    before this request opens one, for a database with a single writer.
    """
    reference, code = form["reference"].data, form["code"].data
    scopes = [f"application:{service.tidy_reference(reference)}", f"address:{request.remote_addr}"]
    with database().writing() as short:
        people.check_attempts(short, scopes=scopes)
        found = service.find_by_code(short, reference=reference, code=code)
        if found is None:
            people.record_attempt(short, scopes=scopes)
        return found.reference if found else None


def _asked_programme() -> Programme:
    return asking.get_programme(request.args.get("programme", ""))


def _start_values() -> dict[str, Any]:
    """The query that goes along from page to page until the draft exists."""
    return {name: request.args[name] for name in ("programme", "check") if request.args.get(name)}


def _known_about(who: Who, programme: Programme) -> Answers:
    """What is known already: the check of this link, if it is about this person, and what "for whom" implies."""
    implied = {"applicant_role": "self"} if who.is_self and programme.audience is Audience.CITIZEN else {}
    check = find_check(session(), who=who, key=request.args.get("check", ""))
    if check is None:
        return Answers(dict(implied))
    return Answers({**implied, **all_facts(check)}, answers_of(check).unsure)


def _entry(application: Application) -> dict[str, object]:
    """One line of "my applications"."""
    is_draft = application.status is Status.DRAFT
    title = rows.text_of(asking.get_programme(application.programme_id)).name
    return {
        "title": title,
        "href": url_for("applications.task_list", reference=application.reference),
        "status": rows.status_text(application),
        "tone": rows.status_tone(application),
        "reference": rows.typed(grouped(application.reference)),
        "name": rows.typed(application.subject_name) if application.subject_name else None,
        "at": application.changed_at if is_draft else application.submitted_at or application.changed_at,
        "is_draft": is_draft,
    }
