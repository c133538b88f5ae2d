"""The operators' table of settings is of today's settings: none missing, none invented, every default as it is."""

from __future__ import annotations

import click
import pytest
from flask import Flask

from citizen.cli import settings
from citizen.config import MEANINGS, Explained, every_setting, from_environment

pytestmark = pytest.mark.once
EXPLAINED = Explained("大厅", "终端等多少秒")


def test_every_setting_is_explained_and_the_document_says_so(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["settings", "document", "--check"])
    assert result.exit_code == 0, result.output


def test_a_setting_without_meaning_and_a_meaning_without_setting_are_refused() -> None:
    with pytest.raises(click.ClickException, match=r"lacks: NEW_ONE$"):
        settings.settings_table({"NEW_ONE": 3, "OLD": 1}, {"OLD": EXPLAINED})
    with pytest.raises(click.ClickException, match=r"never read: GONE$"):
        settings.settings_table({"OLD": 1}, {"OLD": EXPLAINED, "GONE": EXPLAINED})


def test_a_stale_document_is_found(app: Flask, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "deploy.md"
    stale.write_text(settings.DOCUMENT.read_text(encoding="utf-8").replace("| `20` |", "| `25` |"), encoding="utf-8")
    monkeypatch.setattr(settings, "DOCUMENT", stale)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["settings", "document", "--check"]).exit_code == 1
    assert "| `25` |" in stale.read_text(encoding="utf-8")
    assert runner.invoke(args=["settings", "document"]).exit_code == 0
    assert runner.invoke(args=["settings", "document", "--check"]).exit_code == 0


@pytest.mark.parametrize(
    ("default", "written"), [(True, "`yes`"), (False, "`no`"), ((48, 3), "`48,3`"), (20, "`20`"), ("", "没有")]
)
def test_a_default_is_written_as_one_would_type_it(default: object, written: str) -> None:
    assert f"| {written} |" in settings.settings_table({"ONE": default}, {"ONE": EXPLAINED})


def test_defaults_of_the_table_are_what_an_empty_environment_gives() -> None:
    asked, given = every_setting(), from_environment({})
    assert (asked["HOLD_MINUTES"], asked["REMINDER_HOURS"]) == (given.hold_minutes, given.reminder_hours)
    assert asked["PAPERS_FOLDER"] == given.papers_folder
    assert set(asked) == set(MEANINGS)
