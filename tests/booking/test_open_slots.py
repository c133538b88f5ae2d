"""Open times as files: what is free and nothing else, for anybody, kept for a minute."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from citizen.booking import open_slots, open_slots_routes, service
from citizen.booking.models import Opening, Resource, Service, Site
from citizen.booking.service import Contact
from citizen.booking.terms import ResourceKind
from citizen.core import clock
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE, add_visit

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

SITE_WORDS = ("district", "name", "address", "way_in", "zone", "meets")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def lines(client: FlaskClient, path: str) -> list[dict]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def book_first(database: Database) -> None:
    with database.writing() as session:
        found = session.query(Service).filter_by(code=SERVICE).one()
        for name in ("王秀英", "陈大明"):
            who = Who(visit_id=add_visit(session).id)
            held = service.hold_time(
                session, who=who, service=found, site_code=PLACE, start=FIRST, needs=(), hold_minutes=20
            )
            service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact(name, "13800138000"))


def test_the_manifest_names_every_file(client: FlaskClient) -> None:
    told = client.get("/places/$bulk-publish")
    assert told.mimetype == "application/json"
    found = told.json
    assert {one["type"] for one in found["output"]} == {"Location", "Schedule", "Slot"}
    assert datetime.fromisoformat(found["transactionTime"]) == MORNING
    for one in found["output"]:
        path = one["url"].partition("://")[2].partition("/")[2]
        assert client.get(f"/{path}").status_code == 200


def test_lines_refer_to_each_other(client: FlaskClient) -> None:
    [location] = lines(client, "/places/locations.ndjson")
    [schedule] = lines(client, "/places/schedules.ndjson")
    slots = lines(client, "/places/slots.ndjson?district=tongzhou")
    assert location["identifier"][0]["value"] == PLACE
    assert schedule["actor"] == [{"reference": f"Location/{location['id']}"}]
    assert {one["schedule"]["reference"] for one in slots} == {f"Schedule/{schedule['id']}"}
    assert len({one["id"] for one in slots}) == len(slots)
    assert datetime.fromisoformat(slots[0]["start"]) == FIRST
    assert datetime.fromisoformat(slots[0]["end"]) == FIRST + timedelta(hours=1)
    link = next(one["valueUrl"] for one in slots[0]["extension"] if "valueUrl" in one)
    assert link.endswith(f"/book?service={SERVICE}&district=tongzhou")


def test_a_taken_time_is_gone_and_nobody_is_named(client: FlaskClient, database: Database) -> None:
    before = lines(client, "/places/slots.ndjson")
    book_first(database)
    with clock.fixed(MORNING + timedelta(seconds=61)):
        answer = client.get("/places/slots.ndjson")
        after = [json.loads(line) for line in answer.text.splitlines()]
    assert [one["start"] for one in before if one not in after] == [before[0]["start"]]
    for word in ("王秀英", "陈大明", "13800138000", "person"):
        assert word not in answer.text


def test_it_is_computed_once_a_minute_and_may_be_kept(client: FlaskClient, database: Database) -> None:
    first = client.get("/places/slots.ndjson")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in first.headers
    book_first(database)
    assert client.get("/places/slots.ndjson").data == first.data
    again = client.get("/places/slots.ndjson", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with clock.fixed(MORNING + timedelta(seconds=61)):
        later = client.get("/places/slots.ndjson", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200


def test_naming_many_hosts_fills_no_memory(client: FlaskClient, app: Flask) -> None:
    for number in range(40):
        answer = client.get("/places/schedules.ndjson", headers={"Host": f"host-{number}.example"})
        assert answer.status_code == 200
    assert 0 < len(app.extensions["open slots"]) <= 16


def test_another_district_has_none_and_an_unknown_one_is_not_there(client: FlaskClient) -> None:
    assert lines(client, "/places/slots.ndjson?district=xicheng") == []
    assert client.get("/places/slots.ndjson?district=moon").status_code == 404


def test_what_is_large_is_sent_in_pieces_and_not_kept(
    app: Flask, client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = client.get("/places/slots.ndjson").data
    with database.writing() as session:
        add_places_like_it(session, 3)
    monkeypatch.setattr(open_slots, "_AT_ONCE", 1)
    monkeypatch.setattr(open_slots_routes, "_LARGEST_KEPT", len(whole))
    with clock.fixed(MORNING + timedelta(seconds=61)):
        answer = client.get("/places/slots.ndjson", buffered=False)
        assert answer.is_streamed
        assert "Set-Cookie" not in answer.headers
        assert "ETag" not in answer.headers
        pieces = list(answer.response)
        assert len(pieces) == 4
        assert pieces[0] == whole
        told = [json.loads(line) for line in b"".join(pieces).splitlines()]
        assert len({one["id"] for one in told}) == len(told) == 4 * whole.count(b"\n")
    assert b"".join(pieces) not in [body for _at, body in app.extensions["open slots"].values()]


def test_many_places_take_no_more_looks_than_one(database: Database) -> None:
    """Hours and claims of many places are read at once."""

    def looks() -> int:
        seen = []
        with database.reading() as session:
            engine = session.get_bind()
            sa.event.listen(engine, "before_cursor_execute", lambda *what: seen.append(what[2]))
            list(open_slots.slots(lambda: nullcontext(session), district=None, base=""))
        return len(seen)

    few = looks()
    with database.writing() as session:
        add_places_like_it(session, 8)
    assert looks() <= few + 2


def add_places_like_it(session: Session, count: int) -> None:
    """The small place again, with one therapist and one room each."""
    like = session.query(Site).one()
    for number in range(count):
        site = Site(**{name: getattr(like, name) for name in SITE_WORDS}, code=f"{PLACE}-{number}")
        session.add(site)
        session.flush()
        for kind in (ResourceKind.STAFF, ResourceKind.ROOM):
            resource = Resource(code=f"{kind.value}-of-{number}", site_id=site.id, kind=kind, skills=["it"])
            session.add(resource)
            session.flush()
            hours = Opening(
                resource_id=resource.id, weekday=0, from_minute=540, to_minute=720, valid_from=date(2026, 1, 1)
            )
            session.add(hours)
