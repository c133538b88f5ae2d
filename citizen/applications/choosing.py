"""Which programmes an application asks for: beginning a draft, adding a programme, taking one out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking
from citizen.applications.answer_sheet import AnswerSheet, among
from citizen.applications.editions import edition_of, find_offered, note_of, wanted_now
from citizen.applications.events import author_of, record_event
from citizen.applications.field_registry import fields_for, receiving_district
from citizen.applications.lifecycle import Act, PapersPlan, Phase, Status
from citizen.applications.models import Application, Case
from citizen.applications.origins import Known
from citizen.applications.scope import check_covered
from citizen.applications.service import (
    UNTOUCHED,
    access_hash,
    edit,
    flush_or_conflict,
    record_edit,
    send_to_districts,
)
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.core.references import new_access_code, new_reference
from citizen.eligibility.programme import Programme
from citizen.proxies.authority import Who

MOST_PROGRAMMES = 12
"""So many at once; more become a second application."""
_DOUBLE_PRESS = timedelta(minutes=10)


def start_draft(session: Session, *, who: Who, programme_ids: Sequence[str], known: Known) -> Application:
    """A draft for the subject of `who`, with what is known already, as far as the programmes ask for it.

    A second press of the button finds the untouched draft of the first.

    :raises NotFound: there is no visit, or a programme cannot be applied for.
    :raises RuleBroken: see check_together and scope.check_covered.
    """
    programmes = get_programmes(programme_ids)
    if who.visit_id is None or not programmes:
        raise NotFound("programme")
    check_covered(who, programme_ids)
    check_together(programmes)
    if (untouched := _untouched_draft(session, who, [one.id for one in programmes])) is not None:
        return untouched
    application = _empty_draft(who, programmes)
    session.add(application)
    _take_along(application, known)
    session.flush()
    record_event(
        session,
        application=application,
        act=Act.START,
        by=author_of(who),
        before=None,
        after=Status.DRAFT,
        detail={"programmes": [one.id for one in programmes]},
    )
    return application


def add_programmes(
    session: Session, *, who: Who, application: Application, programme_ids: Sequence[str], known: Known
) -> list[Programme]:
    """Ask for more with the same application; what stands in it stays. Returns those that were not in it before.

    :raises NotFound: a programme cannot be applied for.
    :raises RuleBroken: see check_together and scope.check_covered.
    """
    edit(application, Act.CHOOSE_PROGRAMMES)
    present = {case.programme_id for case in application.cases}
    added = [one for one in get_programmes(programme_ids) if one.id not in present]
    if not added:
        return []
    check_covered(who, (one.id for one in added))
    check_together([*asking.programmes_of(application), *added])
    last = max((case.position for case in application.cases), default=0)
    application.cases.extend(_new_case(one, position) for position, one in enumerate(added, start=last + 1))
    _take_along(application, known)
    application.answers_confirmed = False
    detail = {"added": [one.id for one in added]}
    record_edit(session, application=application, act=Act.CHOOSE_PROGRAMMES, who=who, detail=detail)
    return added


def remove_programme(session: Session, *, who: Who, application: Application, programme_id: str) -> bool:
    """Ask for one programme less; its answers stay until the rest is confirmed. False: it was not in it any more.

    :raises RuleBroken: it is the only one.
    """
    edit(application, Act.CHOOSE_PROGRAMMES)
    case = next((one for one in application.cases if one.programme_id == programme_id), None)
    if case is None:
        return False
    if len(application.cases) == 1:
        raise RuleBroken("last_programme")
    application.cases.remove(case)
    record_edit(
        session, application=application, act=Act.CHOOSE_PROGRAMMES, who=who, detail={"removed": [programme_id]}
    )
    for position, rest in enumerate(application.cases, start=1):
        rest.position = position
        flush_or_conflict(session)  # one by one: no two cases have a number at the same moment
    return True


def get_programmes(programme_ids: Iterable[str]) -> list[Programme]:
    """Each once, in this order; raises NotFound for one that cannot be applied for."""
    found = [find_offered(one) for one in dict.fromkeys(programme_ids)]
    if None in found:
        raise NotFound("programme")
    return [one for one in found if one is not None]


def check_together(programmes: Sequence[Programme]) -> None:
    """Whether one application can ask for all of these.

    :raises RuleBroken: "too_many_programmes", or "other_audience": some are for persons and some for organisations.
    """
    if len(programmes) > MOST_PROGRAMMES:
        raise RuleBroken("too_many_programmes")
    if len({one.audience for one in programmes}) > 1:
        raise RuleBroken("other_audience")


def _empty_draft(who: Who, programmes: Sequence[Programme]) -> Application:
    now, reference, code = clock.now(), new_reference("A"), new_access_code()
    return Application(
        reference=reference,
        visit_id=who.visit_id,
        relation=who.subject.relation,
        subject_name=who.subject.name or None,
        phase=Phase.DRAFT,
        answers={},
        contact={},
        papers_plan=PapersPlan.OPEN,
        access_code=code,
        access_hash=access_hash(reference, code),
        created_at=now,
        changed_at=now,
        cases=[_new_case(programme, position) for position, programme in enumerate(programmes, start=1)],
    )


def _new_case(programme: Programme, position: int) -> Case:
    return Case(
        position=position,
        programme_id=programme.id,
        programme_edition=edition_of(programme),
        status=Status.DRAFT,
        status_since=clock.now(),
    )


def _take_along(application: Application, known: Known) -> None:
    """Bring what is known and asked (data minimisation); the person's own answers come first."""
    sheet = asking.sheet_of(application)
    own = Known(sheet.answers, sheet.origins)
    facts = own.joined(known).answers.facts
    fields = fields_for((one, receiving_district(one, facts)) for one in asking.programmes_of(application))
    brought = Known(among(known.answers, [field.fact for field in fields]), known.origins)
    taken = own.joined(brought)
    send_to_districts(application, taken.answers)
    notes = {**{fact: note_of(fact, taken.answers) for fact in taken.answers}, **sheet.notes}
    wanted = {**wanted_now(application.cases), **sheet.wanted}
    application.answers = AnswerSheet(taken.answers, taken.origins, notes, wanted).as_json()


def _untouched_draft(session: Session, who: Who, programme_ids: list[str]) -> Application | None:
    drafts = session.scalars(
        sa.select(Application).where(
            Application.visit_id == who.visit_id,
            Application.phase == Phase.DRAFT,
            Application.version == UNTOUCHED,
            Application.created_at > clock.now() - _DOUBLE_PRESS,
        )
    )
    for draft in drafts:
        is_same = who.is_about(draft.relation, draft.subject_name)
        if is_same and [c.programme_id for c in draft.cases] == programme_ids:
            return draft
    return None
