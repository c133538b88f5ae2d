"""The codes of pathways. Pure."""

from __future__ import annotations

from enum import StrEnum


class PathwayKind(StrEnum):
    DEVICE = "device"
    CHILD_REHAB = "child_rehab"
    ADULT_REHAB = "adult_rehab"


class PathwayState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class StepKind(StrEnum):
    """The steps of getting a device, in order (WHO: select, fit, use, follow up), and of a rehabilitation plan."""

    ASSESSMENT = "assessment"
    PRESCRIPTION = "prescription"
    TRY_OUT = "try_out"
    FITTING = "fitting"
    CUSTOMISATION = "customisation"
    HANDOVER = "handover"
    FOLLOW_UP = "follow_up"
    REPAIR = "repair"
    LOAN = "loan"
    SESSION = "session"
    REVIEW = "review"


class StepState(StrEnum):
    """Open: nothing is booked yet. Booked: there is an appointment. Skipped: not needed, with a reason."""

    OPEN = "open"
    BOOKED = "booked"
    DONE = "done"
    SKIPPED = "skipped"


class Attended(StrEnum):
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"
