"""Who may open a page of the staff: somebody who is signed in as staff here and now, and whose duty it is.

A visit in which a person is signed in, or which was opened for somebody who is present, is never one of staff.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotAllowed
from citizen.eligibility import catalogue
from citizen.people.browser_visit import current_visit, visit_in
from citizen.proxies.acting import current_who
from citizen.staff import accesses, coming_back, looks, service, staff_visits
from citizen.staff.duties import Duty, Member
from citizen.staff.staff_visits import StaffSession
from citizen.web import browser_key
from citizen.web.access import Access
from citizen.web.at_hand import notes
from citizen.web.pages import see_other
from citizen.web.transaction import database, session

View = TypeVar("View", bound=Callable[..., Any])
_READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Assisting:
    """Who helps in this session, as every page says it."""

    name: str
    code: str


def staff_only(*duties: Duty) -> Callable[[View], View]:
    """A page for staff who have one of these duties; without any: for all staff."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            found = staff_session()
            if found is None:
                return see_other("staff.sign_in") if request.method in _READS else coming_back.after_a_late_form()
            accesses.used_by(found.member.id)
            if duties and found.member.duties.isdisjoint(duties):
                raise NotAllowed("duty")
            _keep_alive(found)
            return view(*args, **kwargs)

        guarded.access = Access.STAFF  # type: ignore[attr-defined]  # views are functions
        guarded.duties = duties  # type: ignore[attr-defined]  # views are functions
        return guarded  # type: ignore[return-value]  # it takes and gives what the view does

    return declare


def staff_session() -> StaffSession | None:
    """The session of the member who is signed in in this browser. Asked in a transaction of its own before a POST, so
    that the view may still use short ones before it takes the one writer of a database.
    """
    if "staff" not in g:
        if request.method in _READS:
            g.staff = staff_visits.session_of(session(), visit=current_visit())
        else:
            g.staff = _session_before_writing()
    found: StaffSession | None = g.staff
    return found


def current_staff() -> Member | None:
    """The member of staff who is signed in in this browser."""
    found = staff_session()
    return None if found is None else found.member


def require_staff() -> Member:
    """The member, inside a page that is for staff only."""
    member = current_staff()
    if member is None:
        raise NotAllowed("staff")
    return member


def idle_limit() -> timedelta:
    """How long a session of staff, or one opened for somebody, may lie unused."""
    return timedelta(minutes=current_app.extensions["settings"].staff_idle_minutes)


def assisting_staff() -> Assisting | None:
    """For templates: who helps in this session; None when nobody does."""
    if g.get("failsafe"):
        return None
    staff_id = current_who().staff_id
    if staff_id is None:
        return None
    name, code = service.name_of(session(), member_id=staff_id)
    return Assisting(name, code)


def staff_bar() -> dict[str, str]:
    """Who is signed in, on every page of the staff."""
    member = require_staff()
    district = catalogue.load().districts[member.district].name[current_ui().locale.code]
    return {"name": member.name, "code": member.code, "district": district}


def install(app: Flask) -> None:
    app.jinja_env.globals.update(assisting_staff=assisting_staff, staff_bar=staff_bar, staff_looks=looks.staff_looks)
    app.after_request(_keep_assisted_alive)
    accesses.install(app)


def _session_before_writing() -> StaffSession | None:
    if browser_key.find_key() is None:
        return None
    with database().reading() as short:
        return staff_visits.session_of(short, visit=visit_in(short))


def _keep_alive(found: StaffSession) -> None:
    """It was used; in a short transaction of its own, before the view writes."""
    later = staff_visits.moved_on(found.visit, idle=idle_limit())
    if later is not None:
        with database().writing() as short:
            staff_visits.keep_until(short, visit=found.visit, expires_at=later)


def _keep_assisted_alive(response: Response) -> Response:
    """A session opened for somebody ends by itself when nobody uses it: the next person must not find it."""
    who = notes().get("who")
    if who is None or who.staff_id is None or g.get("failsafe"):
        return response
    visit = current_visit()
    later = staff_visits.moved_on(visit, idle=idle_limit()) if visit is not None else None
    if visit is None or later is None:
        return response
    if session().bind is database().writer:
        staff_visits.keep_until(session(), visit=visit, expires_at=later)
    else:
        with database().writing() as short:
            staff_visits.keep_until(short, visit=visit, expires_at=later)
    return response
