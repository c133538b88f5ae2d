"""The pages of a hand-over: what the screen shows (a picture for the camera, an address and a code for typing), and
what the phone shows, which learns nothing of the draft but the names of papers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from citizen.applications import hand_over_service, paper_pages, rows
from citizen.applications.blueprint import blueprint, open_application, settings
from citizen.applications.hand_over_service import Phone, UsedAlready
from citizen.applications.paper_forms import CodeForm, PhoneForm, phone_form
from citizen.applications.paper_taking import Place, take_files
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.people.attempts import find_or_count
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web import browser_key, where_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.squares import square_of
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from citizen.applications.models import Application, HandOver


# -- the screen ------------------------------------------------------------------------------------------------


@blueprint.route("/applications/<reference>/papers/phone", methods=["GET", "POST"])
@needs_act(Act.FILL)
def hand_over(reference: str) -> Response:
    """A phone may add photos to this draft: how it gets there, and how many it has brought."""
    who, application = open_application(reference)
    if request.method == "POST":
        minutes = settings().hand_over_minutes
        hand_over_service.start_hand_over(session(), who=who, application=application, minutes=minutes)
        return see_other("applications.hand_over", reference=reference)
    found = hand_over_service.find_hand_over(session(), application=application)
    return page(
        "applications/hand_over.html",
        **rows.heading_of(application),
        minutes=settings().hand_over_minutes,
        shown=_shown(found) if found else None,
    )


@blueprint.post("/applications/<reference>/papers/phone/longer")
@needs_act(Act.FILL)
def hand_over_longer(reference: str) -> Response:
    _who, application = open_application(reference)
    minutes = settings().hand_over_minutes
    hand_over_service.extend_hand_over(session(), application=application, minutes=minutes)
    return see_other("applications.hand_over", reference=reference)


@blueprint.post("/applications/<reference>/papers/phone/stop")
@needs_act(Act.FILL)
def hand_over_stop(reference: str) -> Response:
    _who, application = open_application(reference)
    hand_over_service.stop_hand_over(session(), application=application)
    return see_other("applications.hand_over", reference=reference)


# -- the phone -------------------------------------------------------------------------------------------------


@blueprint.route("/phone", methods=["GET", "POST"])
@open_to_all
def phone() -> Response:
    """Type the code of the other screen. Pressing the button begins."""
    form = CodeForm.from_request()
    if form.submitted_and_valid():
        found = _prove(form.typed)
        if found is not None and _begin(found):
            return see_other("applications.phone_photos")
        form.refuse("code", _("This code does not fit, or its time is over. Look at the other screen."))
    return page("applications/phone_code.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/phone/<token>", methods=["GET", "POST"])
@needs_visit
def phone_begin(token: str) -> Response:
    """What the camera opens. Looking changes nothing; pressing "start" binds this phone."""
    found = hand_over_service.find_by_token(session(), token=token)
    if found is None:
        return _over()
    if request.method == "POST":
        return see_other("applications.phone_photos") if _begin(found) else _over()
    mine = hand_over_service.find_phone(session(), browser_key=browser_key.find_key())
    if found.browser_hash is not None and (mine is None or mine.hand_over.id != found.id):
        return _over()
    return _silent(page("applications/phone_begin.html", token=token))


@blueprint.route("/phone/photos", methods=["GET", "POST"])
@needs_visit
def phone_photos() -> Response:
    """Add photos, one paper after the other."""
    bound = _find_phone(session())
    if bound is None:
        return _over()
    form = phone_form(paper_pages.kind_choices(bound.application), largest=settings().max_upload_bytes)
    if not form.submitted_and_valid():
        return _photos_page(bound, form, added=request.args.get("added", type=int) or 0)
    taken = take_files(_place(bound), form.kind_code, form.files)
    with database().writing() as short:
        minutes = settings().hand_over_minutes
        hand_over_service.count_photos(short, hand_over=bound.hand_over, photos=len(taken.added), minutes=minutes)
    for problem in taken.problems:
        form.refuse("camera", problem)
    if taken.problems:
        return _photos_page(bound, form, added=len(taken.added))
    return see_other("applications.phone_photos", added=len(taken.added))


@blueprint.route("/phone/done", methods=["GET", "POST"])
@needs_visit
def phone_done() -> Response:
    """Nothing more comes from this phone."""
    if request.method == "POST":
        hand_over_service.end_phone(session(), browser_key=browser_key.find_key())
        return see_other("applications.phone_done")
    return page("applications/phone_done.html")


def _prove(code: str) -> HandOver | None:
    """The hand-over this code belongs to. Every failure counts for where it comes from."""
    return find_or_count(
        lambda short: hand_over_service.find_by_typed_code(short, code=code),
        scopes=[f"hand-over:{where_from.place()}"],
        allowed=people.SLIPS_IN_A_HALL,
    )


def _begin(found: HandOver) -> bool:
    key = browser_key.find_key()
    if key is None:
        raise NotFound("phone")
    try:
        again = session().merge(found, load=True)
        hand_over_service.begin(session(), hand_over=again, browser_key=key, minutes=settings().hand_over_minutes)
    except UsedAlready:
        return False
    return True


def _find_phone(opened: Session) -> Phone | None:
    return hand_over_service.find_phone(opened, browser_key=browser_key.find_key())


def _place(bound: Phone) -> Place:
    """Where the photos of this phone go, as long as it may add any."""

    def find(short: Session) -> Application:
        still = _find_phone(short)
        if still is None:
            raise NotFound("phone")
        return still.application

    return Place(bound.application.reference, bound.who, find)


def _photos_page(bound: Phone, form: PhoneForm, *, added: int) -> Response:
    return page(
        "applications/phone_photos.html",
        status=422 if form.problems else 200,
        form=form,
        added=added,
        until=bound.hand_over.expires_at,
        minutes=settings().hand_over_minutes,
    )


def _over() -> Response:
    """Used by another phone, stopped, too late, or never given out: all look the same."""
    return _silent(page("applications/phone_over.html", status=410))


def _silent(response: Response) -> Response:
    """The address of this page is a key: it goes nowhere else."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _shown(found: HandOver) -> dict[str, object]:
    """What the screen says about a hand-over."""
    # Never more than was given, wherever the clock has jumped.
    left = min(max(timedelta(), found.expires_at - clock.now()), timedelta(minutes=settings().hand_over_minutes))
    shown: dict[str, object] = {
        "is_open": hand_over_service.is_open(found),
        "has_begun": found.browser_hash is not None,
        "photos": found.photos,
        "until": found.expires_at,
        "minutes_left": -(-left // timedelta(minutes=1)),
    }
    if found.token and found.code:
        address = _address("applications.phone_begin", token=found.token)
        shown |= {"picture": square_of(address), "code": f"{found.code[:4]} {found.code[4:]}"}
        shown["short_address"] = _address("applications.phone")
    return shown


def _address(endpoint: str, **values: Any) -> str:
    """The address as another device reaches it."""
    public = settings().public_url
    return f"{public}{url_for(endpoint, **values)}" if public else url_for(endpoint, _external=True, **values)
