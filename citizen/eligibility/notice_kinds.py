"""What a saved check tells its keeper. Never what changed: whoever sees a telephone must learn nothing from it."""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.i18n import N_

SOMETHING_CHANGED = "something_changed"
SAVED_CHECK_ENDS = "saved_check_ends"

KINDS = (
    Kind(
        code=SOMETHING_CHANGED,
        subject=N_("Something has changed: %(reference)s"),
        body=N_(
            "Something has changed in what you saved as %(reference)s.\n"
            "Come back to the site, open “Find a saved result”, and type the reference and the access code. "
            "There you see what changed, and why.\n"
            "You can stop these messages on the same page."
        ),
    ),
    Kind(
        code=SAVED_CHECK_ENDS,
        subject=N_("We will delete what you saved: %(reference)s"),
        body=N_(
            "We will delete what you saved as %(reference)s after %(end_date)s.\n"
            "You want to keep it? Open it once before that day, with the reference and the access code. "
            "Then we keep it for as long again."
        ),
    ),
)
