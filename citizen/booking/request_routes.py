"""Asking a place without holding a time, and what became of it. Nothing here runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import inventory, requests, wishes
from citizen.booking.finding import current_search, current_wish
from citizen.booking.request_forms import AskForm
from citizen.booking.terms import AnswerBy, RequestKind, RequestState
from citizen.core.errors import Conflict, RuleBroken
from citizen.people.receipts import Receipts
from citizen.proxies.acting import open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web.i18n import N_, _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.booking.finding import Search
    from citizen.booking.models import BookingRequest, Site, Wish

blueprint = Blueprint("booking_requests", __name__, url_prefix="/book")

_REFUSED = {
    "no_call": N_("We do not call people who need sign language or captions. Choose another way."),
    "no_number": N_("Enter the number we should call"),
}


@blueprint.route("/ask", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def ask() -> Response:
    """An appointment that the place proposes."""
    return _ask(RequestKind.APPOINTMENT)


@blueprint.route("/ask/call-back", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def call_back() -> Response:
    """Somebody writes or calls."""
    return _ask(RequestKind.CALL_BACK)


@blueprint.get("/requests/<reference>")
@needs_act(Act.BOOK, or_act=Act.SEE)
def show(reference: str) -> Response:
    """What was asked, what became of it, reference and access code."""
    found = _request(reference)
    about_district(found.district)
    return page(
        "booking/request.html",
        asked=found,
        is_open=found.state is RequestState.OPEN,
        answered_with=requests.find_booking(session(), request=found),
        may_open=found.visit_id == require_who().visit_id,
    )


@blueprint.route("/requests/<reference>/withdraw", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def withdraw(reference: str) -> Response:
    """Says first what it means."""
    found = _request(reference)
    if request.method == "POST":
        try:
            requests.withdraw_request(session(), who=require_who(), reference=reference)
        except Conflict:  # answered in the meantime: the answer is what they want to see
            session().refresh(found)
        return see_other(".show", reference=found.public_ref)
    if found.state is not RequestState.OPEN:
        return see_other(".show", reference=found.public_ref)
    return page("booking/request_withdraw.html", asked=found)


def _ask(kind: RequestKind) -> Response:
    wish = current_wish()
    if wish is None or wish.district is None:
        return see_other("booking.start")
    about_district(wish.district)
    search = current_search()
    form = _ask_form(wish)
    if form.submitted_and_valid():
        sent = _send(form, wish, search, kind)
        if sent is not None:
            return see_other(".show", reference=sent.public_ref)
    return _ask_page(form, wish, search, kind)


def _ask_page(form: AskForm, wish: Wish, search: Search | None, kind: RequestKind) -> Response:
    return page(
        "booking/ask.html",
        status=422 if form.problems else 200,
        form=form,
        is_call_back=kind is RequestKind.CALL_BACK,
        search=search,
        wish=wish,
        site=_site(),
        writes_only=not requests.may_call(wishes.needs_of(wish)),
        here=request.full_path if request.query_string else request.path,
    )


def _ask_form(wish: Wish) -> AskForm:
    form = AskForm.from_request(start={"contact_name": wish.contact_name, "contact_phone": wish.contact_phone})
    if not requests.may_call(wishes.needs_of(wish)):
        form.write_only()
    if current_ui().kiosk:
        form.never_complete()
    return form


def _send(form: AskForm, wish: Wish, search: Search | None, kind: RequestKind) -> BookingRequest | None:
    """None: it was refused, and the form says why."""
    asked = _asked(form, wish, search, kind)
    answer_to = requests.AnswerTo(
        by=AnswerBy(str(form.answer_by.data)),
        name=form.contact_name.data,
        phone=form.contact_phone.data or None,
        home_address=wish.home_address,
        language=current_ui().reads,
    )
    try:
        return requests.ask(session(), who=require_who(), asked=asked, answer_to=answer_to)
    except RuleBroken as refused:
        form.refuse(refused.field or "answer_by", _(_REFUSED[refused.code]))
        return None


def _asked(form: AskForm, wish: Wish, search: Search | None, kind: RequestKind) -> requests.Asked:
    return requests.Asked(
        kind=kind,
        district=str(wish.district),
        service=None if search is None else search.service,
        site=_site(),
        needs=wishes.needs_of(wish),
        wishes=form.wishes.data or None,
    )


def _site() -> Site | None:
    return inventory.find_site(session(), code=request.args.get("site", ""))


def _request(reference: str) -> BookingRequest:
    """The request of this address; the page speaks of the person it was made for."""
    found = requests.get_request(session(), who=require_who(), reference=reference)
    show_for(Subject(Relation(found.booked_by), found.person_name or ""), folder_id=found.visit_id)
    return found


def opened(reference: str) -> Response:
    """After reference and access code were right."""
    open_with_code(reference)
    return see_other("booking_requests.show", reference=reference)


def _find_by_code(opened_session: Session, *, reference: str, code: str) -> BookingRequest | None:
    return requests.find_with_code(opened_session, reference=reference, access_code=code)


RECEIPTS = Receipts("Q", "booking_request", _find_by_code, opened)
