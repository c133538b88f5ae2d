"""Every page that is no step of a journey is found in more than one way (WCAG 2.4.5)."""

from __future__ import annotations

from collections import Counter

from tests.support.visitor import Visitor

ENTRIES = (
    "/check",
    "/applications",
    "/book",
    "/programmes",
    "/places",
    "/help",
    "/help/words",
    "/accessibility",
    "/privacy",
    "/preferences",
)
#: Where people look: the start page, help, and the list of everything.
LISTS = ("/", "/help", "/programmes")


def ways(visitor: Visitor) -> Counter[str]:
    """How many of these lead to a page; what stands around every page counts once."""
    found: Counter[str] = Counter()
    frame: set[str] = set()
    for path in LISTS:
        document = visitor.open(path).document
        (main,) = document.all("main")
        inside = set(main.iter("a"))
        found.update({_place(link.get("href", "")) for link in inside})
        frame |= {_place(link.get("href", "")) for link in document.all("a") if link not in inside}
    found.update(frame)
    return found


def _place(href: str) -> str:
    return href.partition("?")[0].partition("#")[0]


def test_every_entry_has_more_than_one_way(visitor: Visitor) -> None:
    found = ways(visitor)
    assert {path: found[path] for path in ENTRIES if found[path] < 2} == {}
