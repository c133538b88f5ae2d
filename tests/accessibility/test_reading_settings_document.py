"""What the document for operators says about the settings is what the site does."""

from __future__ import annotations

import re
from pathlib import Path

from citizen.accessibility.look_codes import LETTERS
from citizen.accessibility.preferences import KINDS, PRESETS, Switch

DOCUMENT = (Path(__file__).parents[2] / "docs" / "reading-settings.md").read_text(encoding="utf-8")


def test_the_table_has_every_setting_its_ways_and_its_letter() -> None:
    rows = dict(re.findall(r"^\| [^|]+ \| `(\w+)` \| (.+) \|$", DOCUMENT, flags=re.M))
    assert rows.keys() == KINDS.keys()
    for name, kind in KINDS.items():
        ways, _bar, code = rows[name].partition(" | ")
        assert re.findall(r"`(\w+)`", ways) == [one.value for one in kind]
        last = "" if kind is Switch else str(len(kind) - 1)
        assert f"`{LETTERS[name]}{last}`" in code


def test_every_combination_is_named() -> None:
    assert all(f"`{name}`" in DOCUMENT for name in PRESETS)
