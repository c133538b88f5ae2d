"""Follows docs/policy.md as a reader does: applies what it says to a copy of the policy files."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citizen.eligibility import catalogue as policy

TEXT = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`((?:programmes/)?[\w-]+\.toml)`")
_COMMAND = re.compile(r"`policy (\w+)`")


@dataclass(frozen=True)
class Step:
    """One block of an example: a change of a file, or what a command says then."""

    kind: str
    """`add` (at the end of the file, which may be new), `change`, or the name of a command."""
    file: str
    text: str


def examples() -> dict[str, list[Step]]:
    """The worked examples by their headings."""
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    return {part.splitlines()[0]: list(_steps(part)) for part in sections if part.startswith("例") and "```" in part}


def _steps(section: str) -> Iterator[Step]:
    file, end = "", 0
    for block in _BLOCK.finditer(section):
        words = section[end : block.start()]
        end = block.end()
        named = _FILE.findall(words)
        file = named[-1] if named else file
        if block[1] == "text":
            yield Step(_COMMAND.findall(words)[-1], "", block[2])
        else:
            yield Step({"diff": "change", "toml": "add"}[block[1]], file, block[2])


def copy_of_policy(folder: Path) -> Path:
    for path in policy.FOLDER.glob("*.toml"):
        shutil.copy(path, folder)
    shutil.copytree(policy.FOLDER / "programmes", folder / "programmes")
    return folder


def apply(step: Step, folder: Path) -> None:
    path = folder / step.file
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if step.kind == "add":
        path.write_text(f"{text}\n{step.text}" if text else step.text, encoding="utf-8")
        return
    lines = step.text.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    if not old.endswith(",\n"):
        assert text.count(old) == 1, (text.count(old), old)
        path.write_text(text.replace(old, new), encoding="utf-8")
        return
    old, new = old.removesuffix("\n"), new.removesuffix("\n")  # the rest of the line stays
    assert text.count(old) == 1, (text.count(old), old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def says(expected: str, output: str) -> bool:
    """Does the output say what the guide shows? `…` stands for anything left out."""
    lines = [
        r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n"
        for line in expected.strip().splitlines()
    ]
    return re.fullmatch("".join(lines), output.strip() + "\n") is not None
