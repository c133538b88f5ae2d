"""A way as its pages show it: every step with state, time, papers and report; the one button that comes next."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from citizen.accessibility.ui import current_ui
from citizen.booking import offered
from citizen.booking import service as bookings
from citizen.booking.wording import district_names, in_sentences, in_words, show_span
from citizen.core import clock, money
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.pathways import device_classes, district_rules, service, way, words
from citizen.pathways.terms import PathwayKind, PathwayState, StepKind, StepState
from citizen.proxies.acting import current_who
from citizen.proxies.authority import Act
from citizen.proxies.scope import is_allowed
from citizen.web.i18n import _, show_date
from citizen.web.own_words import typed

if TYPE_CHECKING:
    from citizen.booking.models import Booking, Service
    from citizen.pathways.models import Pathway, PathwayStep

View = dict[str, Any]


def title_of(pathway: Pathway) -> str:
    """What it is about, as its pages call it."""
    if pathway.kind is PathwayKind.DEVICE and pathway.device not in (None, device_classes.NOT_SURE):
        return _("Assistive device: %(device)s", device=device_name(pathway.device))
    return _(words.KIND[pathway.kind])


def device_name(code: str | None) -> str:
    """The class in the language of the request."""
    known = device_classes.load().classes
    return in_words(known[code].name) if code is not None and code in known else ""


def group_name(code: str | None) -> str:
    """The group of GB/T 16432 (ISO 9999) it belongs to; empty for whoever does not know yet."""
    classes = device_classes.load()
    group = classes.classes[code].group if code is not None and code in classes.classes else ""
    return in_words(classes.groups[group]) if group else ""


def programme_name(pathway: Pathway) -> str:
    found = catalogue.load().programmes.get(pathway.programme)
    return found.text[current_ui().locale.code].name if found else ""


def service_of_step(session: Session, pathway: Pathway, kind: StepKind) -> Service | None:
    """What is booked for a step in the district of the way; None: it cannot be booked here."""
    here = {one.code: one for one in offered.find_services(session, district=pathway.district)}
    codes = device_classes.load().services_of(pathway.kind, kind)
    return next((here[code] for code in codes if code in here), None)


def view_of(session: Session, pathway: Pathway) -> View:
    """Everything the page of a way needs."""
    rows = service.steps_of(session, pathway=pathway)
    steps = service.as_steps(session, rows=rows)
    flagged, following = way.out_of_order(steps), way.next_step(steps)
    shown = [_step(session, pathway, row, flagged, following) for row in rows]
    is_running = pathway.state is PathwayState.RUNNING
    _number(shown)
    upcoming = [one for one in shown if one["is_next"]] if is_running else []
    return {
        "reference": pathway.public_ref,
        "title": title_of(pathway),
        "is_device": pathway.kind is PathwayKind.DEVICE,
        "is_running": is_running,
        "group": group_name(pathway.device),
        "programme": programme_name(pathway),
        "district": district_names().get(pathway.district, pathway.district),
        "steps": [one for one in shown if not one["is_side"]],
        "side_steps": [one for one in shown if one["is_side"]],
        "next": upcoming[0] if upcoming else None,
        "flagged": [one for one in shown if one["is_flagged"]],
        "can_repair": is_running and way.may_start(StepKind.REPAIR, steps),
        "can_lend": is_running and way.may_start(StepKind.LOAN, steps),
        "in_use": way.is_in_use(steps),
        "years": years_sentences(pathway, rows) if pathway.kind is PathwayKind.DEVICE else [],
        "plan": None if pathway.kind is PathwayKind.DEVICE else plan_of(pathway, rows),
        "for_whom": typed(pathway.person_name) if pathway.person_name else None,
    }


def _step(
    session: Session,
    pathway: Pathway,
    row: PathwayStep,
    flagged: frozenset[int],
    following: way.Step | None,
) -> View:
    booking, is_next = service.booking_of(session, step=row), bool(following and row.position == following.position)
    found = service_of_step(session, pathway, row.kind) if row.state is StepState.OPEN else None
    return {
        "position": row.position,
        "kind": row.kind,
        "name": _(words.STEP[row.kind]),
        "what": _(words.WHAT[row.kind]),
        "state": row.state.value,
        "status": _status(row, is_flagged=row.position in flagged, is_next=is_next),
        "tone": "stop" if row.position in flagged else words.TONE[row.state],
        "progress": _progress(row.state, is_next=is_next),
        "is_next": is_next,
        "is_side": row.kind in way.SIDE_STEPS,
        "is_flagged": row.position in flagged,
        "takes_time": row.kind not in way.WITHOUT_APPOINTMENT,
        "can_book": found is not None,
        "bring": in_sentences(found.bring) if found else [],
        "booking": _booking(session, booking) if booking else None,
        **_recorded(row),
    }


def _recorded(row: PathwayStep) -> View:
    """What was written down about it, and when it is due."""
    return {
        "done_on": show_date(_local(row.done_at)) if row.done_at else None,
        "due_on": show_date(row.due_on) if row.due_on else None,
        "due_unknown": row.kind is StepKind.FOLLOW_UP and row.state is StepState.OPEN and row.due_on is None,
        "reason": _(words.SKIP_REASONS[row.reason]) if row.reason in words.SKIP_REASONS else None,
        "report": report_of(row),
        "attended": _(words.ATTENDED[row.attended]) if row.attended else None,
        "used": yuan(row.used) if row.used is not None else None,
    }


def _number(shown: list[View]) -> None:
    """Steps of which there are several are told apart by their number."""
    for kind in {one["kind"] for one in shown}:
        same = [one for one in shown if one["kind"] is kind]
        for number, one in enumerate(same if len(same) > 1 else [], 1):
            one["name"] = _("%(step)s, number %(number)s", step=one["name"], number=number)


def report_of(row: PathwayStep) -> list[Markup]:
    """What the place wrote, line by line; only for whoever may see what was sent and written."""
    if not row.report or not is_allowed(current_who(), Act.SEE):
        return []
    return [typed(line) for line in row.report.split("\n") if line.strip()]


def years_sentences(pathway: Pathway, rows: list[PathwayStep]) -> list[str]:
    """From when on a device of the class may be applied for again, as far as the district has said."""
    rule = district_rules.load().of_device(pathway.device, pathway.district)
    handed_over = next((_local(r.done_at) for r in rows if r.kind is StepKind.HANDOVER and r.done_at), None)
    if rule is None or rule.years_of_use is None:
        return [_("After how many years one may apply for a new one is as published by the district federation.")]
    sentences = [
        _(
            "One may apply for a new one after %(years)s years of use. Source: %(source)s",
            years=rule.years_of_use,
            source=rule.source,
        )
    ]
    again = way.apply_again_from(handed_over.date() if handed_over else None, rule.years_of_use)
    if again is not None:
        sentences.append(_("You have it since %(day)s.", day=show_date(handed_over)) if handed_over else "")
        sentences.append(_again(again))
    return sentences


def plan_of(pathway: Pathway, rows: list[PathwayStep]) -> View:
    """Attendance and balance of a plan."""
    sessions = [row for row in rows if row.kind is StepKind.SESSION]
    amount = int(pathway.amount["fen"]) if pathway.amount else None
    balance = way.balance_of(amount, [row.used for row in sessions])
    return {
        "attendance": way.attendance_of([row.attended for row in sessions]),
        "planned": pathway.sessions,
        "balance": balance,
        "amount": yuan(balance.amount) if balance else None,
        "used": yuan(balance.used) if balance else None,
        "left": yuan(balance.left) if balance else None,
        "over": yuan(balance.over) if balance and balance.over else None,
        "source": pathway.amount["source"] if pathway.amount else None,
    }


def yuan(amount: money.Fen) -> str:
    """'1,234.50' of 123450."""
    return f"{money.yuan(amount):,}"


def card_of(session: Session, pathway: Pathway) -> View:
    """A way in a list: where it stands, and what comes next."""
    steps = service.as_steps(session, rows=service.steps_of(session, pathway=pathway))
    following = way.next_step(steps)
    if pathway.state is PathwayState.ENDED:
        status, tone = _("Has been ended"), "plain"
    elif way.out_of_order(steps):
        status, tone = _("The order has to be looked at"), "stop"
    elif following is None:
        status, tone = _("All steps are done"), "good"
    else:
        status, tone = _("Next: %(step)s", step=_(words.STEP[following.kind])), "wait"
    return {
        "reference": pathway.public_ref,
        "shown": grouped(pathway.public_ref),
        "title": title_of(pathway),
        "status": status,
        "tone": tone,
        "name": pathway.person_name,
    }


def _status(row: PathwayStep, *, is_flagged: bool, is_next: bool) -> str:
    if is_flagged:
        return _("The order has to be looked at")
    if row.kind in way.WITHOUT_APPOINTMENT and row.state is StepState.OPEN:
        return _("The place writes it")
    if row.state is StepState.OPEN and not is_next and row.kind not in way.SIDE_STEPS:
        return _("Its turn comes later")
    return _(words.STATE[row.state])


def _progress(state: StepState, *, is_next: bool) -> str:
    return "now" if is_next else "done" if state in way.SETTLED else "later"


def _booking(session: Session, booking: Booking) -> View:
    try:
        bookings.get_booking(session, who=current_who(), reference=booking.public_ref)
        may_open = True
    except NotFound:
        may_open = False
    return {
        "reference": booking.public_ref,
        "span": show_span(booking),
        "site": in_words(booking.site.name),
        "is_sample": booking.site.is_sample,
        "may_open": may_open,
        "bring": in_sentences(booking.service.bring),
    }


def _again(day: Any) -> str:
    if day <= clock.today():
        return _("So you may apply for a new one now.")
    return _("So you may apply for a new one from %(day)s on.", day=show_date(day))


def _local(moment: datetime | None) -> Any:
    return None if moment is None else moment.astimezone(clock.LOCAL_ZONE)
