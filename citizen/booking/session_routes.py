"""Sessions of a group: the ones to come as complete sentences, and a seat that is held like any other time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from citizen.accessibility.ui import current_ui
from citizen.booking import group_sessions, wishes
from citizen.booking.finding import Search, current_search, hold_minutes
from citizen.booking.forms import OfferedChoice
from citizen.booking.session_forms import SessionForm
from citizen.booking.terms import Channel, Need, ServiceKind
from citizen.booking.wording import in_words, need_names, show_times
from citizen.core.errors import Conflict, NotFound
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.i18n import _, ngettext
from citizen.web.pages import about_district, page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.booking.models import GroupSession

blueprint = Blueprint("sessions", __name__, url_prefix="/book/sessions")

#: So many sessions are one look; the rest is announced when these are over.
_MOST = 20


@blueprint.route("", methods=["GET", "POST"])
@needs_act(Act.BOOK)
def choose() -> Response:
    """The sessions of a district, next first. Choosing one holds a seat; a full one is never a choice."""
    search = current_search()
    if search is None:
        return see_other("booking.start")
    if not search.service.is_group:
        return see_other("booking.places")
    form = SessionForm.from_request()
    trouble = "hold_lost" if "lost" in request.args else None
    if request.method == "POST":
        chosen = form.session.data
        held = _hold(search, chosen) if chosen else None
        if isinstance(held, Response):
            return held
        trouble = held
        if not chosen:
            form.refuse("session", _("Choose a session"))
    return _choose_page(search, form, trouble)


def _choose_page(search: Search, form: SessionForm, trouble: str | None) -> Response:
    about_district(search.district)
    coming = group_sessions.list_coming(session(), service=search.service, district=search.district)
    free = [group for group in coming if group_sessions.seats_left(group)][:_MOST]
    needs = wishes.needs_of(search.wish)
    form.session.offered = [OfferedChoice(group.code, sentence(group), hint_of(group, needs)) for group in free]
    status = 409 if trouble and request.method == "POST" else 422 if form.problems else 200
    return page(
        "booking/sessions.html",
        status=status,
        form=form,
        search=search,
        trouble=trouble,
        full=[sentence(group, with_seats=False) for group in coming if not group_sessions.seats_left(group)],
        is_sample=any(group.site.is_sample for group in coming),
    )


def sentence(group: GroupSession, *, with_seats: bool = True) -> str:
    """'2026年11月24日 星期二 下午2:00至3:30，示例通州温馨家园，还有 5 个名额': complete when read alone."""
    zone = group_sessions.zone_of(group)
    words = _(
        "%(span)s, %(place)s",
        span=show_times(group.start_at, group.end_at, zone),
        place=_("Online") if group.service.kind is ServiceKind.REMOTE else in_words(group.site.name),
    )
    if not with_seats:
        return words
    left = ngettext("%(num)s seat left", "%(num)s seats left", group_sessions.seats_left(group))
    return _("%(session)s, %(seats)s", session=words, seats=left)


def hint_of(group: GroupSession, needs: tuple[Need, ...]) -> str | None:
    """What is there anyway, and what was asked for and is not promised."""
    there = [need for need in Need if need.value in group.meets]
    asked = group_sessions.plan_of(group, needs).asked
    said = [
        *([_("There: %(needs)s.", needs=need_names(there))] if there else []),
        *([_("Not promised there: %(needs)s.", needs=need_names(list(asked)))] if asked else []),
    ]
    return " ".join(said) or None


def _hold(search: Search, code: str) -> Response | str:
    """On to the check; or the code of why not."""
    try:
        held = group_sessions.hold_seat(
            session(),
            who=require_who(),
            code=code,
            needs=wishes.needs_of(search.wish),
            hold_minutes=hold_minutes(),
            channel=Channel.KIOSK if current_ui().kiosk else Channel.WEB,
        )
    except Conflict as refused:
        return refused.code
    except NotFound:
        return "session_closed"
    return see_other("booked.check", reference=held.public_ref)
