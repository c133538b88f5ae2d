"""How ways, steps and states are called."""

from __future__ import annotations

from citizen.pathways.terms import Attended, PathwayKind, StepKind, StepState
from citizen.web.i18n import N_

KIND = {
    PathwayKind.DEVICE: N_("Getting an assistive device"),
    PathwayKind.CHILD_REHAB: N_("Rehabilitation plan for a child"),
    PathwayKind.ADULT_REHAB: N_("Rehabilitation plan for an adult"),
}
#: What can be begun, and what it is.
BEGIN = {
    PathwayKind.DEVICE: (
        N_("Get an assistive device"),
        N_("From finding out which one fits to looking after it later: one step after the other."),
    ),
    PathwayKind.CHILD_REHAB: (
        N_("Rehabilitation for a child"),
        N_("Assessment, sessions, who was there, and what is left of the subsidy."),
    ),
    PathwayKind.ADULT_REHAB: (
        N_("Rehabilitation for an adult"),
        N_("Assessment, sessions, and how often you were there."),
    ),
}
STEP = {
    StepKind.ASSESSMENT: N_("Assessment"),
    StepKind.PRESCRIPTION: N_("Written recommendation"),
    StepKind.TRY_OUT: N_("Try it out"),
    StepKind.FITTING: N_("Fit it to you"),
    StepKind.CUSTOMISATION: N_("Change it for you"),
    StepKind.HANDOVER: N_("Take it over and learn to use it"),
    StepKind.FOLLOW_UP: N_("Look whether it still fits"),
    StepKind.REPAIR: N_("Have it repaired"),
    StepKind.LOAN: N_("Borrow one meanwhile"),
    StepKind.SESSION: N_("Rehabilitation session"),
    StepKind.REVIEW: N_("Look how far it has come"),
}
#: What happens there, for a device and for a plan alike.
WHAT = {
    StepKind.ASSESSMENT: N_("Staff look with you at what you can do, what you want to do, and what fits."),
    StepKind.PRESCRIPTION: N_("The place writes down which one fits. You read it here. You need no appointment."),
    StepKind.TRY_OUT: N_("You try it, best in the way you will use it every day."),
    StepKind.FITTING: N_("It is measured and set so that it fits you."),
    StepKind.CUSTOMISATION: N_("What does not fit as it comes is changed or made for you."),
    StepKind.HANDOVER: N_("You get it, and practise how to use and look after it."),
    StepKind.FOLLOW_UP: N_("Somebody asks how it goes, and sets it again if needed."),
    StepKind.REPAIR: N_("The place looks at what is broken and says what can be done."),
    StepKind.LOAN: N_("Ask the place whether it can lend you one. It is not promised."),
    StepKind.SESSION: N_("Train together with a therapist."),
    StepKind.REVIEW: N_("Look together at what has changed, and what comes next."),
}
STATE = {
    StepState.OPEN: N_("Not booked yet"),
    StepState.BOOKED: N_("Time is booked"),
    StepState.DONE: N_("Is done"),
    StepState.SKIPPED: N_("Not needed"),
}
TONE = {StepState.OPEN: "plain", StepState.BOOKED: "wait", StepState.DONE: "good", StepState.SKIPPED: "plain"}
SKIP_REASONS = {
    "not_needed": N_("It is not needed for this device"),
    "done_elsewhere": N_("It was done elsewhere"),
    "person_declined": N_("The person does not want it"),
    "not_possible": N_("It is not possible at the moment"),
}
ATTENDED = {
    Attended.PRESENT: N_("Was there"),
    Attended.EXCUSED: N_("Had said that they cannot come"),
    Attended.ABSENT: N_("Did not come"),
}
#: Why something could not be done, for whoever pressed the button.
PROBLEMS = {
    "settled": N_("This step is done already. The page now shows how it stands."),
    "earlier_first": N_("A step before this one is not done yet. Please do that one first."),
    "has_booking": N_("This step has an appointment. Cancel it first, then go on."),
    "no_booking": N_("This step has no appointment."),
    "takes_no_booking": N_("This step needs no appointment. The place does it."),
    "not_in_use": N_("This is possible once you have the device."),
    "ended": N_("This has been ended. Nothing can be changed any more."),
    "changed_meanwhile": N_("Somebody changed this a moment ago. Please look at it again."),
    "no_session": N_("Only sessions have attendance."),
    "no_service": N_("This cannot be booked here in your district. Please ask the place."),
}
OTHER_PROBLEM = N_("This is not possible now. Please look how it stands.")
EVENTS = {
    "opened": N_("Begun"),
    "booked": N_("A time was booked"),
    "done": N_("A step was done"),
    "skipped": N_("A step is not needed"),
    "booking_cancelled": N_("An appointment was cancelled. The step is open again."),
    "booking_missed": N_("Nobody came to the appointment. The step is open again."),
    "report_written": N_("The place wrote something for you"),
    "repair_asked": N_("A repair was begun"),
    "loan_asked": N_("Borrowing one was begun"),
    "attendance_present": N_("A session: was there"),
    "attendance_excused": N_("A session: had said that they cannot come"),
    "attendance_absent": N_("A session: did not come"),
    "appointment_over": N_("An appointment is over, and a step before it is still open"),
    "ended": N_("Ended"),
}
OTHER_EVENT = N_("Something was changed")


def problem_of(code: str) -> str:
    return PROBLEMS.get(code, OTHER_PROBLEM)
