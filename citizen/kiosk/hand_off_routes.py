"""The pages of going on elsewhere. What gives away shows a square and eight digits; what takes over asks once.

A terminal only takes what comes from home, every other device only what comes from a terminal.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, g, make_response, redirect, request, url_for

from citizen.accessibility import ui
from citizen.core import clock
from citizen.kiosk import hand_off, wipe
from citizen.kiosk.hand_off import UsedAlready
from citizen.kiosk.hand_off_forms import HandOffForm
from citizen.kiosk.models import Direction
from citizen.kiosk.whole_address import address_of
from citizen.people import service as people
from citizen.people.attempts import find_or_count
from citizen.people.browser_visit import current_visit
from citizen.people.device_words import device_words
from citizen.proxies.acting import current_who
from citizen.web import browser_key, where_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import local_path, page, see_other
from citizen.web.squares import square_of
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.kiosk.models import HandOff

blueprint = Blueprint("kiosk_hand_off", __name__)
#: Pages that are no step of anything.
_NO_STEPS = ("/kiosk", "/continue", "/staff")


# -- giving away -----------------------------------------------------------------------------------------------------


@blueprint.route("/kiosk/phone", methods=["GET", "POST"])
@needs_visit
def to_phone() -> Response:
    """What going on with the phone means; the button makes the square and the digits."""
    if not ui.current_ui().kiosk:
        return see_other("home.start")
    back = _step(request.values.get("back"))
    visit_id = current_who().browser_id
    if request.method == "POST" and visit_id is not None:
        row = hand_off.start(session(), visit_id=visit_id, direction=Direction.TO_PHONE, step=back)
        return see_other(".shown", hand_off_id=row.id)
    return page("kiosk/to_phone.html", back=back, has_begun=visit_id is not None, **_site())


@blueprint.get("/kiosk/phone/<uuid:hand_off_id>")
@needs_visit
def shown(hand_off_id: uuid.UUID) -> Response:
    """The square and the digits, for the visit that asked for them; afterwards, that everything is on the phone now."""
    row = hand_off.find(session(), hand_off_id=hand_off_id)
    if row is not None and row.used_at is not None:
        return _moved()
    if row is None or row.visit_id != current_who().browser_id or not hand_off.is_open(row):
        return see_other(".to_phone")
    return _silent(page("kiosk/phone_code.html", back=row.step, hand_off_id=row.id, **_to_show(row)))


@blueprint.get("/kiosk/phone/<uuid:hand_off_id>/state")
@open_to_all
def state(hand_off_id: uuid.UUID) -> Response:
    """For the small script of the page above: 204 as long as nobody has taken over, then 205."""
    row = hand_off.find(session(), hand_off_id=hand_off_id)
    answer = make_response("", 204 if row is not None and hand_off.is_open(row) else 205)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.route("/continue/at-a-terminal", methods=["GET", "POST"])
@needs_visit
def to_kiosk() -> Response:
    """At home: digits to type at a terminal in a hall, within ten minutes."""
    if ui.current_ui().kiosk:
        return see_other(".typed")
    visit_id = current_who().browser_id
    if request.method == "POST" and visit_id is not None:
        step = _step(request.form.get("back"))
        hand_off.start(session(), visit_id=visit_id, direction=Direction.TO_KIOSK, step=step)
        return see_other(".to_kiosk")
    row = hand_off.find_of_visit(session(), visit_id=visit_id, direction=Direction.TO_KIOSK)
    return _silent(
        page(
            "kiosk/to_kiosk.html",
            back=_step(request.args.get("back")),
            has_begun=visit_id is not None,
            given=_to_show(row) if row is not None else None,
        )
    )


# -- taking over -----------------------------------------------------------------------------------------------------


@blueprint.route("/continue", methods=["GET", "POST"])
@needs_visit
def typed() -> Response:
    """Type the digits; pressing the button takes over."""
    form = HandOffForm.from_request()
    if form.submitted_and_valid():
        found = _prove(form.typed)
        answer = None if found is None else _take(found)
        if answer is not None:
            return answer
        form.refuse("code", _("These digits do not fit, or their 10 minutes are over. Look at the other screen."))
    return page("kiosk/continue_code.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/continue/<token>", methods=["GET", "POST"])
@needs_visit
def scanned(token: str) -> Response:
    """What the camera opens. Looking changes nothing; pressing the button takes over."""
    row = hand_off.find_by_token(session(), token=token, direction=_direction())
    if row is None:
        return _over()
    if request.method == "POST":
        return _take(row.id) or _over()
    leaves = hand_off.has_begun_something(session(), visit=current_visit())
    return _silent(page("kiosk/continue_here.html", token=token, leaves_something=leaves))


def _prove(typed_text: str) -> uuid.UUID | None:
    """Which one these digits are. Failures count for where they come from."""
    found = find_or_count(
        lambda short: hand_off.find_typed(short, typed=typed_text, direction=_direction()),
        scopes=[f"going on elsewhere:{where_from.place()}"],
        allowed=people.SLIPS_IN_A_HALL,
    )
    return None if found is None else found.id


def _take(hand_off_id: uuid.UUID) -> Response | None:
    """The visit is here now, under a new key. None: somebody was faster."""
    row, before = hand_off.find(session(), hand_off_id=hand_off_id), current_visit()
    if row is None:
        return None
    try:
        hand_off.use(session(), row=row)
    except UsedAlready:
        session().rollback()
        return None
    on_kiosk = ui.current_ui().kiosk
    if on_kiosk:
        browser_key.keep_until_browser_closes()
    device = device_words(request.headers.get("User-Agent", ""))
    moved = hand_off.move(session(), row=row, key=browser_key.renew_key(), device=device)
    hand_off.end_before(session(), visit=before, moved_id=moved.id, on_kiosk=on_kiosk)
    for remembered in ("who", "decided", "made_for"):
        g.pop(remembered, None)
    return make_response(redirect(row.step, code=303))


def _direction() -> Direction:
    return Direction.TO_KIOSK if ui.current_ui().kiosk else Direction.TO_PHONE


def _step(path: str | None) -> str:
    """A page of this site to go on with."""
    start = url_for("home.start")
    wanted = local_path(path, default=start)
    return start if wanted.startswith(_NO_STEPS) else wanted


def _moved() -> Response:
    """Nothing of the visit is left on this terminal: like the end of a visit, but that nothing was deleted."""
    on_terminal = ui.current_ui().kiosk
    if current_who().browser_id is not None or not on_terminal:
        return see_other("home.start")  # somebody else has begun here, or this is no terminal
    wipe.end_visit_now()
    return wipe.told_to_forget(page("kiosk/moved.html"))


def _to_show(row: HandOff) -> dict[str, Any]:
    keys = hand_off.keys_of(row)
    left = min(max(timedelta(), row.expires_at - clock.now()), hand_off.LIFETIME)
    return {
        "square": square_of(address_of(".scanned", token=keys.token)),
        "code": f"{keys.code[:4]} {keys.code[4:]}",
        "minutes_left": -(-left // timedelta(minutes=1)),
        **_site(),
    }


def _site() -> dict[str, Any]:
    return {"short_address": address_of(".typed"), "start_address": address_of("home.start")}


def _over() -> Response:
    """Used, too late, or never given out: all look the same."""
    return _silent(page("kiosk/continue_over.html", status=410))


def _silent(response: Response) -> Response:
    """The address of this page, or what stands on it, is a key: it goes nowhere else."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
