"""Calls from the terminals of a district, for those who run the hall."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request, url_for

from citizen.core import clock
from citizen.core.errors import Conflict
from citizen.kiosk import calls
from citizen.kiosk.call_routes import REASONS
from citizen.kiosk.calls import Call
from citizen.staff.access import require_staff, staff_only
from citizen.staff.duties import Duty
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("call_desk", __name__, url_prefix="/staff/calls")
#: Whoever wants it has the page look again by itself.
_AGAIN_SECONDS = 30


@blueprint.get("")
@staff_only(Duty.RUN_HALL)
def list_calls() -> Response:
    """Who waits where; the number of those nobody goes to yet stands in the title."""
    district, looks_again = require_staff().district, "again" in request.args
    found = [_shown(one) for one in calls.list_open(session(), district=district)]
    answer = page(
        "kiosk/call_desk.html",
        waiting=[one for one in found if one["by"] is None],
        going=[one for one in found if one["by"] is not None],
        done=[_shown(one) for one in calls.list_done(session(), district=district)],
        is_taken="taken" in request.args,
        looks_again=looks_again,
        seconds=_AGAIN_SECONDS,
    )
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    if looks_again:
        answer.headers["Refresh"] = f"{_AGAIN_SECONDS}; url={url_for('.list_calls', again=1)}"
    return answer


@blueprint.post("/<uuid:call_id>/answer")
@staff_only(Duty.RUN_HALL)
def answer(call_id: uuid.UUID) -> Response:
    """I go there; the screen of the terminal says so."""
    try:
        calls.answer(session(), member=require_staff(), call_id=call_id)
    except Conflict:
        session().rollback()
        return see_other(".list_calls", taken="1")
    return see_other(".list_calls")


@blueprint.post("/<uuid:call_id>/done")
@staff_only(Duty.RUN_HALL)
def done(call_id: uuid.UUID) -> Response:
    """Helped."""
    calls.finish(session(), member=require_staff(), call_id=call_id)
    return see_other(".list_calls")


def _shown(one: Call) -> dict[str, Any]:
    return {
        "terminal": typed(one.terminal),
        "where": typed(" · ".join(part for part in (one.hall, one.place) if part)),
        "reason": _(REASONS[one.reason]),
        "called_at": one.called_at,
        "minutes": int((clock.now() - one.called_at).total_seconds() // 60),
        "by": typed(f"{one.answered_by[0]} {one.answered_by[1]}") if one.answered_by else None,
        "ended_at": one.ended_at,
        "answer": url_for(".answer", call_id=one.id),
        "done": url_for(".done", call_id=one.id),
    }
