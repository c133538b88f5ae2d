"""How a person comes back into their account by themselves: everything that signs them in at this moment.

Nobody loses the only way by accident: whoever ends it is offered another one first, and says that they know what
follows. Callers own the transaction.
"""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.people.credential_models import CardCode, CardKind, OutsideIdentity, Passkey, SignInCard
from citizen.people.identity_services import find_service
from citizen.people.models import ContactWay, Person


def ways_back(session: Session, *, person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The ids of every address that gets codes, passkey, card that is not used up, and connected service."""
    return frozenset(
        [
            *session.scalars(_addresses(person_id)),
            *session.scalars(sa.select(Passkey.id).where(Passkey.person_id == person_id, Passkey.removed_at.is_(None))),
            *session.scalars(_cards(person_id)),
            *_identities(session, person_id),
        ]
    )


def is_only(session: Session, *, person_id: uuid.UUID, way_id: uuid.UUID, hold: bool = False) -> bool:
    """Whether nothing else would let the person in. `hold`, in a request that ends it: of two that each end one of the
    last two ways, one has to see what the other did.
    """
    if hold:
        session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    return ways_back(session, person_id=person_id) == {way_id}


def _addresses(person_id: uuid.UUID) -> sa.Select[Any]:
    return sa.select(ContactWay.id).where(
        ContactWay.person_id == person_id,
        ContactWay.signs_in,
        ContactWay.removed_at.is_(None),
        ContactWay.confirmed_at.is_not(None),
    )


def _cards(person_id: uuid.UUID) -> sa.Select[Any]:
    has_code = sa.exists().where(
        CardCode.card_id == SignInCard.id,
        sa.or_(SignInCard.kind == CardKind.QR, CardCode.used_at.is_(None)),
    )
    return sa.select(SignInCard.id).where(SignInCard.person_id == person_id, SignInCard.ended_at.is_(None), has_code)


def _identities(session: Session, person_id: uuid.UUID) -> list[uuid.UUID]:
    """Of services that this deployment still speaks to: another one lets nobody in."""
    rows = session.scalars(sa.select(OutsideIdentity).where(OutsideIdentity.person_id == person_id))
    return [row.id for row in rows if find_service(row.service) is not None]
