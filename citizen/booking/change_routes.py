"""An appointment one has, otherwise: another time, other needs, who comes along, coming late.

Every page says what stays as it is until the last button. What could not be done is told in words, and nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from citizen.booking import changing, moving, service
from citizen.booking.change_forms import (
    KEEP_TIME,
    OTHER_TIME,
    ChangeNeedsForm,
    CompanionsForm,
    LateForm,
    MoveDayForm,
    MoveTimeForm,
    NotFreeForm,
)
from citizen.booking.days_page import LATER, DaysPage, read_day, read_moment, times_of
from citizen.booking.terms import BookingState, Need
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.acting import require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import let_go_of_writing, session

if TYPE_CHECKING:
    from citizen.booking.inventory import Plan
    from citizen.booking.models import Booking

blueprint = Blueprint("changes", __name__, url_prefix="/book/bookings/<reference>")


@blueprint.route("/move", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def move(reference: str) -> Response:
    """On which day instead: at most ten days at once, each with the number of its free times."""
    booking = booking_on_page(reference)
    if booking.session_id is not None:
        return see_other("seat_changes.choose", reference=booking.public_ref)
    if not moving.can_move(booking):
        return page("booking/move_closed.html", booking=booking)
    plan = _plan_to_move(booking)
    shown = DaysPage.of(plan, read_day(request.args.get("since")))
    form = MoveDayForm.from_request()
    form.day.offered = shown.choices
    if form.submitted_and_valid():
        if form.day.data == LATER:
            return see_other(".move", reference=booking.public_ref, since=shown.later, place=_place())
        return see_other(".move_time", reference=booking.public_ref, day=form.day.data, place=_place())
    trouble = request.args.get("trouble")
    status = 422 if form.problems else 200
    return page("booking/move.html", status=status, booking=booking, plan=plan, shown=shown, form=form, trouble=trouble)


@blueprint.route("/move/time", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def move_time(reference: str) -> Response:
    """At what time of that day; the day stands in the title."""
    booking, day = booking_on_page(reference), read_day(request.args.get("day"))
    if day is None or not moving.can_move(booking):
        return see_other(".move", reference=booking.public_ref, place=_place())
    plan = _plan_to_move(booking)
    form = MoveTimeForm.from_request()
    now_at = booking.start_at.isoformat(timespec="minutes")
    is_here = plan.site.id == booking.site_id
    form.start.offered = [choice for choice in times_of(plan, day) if not (is_here and choice.code == now_at)]
    if not form.start.offered:
        return see_other(".move", reference=booking.public_ref, trouble="time_taken", place=_place())
    if form.submitted_and_valid():
        return see_other(".move_check", reference=booking.public_ref, start=form.start.data, place=_place())
    status = 422 if form.problems else 200
    return page("booking/move_time.html", status=status, booking=booking, plan=plan, day=day, form=form)


@blueprint.route("/move/check", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def move_check(reference: str) -> Response:
    """Old and new beside each other, and what would be arranged then. The button moves; nothing before it does."""
    booking, start = booking_on_page(reference), read_moment(request.args.get("start"))
    if start is None:
        return see_other(".move", reference=booking.public_ref, place=_place())
    if request.method == "POST":
        try:
            moving.move_booking(session(), who=require_who(), reference=reference, start=start, site_code=_place())
        except (Conflict, RuleBroken) as refused:
            return not_done(booking, refused, to=".move")
        return was_done(booking, "moved")
    plan = _plan_to_move(booking)
    offer = plan.offer_at(start) if moving.can_move(booking) else None
    if offer is None:
        return see_other(".move", reference=booking.public_ref, trouble="time_taken", place=_place())
    return page("booking/move_check.html", booking=booking, plan=plan, offer=offer)


@blueprint.get("/move/place")
@needs_act(Act.BOOK)
def move_place(reference: str) -> Response:
    """The other places of the district, each with its earliest time."""
    booking = booking_on_page(reference)
    if not moving.can_move(booking):
        return see_other(".move", reference=booking.public_ref)
    plans = [(plan, plan.earliest()) for plan in moving.places_to_move(session(), booking)]
    return page("booking/move_place.html", booking=booking, plans=plans)


@blueprint.route("/needs", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def needs(reference: str) -> Response:
    """What is needed from now on. What is not free at this time is not promised: the person chooses what then."""
    booking = booking_on_page(reference)
    if not changing.can_change(booking):
        return see_other("booked.show", reference=booking.public_ref)
    form = ChangeNeedsForm.from_request(start={"needs": [need.need.value for need in booking.needs]})
    if form.submitted_and_valid():
        return _change_needs(booking, tuple(Need(code) for code in form.needs.data))
    return page("booking/change_needs.html", status=422 if form.problems else 200, booking=booking, form=form)


@blueprint.route("/companions", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def companions(reference: str) -> Response:
    booking = booking_on_page(reference)
    if not changing.can_change(booking):
        return see_other("booked.show", reference=booking.public_ref)
    form = CompanionsForm.from_request(start={"companions": str(booking.companions)})
    if form.submitted_and_valid():
        count = int(form.companions.data or 0)
        try:
            changing.set_companions(session(), who=require_who(), reference=reference, companions=count)
        except Conflict as refused:
            return not_done(booking, refused, to="booked.show")
        return was_done(booking, "companions")
    return page("booking/change_companions.html", status=422 if form.problems else 200, booking=booking, form=form)


@blueprint.route("/late", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def late(reference: str) -> Response:
    """How much later: the place sees it at once."""
    booking = booking_on_page(reference)
    if not changing.can_say_late(booking):
        return see_other("booked.show", reference=booking.public_ref)
    form = LateForm.from_request(start={"minutes": str(booking.late_minutes or "")})
    form.offer_minutes()
    if form.submitted_and_valid():
        minutes = int(form.minutes.data or 0)
        try:
            changing.say_late(session(), who=require_who(), reference=reference, minutes=minutes)
        except Conflict as refused:
            return not_done(booking, refused, to="booked.show")
        return was_done(booking, "late")
    return page("booking/change_late.html", status=422 if form.problems else 200, booking=booking, form=form)


def _change_needs(booking: Booking, wanted: tuple[Need, ...]) -> Response:
    """Straight on, or by the question what to do about what is not free."""
    then = NotFreeForm.from_request()
    is_asked = "asked" in request.form
    has_chosen = is_asked and then.submitted_and_valid()
    reference = booking.public_ref
    try:
        changing.change_needs(session(), who=require_who(), reference=reference, needs=wanted, keep_time=has_chosen)
    except (Conflict, RuleBroken) as refused:
        if refused.code == "needs_not_free":
            return _ask_what_then(reference, wanted, then if is_asked else NotFreeForm())
        return not_done(booking, refused, to="booked.show")
    if has_chosen and then.then.data == OTHER_TIME:
        return see_other(".move", reference=reference)
    return was_done(booking, "asked" if has_chosen and then.then.data == KEEP_TIME else "needs")


def _ask_what_then(reference: str, wanted: tuple[Need, ...], form: NotFreeForm) -> Response:
    let_go_of_writing()
    booking = booking_on_page(reference)
    missing = changing.needs_not_free(session(), booking, wanted)
    return page(
        "booking/change_needs_not_free.html",
        status=422 if form.problems else 409,
        booking=booking,
        form=form,
        missing=missing,
        wanted=wanted,
        here=url_for(".needs", reference=reference),
    )


def _place() -> str | None:
    """The other place of this move, as its address says; None: where it is now."""
    return request.args.get("place") or None


def _plan_to_move(booking: Booking) -> Plan:
    return moving.plan_to_move(session(), booking, site_code=_place())


def was_done(booking: Booking, what: str) -> Response:
    """The page of the booking says it."""
    return see_other("booked.show", reference=booking.public_ref, done=what)


def not_done(booking: Booking, refused: Conflict | RuleBroken, *, to: str) -> Response:
    """Nothing was written. What it is now is one page away, and that page says what happened."""
    session().rollback()
    reference = request.view_args["reference"] if request.view_args else ""
    if refused.code in ("changed_meanwhile", "too_late_to_change"):
        return see_other("booked.show", reference=reference, done="changed_meanwhile")
    return see_other(to, reference=reference, trouble=refused.code, place=_place())


def booking_on_page(reference: str) -> Booking:
    """The confirmed booking of this address; the page speaks of the person it was made for."""
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    if booking.state is BookingState.HELD:
        raise NotFound("booking")
    show_for(Subject(Relation(booking.booked_by), booking.person_name or ""), folder_id=booking.visit_id)
    about_district(booking.site.district)
    return booking
