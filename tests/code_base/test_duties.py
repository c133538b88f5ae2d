"""What the documents ask of a service like this one is done, by a page and a test that exist, or is named as later."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from citizen.eligibility.cautions import load_tasks
from citizen.eligibility.directory import load_directory
from tests.code_base.sources import ROOT
from tests.support.visitor import Visitor

DUTIES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("duties.toml").read_text(encoding="utf-8")
)
EVERY_DUTY = [duty for kind in ("line", "row", "contact") for duty in DUTIES[kind]]
ISSUES_TO_COME = {4, 5, 6, 7, 8}


def test_nothing_is_forgotten() -> None:
    directory = load_directory()
    lines = [(system.id, line) for system in directory.digital_systems.values() for line in system.must_provide]
    assert [(duty["system"], duty["text"]) for duty in DUTIES["line"]] == lines
    rows = [(task.number, task.source.quote) for task in load_tasks()]
    assert [(duty["number"], duty["text"]) for duty in DUTIES["row"]] == rows
    contacts = [(contact.id, contact.name["zh"]) for contact in directory.contacts.values()]
    assert [(duty["id"], duty["text"]) for duty in DUTIES["contact"]] == contacts
    assert (len(directory.digital_systems), len(lines), len(rows), len(contacts)) == (29, 48, 37, 6)


@pytest.mark.parametrize("duty", EVERY_DUTY, ids=lambda duty: duty["text"])
def test_a_duty_is_done_or_later_never_both(duty: dict[str, Any]) -> None:
    if "later" in duty:
        assert duty["later"] in ISSUES_TO_COME
        assert duty["because"].endswith(".")
        assert "pages" not in duty
        assert "tests" not in duty
    else:
        assert duty["pages"]
        assert duty["tests"]


def test_the_pages_named_exist(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {page for duty in EVERY_DUTY for page in duty.get("pages", ())} - known == set()


def test_the_tests_named_exist() -> None:
    named = {test for duty in EVERY_DUTY for test in duty.get("tests", ())}
    assert {test for test in named if test.partition("::")[2] not in functions_of(test.partition("::")[0])} == set()


def test_the_law_robot_is_called_one(visitor: Visitor) -> None:
    page = visitor.open("/programmes/ai-legal-consultation")
    assert page.has_text("机器人可能答错，它的话不是决定。")
    assert page.has_text("请问律师，或者打 12345")


def test_instant_settlement_says_what_is_known_and_whom_to_ask(visitor: Visitor) -> None:
    page = visitor.open("/programmes/psychiatric-instant-settlement")
    assert page.has_text("请先问区残联哪些医院可以用、带什么卡")


def test_the_hotline_without_a_number_is_explained(visitor: Visitor) -> None:
    page = visitor.open("/programmes/petition-and-rights")
    assert page.has_text("充分发挥残疾人服务热线功能")
    assert page.has_text("53207000")


@cache
def functions_of(path: str) -> frozenset[str]:
    """The tests of a file as node ids name them; a parametrised test stands for all its cases."""
    file = ROOT / path
    return frozenset(_functions(ast.parse(file.read_text(encoding="utf-8")))) if file.is_file() else frozenset()


def _functions(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.ClassDef):
            yield from (f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef))
