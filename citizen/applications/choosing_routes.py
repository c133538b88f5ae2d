"""Choosing programmes: before an application begins, and while it is a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.applications import choosing, editions, offer, programme_rows, rows
from citizen.applications.asking import get_programme
from citizen.applications.blueprint import blueprint, open_application, paper_store, settings
from citizen.applications.choice_forms import ChooseForm, choose_form
from citizen.applications.field_registry import most_questions
from citizen.applications.origins import known_before
from citizen.applications.paper_service import forget_old_drafts
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.words import choice_problem
from citizen.core.errors import NotFound, RuleBroken
from citizen.eligibility.service import find_check
from citizen.proxies import choosing as choosing_a_person
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Refusal
from citizen.web.access import open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citizen.applications.models import Application
    from citizen.eligibility.programme import Programme
    from citizen.proxies.authority import Who


@blueprint.get("/applications/choose")
@open_to_all
def choose() -> Response:
    """Find programmes by a word or by what it is about, and tick them. The address carries everything."""
    chosen, found = _named(), offer.find_offer(request.args)
    form = choose_form([*chosen, *found.programmes], ticked=[one.id for one in chosen])
    if "go" in request.args:
        problem = _problem([one.id for one in chosen])
        if problem is None:
            return see_other("applications.new", **_start_values())
        form.refuse("programme", problem)
    return _choose_page("applications/choose.html", form, found, status=422 if form.problems else 200)


@blueprint.get("/applications/new")
@open_to_all
def new() -> Response:
    """Before the start: what is asked, which papers, how long, what happens next. Without a programme: choose one."""
    asked = request.args.getlist("programme")
    if not asked:
        return see_other("applications.choose", **_start_values())
    programmes = [get_programme(one) for one in dict.fromkeys(asked)]
    not_here = [one for one in programmes if editions.find_offered(one.id) is None]
    if not_here:
        return page("applications/not_here.html", **programme_rows.not_here(not_here, programmes, _start_values()))
    if (problem := _problem([one.id for one in programmes])) is not None:
        form = choose_form(programmes, ticked=[one.id for one in programmes])
        form.refuse("programme", problem)
        return _choose_page("applications/choose.html", form, offer.find_offer(request.args), status=422)
    return _before_the_start(programmes)


@blueprint.route("/applications/for-whom", methods=["GET", "POST"])
@needs_act(Act.FILL)
def for_whom() -> Response:
    """The first question of the journey; its answer starts the draft."""
    programmes = choosing.get_programmes(request.args.getlist("programme"))
    if not programmes:
        raise NotFound("programme")
    form = choosing_a_person.question()
    if form.submitted_and_valid():
        if (first := choosing_a_person.first_elsewhere(form)) is not None:
            return first
        who = choosing_a_person.act_for_chosen(form)
        if not all(who.covers(one.id) for one in programmes):
            return page("proxies/not_allowed.html", status=403, refusal=Refusal.OTHER_PROGRAMME.value)
        forget_old_drafts(session(), store=paper_store(), days=settings().draft_days)
        check = find_check(session(), who=who, key=request.args.get("check", ""))
        known = known_before(session(), who=who, check=check)
        chosen = [one.id for one in programmes]
        draft = choosing.start_draft(session(), who=who, programme_ids=chosen, known=known)
        return see_other("applications.task_list", reference=draft.reference)
    back = url_for("applications.new", **_start_values())
    return choosing_a_person.page_with(form, back=back)


@blueprint.get("/applications/<reference>/programmes")
@needs_act(Act.FILL)
def programmes(reference: str) -> Response:
    """What this draft asks for, with the way to take one out and to add more."""
    return _programmes_page(reference)


@blueprint.post("/applications/<reference>/programmes")
@needs_act(Act.FILL)
def add_programmes(reference: str) -> Response:
    """Add what is ticked. Adding twice is once, and nothing that another window added is lost."""
    open_application(reference)
    ticked = request.form.getlist("programme")
    if not ticked:
        return _programmes_page(reference, problem=choice_problem("nothing_chosen"))

    def add(who: Who, application: Application) -> None:
        known = known_before(session(), who=who, check=None)
        choosing.add_programmes(session(), who=who, application=application, programme_ids=ticked, known=known)

    return _change(reference, add, done={"added": 1}, ticked=ticked)


@blueprint.post("/applications/<reference>/programmes/<programme_id>/remove")
@needs_act(Act.FILL)
def remove_programme(reference: str, programme_id: str) -> Response:
    """Take one out. Taking it out twice is once."""

    def remove(who: Who, application: Application) -> None:
        choosing.remove_programme(session(), who=who, application=application, programme_id=programme_id)

    return _change(reference, remove, done={"removed": 1})


def _before_the_start(programmes: Sequence[Programme]) -> Response:
    return page(
        "applications/new.html",
        offers=[programme_rows.offer_row(one) for one in programmes],
        most_questions=most_questions(programmes),
        papers=programme_rows.papers_and_their_programmes(programmes),
        draft_days=settings().draft_days,
        start=url_for("applications.for_whom", **_start_values()),
        other=url_for("applications.choose", **_start_values()),
    )


def _change(
    reference: str,
    change: Callable[[Who, Application], None],
    *,
    done: dict[str, int],
    ticked: list[str] | None = None,
) -> Response:
    """Change which programmes a draft asks for. Such changes never contradict each other: when another window was
    faster by a moment, this one is made once more upon what stands there now.
    """
    try:
        try:
            change(*open_application(reference))
        except ChangedMeanwhile:
            session().rollback()
            change(*open_application(reference))
    except RuleBroken as broken:
        session().rollback()
        return _programmes_page(reference, problem=choice_problem(broken.code), ticked=ticked)
    return see_other("applications.programmes", reference=reference, **done)


def _programmes_page(reference: str, *, problem: str | None = None, ticked: list[str] | None = None) -> Response:
    _who, application = open_application(reference)
    present = {case.programme_id for case in application.cases}
    found = offer.find_offer(request.args, without=present, like=programme_rows.audience_of(application))
    others = [one for one in (editions.find_offered(code) for code in ticked or ()) if one and one.id not in present]
    form = choose_form([*others, *found.programmes], ticked=ticked or ())
    if problem is not None:
        form.refuse("programme", problem)
    return _choose_page(
        "applications/programmes.html",
        form,
        found,
        status=422 if problem else 200,
        **rows.heading_of(application),
        chosen=programme_rows.case_rows(application),
        saved=_("Saved: programmes") if {"added", "removed"} & set(request.args) else None,
    )


def _choose_page(template: str, form: ChooseForm, found: offer.Offer, *, status: int = 200, **context: Any) -> Response:
    locale = current_ui().locale.code
    return page(
        template, status=status, form=form, found=found, needs=offer.need_names(locale), keep=_kept(), **context
    )


def _named() -> list[Any]:
    """The programmes of the address that can be applied for; others are not heard of here."""
    found = (editions.find_offered(one) for one in dict.fromkeys(request.args.getlist("programme")))
    return [one for one in found if one is not None]


def _problem(programme_ids: list[str]) -> str | None:
    """Why one application cannot ask for these, as a sentence."""
    if not programme_ids:
        return choice_problem("nothing_chosen")
    try:
        choosing.check_together(choosing.get_programmes(programme_ids))
    except RuleBroken as broken:
        return choice_problem(broken.code)
    return None


def _kept() -> dict[str, str]:
    """What goes along besides the programmes."""
    return {"check": request.args["check"]} if request.args.get("check") else {}


def _start_values() -> dict[str, Any]:
    """The query that goes along from page to page until the draft exists."""
    chosen = list(dict.fromkeys(request.args.getlist("programme")))
    return {**({"programme": chosen} if chosen else {}), **_kept()}
