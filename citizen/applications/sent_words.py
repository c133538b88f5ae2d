"""What is said about a case after sending: where it is, what comes next, what was done. Marked here, translated where
they are shown. The words of statuses stand in words.py.
"""

from __future__ import annotations

from citizen.applications.chain import Progress, Stage
from citizen.applications.lifecycle import Act, Standing, Status
from citizen.web.i18n import N_

STAGE = {
    Stage.SENT: N_("You send the application"),
    Stage.ACCEPTANCE: N_("The sub-district or township office accepts it"),
    Stage.FIRST_CHECK: N_("The sub-district or township office checks it first"),
    Stage.FEDERATION: N_("The district federation checks it"),
    Stage.CIVIL_AFFAIRS: N_("The district civil affairs office decides on it"),
    Stage.PUBLIC_NOTICE: N_("A public notice is put up before the decision"),
    Stage.RESULT: N_("You are told the result"),
    Stage.PAYMENT: N_("You receive it"),
}

PROGRESS = {
    Progress.DONE: N_("Done"),
    Progress.NOW: N_("Going on now"),
    Progress.PAUSED: N_("Waiting for you"),
    Progress.LATER: N_("Still to come"),
}
PROGRESS_TONE = {
    Progress.DONE: "good",
    Progress.NOW: "wait",
    Progress.PAUSED: "stop",
    Progress.LATER: "plain",
}

NEEDS_YOU = N_("The office needs something from you")
NEXT = {
    Status.SUBMITTED: N_("Next, the office sees whether it can accept it. You do not have to do anything."),
    Status.ACCEPTED: N_("Next, the district federation checks it. You do not have to do anything."),
    Status.FEDERATION_REVIEW: N_("Next comes the following step below. You do not have to do anything."),
    Status.CIVIL_AFFAIRS_REVIEW: N_("Next comes the decision. You do not have to do anything."),
    Status.PUBLICISED: N_("Next comes the decision. The notice must not say what disability or illness you have."),
    Status.APPROVED: N_("The office tells you how you receive it."),
    Status.REFUSED: N_("You do not agree? Below you can object."),
    Status.PAYING: N_("If a payment does not arrive, write to the office."),
    Status.CLOSED: N_("Nothing more happens. You can apply again."),
    Status.WITHDRAWN: N_("Nothing more happens. You can apply again at any time."),
}
NEXT_CORRECTION = N_("The office goes on when it has your answer. Please answer below.")
NEXT_OBJECTION = N_("The office looks at the decision again and answers you.")

ASK_THE_PERSON = N_("You were not allowed to see the decision. Please ask the person themselves.")

DONE = {
    Act.START: N_("Application begun"),
    Act.CHOOSE_PROGRAMMES: N_("Programmes chosen"),
    Act.ANSWER: N_("Question answered"),
    Act.GIVE_CONTACT: N_("Contact details saved"),
    Act.ADD_PAPER: N_("Paper added"),
    Act.REMOVE_PAPER: N_("Paper removed"),
    Act.PLAN_PAPERS: N_("Said how papers come"),
    Act.SUBMIT: N_("Application sent"),
    Act.WITHDRAW: N_("Application withdrawn"),
    Act.ANSWER_CORRECTION: N_("Sent what the office asked for"),
    Act.WRITE: N_("Message written to the office"),
    Act.OBJECT: N_("Objection sent"),
    Act.OPEN: N_("Opened by the office"),
    Act.ACCEPT: N_("Accepted by the office"),
    Act.REVIEW: N_("Passed on to the district federation"),
    Act.SEND_TO_CIVIL_AFFAIRS: N_("Passed on to the civil affairs office"),
    Act.PUBLICISE: N_("Public notice begun"),
    Act.APPROVE: N_("Approved"),
    Act.REFUSE: N_("Not approved"),
    Act.PAY: N_("Payment begun"),
    Act.CLOSE: N_("Finished"),
    Act.ASK_CORRECTION: N_("The office asked for something"),
    Act.CANCEL_CORRECTION: N_("The office no longer needs what it asked for"),
    Act.REPLY: N_("The office wrote a message"),
    Act.ANSWER_OBJECTION: N_("The office answered the objection"),
    Act.REOPEN: N_("The office took the decision back and decides again"),
    Act.LOOK: N_("Looked at where it stands"),
    Act.ERASE: N_("The contents were erased. Only what was done, and when, is left."),
}

OUTCOME = {Act.APPROVE.value: N_("Approved"), Act.REFUSE.value: N_("Not approved")}
AMOUNT = {
    "once": N_("%(amount)s yuan, once"),
    "month": N_("%(amount)s yuan a month"),
    "year": N_("%(amount)s yuan a year"),
    "": N_("%(amount)s yuan"),
}

TEXT_PROBLEMS = {
    "text_missing": N_("Write your message"),
    "text_too_long": N_("The text is too long. Please shorten it."),
    "too_many_unread": N_("The office has not read your last messages yet. Please wait for its answer."),
}


def next_of(standing: Standing) -> str:
    """What comes next, as a msgid."""
    if standing.correction_open:
        return NEXT_CORRECTION
    if standing.objection_open:
        return NEXT_OBJECTION
    return NEXT[standing.status]
