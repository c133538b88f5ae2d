"""What a person is told about a booking. A text message names no place and no service: whoever sees the telephone
learns that there is an appointment, and when. New kinds are added at the end.
"""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

BOOKING_CONFIRMED = "booking_confirmed"
BOOKING_MOVED = "booking_moved"
BOOKING_CANCELLED = "booking_cancelled"
BOOKING_CANCELLED_BY_SERVICE = "booking_cancelled_by_service"
BOOKING_MOVED_BY_SERVICE = "booking_moved_by_service"
BOOKING_NEED_ANSWERED = "booking_need_answered"
BOOKING_REMINDER = "booking_reminder"
WAITING_OFFER = "waiting_offer"
REQUEST_ANSWERED = "request_answered"

#: What goes to a telephone number nobody has confirmed: only what the person cannot know otherwise.
ALSO_BY_TEXT = frozenset(
    {
        BOOKING_CANCELLED_BY_SERVICE,
        BOOKING_MOVED_BY_SERVICE,
        BOOKING_NEED_ANSWERED,
        BOOKING_REMINDER,
        WAITING_OFFER,
        REQUEST_ANSWERED,
    }
)

#: After these a reminder written before says something that is no longer so.
ENDS_REMINDERS = frozenset({BOOKING_MOVED, BOOKING_MOVED_BY_SERVICE, BOOKING_CANCELLED, BOOKING_CANCELLED_BY_SERVICE})

KINDS = (
    Kind(
        code=BOOKING_CONFIRMED,
        subject=N_("Your appointment is booked: %(reference)s"),
        body=N_(
            "%(service)s: %(date)s, %(time)s, %(site)s.\n"
            "On the website you see how to get in, what to bring and what is arranged for you. You can move or cancel "
            "the appointment there."
        ),
        sms=N_(
            "Appointment %(reference)s is booked: %(date)s, %(time)s. On the website you see where, and can change it."
        ),
    ),
    Kind(
        code=BOOKING_MOVED,
        subject=N_("Your appointment has another time: %(reference)s"),
        body=N_(
            "The new time: %(date)s, %(time)s. %(service)s, %(site)s.\n"
            "The old time is free for others. Please look on the website whether everything you need is arranged."
        ),
        sms=N_("Appointment %(reference)s has a new time: %(date)s, %(time)s. The old time no longer counts."),
    ),
    Kind(
        code=BOOKING_CANCELLED,
        subject=N_("Your appointment is cancelled: %(reference)s"),
        body=N_(
            "Cancelled, as was asked for: %(service)s, %(date)s, %(time)s, %(site)s.\n"
            "Nobody expects you. You can book another time at any time."
        ),
        sms=N_("Appointment %(reference)s on %(date)s, %(time)s is cancelled. Nobody expects you."),
    ),
    Kind(
        code=BOOKING_CANCELLED_BY_SERVICE,
        subject=N_("The place has cancelled your appointment: %(reference)s"),
        body=N_(
            "It does not take place: %(service)s, %(date)s, %(time)s, %(site)s.\n"
            "We are sorry. It is not your fault. On the website you can choose another time, or ask the place in "
            "writing."
        ),
        sms=N_(
            "The place cancelled appointment %(reference)s on %(date)s, %(time)s. Please do not come. "
            "On the website you can choose another time."
        ),
    ),
    Kind(
        code=BOOKING_MOVED_BY_SERVICE,
        subject=N_("The place has moved your appointment: %(reference)s"),
        body=N_(
            "The new time: %(date)s, %(time)s. %(service)s, %(site)s.\n"
            "If this does not suit you, choose another time on the website, or cancel."
        ),
        sms=N_(
            "The place moved appointment %(reference)s. New time: %(date)s, %(time)s. "
            "Does it not suit you? Change it on the website."
        ),
    ),
    Kind(
        code=BOOKING_NEED_ANSWERED,
        subject=N_("The place has answered about what you need: %(reference)s"),
        body=N_(
            "It is about your appointment on %(date)s, %(time)s: %(service)s, %(site)s.\n"
            "The place says: %(answer)s\n"
            "Your time stays yours. On the website you can choose another time, change what you need, or cancel."
        ),
        sms=N_(
            "The place answered about what you need on %(date)s, %(time)s (%(reference)s). Please look on the website."
        ),
    ),
    Kind(
        code=BOOKING_REMINDER,
        subject=N_("Your appointment is soon: %(reference)s"),
        body=N_(
            "%(date)s, %(time)s: %(service)s, %(site)s.\n"
            "On the website you see how to get in and what to bring. If you cannot come, please say so there: somebody "
            "else may need the time."
        ),
        sms=N_(
            "Reminder: appointment %(reference)s is on %(date)s, %(time)s. Cannot come? Please say so on the website."
        ),
    ),
    Kind(
        code=WAITING_OFFER,
        subject=N_("A time has become free for you: %(reference)s"),
        body=N_(
            "%(service)s: %(date)s, %(time)s, %(site)s.\n"
            "It is kept for you until %(until_date)s, %(until_time)s. Say yes or no on the website. Without an answer "
            "it goes to the next person; you keep your place on the list."
        ),
        sms=N_("A time is free for you: %(date)s, %(time)s (%(reference)s). Please answer on the website soon."),
    ),
    Kind(
        code=REQUEST_ANSWERED,
        subject=N_("The place has answered your request: %(reference)s"),
        body=N_("The place has answered what you asked. Read the answer on the website."),
        sms=N_("The place has answered your request %(reference)s. Please read it on the website."),
    ),
)
