"""What the documents name is there: files, commands, targets of make; and README leads to every document."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from flask import Flask

from tests.code_base.sources import ROOT

pytestmark = pytest.mark.once

README = ROOT / "README.md"
DOCUMENTS = [README, *sorted((ROOT / "docs").glob("*.md")), ROOT / "benchmarks/README.md"]
#: Made by commands, so not there in a fresh clone.
_MADE = ("var/", "static/audio/", "static/dist")
_LINK = re.compile(r"\]\((?!https?://|mailto:)(?P<path>[^)#\s]+)")
_PATH = re.compile(r"`(?P<path>[\w.-]+(?:/[\w.-]+)+/?)`")
_COMMAND = re.compile(r"flask --app app (?P<group>[a-z][a-z-]*)(?: (?P<command>[a-z][a-z-]*))?")
_TARGET = re.compile(r"(?:^|`)make (?P<target>[a-z][a-z0-9-]*)", re.MULTILINE)


def missing_files(document: Path, text: str) -> list[str]:
    """What `text`, standing in `document`, links to or names as a path of this project and is not there."""
    linked = [found["path"] for found in _LINK.finditer(text) if not (document.parent / found["path"]).exists()]
    named = [found["path"] for found in _PATH.finditer(text) if (ROOT / found["path"].partition("/")[0]).is_dir()]
    return linked + [path for path in named if not path.startswith(_MADE) and not (ROOT / path).exists()]


def missing_commands(commands: click.Group, text: str) -> list[str]:
    """The commands named in `text` that nobody can type."""
    return [found.group() for found in _COMMAND.finditer(text) if not _is_there(commands, **found.groupdict())]


def missing_targets(text: str) -> set[str]:
    """The targets of make named in `text`, at the start of a line or of code, that the Makefile has not."""
    there = set(re.findall(r"^([a-z][a-z0-9-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return {found["target"] for found in _TARGET.finditer(text)} - there


def _is_there(commands: click.Group, group: str, command: str | None) -> bool:
    found = commands.commands.get(group)
    return command in found.commands if command and isinstance(found, click.Group) else found is not None


def test_every_file_a_document_names_is_there() -> None:
    assert {path.name: gone for path in DOCUMENTS if (gone := missing_files(path, path.read_text("utf-8")))} == {}


def test_every_command_a_document_names_is_there(app: Flask) -> None:
    assert {path.name: gone for path in DOCUMENTS if (gone := missing_commands(app.cli, path.read_text("utf-8")))} == {}


def test_every_target_a_document_names_is_there() -> None:
    assert {path.name: gone for path in DOCUMENTS if (gone := missing_targets(path.read_text("utf-8")))} == {}


def test_the_readme_leads_to_every_document() -> None:
    text = README.read_text(encoding="utf-8")
    assert [path.name for path in DOCUMENTS if path != README and f"({path.relative_to(ROOT)})" not in text] == []


def test_what_is_not_there_is_found(app: Flask) -> None:
    text = "See [a page](docs/nowhere.md), `citizen/nothing.py`; `make nonsense`; flask --app app policy forget"
    assert missing_files(README, text) == ["docs/nowhere.md", "citizen/nothing.py"]
    assert missing_commands(app.cli, text) == ["flask --app app policy forget"]
    assert missing_targets(text) == {"nonsense"}
