"""What people tell the district: a problem with a place, and what they need. Functions flush and never commit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from citizen.concerns.models import PlaceReport, RegisteredNeeds
from citizen.concerns.vocabulary import NEEDS_LETTER, REPORT_LETTER, THIS_SITE, NeedsState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.core.references import new_access_code, new_reference, normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.eligibility.directory import Facility
from citizen.people import service as people
from citizen.proxies.authority import Act, Who
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed, may_open

Told = Mapping[str, Any]


class ChangedMeanwhile(Conflict):
    """The needs were changed since the page was opened: nothing was saved."""


# -- reports ---------------------------------------------------------------------------------------------------


def report_problem(session: Session, *, visit_id: uuid.UUID, place: Facility, told: Told) -> PlaceReport:
    """Keep a report for the district of the place. The visit may read it again; the report does not know the visit."""
    return _keep_report(session, visit_id=visit_id, district=place.district, about=place.id, told=told)


def report_barrier(session: Session, *, visit_id: uuid.UUID, district: str, told: Told) -> PlaceReport:
    """Keep, in the same way, what somebody says about a barrier on this website; the person chooses the district."""
    return _keep_report(session, visit_id=visit_id, district=district, about=THIS_SITE, told=told)


def _keep_report(session: Session, *, visit_id: uuid.UUID, district: str, about: str, told: Told) -> PlaceReport:
    report = PlaceReport(
        reference=new_reference(REPORT_LETTER),
        district=district,
        place_id=about,
        told=_said(told),
        made_at=clock.now(),
    )
    session.add(report)
    session.flush()
    people.grant_access(session, visit_id=visit_id, reference=report.reference)
    return report


def get_report(session: Session, *, who: Who, reference: str) -> PlaceReport:
    """The report if this browser sent it, for whomever it acts; raises NotFound, also for other people's."""
    wanted = normalise(reference)
    report = session.scalar(sa.select(PlaceReport).where(PlaceReport.reference == wanted))
    reader = who.browser_id or who.visit_id
    if report is None or not people.has_access(session, visit_id=reader, reference=report.reference):
        raise NotFound("report")
    return report


def list_reports(session: Session, *, district: str) -> list[PlaceReport]:
    """For the office of the district: every report, oldest first."""
    oldest_first = (PlaceReport.made_at, PlaceReport.reference)
    return list(session.scalars(sa.select(PlaceReport).where(PlaceReport.district == district).order_by(*oldest_first)))


# -- needs -----------------------------------------------------------------------------------------------------


def register_needs(session: Session, *, who: Who, district: str, told: Told) -> RegisteredNeeds:
    """Keep what the subject of `who` needs, for the list of the district."""
    if who.visit_id is None:
        raise NotFound("visit")
    now, reference, code = clock.now(), new_reference(NEEDS_LETTER), new_access_code()
    needs = RegisteredNeeds(
        reference=reference,
        visit_id=who.visit_id,
        relation=who.subject.relation,
        subject_name=who.subject.name or None,
        district=district,
        state=NeedsState.REGISTERED,
        told=_said(told),
        access_code=code,
        access_hash=_access_hash(reference, code),
        created_at=now,
        changed_at=now,
    )
    session.add(needs)
    session.flush()
    note_doing(session, who=who, doing="needs_registered", about=reference)
    return needs


def get_needs(session: Session, *, who: Who, reference: str) -> RegisteredNeeds:
    """The needs if they are in this folder, for whoever may fill in, or this browser proved that it may open them;
    raises NotFound, also for other people's.
    """
    wanted = normalise(reference)
    needs = session.scalar(sa.select(RegisteredNeeds).where(RegisteredNeeds.reference == wanted))
    if needs is None or not _may_open(session, who, needs):
        raise NotFound("needs")
    return needs


def list_own_needs(session: Session, *, who: Who) -> list[RegisteredNeeds]:
    """Everything this visit may open, the last changed first."""
    if who.visit_id is None or not is_allowed(who, Act.FILL):
        return []
    granted = people.granted_references(session, visit_id=who.prover_id)
    mine = sa.or_(RegisteredNeeds.visit_id == who.visit_id, RegisteredNeeds.reference.in_(granted))
    last_first = (RegisteredNeeds.changed_at.desc(), RegisteredNeeds.reference)
    return list(session.scalars(sa.select(RegisteredNeeds).where(mine).order_by(*last_first)))


def find_needs_by_code(session: Session, *, reference: str, code: str) -> RegisteredNeeds | None:
    """The needs whose reference and access code both fit."""
    wanted = normalise(reference)
    if wanted is None:
        return None
    access = _access_hash(wanted, normalise_code(code))
    return session.scalar(
        sa.select(RegisteredNeeds).where(RegisteredNeeds.reference == wanted, RegisteredNeeds.access_hash == access)
    )


def change_needs(session: Session, *, needs: RegisteredNeeds, district: str, told: Told, seen: int) -> None:
    """Correct what stands there. `seen` is the version the page had shown.

    :raises ChangedMeanwhile: it is not that version any more.
    :raises NotFound: it was withdrawn.
    """
    if needs.state is NeedsState.WITHDRAWN:
        raise NotFound("needs")
    if needs.version != seen:
        raise ChangedMeanwhile("needs")
    needs.district, needs.told = district, _said(told)
    _touch(session, needs)


def withdraw_needs(session: Session, *, needs: RegisteredNeeds) -> None:
    """Take it back: what was said is deleted, the reference stays. Doing it twice is once."""
    if needs.state is NeedsState.WITHDRAWN:
        return
    needs.state, needs.told, needs.subject_name = NeedsState.WITHDRAWN, {}, None
    _touch(session, needs)


def list_needs(session: Session, *, district: str) -> list[RegisteredNeeds]:
    """For the office of the district: what stands registered now, the oldest first."""
    open_here = sa.select(RegisteredNeeds).where(
        RegisteredNeeds.district == district, RegisteredNeeds.state == NeedsState.REGISTERED
    )
    return list(session.scalars(open_here.order_by(RegisteredNeeds.created_at, RegisteredNeeds.reference)))


# -- inside ----------------------------------------------------------------------------------------------------


def _touch(session: Session, needs: RegisteredNeeds) -> None:
    needs.changed_at = clock.now()
    try:
        session.flush()
    except StaleDataError as stale:  # another request changed the same row since we read it
        raise ChangedMeanwhile("needs") from stale


def _said(told: Told) -> dict[str, Any]:
    """Without what was left empty."""
    return {name: value for name, value in told.items() if value}


def _may_open(session: Session, who: Who, needs: RegisteredNeeds) -> bool:
    is_allowed_here = is_allowed(who, Act.FILL)
    return may_open(
        session, who=who, folder_id=needs.visit_id, reference=needs.reference, is_allowed_here=is_allowed_here
    )


def _access_hash(reference: str, code: str) -> str:
    return keyed_hash("needs access", f"{reference}\x00{code}")
