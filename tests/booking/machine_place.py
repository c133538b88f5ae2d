"""The place that the machine plays with: small, so that people get into each other's way all the time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from citizen.booking import group_sessions, rows
from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.core import clock
from citizen.people.models import Visit
from citizen.proxies.authority import Relation, Subject, Who

#: Friday 20 November 2026, 8:00 in Beijing; the place is open on Monday and Tuesday from 9:00 to 12:00.
BEGIN = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
DAYS = (date(2026, 11, 23), date(2026, 11, 24))
FIRST = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SITE, VISIT, GROUP = "a-place", "a-visit", "a-group"
SESSIONS = ("monday-group", "tuesday-group")
PREP_MINUTES = 15
#: Those with visits of their own, and somebody who books for the first of them.
OWN_VISITS, PEOPLE = 5, 6
_OPEN, _CLOSED = 9 * 60, 12 * 60
_STEP = timedelta(minutes=30)
#: Times of a morning that somebody may ask for; the last ones are too late for an hour.
SLOTS = 12


def start_of(slot: int) -> datetime:
    """Every half hour of the two mornings."""
    day, of_day = divmod(slot % SLOTS, SLOTS // 2)
    return FIRST + timedelta(days=day) + of_day * _STEP


def same_ids(patch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Bookings get the same ids in every run, as whatever is done in the order of ids must be repeatable. Gives what
    begins the row of ids anew.
    """
    drawn = random.Random(6)

    def next_id() -> uuid.UUID:
        return uuid.UUID(int=drawn.getrandbits(128), version=4)

    patch.setattr(rows, "uuid", SimpleNamespace(uuid4=next_id, UUID=uuid.UUID))
    return lambda: drawn.seed(6)


def build_place(session: Session) -> list[Who]:
    """Two therapists, two rooms, one interpreter, two group sessions; returns who plays."""
    with clock.fixed(BEGIN - timedelta(days=1)):
        site = _site()
        visit, group = _service(VISIT, position=1), _service(GROUP, position=2)
        group.is_group = True
        session.add_all([site, visit, group])
        session.flush()
        _resources(session, site)
        _requirements(session, visit)
        _sessions(session, group, site)
        return _people(session)


def _site() -> Site:
    words = {"zh": "一处", "en": "A place"}
    meets = [Need.STEP_FREE.value]
    return Site(
        code=SITE, district="tongzhou", name=words, address=words, way_in=words, zone="Asia/Shanghai", meets=meets
    )


def _service(code: str, *, position: int) -> Service:
    return Service(
        code=code,
        kind=ServiceKind.AT_PLACE,
        position=position,
        name={"zh": "一项", "en": "A service"},
        summary={"zh": "", "en": ""},
        bring={"zh": [], "en": []},
        programmes=[],
        minutes=60,
        longer_minutes=30,
        prep_minutes=PREP_MINUTES,
        step_minutes=30,
        ahead_days=14,
        change_hours=2,
        most_in_series=4,
    )


def _resources(session: Session, site: Site) -> None:
    counts = {ResourceKind.STAFF: 2, ResourceKind.ROOM: 2, ResourceKind.INTERPRETER: 1}
    for kind, count in counts.items():
        for number in range(count):
            code = f"{kind.value}-{number}"
            resource = Resource(
                id=uuid.uuid5(uuid.NAMESPACE_DNS, code), code=code, site_id=site.id, kind=kind, skills=["it"]
            )
            session.add(resource)
            session.flush()
            for weekday in (0, 1):
                hours = {"weekday": weekday, "from_minute": _OPEN - PREP_MINUTES, "to_minute": _CLOSED}
                session.add(Opening(resource_id=resource.id, valid_from=date(2026, 1, 1), **hours))
    session.flush()


def _requirements(session: Session, service: Service) -> None:
    for position, kind in enumerate((ResourceKind.STAFF, ResourceKind.ROOM, ResourceKind.INTERPRETER)):
        only_for = Need.SIGN_LANGUAGE if kind is ResourceKind.INTERPRETER else None
        session.add(
            ServiceRequirement(
                service_id=service.id, position=position, kind=kind, skill="it", count=1, only_for=only_for
            )
        )
    session.flush()
    session.expire_all()


def _sessions(session: Session, service: Service, site: Site) -> None:
    for day, code in enumerate(SESSIONS):
        start = FIRST + timedelta(days=day, hours=1)
        opened = group_sessions.Opened(
            code, start, start + timedelta(hours=1), 2, meets=(Need.CAPTIONS,), resources=(f"room-{day}",)
        )
        group_sessions.open_session(session, service=service, site=site, opened=opened)


def _people(session: Session) -> list[Who]:
    visits = [uuid.uuid5(uuid.NAMESPACE_DNS, f"visit {number}") for number in range(OWN_VISITS)]
    session.add_all(
        Visit(id=one, key_hash=f"key {one}", created_at=clock.now(), last_seen_at=clock.now()) for one in visits
    )
    session.flush()
    helper = Who(visit_id=visits[0], subject=Subject(Relation.HELPING_PRESENT, "妈妈"))
    return [*(Who(visit_id=one) for one in visits), helper]
