"""What people are told about their applications. No notice says what a decision was: it may be read by anybody who
stands near, and the decision itself is one step away. New kinds are added at the end.
"""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.i18n import N_

CASE_MOVED = "case_moved"
CASE_PUBLICISED = "case_publicised"
CORRECTION_ASKED = "correction_asked"
CORRECTION_CANCELLED = "correction_cancelled"
CORRECTION_RECEIVED = "correction_received"
OFFICE_WROTE = "office_wrote"
CASE_DECIDED = "case_decided"
CASE_WITHDRAWN = "case_withdrawn"
OBJECTION_RECEIVED = "objection_received"
OBJECTION_ANSWERED = "objection_answered"

AFTER_SENDING = (
    Kind(
        code=CASE_MOVED,
        subject=N_("Your application has gone one step further: %(reference)s"),
        body=N_(
            "Your application for “%(programme)s” has gone one step further.\n"
            "You do not have to do anything. The website shows where it is now, and what comes next."
        ),
    ),
    Kind(
        code=CASE_PUBLICISED,
        subject=N_("A public notice before the decision: %(reference)s"),
        body=N_(
            "The office puts up a public notice about your application for “%(programme)s”.\n"
            "The notice must not say what disability or illness you have. If it does, tell the office at once.\n"
            "You do not have to do anything else."
        ),
    ),
    Kind(
        code=CORRECTION_ASKED,
        subject=N_("The office needs something from you: %(reference)s"),
        body=N_(
            "The office needs something from you for your application for “%(programme)s”.\n"
            "Open the website with the reference and the access code. There you see what is needed, why, and until "
            "when.\n"
            "The office goes on when it has your answer."
        ),
        sms=N_("%(reference)s: the office needs something from you. Please look on the website."),
    ),
    Kind(
        code=CORRECTION_CANCELLED,
        subject=N_("Nothing more is needed from you: %(reference)s"),
        body=N_(
            "The office no longer needs what it asked you for, for “%(programme)s”.\n"
            "It goes on working. You do not have to do anything."
        ),
    ),
    Kind(
        code=CORRECTION_RECEIVED,
        subject=N_("We have your answer: %(reference)s"),
        body=N_(
            "The office has what you sent for “%(programme)s”.\nIt goes on working. You do not have to do anything."
        ),
    ),
    Kind(
        code=OFFICE_WROTE,
        subject=N_("A message from the office: %(reference)s"),
        body=N_(
            "The office wrote to you about your application for “%(programme)s”.\n"
            "Open the website with the reference and the access code to read the message and to answer."
        ),
        sms=N_("%(reference)s: the office wrote to you. Please look on the website."),
    ),
    Kind(
        code=CASE_DECIDED,
        subject=N_("There is a decision: %(reference)s"),
        body=N_(
            "The office has decided about your application for “%(programme)s”.\n"
            "Open the website with the reference and the access code to read the decision and the reasons.\n"
            "You do not agree? The same page says what you can do, and until when."
        ),
        sms=N_("%(reference)s: there is a decision. Please look on the website."),
    ),
    Kind(
        code=CASE_WITHDRAWN,
        subject=N_("You have withdrawn your application: %(reference)s"),
        body=N_("Nobody works on your application for “%(programme)s” any more.\nYou can apply again at any time."),
    ),
    Kind(
        code=OBJECTION_RECEIVED,
        subject=N_("We have your objection: %(reference)s"),
        body=N_(
            "The office has your objection about “%(programme)s”.\n"
            "It looks at the decision again and answers you. You do not have to do anything."
        ),
    ),
    Kind(
        code=OBJECTION_ANSWERED,
        subject=N_("The office has answered your objection: %(reference)s"),
        body=N_(
            "The office has answered your objection about “%(programme)s”.\n"
            "Open the website with the reference and the access code to read the answer."
        ),
    ),
)

APPLICATION_RECEIVED = "application_received"

SENDING = (
    Kind(
        code=APPLICATION_RECEIVED,
        subject=N_("We have received your application: %(reference)s"),
        body=N_(
            "We have received your application. Its reference is %(reference)s.\n"
            "You do not have to do anything now. The website shows where it stands, and what comes next: you need the "
            "reference and the access code.\n"
            "Until the decision you can take it back."
        ),
        sms=N_("%(reference)s: we have received your application. The website shows where it stands."),
    ),
)

KINDS = (*AFTER_SENDING, *SENDING)
