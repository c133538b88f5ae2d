"""What staff are sent: the code of their sign-in."""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.i18n import N_

STAFF_CODE = "staff_code"

KINDS = (
    Kind(
        code=STAFF_CODE,
        subject=N_("Your code for signing in as staff"),
        body=N_("%(code)s is your code for signing in as staff. It is good for 10 minutes. Give it to nobody."),
        sms=N_("%(code)s is your code for signing in as staff. It is good for 10 minutes. Give it to nobody."),
        secret=True,
    ),
)
