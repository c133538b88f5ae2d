"""The register of rules, and the page as the rules see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tests.support.document import Document, Element, tag


@dataclass(frozen=True, slots=True)
class Delivered:
    """One page as it left the server.

    `personal`: it shows something of one visitor's own. `own_words`: what the visitor typed; it comes back in
    the language it was typed in, whatever the language of the page.
    """

    document: Document
    address: str = "/"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    own_words: frozenset[str] = frozenset()


Rule = Callable[[Delivered], Iterator[str]]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Register a rule under its function's name."""
    assert check.__name__ not in RULES, f"Two rules are called {check.__name__}."
    RULES[check.__name__] = check
    return check


def audit(page: Delivered, allowed: Collection[str] = ()) -> list[str]:
    """Every problem of `page` as “rule: sentence”, without the rules in `allowed`."""
    unknown = set(allowed) - set(RULES)
    assert not unknown, f"There are no audit rules called {sorted(unknown)}; there are {sorted(RULES)}."
    checks = [(name, check) for name, check in RULES.items() if name not in allowed]
    return [f"{name}: {problem}" for name, check in checks for problem in check(page)]


def shown(element: Element) -> str:
    """The element's start tag, shortened, so that a person finds it in the template."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    opening = f"<{tag(element)}{attributes}>"
    return opening if len(opening) <= 160 else opening[:157] + "…>"


def error_summaries(document: Document) -> list[Element]:
    return [element for element in document.having("class") if "error-summary" in element.attrib["class"].split()]
