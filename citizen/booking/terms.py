"""The codes of booking: rows, forms and pages all speak in these. Pure."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """What a person needs on the day. Some take a resource, one takes time, the others are promises of the place."""

    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    STEP_FREE = "step_free"
    HEARING_LOOP = "hearing_loop"
    LARGE_PRINT = "large_print"
    QUIET = "quiet"
    LONGER_TIME = "longer_time"
    COMPANION = "companion"
    GUIDE_DOG = "guide_dog"
    HOIST = "hoist"
    HOME_VISIT = "home_visit"
    REMOTE = "remote"


class ResourceKind(StrEnum):
    STAFF = "staff"
    ROOM = "room"
    EQUIPMENT = "equipment"
    VEHICLE = "vehicle"
    INTERPRETER = "interpreter"


class ServiceKind(StrEnum):
    AT_PLACE = "at_place"
    AT_HOME = "at_home"
    REMOTE = "remote"


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DONE = "done"
    CANCELLED_BY_PERSON = "cancelled_by_person"
    CANCELLED_BY_SERVICE = "cancelled_by_service"
    NO_SHOW = "no_show"
    EXPIRED = "expired"
    RELEASED = "released"


class Channel(StrEnum):
    WEB = "web"
    KIOSK = "kiosk"
    PHONE = "phone"
    STAFF = "staff"


class NeedState(StrEnum):
    """Asked: the place knows. Arranged: a resource is reserved, or the place always has it. Cannot: it said no."""

    ASKED = "asked"
    ARRANGED = "arranged"
    CANNOT = "cannot"


class WaitingState(StrEnum):
    """Waiting, or offered a time that is held for them; taken, or left by the person or by time."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LEFT = "left"
    OVER = "over"


class RequestKind(StrEnum):
    """Asked of the place without holding any time: an appointment it proposes, or to be called or written to."""

    APPOINTMENT = "appointment"
    CALL_BACK = "call_back"


class RequestState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class AnswerBy(StrEnum):
    """How a request is answered: nobody who cannot hear is telephoned."""

    TEXT = "text"
    CALL = "call"
    PERSON = "person"


class PartOfDayWished(StrEnum):
    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class SeriesState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class TicketState(StrEnum):
    """A number in a hall: waiting, called to a counter, being served or done, not there when called."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    MISSED = "missed"
