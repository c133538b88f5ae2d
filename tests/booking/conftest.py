"""One small place of our own, and the sample places, on a morning when everything is still free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking.models import Opening, Resource, Service, ServiceRequirement, Site
from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.core import clock
from citizen.db.session import Database
from citizen.people.models import Visit
from citizen.proxies.authority import Who

#: Friday 20 November 2026, 8:00 in Beijing.
MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
#: The first time at the small place: Monday 23 November, 9:00 in Beijing.
FIRST = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PLACE, SERVICE = "small-place", "small-service"


@pytest.fixture(autouse=True)
def morning() -> Iterator[datetime]:
    with clock.fixed(MORNING):
        yield MORNING


@pytest.fixture
def small_place(database: Database) -> Iterator[None]:
    """Two therapists, two rooms, one interpreter; Mondays 9:00 to 12:00; an hour each. The first time is still free."""
    with clock.fixed(MORNING):
        with database.writing() as session:
            add_place(session, staff=2, rooms=2, interpreters=1)
        yield


@pytest.fixture
def newcomer(database: Database) -> Callable[[], Who]:
    """Another visitor with a visit of their own, each time. Made beforehand: SQLite has one writer at a time."""
    with database.writing() as session:
        waiting = [Who(visit_id=add_visit(session).id) for _ in range(20)]
    return waiting.pop


def add_place(session: Session, *, staff: int, rooms: int = 0, interpreters: int = 0) -> None:
    site = Site(
        code=PLACE,
        district="tongzhou",
        name={"zh": "小地点", "en": "Small place"},
        address={"zh": "一号", "en": "One"},
        way_in={"zh": "门", "en": "Door"},
        zone="Asia/Shanghai",
        meets=[Need.STEP_FREE.value],
    )
    service = Service(
        code=SERVICE,
        kind=ServiceKind.AT_PLACE,
        position=1,
        name={"zh": "服务", "en": "Service"},
        summary={"zh": "", "en": ""},
        bring={"zh": [], "en": []},
        programmes=["a-programme"],
        minutes=60,
        longer_minutes=60,
        step_minutes=60,
    )
    session.add_all([site, service])
    session.flush()
    kinds = {ResourceKind.STAFF: staff, ResourceKind.ROOM: rooms, ResourceKind.INTERPRETER: interpreters}
    for position, (kind, count) in enumerate(kinds.items()):
        if count:
            only_for = Need.SIGN_LANGUAGE if kind is ResourceKind.INTERPRETER else None
            session.add(
                ServiceRequirement(
                    service_id=service.id, position=position, kind=kind, skill="it", count=1, only_for=only_for
                )
            )
        for number in range(count):
            _add_resource(session, site, kind, number)


def _add_resource(session: Session, site: Site, kind: ResourceKind, number: int) -> None:
    resource = Resource(code=f"{kind.value}-{number}", site_id=site.id, kind=kind, skills=["it"])
    session.add(resource)
    session.flush()
    session.add(
        Opening(resource_id=resource.id, weekday=0, from_minute=540, to_minute=720, valid_from=date(2026, 1, 1))
    )


def add_visit(session: Session) -> Visit:
    count = session.scalar(sa.select(sa.func.count()).select_from(Visit))
    visit = Visit(key_hash=f"key {count}", created_at=clock.now(), last_seen_at=clock.now())
    session.add(visit)
    session.flush()
    return visit
