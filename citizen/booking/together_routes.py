"""From one booking to a second one next to it, for somebody else of the family."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.booking import service, together, wishes
from citizen.booking.days_page import code_of, read_moment
from citizen.booking.finding import hold_minutes
from citizen.booking.forms import ContactForm, HomeContactForm, NeedsForm, OfferedChoice
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Channel, ServiceKind
from citizen.booking.together import Beside, Near
from citizen.booking.together_forms import BesideForm
from citizen.booking.wording import show_moment
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies import choosing
from citizen.proxies.acting import current_who, require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import N_, _
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking

blueprint = Blueprint("together", __name__, url_prefix="/book/together")

_GROUPS = {
    Beside.AFTER: N_("Directly after the first appointment"),
    Beside.BEFORE: N_("Directly before the first appointment"),
    Beside.SAME: N_("At the same time, with somebody else of the staff"),
    Beside.SAME_DAY: N_("Other times of the same day"),
}


@blueprint.route("/<reference>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def for_whom(reference: str) -> Response:
    """For whom the second appointment is: the question of every journey."""
    booking = _first(reference)
    form = choosing.question()
    if form.submitted_and_valid():
        if (first := choosing.first_elsewhere(form)) is not None:
            return first
        together.let_see(session(), who=require_who(), booking=booking)
        wishes.open_wish(session(), who=choosing.act_for_chosen(form))
        return see_other(".needs", reference=booking.public_ref)
    return choosing.page_with(form, back=url_for("booked.show", reference=booking.public_ref))


@blueprint.route("/<reference>/needs", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def needs(reference: str) -> Response:
    """What the second person needs on the day: it may be something else."""
    booking, wish = _first(reference), wishes.find_wish(session(), who=require_who())
    if wish is None:
        return see_other(".for_whom", reference=booking.public_ref)
    form = NeedsForm.from_request(start={"needs": wish.needs})
    if form.submitted_and_valid():
        wishes.choose_needs(session(), wish=wish, needs=form.needs.data)
        return see_other(".times", reference=booking.public_ref)
    return page("booking/together_needs.html", form=form, booking=booking)


@blueprint.route("/<reference>/times", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def times(reference: str) -> Response:
    """The times next to the first appointment, then the others of that day. Choosing one holds it."""
    booking, who = _first(reference), require_who()
    wish = wishes.find_wish(session(), who=who)
    if wish is None:
        return see_other(".for_whom", reference=booking.public_ref)
    form, trouble = BesideForm.from_request(), None
    if request.method == "POST":
        held = _hold(booking, form)
        if isinstance(held, Response):
            return held
        trouble = held
    near = together.times_beside(session(), booking=booking, who=who, needs=wishes.needs_of(wish))
    form.start.offered = [_choice(one, booking) for one in near]
    about_district(booking.site.district)
    status = 409 if trouble else 422 if form.problems else 200
    return page("booking/together_times.html", status=status, form=form, booking=booking, trouble=trouble)


@blueprint.route("/<reference>/check/<second>", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def check(reference: str, second: str) -> Response:
    """Both once more on one page: confirmed together, or neither."""
    who = require_who()
    both = [service.get_booking(session(), who=who, reference=one) for one in (reference, second)]
    if all(one.state is BookingState.CONFIRMED for one in both):
        return see_other("booked.show", reference=both[0].public_ref)
    if any(not service.is_held(one) for one in both):
        return see_other("booking.start")
    kind = HomeContactForm if both[0].service.kind is ServiceKind.AT_HOME else ContactForm
    form: ContactForm = kind.from_request()
    form.never_complete()
    if form.submitted_and_valid():
        return _confirm(both, form)
    about_district(both[0].site.district)
    until = min(one.hold_until for one in both if one.hold_until is not None)
    return page("booking/together_check.html", status=422 if form.problems else 200, form=form, both=both, until=until)


def _first(reference: str) -> Booking:
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    if not together.can_add(booking):
        raise NotFound("booking")
    return booking


def _hold(booking: Booking, form: BesideForm) -> Response | str | None:
    """On to the check; or the code of why not; None when nothing was chosen."""
    start = read_moment(form.start.data)
    wish = wishes.find_wish(session(), who=require_who())
    if start is None or wish is None:
        form.refuse("start", _("Choose a time"))
        return None
    try:
        held = together.hold_beside(
            session(),
            who=require_who(),
            booking=booking,
            start=start,
            needs=wishes.needs_of(wish),
            hold_minutes=hold_minutes(),
            channel=_channel(),
        )
    except (Conflict, RuleBroken) as refused:
        return refused.code
    return _to_check(booking, held)


def _channel() -> Channel:
    return Channel.KIOSK if current_ui().kiosk else Channel.WEB


def _to_check(booking: Booking, held: Booking) -> Response:
    """Both on one page where neither is confirmed yet."""
    together.let_see(session(), who=require_who(), booking=held)
    if booking.state is BookingState.HELD:
        return see_other(".check", reference=booking.public_ref, second=held.public_ref)
    return see_other("booked.check", reference=held.public_ref)


def _choice(near: Near, booking: Booking) -> OfferedChoice:
    label = show_moment(near.offer.start, ZoneInfo(booking.site.zone))
    return OfferedChoice(code_of(near.offer), label, group=_(_GROUPS[near.beside]))


def _confirm(both: list[Booking], form: ContactForm) -> Response:
    address = form.home_address.data if isinstance(form, HomeContactForm) else None
    contact = Contact(form.contact_name.data, form.contact_phone.data or None, address, current_ui().reads)
    who = require_who()
    try:
        together.confirm_both(session(), who=who, references=[one.public_ref for one in both], contact=contact)
    except Conflict:
        return see_other("booking.start")
    wishes.forget_wish(session(), who=current_who())
    return see_other("booked.show", reference=both[0].public_ref)
