"""What requests and answers of the API have in common: how texts, numbers and codes look, and what every body obeys."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from citizen.applications.approval_levels import Level
from citizen.applications.lifecycle import DECISIONS, MOVES, Act
from citizen.applications.office_acts import LONGEST_TEXT

Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Number = Annotated[str, Field(pattern=r"^A[0-9A-Z]{8}-[0-9]{1,4}$", examples=["A7K3M9QX4-1"])]
MoveAct = Literal["accept", "review", "send_to_civil_affairs", "publicise", "pay", "close"]
Outcome = Literal["approve", "refuse"]
#: The five-level chain of other systems; see docs/case-systems.md.
ChainCode = Literal[1, 2, 3, 4, 5, 6, 10, 11]

if {*MoveAct.__args__} != {one.value for one in MOVES - {Act.REOPEN}}:  # type: ignore[attr-defined]
    raise AssertionError("the API must know every move")
if {*Outcome.__args__} != {one.value for one in DECISIONS} or {*ChainCode.__args__} != set(Level):  # type: ignore[attr-defined]
    raise AssertionError("the API must know every outcome and level")


class Asked(BaseModel):
    """A request body: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Given(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Versioned(Given):
    """What has a version that goes into If-Match; the answer says it as its ETag too."""

    @property
    def version_shown(self) -> int:
        raise NotImplementedError


class LeavesOut(Given):
    """What has no value is left out of the answer instead of being null, as FHIR has it."""
