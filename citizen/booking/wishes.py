"""What a visitor is looking for, for the person they act for. It outlives a lost time: nothing is asked twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Wish
from citizen.booking.terms import Need
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.db.sealing import keyed_hash
from citizen.proxies.authority import Who


def person_key(who: Who) -> str:
    """The person a visit acts for, as a key that says nothing to anybody else."""
    return keyed_hash("booking-person", f"{who.visit_id}/{who.subject.relation.value}/{who.subject.name}")


def find_wish(session: Session, *, who: Who) -> Wish | None:
    return None if who.visit_id is None else session.get(Wish, (who.visit_id, person_key(who)))


def needs_of(wish: Wish) -> tuple[Need, ...]:
    return tuple(Need(code) for code in wish.needs)


def open_wish(session: Session, *, who: Who) -> Wish:
    """The wish of this visit and person, made when there is none."""
    if who.visit_id is None:
        raise NotFound("visit")
    wish = find_wish(session, who=who)
    if wish is None:
        wish = Wish(visit_id=who.visit_id, person_key=person_key(who), needs=[], changed_at=clock.now())
        session.add(wish)
        session.flush()
    return wish


def choose_district(session: Session, *, wish: Wish, district: str) -> None:
    wish.district = district
    _changed(session, wish)


def choose_service(session: Session, *, wish: Wish, code: str) -> None:
    wish.service_code = code
    _changed(session, wish)


def choose_needs(session: Session, *, wish: Wish, needs: Iterable[str]) -> None:
    wish.needs = [need.value for need in Need if need.value in set(needs)]
    _changed(session, wish)


def keep_contact(session: Session, *, wish: Wish, name: str | None, phone: str | None, address: str | None) -> None:
    """So that losing a time loses no answer."""
    wish.contact_name, wish.contact_phone, wish.home_address = name, phone, address
    _changed(session, wish)


def forget_wish(session: Session, *, who: Who) -> None:
    """After a booking is made its answers stand in the booking alone."""
    session.execute(sa.delete(Wish).where(Wish.visit_id == who.visit_id, Wish.person_key == person_key(who)))


def forget_wishes_of(session: Session, *, visit_id: uuid.UUID) -> None:
    """For everybody this visit acted for."""
    session.execute(sa.delete(Wish).where(Wish.visit_id == visit_id))


def _changed(session: Session, wish: Wish) -> None:
    wish.changed_at = clock.now()
    session.flush()
