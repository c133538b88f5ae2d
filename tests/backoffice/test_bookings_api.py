"""The system of a place over the API. Every answer is held against the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.backoffice.models import ApiToken
from citizen.backoffice.vocabulary import Scope
from citizen.booking.models import BookingEvent, Claim, OpeningException
from citizen.booking.terms import BookingState, Need
from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from tests.backoffice.case_system import CaseSystem
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE
from tests.booking.conftest import small_place as small_place
from tests.staff.test_places import book, get

pytestmark = pytest.mark.database


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.fixture(autouse=True)
def morning():
    with clock.fixed(MORNING):
        yield


@pytest.fixture
def reference(small_place: None, database: Database) -> str:
    return book(database, Need.HEARING_LOOP)


@pytest.fixture
def at_the_time(reference: str, system: CaseSystem, database: Database) -> Iterator[None]:
    """Five minutes after the beginning, with tokens that still hold."""
    with database.writing() as session:
        session.execute(sa.update(ApiToken).values(expires_at=FIRST + timedelta(days=1)))
    with clock.fixed(FIRST + timedelta(minutes=5)):
        yield


def found(system: CaseSystem, path: str, **query: object) -> list[dict]:
    answer = system.get(path, **query)
    assert answer.status_code == 200, answer.text
    bundle = answer.json
    assert (bundle["resourceType"], bundle["type"], bundle["total"]) == ("Bundle", "searchset", len(bundle["entry"]))
    return [one["resource"] for one in bundle["entry"]]


# -- reading ---------------------------------------------------------------------------------------------------


def test_places_services_and_times_refer_to_each_other(system: CaseSystem, reference: str) -> None:
    [location] = found(system, "/locations")
    [service] = found(system, "/healthcare-services")
    [schedule] = found(system, "/schedules")
    slots = found(system, "/slots", place=PLACE, service=SERVICE)
    assert location["identifier"] == [{"value": PLACE}]
    assert location["characteristic"] == [{"coding": [{"code": "step_free"}]}]
    assert service["location"][0]["reference"] == f"Location/{location['id']}"
    assert schedule["actor"][0]["reference"] == f"Location/{location['id']}"
    assert {one["schedule"]["reference"] for one in slots} == {f"Schedule/{schedule['id']}"}
    assert [one["start"][:16] for one in slots][:2] == ["2026-11-23T09:00", "2026-11-23T10:00"]


def test_an_appointment_says_what_the_place_needs_to_know(system: CaseSystem, reference: str) -> None:
    [listed] = found(system, "/appointments")
    answer = system.get(f"/appointments/{reference}")
    one = answer.json
    assert one == listed
    assert answer.headers["ETag"] == f'"{one["meta"]["versionId"]}"'
    assert (one["id"], one["status"], one["minutesDuration"]) == (reference, "booked", 60)
    [person] = one["contained"]
    assert person["name"] == [{"text": "王秀英"}]
    assert person["telecom"] == [{"system": "phone", "value": "13800138000"}]
    assert "address" not in person
    [need] = one["extension"]
    assert {part["url"]: part["valueCode"] for part in need["extension"]} == {"code": "hearing_loop", "state": "asked"}
    assert "null" not in answer.text


def test_appointments_are_narrowed(system: CaseSystem, reference: str) -> None:
    assert found(system, "/appointments", start="2026-11-24") == []
    assert found(system, "/appointments", status="arrived") == []
    assert found(system, "/appointments", place="elsewhere") == []
    assert len(found(system, "/appointments", place=PLACE, status="booked", days=31)) == 1
    assert system.get("/appointments", days=32).status_code == 422
    assert code_of(system.get("/slots", place="nowhere", service=SERVICE)) == (404, "not_found")


def test_others_see_nothing(app: Flask, make_token, reference: str) -> None:
    for others in ({"district": "xicheng"}, {"programmes": ["adult-rehab-subsidy"]}):
        stranger = CaseSystem(app, make_token(**others))
        assert found(stranger, "/appointments") == []
        assert found(stranger, "/schedules") == []
        assert code_of(stranger.get(f"/appointments/{reference}")) == (404, "not_found")
        assert stranger.post(f"/appointments/{reference}/status", {"status": "noshow"}, seen=2).status_code == 404


def test_each_scope_opens_its_own(app: Flask, make_token, reference: str) -> None:
    cases = CaseSystem(app, make_token(scopes=[Scope.READ, Scope.WRITE, Scope.PAPERS]))
    assert code_of(cases.get("/appointments")) == (403, "scope_missing")
    reader = CaseSystem(app, make_token(scopes=[Scope.BOOKINGS]))
    assert reader.get("/appointments").status_code == 200
    assert code_of(reader.get("/cases")) == (403, "scope_missing")
    answer = reader.post(f"/appointments/{reference}/status", {"status": "noshow"}, seen=2)
    assert code_of(answer) == (403, "scope_missing")


def test_a_time_that_is_only_held_is_nobodys_yet(system: CaseSystem, reference: str, database: Database) -> None:
    with database.writing() as session:
        booking = get(session, reference)
        booking.state, booking.hold_until = BookingState.HELD, MORNING + timedelta(minutes=20)
    assert found(system, "/appointments") == []
    assert system.get(f"/appointments/{reference}").status_code == 404


# -- acting ----------------------------------------------------------------------------------------------------


def version(system: CaseSystem, reference: str) -> int:
    return int(system.get(f"/appointments/{reference}").json["meta"]["versionId"])


@pytest.mark.usefixtures("at_the_time")
def test_somebody_comes_and_it_takes_place(reference: str, system: CaseSystem, database: Database) -> None:
    path = f"/appointments/{reference}/status"
    arrived = system.post(path, {"status": "arrived"}, seen=version(system, reference))
    assert (arrived.status_code, arrived.json["status"]) == (200, "arrived")
    done = system.post(path, {"status": "fulfilled"}, seen=arrived.json["meta"]["versionId"])
    assert done.json["status"] == "fulfilled"
    again = system.post(path, {"status": "noshow"}, seen=done.json["meta"]["versionId"])
    assert code_of(again) == (409, "changed_meanwhile")
    with database.reading() as session:
        assert session.scalars(sa.select(Claim)).all() == []
        actors = {one.actor for one in session.scalars(sa.select(BookingEvent)) if one.what in ("arrived", "done")}
        assert actors == {f"token:{system.token.split('.')[1]}"}


def test_nothing_is_said_before_its_time(system: CaseSystem, reference: str) -> None:
    path, seen = f"/appointments/{reference}/status", version(system, reference)
    assert code_of(system.post(path, {"status": "arrived"}, seen=seen)) == (422, "not_today")
    assert code_of(system.post(path, {"status": "noshow"}, seen=seen)) == (422, "not_begun")
    assert code_of(system.post(path, {"status": "cancelled"}, seen=seen)) == (422, "reason_missing")
    assert code_of(system.post(path, {"status": "flown"}, seen=seen)) == (422, "invalid_request")
    assert code_of(system.post(path, {"status": "arrived"})) == (428, "version_missing")
    assert version(system, reference) == seen


def test_calling_off_tells_the_person_and_frees_the_time(
    system: CaseSystem, reference: str, database: Database
) -> None:
    asked, seen = {"status": "cancelled", "reason": "staff_away"}, version(system, reference)
    stale = system.post(f"/appointments/{reference}/status", asked, seen=seen + 1)
    assert code_of(stale) == (409, "changed_meanwhile")
    first = system.post(f"/appointments/{reference}/status", asked, seen=seen, key="call-it-off")
    assert first.json["status"] == "cancelled"
    assert first.json["cancellationReason"]["coding"] == [{"code": "staff_away"}]
    again = system.post(f"/appointments/{reference}/status", asked, seen=seen, key="call-it-off")
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    with database.reading() as session:
        assert get(session, reference).state is BookingState.CANCELLED_BY_SERVICE
        assert session.scalars(sa.select(Claim)).all() == []
        told = sa.select(WrittenNotice).where(WrittenNotice.kind == "booking_cancelled_by_service")
        assert len(session.scalars(told).all()) == 1


def test_a_need_is_answered(system: CaseSystem, reference: str) -> None:
    path, seen = f"/appointments/{reference}/needs/hearing_loop", version(system, reference)
    assert code_of(system.post(path, {"answer": "cannot"}, seen=seen)) == (422, "note_missing")
    answered = system.post(path, {"answer": "cannot", "note": "可以用文字。"}, seen=seen).json
    parts = {
        part["url"]: part.get("valueCode") or part.get("valueString") for part in answered["extension"][0]["extension"]
    }
    assert parts == {"code": "hearing_loop", "state": "cannot", "note": "可以用文字。"}
    for other in ("quiet", "wings"):
        answer = system.post(path.replace("hearing_loop", other), {"answer": "arranged"}, seen=seen + 1)
        assert code_of(answer) == (404, "not_found")


def test_a_day_is_closed_and_says_what_no_longer_fits(system: CaseSystem, reference: str, database: Database) -> None:
    closed = system.post("/exceptions", {"of": PLACE, "day": "2026-11-23", "opens": False}, key="close-monday")
    assert closed.status_code == 200, closed.text
    assert len(closed.json["resources"]) == 5
    assert [one["appointment"] for one in closed.json["stranded"]] == [reference]
    assert system.get("/stranded").json == {"stranded": closed.json["stranded"]}
    system.post("/exceptions", {"of": PLACE, "day": "2026-11-23", "opens": False}, key="close-monday")
    system.post("/exceptions", {"of": PLACE, "day": "2026-11-23", "opens": False})
    with database.reading() as session:
        assert len(session.scalars(sa.select(OpeningException)).all()) == 5
        assert get(session, reference).state is BookingState.CONFIRMED
    assert found(system, "/slots", place=PLACE, service=SERVICE, days=5) == []


def test_who_closes_a_day_is_not_told_the_appointments_of_other_programmes(
    app: Flask, make_token, reference: str
) -> None:
    of_another = CaseSystem(app, make_token(programmes=["adult-rehab-subsidy"]))
    closed = of_another.post("/exceptions", {"of": PLACE, "day": "2026-11-23", "opens": False})
    assert closed.status_code == 200, closed.text
    assert closed.json["stranded"] == []
    assert reference not in closed.text


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"of": "elsewhere"}, 404, "not_found"),
        ({"day": "2026-11-01"}, 422, "day_is_over"),
        ({"begin": "12:00", "end": "09:00"}, 422, "ends_before_it_begins"),
        ({"begin": "24:30"}, 422, "invalid_request"),
        ({"begin": "09:10"}, 422, "invalid_request"),
        ({"more": 1}, 422, "invalid_request"),
    ],
)
def test_a_wrong_day_changes_nothing(
    system: CaseSystem, reference: str, database: Database, asked: dict, status: int, code: str
) -> None:
    answer = system.post("/exceptions", {"of": PLACE, "day": "2026-11-23", "opens": False, **asked})
    assert code_of(answer) == (status, code)
    with database.reading() as session:
        assert session.scalars(sa.select(OpeningException)).all() == []
