"""What systems of places read and do: the same as the pages of their staff, for the district of the token."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy.orm import Session

from citizen.backoffice import booking_lists as lists
from citizen.backoffice import booking_schemas as fhir
from citizen.backoffice.case_routes import blueprint
from citizen.backoffice.operations import Call, Done, Operation, doing, reading
from citizen.backoffice.vocabulary import Scope
from citizen.booking import place_acts, place_editing
from citizen.booking.models import Booking, Site
from citizen.booking.place_cells import minute_of_day
from citizen.booking.place_editing import DayChange
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.authority import Who
from citizen.web.transaction import session

_READ = Scope.BOOKINGS
_REFUSALS = (409, 415, 428)


@reading(
    blueprint, Operation("list_locations", "GET", "/locations", _READ, "列出地点", fhir.Bundle, query=fhir.NoQuery)
)
def list_locations(call: Call) -> fhir.Bundle:
    return lists.bundle(lists.location(site) for site in lists.sites_of(session(), by=call.bearer))


@reading(
    blueprint,
    Operation(
        "list_healthcare_services", "GET", "/healthcare-services", _READ, "列出服务", fhir.Bundle, query=fhir.NoQuery
    ),
)
def list_healthcare_services(call: Call) -> fhir.Bundle:
    at: dict[str, list[Site]] = defaultdict(list)
    for plan in lists.plans_of(session(), by=call.bearer):
        at[plan.service.code].append(plan.site)
    services = lists.services_of(session(), by=call.bearer)
    return lists.bundle(lists.healthcare_service(one, at[one.code]) for one in services if one.code in at)


@reading(
    blueprint,
    Operation("list_schedules", "GET", "/schedules", _READ, "列出哪里有哪项服务", fhir.Bundle, query=fhir.NoQuery),
)
def list_schedules(call: Call) -> fhir.Bundle:
    return lists.bundle(lists.schedule(plan) for plan in lists.plans_of(session(), by=call.bearer))


@reading(blueprint, Operation("list_slots", "GET", "/slots", _READ, "列出空闲时间", fhir.Bundle, query=fhir.SlotQuery))
def list_slots(call: Call) -> fhir.Bundle:
    return lists.bundle(lists.find_slots(session(), by=call.bearer, query=call.query))


@reading(
    blueprint,
    Operation("list_appointments", "GET", "/appointments", _READ, "列出预约", fhir.Bundle, query=fhir.AppointmentQuery),
)
def list_appointments(call: Call) -> fhir.Bundle:
    found = lists.find_appointments(session(), by=call.bearer, query=call.query)
    return lists.bundle(lists.appointment(one) for one in found)


@reading(
    blueprint,
    Operation("get_appointment", "GET", "/appointments/{reference}", _READ, "读取一个预约", fhir.Appointment),
)
def get_appointment(call: Call) -> fhir.Appointment:
    return lists.appointment(_the_booking(session(), call))


@reading(
    blueprint,
    Operation("list_stranded", "GET", "/stranded", _READ, "列出不再合适的预约", fhir.StrandedList, query=fhir.NoQuery),
)
def list_stranded(call: Call) -> fhir.StrandedList:
    return fhir.StrandedList(stranded=lists.find_stranded(session(), by=call.bearer))


@doing(
    blueprint,
    Operation(
        "set_appointment_status", "POST", "/appointments/{reference}/status", Scope.ARRANGE, "登记情况",
        fhir.Appointment, body=fhir.SetStatus, refusals=_REFUSALS,
    ),
)  # fmt: skip
def set_appointment_status(opened: Session, call: Call) -> Done:
    booking, who, seen, asked = _the_booking(opened, call), _acting(call), call.seen or 0, call.body
    if asked.status == "cancelled":
        if asked.reason is None:
            raise RuleBroken("reason_missing", field="reason")
        place_acts.call_off(opened, who=who, booking=booking, why=asked.reason, seen=seen)
    else:
        acts = {
            "arrived": place_acts.note_arrival,
            "fulfilled": place_acts.note_done,
            "noshow": place_acts.note_absence,
        }
        acts[asked.status](opened, who=who, booking=booking, seen=seen)
    opened.refresh(booking)
    return lists.appointment(booking), booking.version


@doing(
    blueprint,
    Operation(
        "answer_need", "POST", "/appointments/{reference}/needs/{need}", Scope.ARRANGE, "答复能不能安排一项需要",
        fhir.Appointment, body=fhir.AnswerNeed, refusals=_REFUSALS,
    ),
)  # fmt: skip
def answer_need(opened: Session, call: Call) -> Done:
    booking, need = _the_booking(opened, call), fhir.need_of(call.path["need"])
    if need is None:
        raise NotFound("need")
    answer = fhir.state_of(call.body.answer)
    place_acts.answer_need(
        opened, who=_acting(call), booking=booking, need=need, answer=answer, note=call.body.note, seen=call.seen or 0
    )
    opened.refresh(booking)
    return lists.appointment(booking), booking.version


@doing(
    blueprint,
    Operation(
        "change_opening", "POST", "/exceptions", Scope.ARRANGE, "在一天关闭或加开", fhir.OpeningChanged,
        body=fhir.ChangeOpening, versioned=False, refusals=(409, 415),
    ),
)  # fmt: skip
def change_opening(opened: Session, call: Call) -> Done:
    asked: fhir.ChangeOpening = call.body
    for site in lists.sites_of(opened, by=call.bearer):
        every = [one for one in place_editing.list_resources(opened, site=site) if one.is_active]
        meant = [one for one in every if asked.of in (site.code, one.code)]
        if meant:
            begin, end = minute_of_day(asked.begin), minute_of_day(asked.end)
            change = DayChange(asked.day, begin, end, asked.opens, asked.reason)
            place_editing.change_day(opened, site=site, resources=meant, change=change)
            return _changed(opened, call, [one.code for one in meant]), None
    raise NotFound("place")


def _changed(opened: Session, call: Call, resources: list[str]) -> fhir.OpeningChanged:
    asked: fhir.ChangeOpening = call.body
    return fhir.OpeningChanged(
        resources=resources,
        day=asked.day,
        opens=asked.opens,
        begin=asked.begin,
        end=asked.end,
        stranded=lists.find_stranded(opened, by=call.bearer),
    )


def _the_booking(opened: Session, call: Call) -> Booking:
    return lists.get_appointment(opened, by=call.bearer, reference=call.path["reference"])


def _acting(call: Call) -> Who:
    return Who(office=call.bearer.officer.code)
