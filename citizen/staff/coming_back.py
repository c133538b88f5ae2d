"""What staff typed into a session that was over is kept, sealed, for the same member in the same browser, for a day.

After signing in again the member sees it and one press sends it. A form about a person at the counter is sent only
after the member has said that this person is still there. On a terminal nothing is kept.
"""

from __future__ import annotations

from flask import Response, request

from citizen.people import one_time_codes, sessions
from citizen.people.browser_visit import current_visit
from citizen.people.models import Visit
from citizen.staff import counter, staff_visits
from citizen.staff.counter import AtCounter
from citizen.staff.duties import Member
from citizen.web import browser_key
from citizen.web.kept_form import kept_form
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

#: Names the kept form in the form that is made of it; and the person at the counter in a form about them.
KEPT, PERSON = "kept_form", "person"


def after_a_late_form() -> Response:
    """Instead of the view, in a POST that came when the session was over."""
    key, form = browser_key.find_key(), kept_form()
    if key is None or form is None:
        return see_other("staff.sign_in")
    with database().writing() as short:
        over = staff_visits.find_over(short, key=key)
        if over is None or over.on_kiosk:
            return see_other("staff.sign_in")
        here = counter.person_before(
            short, browser=one_time_codes.browser_hash(key), staff_id=over.person_id, mark=request.form.get(PERSON, "")
        )
        fields = tuple((name, value) for name, value in form.fields if name != KEPT)
        sessions.keep_unsent(short, over=over, action=form.action, fields=fields, acting_for=here.hex if here else "")
    return page("staff/session_over.html", status=403)


def hand_on(visit: Visit, member: Member, *, old_key: str | None) -> bool:
    """The member signed in: what they typed before follows them; what somebody else typed here is destroyed. Whether
    there is anything.
    """
    sessions.hand_on_unsent(session(), old_key=old_key, session_id=visit.id, person_id=member.id)
    return sessions.find_unsent(session(), session_id=visit.id, person_id=member.id) is not None


def unsent(member: Member) -> sessions.UnsentForm | None:
    """What this member typed in this browser and what was never sent."""
    visit = current_visit()
    return None if visit is None else sessions.find_unsent(session(), session_id=visit.id, person_id=member.id)


def forget(member: Member) -> None:
    """It is not wanted any more."""
    found, visit = unsent(member), current_visit()
    if found is not None and visit is not None:
        sessions.forget_unsent(session(), session_id=visit.id)


def is_about_somebody_else(found: sessions.UnsentForm, here: AtCounter | None) -> bool:
    """Whether it was about a person at the counter who is not there now."""
    return any(name == PERSON and (here is None or value != here.mark) for name, value in found.fields)
