"""What a person is told about a way. No notice names a device, a plan or what was found: all of it stands on the page.
New kinds are added at the end.
"""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

PATHWAY_GOES_ON = "pathway_goes_on"
PATHWAY_OUT_OF_ORDER = "pathway_out_of_order"
PATHWAY_DUE = "pathway_due"

KINDS = (
    Kind(
        code=PATHWAY_GOES_ON,
        subject=N_("One step further: %(reference)s"),
        body=N_(
            "The place has written something down for you, or a step is done.\n"
            "The website shows it, and what comes next. You need the reference and the access code."
        ),
    ),
    Kind(
        code=PATHWAY_OUT_OF_ORDER,
        subject=N_("Please look at the order of your appointments: %(reference)s"),
        body=N_(
            "One of your appointments now comes before a step that has to be done first.\n"
            "The website shows which. You can book the earlier step, or move the later appointment. "
            "Nothing was cancelled."
        ),
        sms=N_("%(reference)s: the order of your appointments does not fit any more. Please look on the website."),
    ),
    Kind(
        code=PATHWAY_DUE,
        subject=N_("It is time to look after it again: %(reference)s"),
        body=N_(
            "On %(date)s somebody should look with you whether everything still fits.\n"
            "Book a time on the website, with the reference and the access code. Everything is fine? "
            "Then you can say so to the place."
        ),
        sms=N_("%(reference)s: a follow-up is due on %(date)s. You can book a time on the website."),
    ),
)
