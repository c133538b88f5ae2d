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
from citizen.people import profile
from citizen.proxies.authority import Who

#: Asked by every page of looking for a time: built once.
_OF_PERSON = sa.select(Wish).where(Wish.visit_id == sa.bindparam("visit"), Wish.person_key == sa.bindparam("person"))


def person_key(who: Who) -> str:
    """The person a visit acts for, as a key that says nothing to anybody else."""
    if who.subject.person_id is not None:
        return keyed_hash("booking-person", str(who.subject.person_id))
    return keyed_hash("booking-person", f"{who.visit_id}/{who.subject.relation.value}/{who.subject.name}")


def find_wish(session: Session, *, who: Who) -> Wish | None:
    if who.visit_id is None:
        return None
    return session.scalar(_OF_PERSON, {"visit": who.visit_id, "person": person_key(who)})


def needs_of(wish: Wish) -> tuple[Need, ...]:
    return tuple(Need(code) for code in wish.needs)


def needs_from_profile(session: Session, *, who: Who) -> tuple[Need, ...]:
    """What the person allowed places to know, as far as booking knows it. Changing a wish changes nothing there."""
    told = {need.code.value for need in profile.needs_to_tell(session, person_id=who.subject.person_id)}
    return tuple(need for need in Need if need.value in told)


def open_wish(session: Session, *, who: Who) -> Wish:
    """The wish of this visit and person; a new one starts with what the person told us once, and may be changed."""
    if who.visit_id is None:
        raise NotFound("visit")
    wish = find_wish(session, who=who)
    if wish is None:
        needs = [need.value for need in needs_from_profile(session, who=who)]
        wish = Wish(visit_id=who.visit_id, person_key=person_key(who), needs=needs, changed_at=clock.now())
        session.add(wish)
        session.flush()
    return wish


def choose_district(session: Session, *, wish: Wish, district: str) -> None:
    wish.district = district
    _changed(session, wish)


def choose_service(session: Session, *, wish: Wish, code: str | None) -> None:
    """None: nothing is chosen yet."""
    wish.service_code = code
    _changed(session, wish)


def choose_subdistrict(session: Session, *, wish: Wish, name: str | None) -> None:
    """Near which one the person wants to go; None: they do not say."""
    wish.subdistrict = name
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
