"""What a guardian may do about the ways in of a child or ward, beyond what `authority` says. Callers own transactions.

An adult under guardianship keeps what is theirs: their own telephone and their own card are not changed or replaced by
anybody else. A card that is lost may be blocked, and new ways may be added beside their own.
"""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.people import cards, profile
from citizen.people import service as people
from citizen.people.credential_models import CardKind, SignInCard
from citizen.people.models import ContactWay
from citizen.proxies.authority import Relation, Who
from citizen.proxies.mandate_papers import ADULT, age_on


def is_adult(session: Session, *, person_id: uuid.UUID) -> bool:
    """Whoever gave no date of birth counts as one: nobody is taken for a child by a gap."""
    born = profile.birth_date_of(people.get_person(session, person_id=person_id))
    return born is None or age_on(born, clock.today()) >= ADULT


def is_untouchable(session: Session, *, who: Who, way: ContactWay) -> bool:
    """Whether it is the own telephone or mail of an adult, which their guardian does not change."""
    if who.mandate is None or who.mandate.relation is not Relation.GUARDIAN:
        return False
    return way.added_by is None and is_adult(session, person_id=way.person_id)


def order_card(session: Session, *, person_id: uuid.UUID, kind: CardKind) -> tuple[SignInCard, list[str]]:
    """A card for a child or ward. The caller tells them.

    :raises RuleBroken: `own_card`: an adult has a good card of this kind, which a new one would end.
    """
    has_one = any(one.is_good and one.kind is kind for one in cards.list_cards(session, person_id=person_id))
    if has_one and is_adult(session, person_id=person_id):
        raise RuleBroken("own_card", field="kind")
    return cards.make_card(session, person_id=person_id, kind=kind, tells=False)
