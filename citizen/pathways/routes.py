"""Assistive devices and rehabilitation: what is under way, beginning something, one way with its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from flask.blueprints import BlueprintSetupState

from citizen.booking import wishes
from citizen.core.errors import RuleBroken
from citizen.core.references import grouped
from citizen.notices.service import list_notices
from citizen.pathways import beginning, belongings, offers, service, showing, steps, words
from citizen.pathways.forms import SureForm
from citizen.pathways.saying import before_applying, offers_for
from citizen.pathways.terms import StepKind
from citizen.people.receipts import Receipts
from citizen.proxies.acting import act_for, current_who, made_for, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject, Who
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.pathways.models import Pathway

blueprint = Blueprint("pathways", __name__, url_prefix="/pathways")
#: Importing the other pages registers them with the blueprint.
__all__ = ["RECEIPTS", "blueprint"]


@blueprint.record_once
def _give_words(state: BlueprintSetupState) -> None:
    """Pages of the rooms below say what follows from a decision, and what to know before applying again."""
    state.app.jinja_env.globals.update(pathway_offers=offers_for, before_applying=before_applying)


@blueprint.get("")
@needs_act(Act.BOOK, or_act=Act.SEE)
def overview() -> Response:
    """What is under way, what an approval has opened, and what can be begun."""
    who = current_who()
    return page(
        "pathways/overview.html",
        cards=[showing.card_of(session(), one) for one in service.list_pathways(session(), who=who)],
        offered=[beginning.offer_row(one) for one in offers.open_offers(session(), who=who)],
        begin=beginning.entries(),
    )


@blueprint.get("/<reference>")
@needs_act(Act.BOOK, or_act=Act.SEE)
def show(reference: str) -> Response:
    """One way: where it stands, what comes next, what was written."""
    return _show(_pathway(reference)[1])


@blueprint.post("/<reference>/steps/<int:position>/book")
@needs_act(Act.BOOK)
def book(reference: str, position: int) -> Response:
    """To choosing a time, with everything that is known already. What is booked there is for this step."""
    who, pathway = _pathway(reference)
    step = service.get_step(session(), pathway=pathway, position=position)
    found = showing.service_of_step(session(), pathway, step.kind)
    if found is None:
        return _show(pathway, problem="no_service")
    acting = _who_books(who, pathway)
    if acting is None:
        return see_other("booking.for_whom", service=found.code, district=pathway.district)
    try:
        steps.look_for_time(session(), who=acting, pathway=pathway, position=position)
    except RuleBroken as refused:
        return _show(pathway, problem=refused.code)
    wish = wishes.open_wish(session(), who=acting)
    wishes.choose_district(session(), wish=wish, district=pathway.district)
    wishes.choose_service(session(), wish=wish, code=found.code)
    return see_other("booking.needs")


@blueprint.post("/<reference>/repair")
@needs_act(Act.BOOK)
def repair(reference: str) -> Response:
    """Something is broken: a step of its own, at any time."""
    return _side_step(reference, StepKind.REPAIR)


@blueprint.post("/<reference>/loan")
@needs_act(Act.BOOK)
def loan(reference: str) -> Response:
    """Borrow one meanwhile."""
    return _side_step(reference, StepKind.LOAN)


@blueprint.route("/<reference>/end", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def end(reference: str) -> Response:
    """What ending means, then doing it. What nobody has worked on yet is deleted."""
    who, pathway = _pathway(reference)
    form, can_go = SureForm.from_request(), belongings.can_go(session(), pathway)
    if not form.submitted_and_valid():
        title = showing.title_of(pathway)
        return page("pathways/end.html", form=form, title=title, reference=pathway.public_ref, can_go=can_go)
    if can_go:
        belongings.delete_pathway(session(), pathway=pathway)
        return see_other(".overview")
    steps.end_pathway(session(), pathway=pathway, by=steps.Doer.of(who))
    return see_other(".show", reference=pathway.public_ref)


def opened(reference: str) -> Response:
    """After reference and access code were right."""
    open_with_code(reference)
    return see_other("pathways.show", reference=reference)


RECEIPTS = Receipts(service.LETTER, "pathway", service.find_with_code, opened)


def _pathway(reference: str) -> tuple[Who, Pathway]:
    """The way of this address; the page speaks of the person it was begun for."""
    pathway = service.get_pathway(session(), who=require_who(), reference=reference)
    subject = Subject(Relation(pathway.begun_by), pathway.person_name or "")
    about_district(pathway.district)
    return show_for(subject, folder_id=pathway.visit_id), pathway


def _show(pathway: Pathway, *, problem: str | None = None) -> Response:
    view = showing.view_of(session(), pathway)
    return page(
        "pathways/show.html",
        status=409 if problem else 200,
        view=view,
        problem=_(words.problem_of(problem)) if problem else None,
        shown_reference=grouped(pathway.public_ref),
        access_code=None if current_who().mandate else grouped(pathway.access_code),
        happened=[
            {"at": one.at, "what": _(words.EVENTS.get(one.what, words.OTHER_EVENT))}
            for one in service.list_events(session(), pathway=pathway)
        ],
        notices=list_notices(session(), about=pathway.public_ref),
    )


def _side_step(reference: str, kind: StepKind) -> Response:
    who, pathway = _pathway(reference)
    try:
        steps.start_side_step(session(), who=who, pathway=pathway, kind=kind)
    except RuleBroken as refused:
        return _show(pathway, problem=refused.code)
    return see_other(".show", reference=pathway.public_ref, _anchor="more")


def _who_books(who: Who, pathway: Pathway) -> Who | None:
    """Who acts on the pages of booking, for the person of this way. None: somebody is signed in and has opened it with
    its code, so those pages ask for whom it is.
    """
    acting = made_for()
    if acting.subject.person_id is None:
        return act_for(Relation(pathway.begun_by), pathway.person_name or "")
    return acting if acting.visit_id == pathway.visit_id else None
