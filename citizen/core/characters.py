"""Which characters of typed text and file names are kept: everything a person can see, and what joins it."""

from __future__ import annotations

#: Joiners stand inside what is seen as one sign (👨👩👧 is three people and two of them), and several scripts need the
#: other.
_JOINERS = frozenset("\u200c\u200d")


def visible(text: str, *, keep: str = "") -> str:
    """The text without characters that nobody can see or that turn the direction of others; `keep` names exceptions.

    A joiner stays between two characters, never at an end or beside a space.
    """
    shown = [one for one in text if one.isprintable() or one in _JOINERS or one in keep]
    return "".join(
        one for place, one in enumerate(shown) if one not in _JOINERS or _joins(shown[max(0, place - 1) : place + 2])
    )


def _joins(around: list[str]) -> bool:
    """Whether the middle one of three really stands between two visible characters."""
    if len(around) != 3:
        return False
    before, _joiner, after = around
    return not any(one.isspace() or one in _JOINERS for one in (before, after))
