"""The register of ASVS 5.0: every requirement of levels 1 and 2 has an answer, and every test it names exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest
from flask import Flask

from citizen.cli import security
from citizen.cli.security import REGISTER, STATES, document_of, read_register
from tests.code_base.sources import ROOT

ROWS = read_register(REGISTER)
#: How many requirements each chapter of ASVS 5.0.0 has at levels 1 and 2.
IN_CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}
#: An answer shorter than this says nothing.
_LEAST_WORDS = 6


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_of_both_levels_has_an_answer() -> None:
    assert Counter(row["level"] for row in ROWS.values()) == {1: 70, 2: 183}
    assert Counter(int(number.split(".")[0]) for number in ROWS) == IN_CHAPTERS
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", number) for number in ROWS)


def test_every_answer_has_a_state_and_says_how() -> None:
    wrong = [number for number, row in ROWS.items() if row["state"] not in STATES or len(row["how"]) < _LEAST_WORDS]
    assert [number for number in wrong if ROWS[number]["state"] != "none"] == []


def test_the_tests_named_exist() -> None:
    named = {one for row in ROWS.values() for one in row.get("tests", ())}
    assert len(named) > 60
    assert {one for one in named if one.partition("::")[2] not in functions_of(one.partition("::")[0])} == set()


def test_most_of_what_is_met_is_shown_by_a_test() -> None:
    met = [row for row in ROWS.values() if row["state"] == "met"]
    assert sum(bool(row.get("tests")) for row in met) / len(met) > 0.85


def test_what_is_not_met_says_so_and_what_is_planned() -> None:
    assert all(
        row["how"].startswith("未达到") and "计划" in row["how"] for row in ROWS.values() if row["state"] == "open"
    )


def test_the_document_is_of_today() -> None:
    assert security.DOCUMENT.read_text(encoding="utf-8") == document_of(ROWS)


@pytest.mark.once
def test_an_old_document_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    old = tmp_path / "old.md"
    old.write_text("old", encoding="utf-8")
    monkeypatch.setattr(security, "DOCUMENT", old)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["security", "register", "--check"]).exit_code == 1
    assert runner.invoke(args=["security", "register"]).exit_code == 0
    assert runner.invoke(args=["security", "register", "--check"]).exit_code == 0
