"""The guide for policy officers names every operator, parameter and key there is, and its worked examples work."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from citizen.eligibility import catalogue as policy
from citizen.eligibility.conditions import ALIASES, OPERATORS
from citizen.eligibility.derivation import SOURCES
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.policy_commands import policy_commands
from citizen.eligibility.policy_coverage import unset_parameters
from citizen.eligibility.programme import Decidability
from tests.eligibility import guide

_KEYS = (
    "any_group",
    "on_fail",
    "unknown_values",
    "parameter",
    "any",
    "all",
    "not",
    "from",
    "until",
    "POLICY_PARAMETERS",
)


@pytest.mark.parametrize("name", [*OPERATORS, *ALIASES, *Decidability, *SOURCES, *_KEYS])
def test_the_guide_names(name: str) -> None:
    assert f"`{name}" in guide.TEXT or f"| {name} " in guide.TEXT


def test_every_parameter_of_the_guide_exists() -> None:
    table = guide.TEXT.split("## 参数")[1].split("## 推出来的事")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    names = [name.strip(" `") for row in rows for name in row.split(",")]
    assert len(names) == 18
    for name in names:
        assert Parameters.has_key(name.replace("<", "").replace(">", ""))


def test_the_guide_has_the_changes_an_officer_makes() -> None:
    assert len(guide.examples()) == 10


@pytest.mark.parametrize("name", guide.examples())
def test_a_worked_example(name: str, tmp_path: Path) -> None:
    """Each change is made as written; each command says what the guide says."""
    folder = guide.copy_of_policy(tmp_path)
    for step in guide.examples()[name]:
        policy.load.cache_clear()
        if step.kind in ("add", "change"):
            guide.apply(step, folder)
        elif step.kind == "coverage":
            waiting = unset_parameters(policy.load(folder))
            lines = [f"not set: {one}; waiting for it: {', '.join(ids)}" for one, ids in waiting.items()]
            assert step.text.strip() in lines
        else:
            output = _run(step.kind, folder)
            assert guide.says(step.text, output), output


def _run(command: str, folder: Path) -> str:
    arguments = {"check": [str(folder)], "diff": [str(policy.FOLDER), str(folder)]}[command]
    return CliRunner().invoke(policy_commands, [command, *arguments]).output


@pytest.mark.parametrize(
    ("expected", "output", "agrees"),
    [("a\n", "a", True), ("…\nb\n…", "a\nb\nc", True), ("b", "a\nb", False), ("…\nb\n…", "a\nc\n", False)],
)
def test_what_is_left_out_is_left_out_and_nothing_else(expected: str, output: str, agrees: bool) -> None:
    assert guide.says(expected, output) is agrees
