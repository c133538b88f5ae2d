"""`sudo citizen …`, the command deploy/install puts on a machine: its settings, and from where one stands."""

from __future__ import annotations

import getpass
import subprocess
from pathlib import Path

import pytest

from citizen.config import ROOT

pytestmark = pytest.mark.once
TELLING = """#!/bin/sh
echo "$0" "$@"
echo "in $(pwd)"
echo "with $DATABASE_URL"
umask
"""


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """As installed, in front of a release whose programs only say how they were called."""
    programs = tmp_path / "current" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("flask", "python"):
        (programs / name).write_text(TELLING)
        (programs / name).chmod(0o755)
    (tmp_path / "settings").write_text("DATABASE_URL='postgresql://a:b$c@d/e'\n")
    text = (ROOT / "deploy" / "citizen").read_text()
    for name, value in {"ROOT": tmp_path, "ETC": tmp_path, "OWNER": getpass.getuser()}.items():
        text = text.replace(f"@{name}@", str(value))
    made = tmp_path / "citizen-command"
    made.write_text(text)
    made.chmod(0o755)
    return made


def said(command: Path, *arguments: str, standing_in: Path) -> list[str]:
    called = [str(command), *arguments]
    return subprocess.run(called, cwd=standing_in, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_file_that_is_named_counts_from_where_the_operator_stands(command: Path, tmp_path: Path) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    called, place, *_ = said(command, "notices", "print-batch", "信件.pdf", standing_in=desk)
    assert called.endswith(f"--app {tmp_path}/current/app.py notices print-batch 信件.pdf")
    assert place == f"in {desk}"


def test_settings_reach_the_program_as_they_are_written(command: Path, tmp_path: Path) -> None:
    assert "with postgresql://a:b$c@d/e" in said(command, "doctor", standing_in=tmp_path)


def test_what_it_writes_is_read_by_nobody_else(command: Path, tmp_path: Path) -> None:
    assert said(command, "doctor", standing_in=tmp_path)[-1] == "0077"


def test_the_server_stands_in_its_release_and_its_door_can_be_chosen(command: Path, tmp_path: Path) -> None:
    called, place, *_ = said(command, "serve", standing_in=tmp_path)
    assert called.endswith("gunicorn app:app --workers 2 --no-control-socket --bind=127.0.0.1:8000")
    assert place == f"in {tmp_path / 'current'}"
    called, *_ = said(command, "serve", "--bind", "127.0.0.1:9", "--workers", "3", standing_in=tmp_path)
    assert called.endswith("--no-control-socket --bind 127.0.0.1:9 --workers 3")
