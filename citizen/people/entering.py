"""Coming in, by whatever way: one function that every way in calls after its proof, and what pages ask that need it.

Whoever signs in gets a new key and a new visit: what anybody knew of the browser before opens nothing. Where the person
was going is remembered on this side, never in an address. What the browser began before is taken along only when the
person says that it is theirs.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import NoReturn

from flask import Response, abort, current_app, g, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from citizen.accessibility.ui import current_ui
from citizen.core import security_log
from citizen.notices.kinds import Value, in_all_languages
from citizen.people import belongings, known_browsers, one_time_codes, sessions
from citizen.people import service as people
from citizen.people.account_news import tell_person
from citizen.people.browser_visit import current_visit
from citizen.people.device_words import device_words
from citizen.people.endings import end_and_forget
from citizen.people.models import Person, Visit
from citizen.people.notice_kinds import NEW_DEVICE
from citizen.people.reading import use_reading_of
from citizen.web import browser_key
from citizen.web.catalogues import N_
from citizen.web.pages import local_path, see_other
from citizen.web.transaction import database, session

_WHERE = "where"
_BEGUN_HERE = "begun_here"


class WayIn(StrEnum):
    """How somebody proved who they are; stands in the list of sessions."""

    RECEIPT = "receipt"
    CODE = "code"
    PASSKEY = "passkey"
    CARD_CODE = "card_code"
    CARD_QR = "card_qr"
    IDENTITY = "identity"
    ASSISTED = "assisted"


_SOME_DEVICE, _TERMINAL = N_("a device whose kind we do not know"), N_("a shared terminal in a service hall")

#: May take a proof for something else than signing in: somebody says on another's device that it is them.
_takers: dict[str, Callable[[uuid.UUID, WayIn], Response | None]] = {}


def let_take_proofs(taker: Callable[[uuid.UUID, WayIn], Response | None]) -> None:
    """Asked before anybody is signed in. The same function given again (a second application) counts once."""
    _takers[f"{taker.__module__}.{taker.__qualname__}"] = taker


def enter(*, person_id: uuid.UUID, way_in: WayIn) -> Response:
    """After a proof, in a POST (or where an outside service sends the person back): the new signed-in visit, and the
    way on: to what was begun here before, or to where the person was going.
    """
    for taker in _takers.values():
        if (answer := taker(person_id, way_in)) is not None:
            return answer
    before, old_key = current_visit(), browser_key.find_key()
    where = _take_where(old_key)
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    goes_on = _begin_session(old_key, person_id, way_in, before)
    g.pop("who", None)
    security_log.note("signed-in", way=way_in.value)
    use_reading_of(session(), person_id=person_id)
    if before is not None and not goes_on and _asks_about(before, where):
        return see_other("people.begun_here")
    return go_on(where)


def _begin_session(old_key: str | None, person_id: uuid.UUID, way_in: WayIn, before: people.LiveVisit | None) -> bool:
    """A new session under a new key; True when it goes on with the one this person had in this browser. Where a member
    of staff helps, every page goes on saying so.
    """
    key, device = browser_key.renew_key(), device_words(request.headers.get("User-Agent", ""))
    if sessions.go_on_with(
        session(), old_key=old_key, new_key=key, person_id=person_id, way_in=way_in.value, device=device
    ):
        return True
    visit = people.sign_in_visit(
        session(),
        key=key,
        person_id=person_id,
        way_in=way_in.value,
        on_kiosk=current_ui().kiosk,
        device=device,
    )
    if before is not None and before.is_assisted:
        visit.staff_id, visit.is_assisted, visit.expires_at = before.staff_id, True, before.expires_at
        session().flush()
    sessions.hand_on_unsent(session(), old_key=old_key, session_id=visit.id, person_id=person_id)
    _tell_of_new_device(visit, person_id, old_key)
    return False


def _tell_of_new_device(visit: Visit, person_id: uuid.UUID, old_key: str | None) -> None:
    """The person is told, wherever they are reached. A shared terminal is a new device each time."""
    is_shared = current_ui().kiosk
    is_known = not is_shared and known_browsers.knows(session(), key=old_key, person_id=person_id)
    if not is_known and not known_browsers.is_beginning(session(), visit=visit):
        device: Value = in_all_languages(_TERMINAL if is_shared else _SOME_DEVICE)
        known_as = None if is_shared else visit.device
        tell_person(session(), person_id=person_id, kind=NEW_DEVICE, values={"device": known_as or device})
    if not is_shared:
        known_browsers.move_on(session(), old_key=old_key, new_key=browser_key.ensure_key(), person_id=person_id)


def first_time(session: Session, *, name: str | None = None) -> Person:
    """Somebody whose proof (a confirmed contact, an outside identity, a new passkey) belongs to nobody yet."""
    return people.add_person(session, name=name)


def signed_in_person() -> uuid.UUID | None:
    """Who is signed in here, whomever they act for."""
    visit = current_visit()
    return None if visit is None else visit.person_id


def require_signed_in() -> uuid.UUID:
    """Who is signed in; everybody else is asked to sign in first, and then comes back to this page."""
    person_id = signed_in_person()
    if person_id is None:
        remember_where(_this_page())
        _answer_with(see_other("people.sign_in"))
    return person_id


def remember_where(path: str | None) -> None:
    """After signing in the person goes on there; only to a page of this site."""
    if session().bind is database().writer:
        remember_where_in(session(), path)
        return
    with database().writing() as short:
        remember_where_in(short, path)


def remember_where_in(opened: Session, path: str | None) -> None:
    """The same, in a transaction of the caller: it stays whatever this request answers."""
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    browser = one_time_codes.browser_hash(browser_key.ensure_key())
    kept = {"path": local_path(path, default=_home())}
    one_time_codes.keep(opened, browser=browser, purpose=_WHERE, remembered=kept, lifetime=people.VISIT_LIFETIME)


def go_on(path: str | None) -> Response:
    """To where the person was going, or to the page of their account."""
    return make_response(redirect(local_path(path, default=_home()), code=303))


def begun_here() -> uuid.UUID | None:
    """The visit this browser had before somebody signed in, as long as nobody has said whose it is."""
    key = browser_key.find_key()
    if key is None or signed_in_person() is None:
        return None
    kept = one_time_codes.find_live(session(), browser=one_time_codes.browser_hash(key), purpose=_BEGUN_HERE)
    return uuid.UUID(kept.remembered["visit"]) if kept is not None and kept.remembered else None


def settle_begun_here(*, is_mine: bool) -> Response:
    """Mine: what was begun for oneself moves into the person's folder. Not mine: it stays closed to this browser."""
    key, person_id = browser_key.ensure_key(), require_signed_in()
    kept = one_time_codes.find_live(session(), browser=one_time_codes.browser_hash(key), purpose=_BEGUN_HERE)
    remembered = dict(kept.remembered or {}) if kept is not None else {}
    if kept is None or not one_time_codes.use_once(session(), code_id=kept.id):
        return go_on(None)
    visit_id = uuid.UUID(remembered["visit"])
    if is_mine:
        folder_id = people.get_person(session(), person_id=person_id).folder_id
        belongings.keep_all(session(), visit_id=visit_id, folder_id=folder_id)
    if current_ui().kiosk:
        end_and_forget(session(), visit_id=visit_id)
    return go_on(remembered["path"])


def _asks_about(before: people.LiveVisit, where: str | None) -> bool:
    """The visit the browser had: a signed-in one ends, an empty one is left, about any other the person is asked."""
    if before.person_id is not None or (before.staff_id is not None and not before.is_assisted):
        end_and_forget(session(), visit_id=before.id)
        return False
    if not belongings.holds_any(session(), visit_id=before.id):
        return False
    browser = one_time_codes.browser_hash(browser_key.ensure_key())
    kept = {"visit": before.id.hex, "path": where or _home()}
    one_time_codes.keep(
        session(), browser=browser, purpose=_BEGUN_HERE, remembered=kept, lifetime=people.VISIT_LIFETIME
    )
    return True


def _take_where(key: str | None) -> str | None:
    if key is None:
        return None
    kept = one_time_codes.find_live(session(), browser=one_time_codes.browser_hash(key), purpose=_WHERE)
    path = str((kept.remembered or {}).get("path", "")) if kept is not None else ""
    if kept is not None:
        one_time_codes.use_once(session(), code_id=kept.id)
    return path or None


def _this_page() -> str:
    """The page of this request; a form that was sent is found again by the page it stood on."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def _home() -> str:
    return url_for("account.overview" if "account.overview" in current_app.view_functions else "home.start")


def _answer_with(response: Response) -> NoReturn:
    abort(response)
