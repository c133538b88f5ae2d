from __future__ import annotations

import json

import pytest
from flask import Flask

from tests.staff.hall import enrol, use_enrolment
from tests.support.visitor import Visitor

RIGHT = ("--code", "G1024", "--name", "张三", "--district", "tongzhou", "--role", "desk")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--code", "G 1024 !", *RIGHT[2:]), "a work number has 2 to 20 letters"),
        ((*RIGHT[:2], "--name", " ", *RIGHT[4:]), "give the name"),
        ((*RIGHT[:4], "--district", "tongzhu", *RIGHT[6:]), "known are"),
        ((*RIGHT[:6], "--role", "boss"), "'boss' is not one of"),
        (RIGHT[:6], "Missing option '--role'"),
        ((*RIGHT, "--phone", "abc"), "is not like 010-12345678"),
        ((*RIGHT, "--email", "abc"), "is not like name@example.gov.cn"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_enrolled(app: Flask, wrong: tuple[str, ...], said: str) -> None:
    run = app.test_cli_runner().invoke(args=["staff", "enrol", *wrong])
    assert run.exit_code == 2
    assert said in run.output
    assert app.test_cli_runner().invoke(args=["staff", "list", "--json"]).output.strip() == "[]"


def test_a_number_is_given_once_also_after_it_was_revoked(app: Flask) -> None:
    enrol(app)
    again = ["staff", "enrol", *RIGHT]
    assert app.test_cli_runner().invoke(args=again).exit_code == 2
    assert app.test_cli_runner().invoke(args=["staff", "revoke", "g1024"]).exit_code == 0
    run = app.test_cli_runner().invoke(args=again)
    assert run.exit_code == 2
    assert "belongs to somebody already" in run.output


@pytest.mark.parametrize("command", ["revoke", "renew"])
def test_an_unknown_number_is_exit_2(app: Flask, command: str) -> None:
    run = app.test_cli_runner().invoke(args=["staff", command, "G9"])
    assert run.exit_code == 2
    assert "nobody is enrolled under this number" in run.output


def test_the_list_says_where_each_stands_and_tells_no_address(app: Flask, visitor: Visitor) -> None:
    use_enrolment(visitor, "G1024", enrol(app))
    enrol(app, "G2048", name="李四")
    app.test_cli_runner().invoke(args=["staff", "revoke", "G2048"])
    run = app.test_cli_runner().invoke(args=["staff", "list", "--json"])
    assert {one["code"]: one["state"] for one in json.loads(run.output)} == {"G1024": "active", "G2048": "revoked"}
    assert "5555" not in run.output
    assert "G1024" in app.test_cli_runner().invoke(args=["staff", "list"]).output


def test_renewing_ends_sessions_and_makes_a_new_code(app: Flask, visitor: Visitor, other_visitor: Visitor) -> None:
    first = enrol(app)
    use_enrolment(visitor, "G1024", first)
    run = app.test_cli_runner().invoke(args=["staff", "renew", "G1024"])
    assert visitor.open("/staff/desk").url == "/staff"
    use_enrolment(other_visitor, "G1024", first)
    assert other_visitor.page.status == 422
    use_enrolment(other_visitor, "G1024", run.output.splitlines()[1].partition("  ")[2])
    assert other_visitor.page.url == "/staff/ways"
