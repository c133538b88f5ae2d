"""What no style sheet does, not even one that only some readers get: move, flash, or show things under the pointer."""

from __future__ import annotations

import re

from citizen.web.assets import STATIC

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_MOVES = re.compile(r"@keyframes|(?<![\w-])(?:animation|transition)(?:-\w+)*\s*:(?!\s*none)[^;}]+")
_RULE = re.compile(r"(?P<selector>[^{}]+)\{(?P<declarations>[^{}]*)\}")
_REVEALS = re.compile(r"(?<![\w-])(?:display|visibility|opacity|content|clip|clip-path|height|block-size)\s*:")


def sheets() -> dict[str, str]:
    paths = sorted((STATIC / "css").rglob("*.css"))
    return {path.name: _COMMENT.sub("", path.read_text(encoding="utf-8")) for path in paths}


def test_nothing_moves_or_flashes() -> None:
    """WCAG 2.3.1, 2.3.2, 2.3.3: there is no movement that would have to be switched off."""
    assert [f"{name}: {found[0]}" for name, text in sheets().items() for found in _MOVES.finditer(text)] == []


def test_nothing_appears_only_under_the_pointer_or_with_the_focus() -> None:
    """WCAG 1.4.13; the skip link is the one thing that comes with the focus, and it covers nothing."""
    appears = [
        f"{name}: {rule['selector'].strip()}"
        for name, text in sheets().items()
        for rule in _RULE.finditer(text)
        if ":hover" in rule["selector"] and _REVEALS.search(rule["declarations"])
    ]
    assert appears == []
