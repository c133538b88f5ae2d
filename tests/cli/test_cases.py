"""The commands of an office without a system: their output, their exit codes, and what they never print."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody

pytestmark = pytest.mark.database


@pytest.fixture
def run(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def number(database: Database) -> str:
    """The number of a case that was sent."""
    with database.writing() as session:
        return f"{a_sent_application(session, somebody(session)).reference}-1"


def office(run: FlaskCliRunner, *arguments: str, district: str = "tongzhou") -> Any:
    return run.invoke(args=["cases", *arguments, "--district", district])


def said(run: FlaskCliRunner, *arguments: str) -> Any:
    result = office(run, *arguments, "--json")
    assert result.exit_code == 0, result.output + result.stderr
    return json.loads(result.stdout)


def test_a_district_lists_its_cases_and_no_others(run: FlaskCliRunner, number: str) -> None:
    found = said(run, "list")
    assert [one["number"] for one in found] == [number]
    assert found[0]["level"] == {"code": 3, "name": "待乡镇街道审批"}
    assert json.loads(office(run, "list", "--json", district="chaoyang").stdout) == []
    assert number in office(run, "list").stdout


def test_an_unknown_district_is_named(run: FlaskCliRunner) -> None:
    result = office(run, "list", district="nowhere")
    assert result.exit_code == 2
    assert "tongzhou" in result.stderr


def test_names_are_printed_only_when_asked_for(run: FlaskCliRunner, number: str) -> None:
    plain = office(run, "show", number).stdout
    assert "王小明" not in plain
    assert "13800001234" not in plain
    assert said(run, "show", number, "--with-names")["contact"]["name"] == "王小明"


def test_looking_at_a_case_is_recorded(run: FlaskCliRunner, number: str, database: Database) -> None:
    said(run, "show", number, "--by", "wang")
    with database.reading() as session:
        actors = session.execute(sa.text("SELECT actor FROM application_event WHERE act = 'open'")).scalars().all()
    assert actors == ["staff:wang"]


def test_a_case_is_brought_to_its_end(run: FlaskCliRunner, number: str) -> None:
    assert said(run, "advance", number, "--act", "accept")["status"] == "accepted"
    assert said(run, "advance", number, "--act", "review")["level"]["code"] == 4
    decided = said(run, "decide", number, "--outcome", "approve", "--amount", "300", "--per", "month")
    assert (decided["status"], decided["level"]["code"]) == ("approved", 10)
    assert said(run, "show", number)["decision"] == {"outcome": "approve", "amount": "300.00", "per": "month"}


def test_asking_returns_the_case_to_the_person(run: FlaskCliRunner, number: str) -> None:
    asked = said(
        run, "ask", number, "--fact", "birth_date", "--contact", "--reason", "看不清楚", "--until", "2099-01-01"
    )
    assert asked["waits_for_person"]
    assert asked["level"] == {"code": 11, "name": "已退回"}
    assert said(run, "show", number)["asked"] == {
        "facts": ["birth_date"],
        "papers": [],
        "contact": True,
        "until": "2099-01-01",
    }
    assert not said(run, "cancel", number)["waits_for_person"]


def test_a_message_is_sent(run: FlaskCliRunner, number: str) -> None:
    said(run, "message", number, "--text", "请来一趟。")
    thread = said(run, "show", number, "--with-names")["messages"]
    assert [(one["from"], one["text"]) for one in thread] == [("office", "请来一趟。")]


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["advance", "{}", "--act", "pay"], 4, "pay_when_submitted"),
        (["advance", "{}", "--act", "accept", "--seen", "99"], 5, "case_changed"),
        (["message", "{}", "--text", "您好", "--seen", "99"], 5, "case_changed"),
        (["advance", "A7K3M9QX4-1", "--act", "accept"], 3, "case"),
        (["advance", "nonsense", "--act", "accept"], 3, "case"),
        (["advance", "{}", "--act", "fly"], 2, "fly"),
        (["ask", "{}", "--reason", "x"], 2, "nothing_asked"),
        (["ask", "{}", "--reason", "x", "--contact", "--until", "2001-01-01"], 2, "deadline_passed (until)"),
        (["decide", "{}", "--outcome", "refuse"], 2, "text_missing (reason)"),
        (["decide", "{}", "--outcome", "refuse", "--reason", "x", "--amount", "1e9"], 2, "1e9"),
        (["answer-objection", "{}", "--text", "x"], 4, "answer_objection_when_submitted"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_code(
    run: FlaskCliRunner, number: str, arguments: list[str], code: int, named: str
) -> None:
    result = office(run, *(one.format(number) for one in arguments))
    assert result.exit_code == code
    assert named in result.stderr
    assert result.stdout == ""
    assert said(run, "list")[0]["status"] == "submitted"


def test_another_district_cannot_act(run: FlaskCliRunner, number: str) -> None:
    assert office(run, "advance", number, "--act", "accept", district="fenghua").exit_code == 3


def test_whole_logs_are_whole(run: FlaskCliRunner, number: str) -> None:
    result = run.invoke(args=["audit", "verify", "--json"])
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said | {"logs": {}} == {"applications": 1, "events": 5, "erased_details": 0, "breaks": [], "logs": {}}
    assert [one["breaks"] for one in said["logs"].values()] == [[], []]


def test_a_forged_log_is_reported(run: FlaskCliRunner, number: str, database: Database) -> None:
    with database.writing() as session:
        session.execute(sa.text("UPDATE application_event SET actor = 'nobody' WHERE position = 3"))
    result = run.invoke(args=["audit", "verify"])
    assert result.exit_code == 6
    assert result.stderr == f"{number[:-2]}: event 3: changed\n"
