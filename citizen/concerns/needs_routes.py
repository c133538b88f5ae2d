"""Needs that a person registers, sees, corrects and withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.concerns import service
from citizen.concerns.blueprint import blueprint
from citizen.concerns.forms import FindNeedsForm, needs_form
from citizen.concerns.vocabulary import NeedsState
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.people.find_again import prove
from citizen.people.receipts import Receipts
from citizen.proxies import choosing
from citizen.proxies.acting import current_who, ensure_who, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Subject
from citizen.proxies.doings import note_doing
from citizen.web.access import needs_visit
from citizen.web.i18n import _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.concerns.models import RegisteredNeeds


@blueprint.get("/needs")
@needs_act(Act.FILL)
def needs() -> Response:
    """What registering is for, what this browser registered, and finding it again."""
    mine = service.list_own_needs(session(), who=current_who())
    return page("concerns/needs.html", entries=[_entry(one) for one in mine], form=FindNeedsForm())


@blueprint.route("/needs/for-whom", methods=["GET", "POST"])
@needs_act(Act.FILL)
def for_whom() -> Response:
    """The first question."""
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        choosing.act_for_chosen(form)
        return see_other("concerns.register")
    return choosing.page_with(form, back=url_for("concerns.needs"))


@blueprint.route("/needs/new", methods=["GET", "POST"])
@needs_act(Act.FILL)
def register() -> Response:
    """One form; sending it puts the needs on the list of the district."""
    form = needs_form({"name": current_who().subject.name})
    if form.submitted_and_valid():
        made = service.register_needs(session(), who=ensure_who(), district=form.chosen_district, told=form.told())
        return see_other("concerns.registered", reference=made.reference, saved="new")
    return page("concerns/needs_form.html", status=422 if form.problems else 200, form=form, reference=None)


@blueprint.get("/needs/<reference>")
@needs_act(Act.FILL)
def registered(reference: str) -> Response:
    """What stands there, the way back to it, and what one can do with it."""
    found = _open(reference)
    return page(
        "concerns/registered.html",
        reference=found.reference,
        shown_reference=grouped(found.reference),
        access_code=None if current_who().mandate else grouped(found.access_code),
        rows=_rows(found),
        changed_at=found.changed_at,
        is_withdrawn=found.state is NeedsState.WITHDRAWN,
        can_be_answered="contact" in found.told,
        saved=request.args.get("saved"),
    )


@blueprint.route("/needs/<reference>/change", methods=["GET", "POST"])
@needs_act(Act.FILL)
def change(reference: str) -> Response:
    """The same form, filled in."""
    found = _open(reference)
    if found.state is NeedsState.WITHDRAWN:
        return see_other("concerns.registered", reference=reference)
    form = needs_form({**found.told, "district": found.district})
    if form.submitted_and_valid():
        told, seen = form.told(), _seen()
        service.change_needs(session(), needs=found, district=form.chosen_district, told=told, seen=seen)
        note_doing(session(), who=require_who(), doing="needs_changed", about=found.reference)
        return see_other("concerns.registered", reference=reference, saved="change")
    status = 422 if form.problems else 200
    seen = _seen() if form.problems else found.version
    return page("concerns/needs_form.html", status=status, form=form, reference=found.reference, seen=seen)


@blueprint.route("/needs/<reference>/withdraw", methods=["GET", "POST"])
@needs_act(Act.SUBMIT)
def withdraw(reference: str) -> Response:
    """What taking it back means, then doing it."""
    found = _open(reference)
    if request.method == "POST":
        service.withdraw_needs(session(), needs=found)
        note_doing(session(), who=require_who(), doing="needs_withdrawn", about=found.reference)
        return see_other("concerns.registered", reference=reference)
    if found.state is NeedsState.WITHDRAWN:
        return see_other("concerns.registered", reference=reference)
    return page("concerns/withdraw.html", reference=found.reference)


@blueprint.route("/needs/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Come back from any browser. An unknown reference and a wrong code get the same answer."""
    form = FindNeedsForm.from_request()
    if form.submitted_and_valid():
        reference = prove(form, kind="needs", find=service.find_needs_by_code)
        if reference is not None:
            return opened(reference)
        form.refuse("reference", _("We find nothing with this reference and access code. Check both."))
    return page("concerns/find.html", status=422 if form.problems else 200, form=form)


def opened(reference: str) -> Response:
    """After reference and access code were right."""
    open_with_code(reference)
    return see_other("concerns.registered", reference=reference)


RECEIPTS = Receipts("N", "needs", service.find_needs_by_code, opened)


def _open(reference: str) -> RegisteredNeeds:
    """The needs of this address; the page speaks of the person they were registered for."""
    found = service.get_needs(session(), who=require_who(), reference=reference)
    show_for(Subject(relation=found.relation, name=found.subject_name or ""), folder_id=found.visit_id)
    about_district(found.district)
    return found


def _seen() -> int:
    """The version the page that was sent had shown."""
    sent = request.form.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0


def _rows(found: RegisteredNeeds) -> list[dict[str, str]]:
    locale, policy, told = current_ui().locale.code, catalogue.load(), found.told
    rows = {
        _("What help is needed"): _need_names(found),
        _("What exactly?"): told.get("story"),
        _("Which district should know?"): policy.districts[found.district].name[locale],
        _("Name"): told.get("name"),
        _("How the office reaches you"): told.get("contact"),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _need_names(found: RegisteredNeeds) -> str:
    names, locale = catalogue.load().labels["need"], current_ui().locale.code
    return _(", ").join(names[code][locale] for code in found.told.get("needs", ()) if code in names)


def _entry(found: RegisteredNeeds) -> dict[str, str]:
    withdrawn = found.state is NeedsState.WITHDRAWN
    return {
        "text": _("Withdrawn: %(reference)s", reference=grouped(found.reference))
        if withdrawn
        else _("Registered needs: %(reference)s", reference=grouped(found.reference)),
        "href": url_for("concerns.registered", reference=found.reference),
        "hint": _need_names(found),
    }
