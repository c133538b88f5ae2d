"""What a person and their helper are told about who may act, and about each thing that was done.

An SMS names nobody and nothing: whoever sees the telephone learns only that there is something to read.
"""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

_LOOK = N_("Somebody may act for you on our site, or this has changed. Sign in and look at “Who may act for me”.")
_LOOK_HELPING = N_("Something has changed in whom you help on our site. Sign in and look at “Whom I help”.")
_LOOK_DONE = N_("Something was done for you on our site. Sign in and look at “What was done for me”.")

KINDS = (
    Kind(
        code="mandate_asked",
        subject=N_("%(helper)s asks to act for you (%(mandate)s)"),
        body=N_(
            "%(helper)s asks to act for you on our site. The number is %(mandate)s.\n"
            "Nothing is allowed yet. You decide: look at “Who may act for me”, and say yes or no.\n"
            "You need not answer. Without your yes nothing happens."
        ),
        sms=_LOOK,
    ),
    Kind(
        code="mandate_provisional",
        subject=N_("%(helper)s may do some things for you until the office has looked (%(mandate)s)"),
        body=N_(
            "%(helper)s has shown a paper which says that they may act for you. The number is %(mandate)s.\n"
            "A member of staff will look at it. Until then %(helper)s cannot see decisions or change your profile.\n"
            "Is that not right? You can end it at once: on the page “Who may act for me”, by telephone or at a counter."
        ),
        sms=_LOOK,
    ),
    Kind(
        code="mandate_allowed",
        subject=N_("%(helper)s may now act for you (%(mandate)s)"),
        body=N_(
            "%(helper)s may now act for you on our site. The number is %(mandate)s.\n"
            "You can limit or end it at any time: on the page “Who may act for me”, by telephone or at a counter."
        ),
        sms=_LOOK,
    ),
    Kind(
        code="mandate_refused",
        subject=N_("%(helper)s may not act for you (%(mandate)s)"),
        body=N_("The answer was no: %(helper)s cannot do anything for you on our site. You need not do anything."),
        sms=_LOOK,
    ),
    Kind(
        code="mandate_limited",
        subject=N_("%(helper)s may now do less for you (%(mandate)s)"),
        body=N_(
            "What %(helper)s may do for you was limited. It counts from now on.\n"
            "Look at “Who may act for me” to see what is still allowed."
        ),
        sms=_LOOK,
    ),
    Kind(
        code="mandate_ended",
        subject=N_("%(helper)s may no longer act for you (%(mandate)s)"),
        body=N_(
            "It has ended: from now on %(helper)s can neither see nor do anything for you on our site.\n"
            "What was sent before stays sent. You find it in your account."
        ),
        sms=_LOOK,
    ),
    Kind(
        code="helping_allowed",
        subject=N_("You may now act for %(person)s (%(mandate)s)"),
        body=N_("Look at “Whom I help” to see what you may do, and until when."),
        sms=_LOOK_HELPING,
    ),
    Kind(
        code="helping_refused",
        subject=N_("You may not act for %(person)s (%(mandate)s)"),
        body=N_("The answer was no. Nobody has to give a reason. You can go on with your own things."),
        sms=_LOOK_HELPING,
    ),
    Kind(
        code="helping_limited",
        subject=N_("You may now do less for %(person)s (%(mandate)s)"),
        body=N_("It counts from now on. Look at “Whom I help” to see what you may still do."),
        sms=_LOOK_HELPING,
    ),
    Kind(
        code="helping_ended",
        subject=N_("You may no longer act for %(person)s (%(mandate)s)"),
        body=N_("It has ended, and counts from now on. What you sent before stays sent."),
        sms=_LOOK_HELPING,
    ),
    Kind(
        code="done_for_you",
        subject=N_("Something was done for you"),
        body=N_(
            "%(done)s\nNumber: %(thing)s\n"
            "Is that not right? Look at “What was done for me” in your account, or ask in the service hall."
        ),
        sms=_LOOK_DONE,
    ),
)
