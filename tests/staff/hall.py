"""Staff for tests: enrolled by the command, signed in by the pages."""

from __future__ import annotations

import re

from flask import Flask

from tests.support.visitor import Visitor


def enrol(
    app: Flask, code: str = "G1024", *, name: str = "张三", district: str = "tongzhou", roles: str = "desk"
) -> str:
    """A new member; returns the enrolment code as it was printed."""
    arguments = ["staff", "enrol", "--code", code, "--name", name, "--district", district, "--phone", "010-55550000"]
    for role in roles.split():
        arguments += ["--role", role]
    run = app.test_cli_runner().invoke(args=arguments)
    assert run.exit_code == 0, run.output
    found = re.search(rf"^{code}  ([0-9A-Z ]+)$", run.output, re.MULTILINE)
    assert found, run.output
    return found[1]


def use_enrolment(visitor: Visitor, code: str, enrolment: str) -> None:
    visitor.open("/staff/enrol")
    visitor.fill("工号", code)
    visitor.fill("登记码", enrolment)
    visitor.press("登录")


def at_the_desk(visitor: Visitor, code: str = "G1024", **who: str) -> None:
    """A new member, signed in in this browser, at the desk."""
    app = visitor.client.application
    use_enrolment(visitor, code, enrol(app, code, **who))
    visitor.follow("进入工作台")
