"""The line of every key: against the files as they stand, and where a file is built to mislead."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from citizen.eligibility import catalogue as policy
from citizen.eligibility.toml_lines import line_of, lines_by_key

MISLEADING = '''# [not.a.table]
title = """
[[criterion]]
fact = 1"""
'quoted key' = { a = [1, # one ] }
  2], b.c = "]#" }

[[criterion]]
any = [
  { fact = "x", op = "eq" },
  { all = [
    { fact = "y" } ] },
]
[criterion.yes]
zh = \'\'\'it's''\'\'\'
[[criterion]]
fact = 2021-01-01
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("title", 2), ("quoted key", 5), ("quoted key.a 2", 6), ("quoted key.b.c", 6), ("criterion 1", 8),
        ("criterion 1.any 1.op", 10), ("criterion 1.any 2.all 1.fact", 12), ("criterion 1.yes.zh", 15),
        ("criterion 2.fact", 17), ("criterion 2.value", 16), ("criterion 3", 1), ("nothing.at.all", 1),
    ],
)  # fmt: skip
def test_a_key_has_its_line(key: str, line: int) -> None:
    tomllib.loads(MISLEADING)
    assert line_of(key, lines_by_key(MISLEADING)) == line


@pytest.mark.parametrize("name", ["home-care-assistance-subsidy", "employer-scale-hiring-bonus"])
def test_every_key_of_a_real_file_is_found(name: str) -> None:
    path: Path = policy.FOLDER / "programmes" / f"{name}.toml"
    text = path.read_text(encoding="utf-8")
    lines, rows = lines_by_key(text), text.splitlines()
    for key, last in _keys("", tomllib.loads(text)):
        assert last in rows[lines[key] - 1], key


def _keys(path: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        below = f"{path}.{name}" if path else name
        repeated = isinstance(value, list) and value and isinstance(value[0], dict)
        for key, inner in [(f"{below} {n}", v) for n, v in enumerate(value, 1)] if repeated else [(below, value)]:  # type: ignore[arg-type]
            yield key, name
            if isinstance(inner, dict):
                yield from _keys(key, inner)
