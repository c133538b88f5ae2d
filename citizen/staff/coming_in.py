"""After a member of staff proved who they are: a new session, under a key this browser never had."""

from __future__ import annotations

from flask import Response, g

from citizen.accessibility.ui import current_ui
from citizen.core import security_log
from citizen.people.browser_visit import current_visit
from citizen.people.endings import end_and_forget
from citizen.proxies.acting import forget_who
from citizen.staff import accesses, coming_back, staff_visits
from citizen.staff.access import idle_limit
from citizen.staff.duties import Member
from citizen.staff.staff_visits import StaffWayIn
from citizen.web import browser_key
from citizen.web.pages import see_other
from citizen.web.transaction import session


def enter_as_staff(member: Member, way_in: StaffWayIn) -> Response:
    """In a POST. Whoever was signed in or helped in this browser before no longer is: nothing of theirs is left."""
    old_key = browser_key.find_key()
    leave_what_was_before()
    fresh_key()
    key = browser_key.ensure_key()
    on_kiosk = current_ui().kiosk
    visit = staff_visits.sign_in(session(), key=key, member=member, way_in=way_in, on_kiosk=on_kiosk, idle=idle_limit())
    g.pop("staff", None)
    accesses.used_by(member.id)
    security_log.note("staff-signed-in", way=way_in.value)
    if coming_back.hand_on(visit, member, old_key=old_key):
        return see_other("staff.kept")
    return see_other("staff.ways" if way_in is StaffWayIn.ENROLMENT else "staff.desk")


def leave_what_was_before() -> None:
    """The visit this browser has ends, if somebody is signed in in it, or is being helped."""
    visit = current_visit()
    if visit is not None and (visit.person_id is not None or visit.staff_id is not None):
        end_and_forget(session(), visit_id=visit.id)
    forget_who()
    g.pop("staff", None)


def fresh_key() -> str:
    """A new key, also when the browser had one: what was known of it before opens nothing."""
    if current_ui().kiosk:
        browser_key.keep_until_browser_closes()
    return browser_key.renew_key()
