"""What a member of staff may do, by role, and when it takes a second one. Pure."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    DESK = "desk"
    OFFICER = "officer"
    PLACE = "place"
    INTERPRETER = "interpreter"


class Duty(StrEnum):
    """One thing staff do here; every page for staff names the duty it is for."""

    ASSIST = "assist"
    ENTER_MANDATE = "enter_mandate"
    CONFIRM = "confirm"
    END_MANDATE = "end_mandate"
    HAND_OVER_CARD = "hand_over_card"
    REPORT_CARD_LOST = "report_card_lost"
    CHANGE_CONTACT = "change_contact"
    LOOK_AT_CASE = "look_at_case"
    SEE_BOOKINGS = "see_bookings"
    SEE_INTERPRETING = "see_interpreting"
    MANAGE_PLACE = "manage_place"
    WRITE_PATHWAY = "write_pathway"
    RUN_HALL = "run_hall"


_AT_THE_COUNTER = frozenset(
    {
        Duty.ASSIST,
        Duty.ENTER_MANDATE,
        Duty.CONFIRM,
        Duty.END_MANDATE,
        Duty.HAND_OVER_CARD,
        Duty.REPORT_CARD_LOST,
        Duty.CHANGE_CONTACT,
    }
)
_DUTIES: dict[Role, frozenset[Duty]] = {
    Role.DESK: _AT_THE_COUNTER | {Duty.RUN_HALL},
    Role.OFFICER: _AT_THE_COUNTER | {Duty.LOOK_AT_CASE, Duty.WRITE_PATHWAY},
    Role.PLACE: frozenset({Duty.SEE_BOOKINGS, Duty.MANAGE_PLACE, Duty.WRITE_PATHWAY, Duty.RUN_HALL}),
    Role.INTERPRETER: frozenset({Duty.SEE_INTERPRETING}),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff who is signed in."""

    id: uuid.UUID
    #: The work number: what the person reads when they see who looked at their data.
    code: str
    name: str
    district: str
    roles: frozenset[Role]

    @property
    def duties(self) -> frozenset[Duty]:
        return frozenset().union(*(_DUTIES[role] for role in self.roles))

    @property
    def actor(self) -> str:
        """How events name this member."""
        return f"staff:{self.id.hex}"


def may(member: Member, duty: Duty, *, district: str | None) -> bool:
    """Whether this is among the member's duties, in the district it belongs to. What belongs to no district yet
    (None) is open to whoever has the duty.
    """
    return duty in member.duties and district in (None, member.district)


def may_confirm(member: Member, *, entered_by: uuid.UUID | None, district: str | None) -> bool:
    """Whether this member can be the second one: never the one who entered it."""
    return may(member, Duty.CONFIRM, district=district) and member.id != entered_by
