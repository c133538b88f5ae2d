"""Applying again for what was approved before: the old answers are carried over, and only what changed is asked."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import asking
from citizen.applications.answer_sheet import Origin, Place, among
from citizen.applications.choosing import start_draft
from citizen.applications.editions import find_offered
from citizen.applications.lifecycle import Act, Phase
from citizen.applications.models import Application, Case
from citizen.applications.origins import Known
from citizen.applications.service import confirm_answers, save_contact
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.authority import Who


def cases_to_renew(application: Application) -> list[Case]:
    """What was approved and can be applied for today."""
    return [case for case in application.cases if _was_approved(case) and find_offered(case.programme_id)]


def facts_to_confirm(application: Application) -> tuple[str, ...]:
    """The answers that a renewal would carry over, in the order of the questions."""
    answers = asking.answers_of(application)
    return tuple(fact for fact in asking.asked_facts(application) if fact in answers)


def renew_application(session: Session, *, who: Who, application: Application, changed: Collection[str]) -> Application:
    """A draft for the same programmes with the same answers, without those that changed: they are asked again. When
    nothing changed and nothing new is asked, the answers count as confirmed. A second press finds the same draft.

    Raises NotFound when there is nothing to renew.
    """
    programmes = [case.programme_id for case in cases_to_renew(application)]
    if not programmes or who.visit_id is None:
        raise NotFound("renewal")
    if (begun := _begun_before(session, who, application)) is not None:
        return begun
    kept = [fact for fact in facts_to_confirm(application) if fact not in changed]
    answers = among(asking.answers_of(application), kept)
    day = (application.submitted_at or application.changed_at).astimezone(clock.LOCAL_ZONE).date()
    origin = Origin(Place.APPLICATION, day, application.reference)
    known = Known(answers, dict.fromkeys(answers, origin))
    draft = start_draft(session, who=who, programme_ids=programmes, known=known)
    draft.renews_id = application.id
    mark = asking.mark_of(draft.contact)
    save_contact(session, who=who, application=draft, contact=dict(application.contact), seen=mark)
    if not changed:
        _confirm_if_complete(session, who, draft)
    return draft


def _confirm_if_complete(session: Session, who: Who, draft: Application) -> None:
    """The person has just said that everything is the same; a new question is still asked."""
    try:
        confirm_answers(session, who=who, application=draft)
    except RuleBroken:
        return


def _begun_before(session: Session, who: Who, application: Application) -> Application | None:
    return session.scalar(
        sa.select(Application).where(
            Application.renews_id == application.id,
            Application.phase == Phase.DRAFT,
            Application.visit_id == who.visit_id,
        )
    )


def _was_approved(case: Case) -> bool:
    return case.decision is not None and case.decision.get("outcome") == Act.APPROVE
