"""Who sent an application: the person, a helper with a mandate, or the person with staff beside them. Looked up in the
log, which says it for good, whatever becomes of the mandate.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent
from citizen.proxies.authority import Basis, Relation
from citizen.proxies.mandate_letters import helper_name
from citizen.proxies.models import MandateRow

_SENT = (
    sa.select(ApplicationEvent.actor, ApplicationEvent.relation)
    .where(ApplicationEvent.application_id == sa.bindparam("application"), ApplicationEvent.act == Act.SUBMIT)
    .order_by(ApplicationEvent.position)
    .limit(1)
)
_BY_MANDATE, _BY_STAFF = "mandate:", "staff:"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who pressed the button. The last four are known when it was sent under a mandate."""

    relation: Relation
    with_staff: bool = False
    mandate_id: uuid.UUID | None = None
    #: The number said on the telephone; what it rests on; what the person calls the helper.
    mandate: str | None = None
    basis: Basis | None = None
    helper: str = ""


def sender_of(session: Session, application: Application) -> Sender:
    """Of a draft: whoever began it."""
    event = session.execute(_SENT, {"application": application.id}).first()
    if event is None:
        return Sender(application.relation)
    if event.actor.startswith(_BY_MANDATE):
        return _by_mandate(session, event.actor, event.relation)
    return Sender(event.relation, with_staff=event.actor.startswith(_BY_STAFF))


def _by_mandate(session: Session, actor: str, relation: Relation) -> Sender:
    row = session.get(MandateRow, uuid.UUID(actor.removeprefix(_BY_MANDATE)))
    if row is None:
        return Sender(relation)
    return Sender(
        relation,
        mandate_id=row.id,
        mandate=row.reference,
        basis=row.basis,
        helper=helper_name(session, row),
    )
