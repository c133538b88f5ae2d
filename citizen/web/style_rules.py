"""Which rules of a style sheet a page can need. Exact in one direction: a rule is left out only if no element of the
page can match it, so that a page with its own part of the sheet looks as it does with the whole one.

Reads the site's own sheet, made small: rules and one level of @media around them, nothing nested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARENTHESES = re.compile(r"\([^()]*\)")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
_LOOK = re.compile(r"\[(data-(?:text|contrast)=\"\w+\")\]")
_NEXT_SELECTOR = re.compile(r",(?![^(]*\))")
#: What a page says about itself: its classes, and in its first tag the look that was chosen.
_CLASSES = re.compile(rb'class="([^"]*)"')
_CHOSEN = re.compile(rb"<html ([^>]*)>")


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector, and the classes and looks without which it matches nothing."""

    text: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """`around` is the @media rule it stands in, or empty."""

    around: str
    selectors: tuple[Selector, ...]
    declarations: str


def rules_of(sheet: str) -> tuple[Rule, ...]:
    """The rules of a sheet without comments, in their order."""
    return tuple(_rules(sheet, ""))


def _rules(sheet: str, around: str) -> Iterator[Rule]:
    for prelude, content in _blocks(sheet):
        if prelude.startswith("@media"):
            yield from _rules(content, prelude)
        else:
            parts = tuple(Selector(one, _needs(one)) for one in _NEXT_SELECTOR.split(prelude))
            yield Rule(around, parts, content)


def _blocks(sheet: str) -> Iterator[tuple[str, str]]:
    depth = start = opened = 0
    for at, sign in enumerate(sheet):
        if sign == "{":
            opened = opened if depth else at
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                yield sheet[start:opened].strip(), sheet[opened + 1 : at].strip()
                start = at + 1


def _needs(selector: str) -> frozenset[str]:
    """Of what stands in parentheses, as in :not(.a) or :is(.a, .b), nothing is asked."""
    plain = selector
    while (shorter := _PARENTHESES.sub("", plain)) != plain:
        plain = shorter
    return frozenset(_LOOK.findall(plain)) | frozenset(_CLASS.findall(_BRACKETS.sub("", plain)))


def said_by(page: bytes) -> frozenset[bytes]:
    """What a finished page says about itself; pages that say the same need the same rules."""
    return frozenset((*_CLASSES.findall(page), *_CHOSEN.findall(page, 0, 1000)))


def needed(rules: tuple[Rule, ...], said: frozenset[bytes]) -> str:
    """The part of a sheet that such a page can need on a screen."""
    words = {word for one in said for word in one.decode().split()}
    pieces: list[str] = []
    around = ""
    for rule in rules:
        selectors = ",".join(one.text for one in rule.selectors if one.needs <= words)
        if not selectors or rule.around == "@media print":
            continue
        if rule.around != around:
            pieces += ["}" if around else "", f"{rule.around}{{" if rule.around else ""]
            around = rule.around
        pieces.append(f"{selectors}{{{rule.declarations}}}")
    return "".join([*pieces, "}" if around else ""])
