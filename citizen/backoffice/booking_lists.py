"""What the system of a place is shown: places, services, times and appointments of its district, as FHIR says them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.backoffice import booking_schemas as fhir
from citizen.backoffice.tokens import Bearer
from citizen.booking import inventory, lifecycle, open_slots, place_acts
from citizen.booking.models import Booking, Service, Site
from citizen.booking.stranded import Stranded, stranded
from citizen.booking.terms import BookingState
from citizen.core import clock
from citizen.core.errors import NotFound

_STATUS: dict[BookingState, fhir.Status] = {
    BookingState.CONFIRMED: "booked",
    BookingState.ARRIVED: "arrived",
    BookingState.DONE: "fulfilled",
    BookingState.NO_SHOW: "noshow",
    BookingState.CANCELLED_BY_PERSON: "cancelled",
    BookingState.CANCELLED_BY_SERVICE: "cancelled",
}


def sites_of(session: Session, *, by: Bearer) -> Sequence[Site]:
    """The places of the token's district."""
    return session.scalars(sa.select(Site).where(Site.district == by.district).order_by(Site.code)).all()


def services_of(session: Session, *, by: Bearer) -> list[Service]:
    """The services this token may see."""
    found = session.scalars(sa.select(Service).order_by(Service.position, Service.code))
    return [one for one in found if _covers(by, one)]


def plans_of(session: Session, *, by: Bearer) -> list[inventory.Plan]:
    """Every service at every place of the district that can do it."""
    found = []
    for service in services_of(session, by=by):
        found += inventory.find_plans(session, service=service, district=by.district, needs=(), person_key=None)
    return found


def find_slots(session: Session, *, by: Bearer, query: fhir.SlotQuery) -> list[fhir.Slot]:
    """Open times for somebody without needs. Raises NotFound."""
    service = next((one for one in services_of(session, by=by) if one.code == query.service), None)
    if service is None or query.place not in {site.code for site in sites_of(session, by=by)}:
        raise NotFound("schedule")
    plan = inventory.get_plan(session, service=service, site_code=query.place, needs=(), person_key=None)
    first = query.start or clock.today()
    days = [first + timedelta(days=n) for n in range(query.days)]
    schedule = open_slots.schedule_id(plan.site, service)
    told = (open_slots.slot_of(plan.site, service, one.start, one.end, base="") for one in plan.offers(days))
    return [
        fhir.Slot(
            id=one["id"], schedule=fhir.Link(reference=f"Schedule/{schedule}"), status="free", start=one["start"],
            end=one["end"],
        )
        for one in told
    ]  # fmt: skip


def find_appointments(session: Session, *, by: Bearer, query: fhir.AppointmentQuery) -> list[Booking]:
    """Those that begin on these days at the district's places; times that are only held are nobody's yet."""
    first, last = query.window()
    wanted = (
        sa.select(Booking)
        .join(Site, Site.id == Booking.site_id)
        .where(Site.district == by.district, Booking.state.in_(_STATUS))
        .where(Booking.start_at >= _midnight(first), Booking.start_at < _midnight(last))
    )
    if query.place is not None:
        wanted = wanted.where(Site.code == query.place)
    if query.status is not None:
        wanted = wanted.where(Booking.state.in_([one for one, said in _STATUS.items() if said == query.status]))
    found = session.scalars(wanted.order_by(Booking.start_at, Booking.public_ref))
    return [one for one in found if _covers(by, one.service)]


def get_appointment(session: Session, *, by: Bearer, reference: str) -> Booking:
    """The appointment; raises NotFound also for those of other districts and programmes."""
    found = place_acts.get_of_district(session, district=by.district, reference=reference)
    if not _covers(by, found.service):
        raise NotFound("appointment")
    return found


def find_stranded(session: Session, *, by: Bearer) -> list[fhir.StrandedOne]:
    """Appointments that no longer fit, of the programmes of the token only."""
    found = stranded(session, by.district)
    return [said(one) for one in found if _covers(by, one.booking.service)]


def said(one: Stranded) -> fhir.StrandedOne:
    why = [why.value for why in one.why]
    return fhir.StrandedOne(
        appointment=one.booking.public_ref, start=one.booking.start_at, why=why, about=list(one.about)
    )


# -- shapes ----------------------------------------------------------------------------------------------------


def bundle(
    found: Iterable[fhir.Location | fhir.HealthcareService | fhir.Schedule | fhir.Slot | fhir.Appointment],
) -> fhir.Bundle:
    entries = [fhir.Entry(resource=one) for one in found]
    return fhir.Bundle(total=len(entries), entry=entries)


def location(site: Site) -> fhir.Location:
    has_position = site.latitude is not None and site.longitude is not None
    points = [("phone", site.phone), ("other", site.text_channel)]
    telecom = [fhir.ContactPoint(system=system, value=value) for system, value in points if value]  # type: ignore[arg-type]
    return fhir.Location(
        id=str(site.id),
        identifier=[fhir.Identifier(value=site.code)],
        status="active" if site.is_active else "inactive",
        name=site.name["zh"],
        description=site.way_in["zh"],
        address=fhir.Address(text=site.address["zh"], district=site.district),
        characteristic=[_concept(need) for need in site.meets],
        contact=[fhir.ContactDetail(telecom=telecom)] if telecom else None,
        position=fhir.Position(longitude=site.longitude, latitude=site.latitude) if has_position else None,  # type: ignore[arg-type]
    )


def healthcare_service(service: Service, sites: Iterable[Site]) -> fhir.HealthcareService:
    return fhir.HealthcareService(
        id=str(service.id),
        identifier=[fhir.Identifier(value=service.code)],
        active=True,
        name=service.name["zh"],
        comment=service.summary["zh"],
        location=[fhir.Link(reference=f"Location/{site.id}", display=site.name["zh"]) for site in sites],
        program=[_concept(code) for code in service.programmes],
    )


def schedule(plan: inventory.Plan) -> fhir.Schedule:
    return fhir.Schedule(
        id=str(open_slots.schedule_id(plan.site, plan.service)),
        active=True,
        serviceType=[_service_type(plan.service)],
        actor=[fhir.Link(reference=f"Location/{plan.site.id}", display=plan.site.name["zh"])],
    )


def appointment(one: Booking) -> fhir.Appointment:
    """What the place has to know to be ready; nothing else about the person."""
    place = fhir.Link(reference=f"Location/{one.site_id}", display=one.site.name["zh"])
    return fhir.Appointment(
        id=one.public_ref,
        meta=fhir.Meta(versionId=str(one.version), lastUpdated=one.changed_at),
        identifier=[fhir.Identifier(value=one.public_ref)],
        status=_STATUS[one.state],
        cancellationReason=_concept(one.closed_reason or one.state.value) if one.state in lifecycle.CANCELLED else None,
        serviceType=[_service_type(one.service)],
        start=one.start_at,
        end=one.end_at,
        minutesDuration=int((one.end_at - one.start_at).total_seconds()) // 60,
        created=one.created_at,
        contained=[_person(one)],
        participant=[fhir.Participant(actor=fhir.Link(reference="#person")), fhir.Participant(actor=place)],
        extension=_extensions(one),
    )


def _person(one: Booking) -> fhir.Patient:
    name = one.person_name or one.contact_name
    return fhir.Patient(
        name=[fhir.HumanName(text=name)] if name else None,
        telecom=[fhir.ContactPoint(system="phone", value=one.contact_phone)] if one.contact_phone else None,
        address=[fhir.Address(text=one.home_address)] if one.home_address else None,
    )


def _extensions(one: Booking) -> list[fhir.Extension]:
    needs = [
        fhir.Extension(
            url="need",
            extension=[
                fhir.NeedPart(url="code", valueCode=row.need.value),
                fhir.NeedPart(url="state", valueCode=row.state.value),
                *([fhir.NeedPart(url="note", valueString=row.note)] if row.note else []),
            ],
        )
        for row in one.needs
    ]
    more = [fhir.Extension(url="companions", valueInteger=one.companions)] if one.companions else []
    late = [fhir.Extension(url="late-minutes", valueInteger=one.late_minutes)] if one.late_minutes else []
    return [*needs, *more, *late]


def _service_type(service: Service) -> fhir.ConceptReference:
    return fhir.ConceptReference(concept=_concept(service.code, service.name["zh"]))


def _concept(code: str, words: str | None = None) -> fhir.Concept:
    return fhir.Concept(coding=[fhir.Coding(code=code)], text=words)


def _covers(by: Bearer, service: Service) -> bool:
    return not by.programmes or any(by.covers(programme) for programme in service.programmes)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.LOCAL_ZONE)
