"""What a person is told about several appointments at once: one message for a whole series."""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

SERIES_BOOKED = "series_booked"
SERIES_CANCELLED = "series_cancelled"

KINDS = (
    Kind(
        code=SERIES_BOOKED,
        subject=N_("Your series of appointments is booked: %(reference)s"),
        body=N_(
            "%(count)s appointments: %(service)s, %(site)s. The first one is on %(date)s, %(time)s.\n"
            "On the website you see all of them. You can move or cancel each one alone, or all that are left."
        ),
        sms=N_("A series of appointments (%(reference)s) is booked. The first: %(date)s, %(time)s. See all online."),
    ),
    Kind(
        code=SERIES_CANCELLED,
        subject=N_("The rest of your series of appointments is cancelled: %(reference)s"),
        body=N_(
            "Cancelled, as was asked for: %(count)s appointments, %(service)s, %(site)s. "
            "The first of them was on %(date)s, %(time)s.\n"
            "Nobody expects you. You can book again at any time."
        ),
        sms=N_("The rest of your series %(reference)s is cancelled, from %(date)s, %(time)s on. Nobody expects you."),
    ),
)
