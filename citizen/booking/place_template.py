"""Example tables to begin with: one small place, complete. docs/places.md shows the same; a test compares."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).with_name("place_template")


def files() -> dict[str, bytes]:
    """The example files by name, as spreadsheet programs like them."""
    return {
        one.name: b"\xef\xbb\xbf" + one.read_text(encoding="utf-8").replace("\n", "\r\n").encode()
        for one in sorted(FOLDER.glob("*.csv"))
    }
