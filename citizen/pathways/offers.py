"""What a decision opens: an approved subsidy leads straight to the way it is for."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act as CaseAct
from citizen.applications.models import Application, Case
from citizen.applications.scope import sees_decisions
from citizen.applications.service import list_applications
from citizen.pathways import device_classes
from citizen.pathways.models import Pathway
from citizen.pathways.terms import PathwayKind
from citizen.proxies.authority import Act, Who
from citizen.proxies.scope import is_allowed


@dataclass(frozen=True, slots=True)
class Offer:
    """An approved case, the way it opens, and the reference of the way that was opened from it."""

    case: Case
    kind: PathwayKind
    begun: str | None = None


def offer_of(session: Session, *, who: Who, case: Case) -> Offer | None:
    """None where nothing was approved, nothing follows, or the one who acts may not know."""
    kind = device_classes.load().kind_of_programme(case.programme_id)
    if kind is None or not _was_approved(case) or not sees_decisions(who) or not is_allowed(who, Act.BOOK):
        return None
    return Offer(case, kind, _begun_from(session, case))


def offers_of(session: Session, *, who: Who, application: Application) -> list[Offer]:
    """Of one application, in the order of its programmes."""
    found = (offer_of(session, who=who, case=case) for case in application.cases)
    return [offer for offer in found if offer is not None]


def open_offers(session: Session, *, who: Who) -> list[Offer]:
    """What was approved in this folder and has not been begun."""
    if who.visit_id is None or not sees_decisions(who):
        return []
    applications = list_applications(session, who=who)
    found = [offer for one in applications for offer in offers_of(session, who=who, application=one)]
    return [offer for offer in found if offer.begun is None]


def _was_approved(case: Case) -> bool:
    return case.decided_at is not None and (case.decision or {}).get("outcome") == CaseAct.APPROVE.value


def _begun_from(session: Session, case: Case) -> str | None:
    return session.scalar(
        sa.select(Pathway.public_ref)
        .where(Pathway.application_ref == case.application.reference, Pathway.programme == case.programme_id)
        .limit(1)
    )
