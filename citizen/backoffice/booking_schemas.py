"""What the API for places takes and gives. Places, schedules, slots and appointments have the shapes of FHIR R5, as far
as they go; what FHIR has no word for stands in extensions that are named here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from citizen.backoffice.schema_terms import Asked, Given, LeavesOut, Versioned
from citizen.booking.place_acts import LONGEST_NOTE, CalledOff
from citizen.booking.terms import Need, NeedState
from citizen.core import clock

MOST_DAYS = 31
Reference9 = Annotated[str, Field(pattern=r"^B[0-9A-Z]{8}$", examples=["B7K3M9QX4"])]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):(00|15|30|45)$|^24:00$", examples=["09:00"])]
Status = Literal["booked", "arrived", "fulfilled", "cancelled", "noshow"]


class Coding(LeavesOut):
    """A code of ours."""

    code: str


class Concept(LeavesOut):
    """A code, and its words in Chinese."""

    coding: list[Coding]
    text: str | None = None


class ConceptReference(LeavesOut):
    """FHIR R5 CodeableReference: here always a concept."""

    concept: Concept


class Link(LeavesOut):
    """To another resource, or only a name."""

    reference: str | None = None
    display: str | None = None


class Identifier(LeavesOut):
    value: str


class Meta(LeavesOut):
    """The version that goes into If-Match."""

    versionId: str  # noqa: N815  # FHIR's name
    lastUpdated: datetime  # noqa: N815


class ContactPoint(LeavesOut):
    system: Literal["phone", "other"]
    value: str


class ContactDetail(LeavesOut):
    telecom: list[ContactPoint]


class Address(LeavesOut):
    text: str
    district: str | None = None


class Position(LeavesOut):
    longitude: float
    latitude: float


class Location(LeavesOut):
    """A place."""

    resourceType: Literal["Location"] = "Location"  # noqa: N815
    id: str
    identifier: list[Identifier] = Field(description="The code of the place, as in tables.")
    status: Literal["active", "inactive"]
    name: str
    description: str = Field(description="How to get in.")
    address: Address
    characteristic: list[Concept] = Field(description="What is always there, by code of the need.")
    contact: list[ContactDetail] | None = None
    position: Position | None = None


class HealthcareService(LeavesOut):
    """A service, with the places that do it."""

    resourceType: Literal["HealthcareService"] = "HealthcareService"  # noqa: N815
    id: str
    identifier: list[Identifier]
    active: bool
    name: str
    comment: str
    location: list[Link]
    program: list[Concept] = Field(description="Codes of programmes of the catalogue.")


class Schedule(LeavesOut):
    """One service at one place."""

    resourceType: Literal["Schedule"] = "Schedule"  # noqa: N815
    id: str
    active: bool
    serviceType: list[ConceptReference]  # noqa: N815
    actor: list[Link]


class Slot(LeavesOut):
    """An open time."""

    resourceType: Literal["Slot"] = "Slot"  # noqa: N815
    id: str
    schedule: Link
    status: Literal["free"]
    start: datetime
    end: datetime


class NeedPart(LeavesOut):
    """One part of a need: "code", "state" or "note"."""

    url: Literal["code", "state", "note"]
    valueCode: str | None = None  # noqa: N815
    valueString: str | None = None  # noqa: N815


class Extension(LeavesOut):
    """What FHIR has no word for: "need" (with parts), "companions", "late-minutes"."""

    url: Literal["need", "companions", "late-minutes"]
    extension: list[NeedPart] | None = None
    valueInteger: int | None = None  # noqa: N815


class HumanName(LeavesOut):
    text: str


class Patient(LeavesOut):
    """The person, as they want to be called, and how they are reached about this appointment."""

    resourceType: Literal["Patient"] = "Patient"  # noqa: N815
    id: Literal["person"] = "person"
    name: list[HumanName] | None = None
    telecom: list[ContactPoint] | None = None
    address: list[Address] | None = Field(None, description="Only for visits at home.")


class Participant(LeavesOut):
    actor: Link
    status: Literal["accepted"] = "accepted"


class Appointment(LeavesOut, Versioned):
    """An appointment at a place of the district."""

    resourceType: Literal["Appointment"] = "Appointment"  # noqa: N815
    id: Reference9
    meta: Meta
    identifier: list[Identifier]
    status: Status
    cancellationReason: Concept | None = None  # noqa: N815
    serviceType: list[ConceptReference]  # noqa: N815
    start: datetime
    end: datetime
    minutesDuration: int  # noqa: N815
    created: datetime
    contained: list[Patient]
    participant: list[Participant]
    extension: list[Extension]

    @property
    def version_shown(self) -> int:
        return int(self.meta.versionId)


class Entry(LeavesOut):
    resource: Location | HealthcareService | Schedule | Slot | Appointment = Field(discriminator="resourceType")


class Bundle(LeavesOut):
    """What was found, all of it."""

    resourceType: Literal["Bundle"] = "Bundle"  # noqa: N815
    type: Literal["searchset"] = "searchset"
    total: int
    entry: list[Entry]


class StrandedOne(Given):
    """An appointment that no longer fits."""

    appointment: Reference9
    start: datetime
    why: list[str] = Field(description="Codes: place_closed, resource_gone, not_open, skill_missing, need_lost, …")
    about: list[str] = Field(description="Codes of resources or needs.")


class StrandedList(Given):
    """Nothing of it was cancelled."""

    stranded: list[StrandedOne]


class OpeningChanged(Given):
    """What is different on that day now, and which appointments no longer fit."""

    resources: list[str]
    day: date
    opens: bool
    begin: str
    end: str
    stranded: list[StrandedOne]


# -- asked -----------------------------------------------------------------------------------------------------


class NoQuery(Asked):
    """Nothing can be chosen."""


class SlotQuery(Asked):
    """Of which place and service, and when."""

    place: str = Field(max_length=60, description="Code of the place.")
    service: str = Field(max_length=60, description="Code of the service.")
    start: date | None = Field(None, description="First day; default: today.")
    days: int = Field(7, ge=1, le=14)


class AppointmentQuery(Asked):
    """Which appointments."""

    start: date | None = Field(None, description="First day; default: today.")
    days: int = Field(7, ge=1, le=MOST_DAYS)
    place: str | None = Field(None, max_length=60, description="Code of the place; default: all of the district.")
    status: Status | None = None

    def window(self) -> tuple[date, date]:
        """From the first day until the day after the last."""
        first = self.start or clock.today()
        return first, first + timedelta(days=self.days)


class SetStatus(Asked):
    """What happened with an appointment."""

    status: Literal["arrived", "fulfilled", "noshow", "cancelled"]
    reason: CalledOff | None = Field(None, description="Needed for cancelled.")


class AnswerNeed(Asked):
    """Whether a need can be arranged."""

    answer: Literal["arranged", "cannot"]
    note: str = Field("", max_length=LONGEST_NOTE, description="The person reads it. Needed for cannot.")


class ChangeOpening(Asked):
    """One day on which a place, or one of its resources, is open in addition or closed."""

    of: str = Field(max_length=80, description="Code of a place (all it has) or of one resource.")
    day: date
    opens: bool
    begin: TimeOfDay = "00:00"
    end: TimeOfDay = "24:00"
    reason: str = Field("", max_length=200)


def need_of(code: str) -> Need | None:
    return Need(code) if code in set(Need) else None


def state_of(answer: str) -> NeedState:
    return NeedState(answer)
