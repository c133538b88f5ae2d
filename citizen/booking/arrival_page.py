"""What the pages in a hall show: a number and the way it took, the reasons why it is not yet time, the last calls."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.booking import arrival, tickets
from citizen.booking.areas import Area
from citizen.booking.finding import area_of_service
from citizen.booking.forms import OfferedChoice
from citizen.booking.terms import TicketState
from citizen.booking.wording import AREA_LABELS, district_names, in_words, show_clock, show_moment
from citizen.config import Settings
from citizen.core import clock
from citizen.web.i18n import N_, _
from citizen.web.own_words import typed
from citizen.web.squares import square_of
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Site, Ticket

#: What to do when checking in is not possible now, by the code of `arrival.why_not`.
REFUSALS: dict[str, tuple[str, str]] = {
    "too_early": (N_("It is too early to check in"), N_("Your booking is safe. Please come back to this screen then.")),
    "other_day": (N_("Your appointment is not today"), N_("Your booking is safe. Please come on that day.")),
    "over": (
        N_("The time of your appointment is over"),
        N_("Please go to the service desk, or take a number. Both are fine, and nobody blames you."),
    ),
    "missed": (
        N_("The appointment was noted as missed"),
        N_("Please go to the service desk and say that you are here. The staff see what is still possible today."),
    ),
    "cancelled": (
        N_("This appointment does not take place"),
        N_("You can take a number instead, or ask at the service desk."),
    ),
    "at_home": (N_("We come to your home for this"), N_("You need not come here. Please wait at home at that time.")),
    "remote": (
        N_("This appointment is by video or in writing"),
        N_("You need not come here. The page of your booking says how you join."),
    ),
}


def refusal_of(booking: Booking) -> dict[str, str]:
    """Title, moment and next step; nothing that says who it is."""
    code = arrival.why_not(booking) or "over"
    title, then = REFUSALS[code]
    zone = ZoneInfo(booking.site.zone)
    when = ""
    if code == "too_early":
        opens = booking.start_at - arrival.ARRIVE_BEFORE
        when = _("You can check in from %(opens)s.", opens=show_clock(opens, zone))
    elif code in ("other_day", "at_home", "remote"):
        when = _("It is on %(moment)s.", moment=show_moment(booking.start_at, zone))
    return {"title": _(title), "when": when, "then": _(then)}


def ticket_context(ticket: Ticket) -> dict[str, Any]:
    """A number as whoever has its address sees it: no name, no service."""
    site, booking = tickets.site_of(session(), ticket), tickets.booking_of(session(), ticket)
    return {
        "ticket": ticket,
        "state": ticket.state if tickets.is_today(session(), ticket) else TicketState.MISSED,
        "is_today": tickets.is_today(session(), ticket),
        "number": tickets.shown(ticket),
        "key": tickets.key_of(ticket),
        "site": site,
        "place": in_words(site.name),
        "before": tickets.count_before(session(), ticket),
        "fetched": tickets.is_fetched(ticket),
        "counter": typed(ticket.counter),
        "time": None if booking is None else show_clock(booking.start_at, ZoneInfo(site.zone)),
        "now": show_clock(clock.now(), ZoneInfo(site.zone)),
        "picture": picture_of(ticket) if current_ui().kiosk else None,
    }


def picture_of(ticket: Ticket) -> Markup:
    """The address of the number for the camera of the person's own phone, dark on white in every mode."""
    settings: Settings = current_app.extensions["settings"]
    path = url_for("arrival.ticket", key=tickets.key_of(ticket))
    address = (
        f"{settings.public_url}{path}"
        if settings.public_url
        else url_for("arrival.ticket", key=tickets.key_of(ticket), _external=True)
    )
    return square_of(address)


def place_links(endpoint: str) -> list[dict[str, str]]:
    """Every place, with its district, as links."""
    names = district_names()
    return [
        {
            "text": _("%(place)s (%(district)s)", place=in_words(site.name), district=names.get(site.district, "")),
            "href": url_for(endpoint, site_code=site.code),
        }
        for site in arrival.list_sites(session())
    ]


def area_choices(site: Site) -> list[OfferedChoice]:
    """What one can come for at this place, and anything else."""
    there = {area_of_service(one) for one in arrival.services_at(session(), site=site)} | {Area.OTHER}
    words = {**AREA_LABELS, Area.OTHER: N_("To ask something, or anything else")}
    return [OfferedChoice(area.value, _(words[area])) for area in Area if area in there]


def area_name(prefix: str) -> str | None:
    """What somebody with such a number has come for; None for those with an appointment."""
    found = next((area for area, letter in tickets.PREFIXES.items() if letter == prefix), None)
    return None if found is None else _(AREA_LABELS[found])


def calls_on_board(site: Site) -> list[dict[str, Any]]:
    """The numbers being called now, the last first; no names."""
    called = tickets.list_called(session(), site=site)[: tickets.MOST_ON_BOARD]
    return [
        {
            "number": tickets.shown(one),
            "counter": typed(one.counter),
            "href": url_for("hall.spoken", site_code=site.code, number=tickets.shown(one)),
            "is_new": one.called_at is not None and one.called_at >= clock.now() - NEW_FOR,
        }
        for one in called
    ]


#: A call is new to a screen for as long as it takes the screen to look again.
REFRESH_SECONDS = 20
NEW_FOR = timedelta(seconds=REFRESH_SECONDS + 2)
