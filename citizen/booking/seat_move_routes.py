"""Another session of the group instead of the one somebody has a seat in. Nothing moves before the last button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.booking import group_sessions, moving, seat_moving
from citizen.booking.change_forms import MoveSessionForm
from citizen.booking.change_routes import booking_on_page, not_done, was_done
from citizen.booking.forms import OfferedChoice
from citizen.booking.session_routes import hint_of, sentence
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking

blueprint = Blueprint("seat_changes", __name__, url_prefix="/book/bookings/<reference>/session")

_MOST = 20


@blueprint.route("", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def choose(reference: str) -> Response:
    """The other sessions that have a seat, each a whole sentence."""
    booking = _seat(reference)
    if not moving.can_move(booking):
        return page("booking/move_closed.html", booking=booking)
    needs = tuple(need.need for need in booking.needs)
    free = seat_moving.sessions_to_move(session(), booking)[:_MOST]
    form = MoveSessionForm.from_request()
    form.session.offered = [OfferedChoice(one.code, sentence(one), hint_of(one, needs)) for one in free]
    if free and form.submitted_and_valid():
        return see_other(".check", reference=booking.public_ref, session=form.session.data)
    status, trouble = 422 if form.problems else 200, request.args.get("trouble")
    return page("booking/move_session.html", status=status, booking=booking, form=form, trouble=trouble)


@blueprint.route("/check", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def check(reference: str) -> Response:
    """Old and new beside each other. The button moves."""
    booking, code = _seat(reference), request.args.get("session", "")
    if request.method == "POST":
        try:
            seat_moving.move_seat(session(), who=require_who(), reference=reference, code=code)
        except (Conflict, RuleBroken) as refused:
            return not_done(booking, refused, to=".choose")
        return was_done(booking, "moved")
    try:
        group = seat_moving.session_to_move(session(), booking, code=code)
    except Conflict:
        return see_other(".choose", reference=booking.public_ref, trouble="session_closed")
    if not (moving.can_move(booking) and group_sessions.seats_left(group)):
        return see_other(".choose", reference=booking.public_ref, trouble="session_full")
    plan = group_sessions.plan_of(group, [need.need for need in booking.needs])
    return page("booking/move_session_check.html", booking=booking, group=group, plan=plan)


def _seat(reference: str) -> Booking:
    """The booking of this address; raises NotFound where it is no seat of a group."""
    booking = booking_on_page(reference)
    if booking.session_id is None:
        raise NotFound("booking")
    return booking
