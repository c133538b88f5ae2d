"""What people are told about how long their data are kept."""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.i18n import N_

DRAFT_ENDS = "draft_ends"

KINDS = (
    Kind(
        code=DRAFT_ENDS,
        subject=N_("Your draft will be deleted: %(reference)s"),
        body=N_(
            "You have not gone on with your application for some time. We delete it after %(end_date)s.\n"
            "You want to keep it? Open it and change something before that day. You need the reference and the access "
            "code.\n"
            "You do not need it any more? Then you do not have to do anything."
        ),
        sms=N_("%(reference)s: we will soon delete your draft. You want to keep it? Please look on the website."),
    ),
)
