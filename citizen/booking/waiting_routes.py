"""The waiting list: join it, come back to it, say yes or no to a time, leave it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import inventory, waiting, wishes
from citizen.booking.finding import Search, current_search
from citizen.booking.forms import OfferedChoice
from citizen.booking.service import Contact
from citizen.booking.terms import PartOfDayWished, ServiceKind
from citizen.booking.waiting_forms import HomeJoinForm, JoinForm
from citizen.booking.waiting_page import context_of, places_of
from citizen.booking.wording import in_words, show_day
from citizen.core import clock
from citizen.core.errors import Conflict
from citizen.people.receipts import Receipts
from citizen.proxies.acting import current_who, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web.i18n import _, ngettext
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.booking.models import WaitingEntry

blueprint = Blueprint("waiting", __name__, url_prefix="/book/waiting")

_ANY_PLACE = "any"
_WEEKS = (2, 4, 8)


@blueprint.route("/join", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def join() -> Response:
    """For what was looked for: where, which days, until when, and how the person is told."""
    search = current_search()
    if search is None:
        return see_other("booking.start")
    about_district(search.district)
    form = _form_for(search)
    if form.submitted_and_valid():
        entry = waiting.join_list(session(), who=require_who(), wanted=_wanted(search, form), contact=_contact(form))
        return see_other(".show", reference=entry.public_ref)
    status = 422 if form.problems else 200
    return page(
        "booking/waiting_join.html", status=status, form=form, search=search, needs=wishes.needs_of(search.wish)
    )


@blueprint.get("/<reference>")
@needs_act(Act.BOOK, or_act=Act.SEE)
def show(reference: str) -> Response:
    """Where one stands, and the time that is offered."""
    entry = _entry(reference)
    about_district(entry.district)
    return page("booking/waiting.html", answer=request.args.get("answer"), **context_of(session(), entry))


@blueprint.post("/<reference>/yes")
@needs_act(Act.BOOK)
def accept(reference: str) -> Response:
    """The offered time is booked."""
    entry = _entry(reference)
    try:
        booking = waiting.accept_offer(session(), who=require_who(), reference=entry.public_ref)
    except Conflict:
        return see_other(".show", reference=entry.public_ref, answer="late")
    if booking.visit_id != current_who().visit_id:
        open_with_code(booking.public_ref)
    return see_other("booked.show", reference=booking.public_ref)


@blueprint.post("/<reference>/no")
@needs_act(Act.BOOK)
def decline(reference: str) -> Response:
    """Not this time; the place on the list stays."""
    entry = waiting.decline_offer(session(), who=require_who(), reference=_entry(reference).public_ref)
    return see_other(".show", reference=entry.public_ref, answer="no")


@blueprint.route("/<reference>/leave", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def leave(reference: str) -> Response:
    """Says first what it means; leaving happens with the button."""
    entry = _entry(reference)
    if request.method == "POST":
        waiting.leave_list(session(), who=require_who(), reference=entry.public_ref)
        return see_other(".show", reference=entry.public_ref)
    if entry.state not in waiting.OPEN:
        return see_other(".show", reference=entry.public_ref)
    return page("booking/waiting_leave.html", entry=entry)


def opened(reference: str) -> Response:
    """After reference and access code were right: the time that was offered opens with them as well."""
    open_with_code(reference)
    return see_other("waiting.show", reference=reference)


def _find_by_code(opened_session: Session, *, reference: str, code: str) -> WaitingEntry | None:
    return waiting.find_with_code(opened_session, reference=reference, access_code=code)


RECEIPTS = Receipts("W", "waiting", _find_by_code, opened)


def _entry(reference: str) -> WaitingEntry:
    """The entry of this address; the page speaks of the person it was made for."""
    entry = waiting.get_entry(session(), who=require_who(), reference=reference)
    show_for(Subject(Relation(entry.booked_by), entry.person_name or ""), folder_id=entry.visit_id)
    return entry


def _form_for(search: Search) -> JoinForm:
    kind = HomeJoinForm if search.service.kind is ServiceKind.AT_HOME else JoinForm
    wish = search.wish
    start = {
        "contact_name": wish.contact_name,
        "contact_phone": wish.contact_phone,
        "home_address": wish.home_address,
        "place": request.args.get("site", _ANY_PLACE),
        "part": PartOfDayWished.ANY.value,
        "until": str(_WEEKS[1]),
    }
    form: JoinForm = kind.from_request(start=start)
    form.place.offered = [
        OfferedChoice(_ANY_PLACE, _("Any place in this district: that is quickest")),
        *(OfferedChoice(site.code, in_words(site.name)) for site in places_of(session(), search)),
    ]
    form.until.offered = [OfferedChoice(str(weeks), _until_label(weeks)) for weeks in _WEEKS]
    if current_ui().kiosk or not current_who().is_self:
        form.never_complete()
    return form


def _until_label(weeks: int) -> str:
    count = ngettext("%(num)s week", "%(num)s weeks", weeks)
    return _("%(count)s, until %(day)s", count=count, day=show_day(_day_after(weeks)))


def _day_after(weeks: int) -> date:
    return clock.today() + timedelta(weeks=weeks)


def _wanted(search: Search, form: JoinForm) -> waiting.Wanted:
    chosen = str(form.place.data)
    return waiting.Wanted(
        service=search.service,
        district=search.district,
        site=None if chosen == _ANY_PLACE else inventory.find_site(session(), code=chosen),
        needs=wishes.needs_of(search.wish),
        weekdays=tuple(int(number) for number in form.weekdays.data or ()),
        part=PartOfDayWished(str(form.part.data)),
        from_day=clock.today(),
        until_day=_day_after(int(str(form.until.data))),
    )


def _contact(form: JoinForm) -> Contact:
    address = form.home_address.data if isinstance(form, HomeJoinForm) else None
    language = current_ui().reads
    return Contact(form.contact_name.data, form.contact_phone.data or None, address, language)
