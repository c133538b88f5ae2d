"""Telling the person of their way, on the ways they chose; somebody nobody knows reads it on screen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from citizen.booking.telling import Owner, tell_owner
from citizen.notices.kinds import Value
from citizen.pathways.models import Pathway
from citizen.pathways.notice_kinds import PATHWAY_DUE, PATHWAY_GOES_ON, PATHWAY_OUT_OF_ORDER

GOES_ON, OUT_OF_ORDER, DUE = PATHWAY_GOES_ON, PATHWAY_OUT_OF_ORDER, PATHWAY_DUE


def tell(session: Session, pathway: Pathway, kind: str, *, key: str, **values: Value) -> None:
    """Once for each key."""
    owner = Owner(pathway.visit_id, pathway.person_name or "")
    about = pathway.public_ref
    tell_owner(session, owner, kind=kind, about=about, values=values, key=f"{about}:{kind}:{key}")
