"""The API as a case system meets it. Every answer is held against the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications.approval_levels import Level
from citizen.applications.models import Application
from citizen.backoffice import case_lists
from citizen.backoffice.models import ApiAccess, ApiToken
from citizen.backoffice.tokens import new_token
from citizen.backoffice.vocabulary import Scope
from citizen.core import clock
from citizen.db.session import Database
from tests.backoffice.case_system import CaseSystem

pytestmark = pytest.mark.database


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


# -- tokens ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "x", "case", "case..", "case.AAAAAAAAAA.x", "sase.AAAAAAAAAA.x", "case.\x00.x"])
def test_without_a_token_nothing_is_said(app: Flask, number: str, token: str) -> None:
    answer = CaseSystem(app, token).get(f"/cases/{number}")
    assert code_of(answer) == (401, "token_missing_or_wrong")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_secret_opens_nothing_and_is_slowed_down(app: Flask, system: CaseSystem) -> None:
    wrong = CaseSystem(app, system.token[:-1] + ("x" if system.token[-1] != "x" else "y"))
    assert {wrong.get("/cases").status_code for _ in range(10)} == {401}
    answer = wrong.get("/cases")
    assert code_of(answer) == (429, "too_many_attempts")
    assert answer.headers["Retry-After"] == "600"
    assert system.get("/cases").status_code == 200, "a right token is never kept waiting"


def test_a_token_ends(system: CaseSystem, database: Database, at) -> None:
    with at(clock.now() + timedelta(days=2)):
        assert system.get("/cases").status_code == 401
    with database.writing() as session:
        session.execute(sa.update(ApiToken).values(revoked_at=clock.now()))
    assert system.get("/cases").status_code == 401


def test_the_secret_is_not_in_the_database(system: CaseSystem, database: Database) -> None:
    with database.reading() as session:
        row = session.scalars(sa.select(ApiToken)).one()
    assert system.token.rpartition(".")[2] not in repr(vars(row))


def test_cookies_are_refused(system: CaseSystem, number: str) -> None:
    answer = system.client.get(
        "/api/v1/cases", headers={"Authorization": f"Bearer {system.token}", "Cookie": "visit=" + "k" * 43}
    )
    assert code_of(answer) == (400, "cookies_not_accepted")
    assert "Set-Cookie" not in system.get("/cases").headers


def test_answers_are_never_stored(system: CaseSystem) -> None:
    assert system.get("/cases").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("scope", "path"), [(Scope.PAPERS, "/cases"), (Scope.WRITE, "/changes")])
def test_a_scope_is_needed(app: Flask, make_token: Callable[..., str], scope: Scope, path: str) -> None:
    assert code_of(CaseSystem(app, make_token(scopes=[scope])).get(path)) == (403, "scope_missing")


def test_a_reader_cannot_write(app: Flask, make_token: Callable[..., str], number: str) -> None:
    reader = CaseSystem(app, make_token(scopes=[Scope.READ]))
    assert reader.post(f"/cases/{number}/open", seen="*").status_code == 403


@pytest.mark.parametrize("others", [{"district": "chaoyang"}, {"programmes": ["unemployment-registration"]}])
def test_others_cases_do_not_exist(
    app: Flask, system: CaseSystem, make_token: Callable[..., str], number: str, others: dict
) -> None:
    """Not even by guessing: a case of others and one that is not there look the same."""
    stranger = CaseSystem(app, make_token(**_known(others)))
    assert stranger.get("/cases").json["cases"] == []
    assert stranger.get("/changes").json["changes"] == []
    for path in (f"/cases/{number}", f"/cases/{number}/messages", "/cases/A7K3M9QX4-1", "/cases/nonsense"):
        assert code_of(stranger.get(path)) == (404, "not_found")
    assert stranger.post(f"/cases/{number}/open", seen="*").status_code == 404
    assert system.get("/cases").json["cases"][0]["opened_at"] is None


def _known(others: dict) -> dict:
    from citizen.eligibility import catalogue
    from tests.applications.builders import PROGRAMME

    if "programmes" in others:
        return {"programmes": [next(one for one in catalogue.load().programmes if one != PROGRAMME)]}
    return others


def test_every_use_is_recorded(system: CaseSystem, database: Database, number: str) -> None:
    system.get("/cases")
    system.get(f"/cases/{number}")
    system.get("/cases/A7K3M9QX4-1")
    system.opened(number)
    with database.reading() as session:
        uses = session.scalars(sa.select(ApiAccess).order_by(ApiAccess.at)).all()
    assert [(one.act, one.status, one.case_id is not None) for one in uses] == [
        ("list_cases", 200, False),
        ("get_case", 409, True),
        ("get_case", 404, False),
        ("open_case", 200, True),
        ("get_case", 200, True),
    ]


# -- reading ---------------------------------------------------------------------------------------------------


def test_the_language_of_a_person_who_reads_easy_words_is_a_language(
    system: CaseSystem, number: str, database: Database
) -> None:
    with database.writing() as session:
        application = session.scalars(sa.select(Application)).one()
        application.contact = {**application.contact, "language": "zh-Hant-simple"}
    assert system.opened(number)["contact"]["language"] == "zh-Hant"


def test_a_case_is_read_after_it_was_opened(system: CaseSystem, number: str) -> None:
    assert code_of(system.get(f"/cases/{number}")) == (409, "case_not_opened")
    assert code_of(system.get(f"/cases/{number}/messages")) == (409, "case_not_opened")
    case = system.opened(number)
    assert case["contact"]["name"] == "王小明"
    assert case["acting"] == {
        "relation": "self",
        "subject_name": None,
        "mandate": None,
        "basis": None,
        "helper_name": None,
        "with_staff": False,
    }
    answers = {one["fact"]: one for one in case["answers"]}
    assert (answers["person_district"]["value"], answers["person_district"]["words"]) == ("tongzhou", "北京市通州区")
    assert answers["birth_date"]["value"] == "1990-05-01"
    assert answers["birth_date"]["question"]
    assert "accept" in case["possible_acts"]
    assert [one["act"] for one in case["events"]] == ["submit", "open"]
    assert (case["status"], case["chain_code"], case["chain_name"]) == ("submitted", 3, "待乡镇街道审批")
    assert case["sent_at"].endswith("Z")


def test_a_list_says_nothing_about_a_person(system: CaseSystem, number: str) -> None:
    text = system.get("/cases").text
    assert "王小明" not in text
    assert "1990" not in text


def test_pages_go_on_where_they_ended(system: CaseSystem, send_one: Callable[..., str]) -> None:
    sent = [send_one(f"visitor {n}") for n in range(5)]
    first = system.get("/cases", limit=2).json
    system.post(f"/cases/{sent[0]}/open", seen="*")  # goes to the end of the order
    second = system.get("/cases", limit=2, cursor=first["next_cursor"]).json
    third = system.get("/cases", limit=2, cursor=second["next_cursor"]).json
    numbers = [[one["number"] for one in page["cases"]] for page in (first, second, third)]
    assert numbers == [sent[:2], sent[2:4], [sent[4], sent[0]]]
    assert [page["has_more"] for page in (first, second, third)] == [True, True, False]
    nothing = system.get("/cases", cursor=third["next_cursor"]).json
    assert nothing == {"cases": [], "next_cursor": third["next_cursor"], "has_more": False}
    assert [one["sequence"] for one in system.get("/changes").json["changes"]] == [1, 2, 3, 4, 5, 6]


def test_lists_are_narrowed(system: CaseSystem, send_one: Callable[..., str], at) -> None:
    one, two = send_one("one"), send_one("two")
    with at(clock.now() + timedelta(hours=1)):
        system.post(f"/cases/{two}/advance", {"act": "accept"}, seen=_version(system, two))
        later = (clock.now() - timedelta(minutes=1)).isoformat()
        found = system.get("/cases", changed_since=later).json["cases"]
    assert [case["number"] for case in found] == [two]
    assert [case["number"] for case in system.get("/cases", status="submitted").json["cases"]] == [one]
    both = system.get("/cases", status=["submitted", "accepted"]).json["cases"]
    assert len(both) == 2
    assert system.get("/cases", programme="nothing").json["cases"] == []


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"cursor": "MS54"}, {"cursor": "é"}, {"limit": 0}, {"limit": 201}, {"status": "flying"},
     {"changed_since": "2026-11-22"}, {"unknown": 1}],
)  # fmt: skip
def test_a_wrong_query_is_named(system: CaseSystem, query: dict) -> None:
    answer = system.get("/cases", **query)
    assert answer.status_code == 422
    assert answer.json["problems"][0]["field"].partition(".")[0] == next(iter(query))


def test_a_cursor_of_another_district_is_none(
    app: Flask, system: CaseSystem, make_token: Callable[..., str], number: str
) -> None:
    cursor = CaseSystem(app, make_token(district="fenghua")).get("/cases").json["next_cursor"]
    assert code_of(system.get("/cases", cursor=cursor)) == (422, "invalid_cursor")


# -- acting ----------------------------------------------------------------------------------------------------


def _version(system: CaseSystem, number: str) -> int:
    return next(one["version"] for one in system.get("/cases", limit=200).json["cases"] if one["number"] == number)


def test_a_case_goes_all_the_way(system: CaseSystem, number: str) -> None:
    version = system.opened(number)["version"]
    for act in ("accept", "review", "send_to_civil_affairs", "publicise"):
        answer = system.post(f"/cases/{number}/advance", {"act": act}, seen=version)
        assert answer.status_code == 200, answer.text
        assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
        version = answer.json["version"]
    decision = {"outcome": "approve", "amount": "300.50", "per": "month", "valid_from": "2026-12-01"}
    decided = system.post(f"/cases/{number}/decision", decision, seen=version).json
    assert (decided["status"], decided["chain_code"]) == ("approved", 10)
    case = system.get(f"/cases/{number}").json
    assert case["decision"] == {**decision, "reason": None, "valid_until": None}
    assert {one["actor"] for one in case["events"][1:]} == {f"token:{system.token.split('.')[1]}"}


def test_a_correction_is_asked_and_cancelled(system: CaseSystem, number: str) -> None:
    version = system.opened(number)["version"]
    asked = {"facts": ["birth_date"], "contact": True, "reason": "看不清楚。", "until": "2099-01-01"}
    answer = system.post(f"/cases/{number}/corrections", asked, seen=version).json
    assert (answer["waits_for_person"], answer["chain_code"]) == (True, 11)
    [correction] = system.get(f"/cases/{number}").json["corrections"]
    assert correction["facts"] == ["birth_date"]
    answer = system.post(f"/cases/{number}/corrections/cancel", {}, seen=answer["version"]).json
    assert not answer["waits_for_person"]


def test_messages_are_sent_read_and_marked(system: CaseSystem, number: str) -> None:
    system.opened(number)
    assert system.post(f"/cases/{number}/messages", {"text": "请来一趟。"}, seen="*").status_code == 200
    thread = system.get(f"/cases/{number}/messages").json["messages"]
    assert [(one["sender"], one["text"]) for one in thread] == [("office", "请来一趟。")]
    assert system.post(f"/cases/{number}/messages/read", seen="*").json["unread_messages"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("advance", {"act": "pay"}, 409, "pay_when_submitted"),
        ("advance", {}, 422, "invalid_request"),
        ("advance", {"act": "accept", "chain_code": 3}, 422, "invalid_request"),
        ("advance", {"act": "fly"}, 422, "invalid_request"),
        ("advance", {"act": "accept", "more": 1}, 422, "invalid_request"),
        ("advance", [], 422, "invalid_request"),
        ("advance", {"chain_code": 10}, 422, "chain_code_needs_decision"),
        ("advance", {"chain_code": 11}, 422, "chain_code_needs_correction"),
        ("corrections", {"reason": "x"}, 422, "nothing_asked"),
        ("corrections", {"reason": "x", "facts": ["owns_moon"]}, 422, "unknown_fact"),
        ("corrections", {"reason": " ", "contact": True}, 422, "invalid_request"),
        ("messages", {"text": "x" * 2001}, 422, "invalid_request"),
        ("decision", {"outcome": "refuse"}, 422, "text_missing"),
        ("decision", {"outcome": "approve", "amount": "0"}, 422, "invalid_request"),
        ("objection/answer", {"text": "x"}, 409, "answer_objection_when_submitted"),
    ],
)
def test_what_cannot_be_done_has_a_code_and_does_nothing(
    system: CaseSystem, number: str, path: str, body: object, status: int, code: str
) -> None:
    version = system.opened(number)["version"]
    assert code_of(system.post(f"/cases/{number}/{path}", body, seen=version)) == (status, code)
    assert system.get(f"/cases/{number}").json["version"] == version


def test_a_body_that_is_no_json(system: CaseSystem, number: str) -> None:
    headers = {
        "Authorization": f"Bearer {system.token}",
        "Idempotency-Key": "12345678",
        "If-Match": '"1"',
        "Content-Type": "application/json",
    }
    path = f"/api/v1/cases/{number}/advance"
    assert code_of(system.client.post(path, data=b"{", headers=headers)) == (400, "malformed_json")
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert code_of(system.client.post(path, data=b"act=accept", headers=headers)) == (415, "not_json")


# -- the five-level chain --------------------------------------------------------------------------------------


def test_a_foreign_system_sends_its_codes(system: CaseSystem, number: str) -> None:
    version = system.opened(number)["version"]
    for level, status, shown in ((Level.VILLAGE, "submitted", 3), (Level.DISTRICT, "federation_review", 4)):
        answer = system.post(f"/cases/{number}/advance", {"chain_code": level.value}, seen=version).json
        assert (answer["status"], answer["chain_code"]) == (status, shown)
        version = answer["version"]
    again = system.post(f"/cases/{number}/advance", {"chain_code": 4}, seen=version)
    assert again.json["version"] == version, "a code that is reached asks for nothing"
    back = system.post(f"/cases/{number}/advance", {"chain_code": 3}, seen=version)
    assert code_of(back) == (409, "chain_code_3_when_federation_review")


# -- once, and on what was read --------------------------------------------------------------------------------


def test_a_write_names_its_key_and_its_version(system: CaseSystem, number: str) -> None:
    path = f"/cases/{number}/advance"
    assert code_of(system.post(path, {"act": "accept"})) == (428, "version_missing")
    assert code_of(system.post(path, {"act": "accept"}, seen="*")) == (428, "version_missing")
    assert code_of(system.post(path, {"act": "accept"}, seen=1, key="short")) == (400, "idempotency_key_missing")


def test_the_same_request_is_done_once(system: CaseSystem, number: str) -> None:
    path, version = f"/cases/{number}/messages", system.opened(number)["version"]
    first = system.post(path, {"text": "您好"}, seen=version, key="the-same-key")
    again = system.post(path, {"text": "您好"}, seen=version, key="the-same-key")
    assert (again.status_code, again.json, again.headers["ETag"]) == (200, first.json, first.headers["ETag"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(system.get(path).json["messages"]) == 1
    other = system.post(path, {"text": "再见"}, seen=version, key="the-same-key")
    assert code_of(other) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_token(
    app: Flask, system: CaseSystem, make_token: Callable[..., str], number: str
) -> None:
    other = CaseSystem(app, make_token())
    for one in (system, other):
        assert (
            one.post(f"/cases/{number}/messages", {"text": "您好"}, seen="*", key="everybodys-key").status_code == 200
        )
    assert len(system.get(f"/cases/{number}/messages").json["messages"]) == 2


def test_a_refused_request_may_be_sent_again_with_its_key(system: CaseSystem, number: str) -> None:
    refused = system.post(
        f"/cases/{number}/advance", {"act": "review"}, seen=_version(system, number), key="one-key-only"
    )
    assert refused.status_code == 409
    version = _version(system, number)
    answer = system.post(f"/cases/{number}/advance", {"act": "accept"}, seen=version, key="one-key-only")
    assert answer.status_code == 200


def test_of_two_officers_the_second_is_told(app: Flask, system: CaseSystem, make_token, number: str) -> None:
    version = system.opened(number)["version"]
    other = CaseSystem(app, make_token())
    assert system.post(f"/cases/{number}/advance", {"act": "accept"}, seen=version).status_code == 200
    answer = other.post(f"/cases/{number}/decision", {"outcome": "refuse", "reason": "不符合"}, seen=version)
    assert code_of(answer) == (412, "case_changed")
    assert _version(system, number) == version + 1


def test_a_new_token_must_make_sense(session) -> None:
    from citizen.core.errors import RuleBroken

    tomorrow = clock.now() + timedelta(days=1)
    right = {"name": "n", "district": "tongzhou", "programmes": [], "scopes": [Scope.READ], "expires_at": tomorrow}
    for wrong in ({"name": " "}, {"district": "x"}, {"programmes": ["x"]}, {"scopes": []}, {"expires_at": clock.now()}):
        with pytest.raises(RuleBroken):
            new_token(session, **{**right, **wrong})


# -- faults ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (sa.exc.OperationalError("SELECT", {}, Exception("gone")), 503, "unavailable"),
        (ZeroDivisionError("王小明"), 500, "server_error"),
    ],
)
def test_a_fault_is_a_problem_without_details(
    system: CaseSystem, monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int, code: str
) -> None:
    def fail(*_args: object, **_values: object) -> None:
        raise fault

    monkeypatch.setattr(case_lists, "list_after", fail)
    answer = system.get("/cases")
    assert code_of(answer) == (status, code)
    assert "王小明" not in answer.text


def test_what_cannot_be_committed_is_not_answered_as_done(
    system: CaseSystem, number: str, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    """The same key then does it: nothing was remembered."""

    def fail(*_args: object) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("gone"))

    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", fail)
        answer = system.post(f"/cases/{number}/open", seen="*", key="lost-on-the-way")
        assert code_of(answer) == (503, "unavailable")
    answer = system.post(f"/cases/{number}/open", seen="*", key="lost-on-the-way")
    assert answer.status_code == 200
    assert "Idempotent-Replayed" not in answer.headers
    with database.reading() as session:
        uses = session.scalars(sa.select(ApiAccess.status).order_by(ApiAccess.at)).all()
    assert uses == [503, 200]


def test_an_office_of_one_programme_sees_nothing_of_the_others(
    app: Flask, make_token: Callable[..., str], send_one: Callable[..., str]
) -> None:
    """One application for two programmes: each case shows what its own programme asks."""
    from citizen.applications.field_registry import facts_to_ask
    from citizen.eligibility import catalogue
    from tests.applications.builders import PROGRAMME

    programmes = catalogue.load().programmes
    mine = set(facts_to_ask(programmes[PROGRAMME], "tongzhou"))
    other = next(
        one.id
        for one in programmes.values()
        if "apply" in one.journeys
        and "tongzhou" in one.districts
        and one.audience == programmes[PROGRAMME].audience
        and mine - set(facts_to_ask(one, "tongzhou"))
        and set(facts_to_ask(one, "tongzhou")) - mine
    )
    number = send_one("one", PROGRAMME, other)
    office = CaseSystem(app, make_token(programmes=[other]))
    [listed] = office.get("/cases").json["cases"]
    assert (listed["number"], listed["programme"]) == (number[:-1] + "2", other)
    shown = {one["fact"] for one in office.opened(listed["number"])["answers"]}
    assert shown <= set(facts_to_ask(programmes[other], "tongzhou"))
    assert mine - shown
    assert office.get(f"/cases/{number}").status_code == 404
