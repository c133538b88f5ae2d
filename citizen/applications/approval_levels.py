"""The five-level approval chain of the districts' case systems (辅具适配评估 and alike), and our statuses in it. Pure.

Those systems know one number per application: 1 待评估, 2 待村社区审核, 3 待乡镇街道审批, 4 待区县审批, 5 待市级审批,
6 待省级审批, 10 已完成, 11 已退回. This is the documented table between the two vocabularies.

From us to them: what was sent waits for the street (3); as soon as the street has accepted it, it is on its way to the
district (4), whichever office of the district has it; a decision of either kind and what follows is finished (10); what
is back in the person's hands (a correction was asked, or it was withdrawn) is returned (11).

From them to us: 1, 2 and 3 are all "sent, not accepted yet" (the assessment, the village and the street work before
acceptance); 4, 5 and 6 are "the federation checks it" (our districts decide, so a higher level is still that); 10 needs
the decision itself, and 11 the reason: a number alone says neither, so they lead to no status by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from citizen.applications.lifecycle import Standing, Status


class Level(IntEnum):
    """The number such a system knows."""

    ASSESSMENT = 1
    VILLAGE = 2
    STREET = 3
    DISTRICT = 4
    CITY = 5
    PROVINCE = 6
    DONE = 10
    RETURNED = 11


NAMES: Mapping[Level, str] = {
    Level.ASSESSMENT: "待评估",
    Level.VILLAGE: "待村社区审核",
    Level.STREET: "待乡镇街道审批",
    Level.DISTRICT: "待区县审批",
    Level.CITY: "待市级审批",
    Level.PROVINCE: "待省级审批",
    Level.DONE: "已完成",
    Level.RETURNED: "已退回",
}

LEVEL_OF: Mapping[Status, Level | None] = {
    Status.DRAFT: None,
    Status.SUBMITTED: Level.STREET,
    Status.ACCEPTED: Level.DISTRICT,
    Status.FEDERATION_REVIEW: Level.DISTRICT,
    Status.CIVIL_AFFAIRS_REVIEW: Level.DISTRICT,
    Status.PUBLICISED: Level.DISTRICT,
    Status.APPROVED: Level.DONE,
    Status.REFUSED: Level.DONE,
    Status.PAYING: Level.DONE,
    Status.CLOSED: Level.DONE,
    Status.WITHDRAWN: Level.RETURNED,
}

STATUS_AT: Mapping[Level, Status | None] = {
    Level.ASSESSMENT: Status.SUBMITTED,
    Level.VILLAGE: Status.SUBMITTED,
    Level.STREET: Status.SUBMITTED,
    Level.DISTRICT: Status.FEDERATION_REVIEW,
    Level.CITY: Status.FEDERATION_REVIEW,
    Level.PROVINCE: Status.FEDERATION_REVIEW,
    Level.DONE: None,
    Level.RETURNED: None,
}

if set(LEVEL_OF) != set(Status) or set(STATUS_AT) != set(Level) or set(NAMES) != set(Level):
    raise AssertionError("both vocabularies must be told whole")


def level_of(standing: Standing) -> Level | None:
    """The number for a case; None for a draft, which no office sees."""
    return Level.RETURNED if standing.correction_open else LEVEL_OF[standing.status]
