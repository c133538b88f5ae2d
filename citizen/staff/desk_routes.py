"""The desk: what this member of staff does here, and helping somebody who is present."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, url_for

from citizen.accessibility import ui
from citizen.people.browser_visit import current_visit
from citizen.people.endings import end_and_forget
from citizen.proxies.acting import current_who, forget_who
from citizen.staff import staff_visits
from citizen.staff.access import idle_limit, require_staff, staff_only, staff_session
from citizen.staff.blueprint import blueprint
from citizen.staff.coming_in import fresh_key
from citizen.staff.duties import Duty
from citizen.web import browser_key
from citizen.web.access import needs_visit
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session


@dataclass(frozen=True, slots=True)
class Task:
    """One thing on the desk."""

    duty: Duty
    endpoint: str
    title: str
    text: str


TASKS = (
    Task(Duty.ASSIST, "staff.assist", N_("Help somebody"), N_("You sit together at this screen. The person decides.")),
    Task(
        Duty.ENTER_MANDATE,
        "staff.find_person",
        N_("Somebody at the counter"),
        N_("A sign-in card, a lost card, a new telephone number, or who may act for the person."),
    ),
    Task(
        Duty.CONFIRM,
        "staff.waiting",
        N_("Waiting for a second member of staff"),
        N_("Mandates and papers of your district. Somebody else than who entered it looks at them."),
    ),
    Task(
        Duty.END_MANDATE,
        "staff.find_mandate",
        N_("Look up or end a mandate"),
        N_("When somebody calls or comes. It ends at once."),
    ),
    Task(
        Duty.LOOK_AT_CASE,
        "staff.look_at_case",
        N_("Where does an application stand?"),
        N_("By its reference, with a reason the person can read."),
    ),
    Task(
        Duty.RUN_HALL,
        "staff.halls",
        N_("The hall today"),
        N_("Call numbers, write down who came and who did not."),
    ),
    Task(
        Duty.RUN_HALL,
        "call_desk.list_calls",
        N_("Calls from the terminals"),
        N_("Somebody at a terminal asks you to come."),
    ),
    Task(Duty.SEE_BOOKINGS, "staff.bookings", N_("Bookings of a day"), N_("Who comes, when, and what they need.")),
    Task(
        Duty.MANAGE_PLACE,
        "staff.place_stranded",
        N_("Appointments that no longer fit"),
        N_("After hours, staff or rooms have changed. Nothing is deleted: you decide for each."),
    ),
    Task(
        Duty.MANAGE_PLACE,
        "staff.places",
        N_("Places of your district"),
        N_("Weekly hours, days that are closed, days that are open in addition."),
    ),
    Task(
        Duty.WRITE_PATHWAY,
        "staff.pathways",
        N_("Devices and rehabilitation plans"),
        N_("Write down what was done: assessment, fitting, sessions."),
    ),
    Task(
        Duty.SEE_BOOKINGS,
        "staff.requests_list",
        N_("Questions that wait for an answer"),
        N_("Who asks for an appointment, or wants to be written to or called."),
    ),
    Task(
        Duty.SEE_INTERPRETING,
        "staff.interpreting",
        N_("Where an interpreter is needed"),
        N_("The next 14 days: time, place and kind of service."),
    ),
)


@blueprint.get("/desk")
@staff_only()
def desk() -> Response:
    """Only what this member may do; the others are not named."""
    duties = require_staff().duties
    entries = [
        {"title": _(task.title), "text": _(task.text), "href": url_for(task.endpoint)}
        for task in TASKS
        if task.duty in duties
    ]
    return page("staff/desk.html", entries=entries)


@blueprint.route("/assist", methods=["GET"])
@staff_only(Duty.ASSIST)
def assist() -> Response:
    """What helping somebody means, before it begins."""
    return page("staff/assist.html")


@blueprint.post("/assist")
@staff_only(Duty.ASSIST)
def begin_assisting() -> Response:
    """The screen is the person's from now on; the member's own session is over."""
    staff = staff_session()
    if staff is None:
        return see_other("staff.sign_in")
    fresh_key()
    key, on_kiosk = browser_key.ensure_key(), ui.current_ui().kiosk
    staff_visits.open_for_somebody(session(), staff=staff, key=key, on_kiosk=on_kiosk, idle=idle_limit())
    return see_other("home.start")


@blueprint.post("/assisted/end")
@needs_visit
def end_assisting() -> Response:
    """Either of the two may end it. What was not sent is deleted, nobody is signed in any more, and the member signs in
    anew.
    """
    if current_who().staff_id is None:
        return see_other("home.start")
    visit = current_visit()
    if visit is not None:
        end_and_forget(session(), visit_id=visit.id)
    browser_key.drop_key()
    forget_who()
    ui.forget_ui()
    response = see_other("staff.sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
