"""Opening a way and finding it again. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Booking
from citizen.booking.wishes import person_key
from citizen.core import clock, references
from citizen.core.errors import NotFound
from citizen.eligibility import catalogue
from citizen.pathways import device_classes, district_rules, way
from citizen.pathways.models import Pathway, PathwayEvent, PathwayStep
from citizen.pathways.terms import PathwayKind, PathwayState, StepKind, StepState
from citizen.proxies.authority import Act, Who, record_of
from citizen.proxies.doings import note_doing
from citizen.proxies.scope import is_allowed, may_open

LETTER = "P"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a way is for."""

    kind: PathwayKind
    district: str
    device: str | None = None
    programme: str = ""
    #: The application whose approval opened it.
    application_ref: str = ""


def open_pathway(session: Session, *, who: Who, opening: Opening) -> Pathway:
    """A way with all its steps. Opening it twice from the same decision is once."""
    if who.visit_id is None:
        raise NotFound("visit")
    if (begun := _begun_before(session, who, opening)) is not None:
        return begun
    pathway = _new_pathway(who, opening)
    session.add(pathway)
    session.flush()
    device = opening.device if opening.kind is PathwayKind.DEVICE else None
    for kind in device_classes.load().steps_of(opening.kind, device):
        add_step(session, pathway=pathway, kind=kind)
    record = record_of(who)
    note_event(session, pathway=pathway, what="opened", actor=record["actor"], relation=record["relation"])
    note_doing(session, who=who, doing="pathway_opened", about=pathway.public_ref)
    return pathway


def add_step(session: Session, *, pathway: Pathway, kind: StepKind, **values: object) -> PathwayStep:
    """One more step, at the end."""
    last = session.scalar(sa.select(sa.func.max(PathwayStep.position)).where(PathwayStep.pathway_id == pathway.id))
    step = PathwayStep(
        pathway_id=pathway.id,
        position=(last or 0) + 1,
        kind=kind,
        state=StepState.OPEN,
        changed_at=clock.now(),
        **values,
    )
    session.add(step)
    session.flush()
    return step


def programme_of(kind: PathwayKind, district: str) -> str:
    """The programme that a way belongs to when no decision opened it: the first of its kind in the district."""
    programmes = device_classes.load().programmes[kind]
    known = catalogue.load().programmes
    here = [one for one in programmes if one in known and district in known[one].districts]
    return (here or list(programmes))[0]


def get_pathway(session: Session, *, who: Who, reference: str) -> Pathway:
    """A way in this folder within what was allowed, or one this browser has proved to know; else NotFound."""
    wanted = references.normalise(reference)
    pathway = None if wanted is None else _find(session, wanted)
    if pathway is None or who.visit_id is None or not _may_open(session, who, pathway):
        raise NotFound("pathway")
    return pathway


def list_pathways(session: Session, *, who: Who) -> list[Pathway]:
    """The ways of this folder, those under way first, newest first."""
    if who.visit_id is None or not is_allowed(who, Act.BOOK, Act.SEE):
        return []
    found = session.scalars(
        sa.select(Pathway)
        .where(Pathway.visit_id == who.visit_id)
        .order_by(Pathway.state.desc(), Pathway.created_at.desc(), Pathway.public_ref)
    )
    return [one for one in found if who.covers(one.programme)]


def find_with_code(session: Session, *, reference: str, code: str) -> Pathway | None:
    """The way, if reference and access code belong together. Says no more than that."""
    wanted = references.normalise(reference)
    pathway = None if wanted is None else _find(session, wanted)
    if pathway is None:
        return None
    return pathway if references.is_same_code(code, pathway.access_code) else None


def steps_of(session: Session, *, pathway: Pathway) -> list[PathwayStep]:
    """The rows, as they are read."""
    rows = session.scalars(sa.select(PathwayStep).where(PathwayStep.pathway_id == pathway.id))
    by_position = {row.position: row for row in rows}
    return [by_position[one.position] for one in way.in_order(as_steps(session, rows=by_position.values()))]


def as_steps(session: Session, *, rows: Collection[PathwayStep]) -> list[way.Step]:
    """The same as the rules see them, with the moments of their appointments."""

    booked = [row.booking_id for row in rows if row.booking_id is not None]
    moments = session.execute(sa.select(Booking.id, Booking.start_at).where(Booking.id.in_(booked)))
    starts = {found[0]: found[1] for found in moments}
    return [
        way.Step(row.position, row.kind, row.state, starts.get(row.booking_id) if row.booking_id else None, row.due_on)
        for row in rows
    ]


def get_step(session: Session, *, pathway: Pathway, position: int) -> PathwayStep:
    """One step; raises NotFound."""
    mine = sa.and_(PathwayStep.pathway_id == pathway.id, PathwayStep.position == position)
    step = session.scalar(sa.select(PathwayStep).where(mine))
    if step is None:
        raise NotFound("step")
    return step


def booking_of(session: Session, *, step: PathwayStep) -> Booking | None:
    return None if step.booking_id is None else session.get(Booking, step.booking_id)


def note_event(
    session: Session, *, pathway: Pathway, what: str, actor: str, relation: str = "", step: int | None = None
) -> None:
    """What happened, by whom: codes only."""
    pathway.changed_at = clock.now()
    session.add(
        PathwayEvent(
            pathway_id=pathway.id, at=pathway.changed_at, what=what, actor=actor[:60], relation=relation, step=step
        )
    )
    session.flush()


def list_events(session: Session, *, pathway: Pathway) -> list[PathwayEvent]:
    """Newest first."""
    mine = sa.select(PathwayEvent).where(PathwayEvent.pathway_id == pathway.id)
    return list(session.scalars(mine.order_by(PathwayEvent.at.desc(), PathwayEvent.id)))


def _new_pathway(who: Who, opening: Opening) -> Pathway:
    now = clock.now()
    rule = district_rules.load().of_plan(opening.programme, opening.district)
    published = rule if opening.kind is not PathwayKind.DEVICE else None
    return Pathway(
        public_ref=references.new_reference(LETTER),
        access_code=references.new_access_code(),
        visit_id=who.visit_id,
        person_key=person_key(who),
        begun_by=who.subject.relation.value,
        person_name=who.subject.name or None,
        district=opening.district,
        kind=opening.kind,
        device=opening.device,
        programme=opening.programme,
        application_ref=opening.application_ref,
        sessions=published.sessions if published else None,
        amount={"fen": str(published.amount), "source": published.source} if published and published.amount else None,
        state=PathwayState.RUNNING,
        version=1,
        created_at=now,
        changed_at=now,
    )


def _begun_before(session: Session, who: Who, opening: Opening) -> Pathway | None:
    if not opening.application_ref:
        return None
    return session.scalar(
        sa.select(Pathway).where(
            Pathway.visit_id == who.visit_id,
            Pathway.application_ref == opening.application_ref,
            Pathway.programme == opening.programme,
        )
    )


def _may_open(session: Session, who: Who, pathway: Pathway) -> bool:
    is_allowed_here = is_allowed(who, Act.BOOK, Act.SEE) and who.covers(pathway.programme)
    return may_open(
        session, who=who, folder_id=pathway.visit_id, reference=pathway.public_ref, is_allowed_here=is_allowed_here
    )


def _find(session: Session, reference: str) -> Pathway | None:
    return session.scalar(sa.select(Pathway).where(Pathway.public_ref == reference))
