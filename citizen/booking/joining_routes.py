"""Joining a remote session: writing first, then the link; the telephone is never the only way."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response

from citizen.booking import lifecycle, service
from citizen.booking.joining import Span
from citizen.booking.terms import ServiceKind
from citizen.booking.wording import show_clock
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.proxies.acting import require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Subject
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("joining", __name__, url_prefix="/book/bookings/<reference>")


@blueprint.get("/join")
@needs_act(Act.BOOK, or_act=Act.SEE)
def join(reference: str) -> Response:
    """When it begins, how to write, the link while it is open, and what to do when it does not work."""
    booking = service.get_booking(session(), who=require_who(), reference=reference)
    show_for(Subject(Relation(booking.booked_by), booking.person_name or ""), folder_id=booking.visit_id)
    if booking.service.kind is not ServiceKind.REMOTE:
        raise NotFound("join")
    if booking.state not in lifecycle.PROMISED:
        return see_other("booked.show", reference=booking.public_ref)
    about_district(booking.site.district)
    span = Span(booking.start_at, booking.end_at)
    return page(
        "arrival/join.html",
        booking=booking,
        door=span.door(clock.now()).value,
        opens=show_clock(span.opens, ZoneInfo(booking.site.zone)),
        address=booking.site.join_address if booking.site.join_address.startswith("https://") else "",
    )
