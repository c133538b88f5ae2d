"""The words of the programme texts that need explaining, and where a text uses one for the first time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from citizen.eligibility.texts import Localised, localised, traditional
from citizen.eligibility.wording import Section, WordingError, read_file

GLOSSARY_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    id: str
    name: Localised[str]
    explanation: Localised[str]
    also: Localised[tuple[str, ...]]
    """Other forms the texts use."""


class Piece(NamedTuple):
    """A stretch of a text; with a term where the word is used for the first time."""

    text: str
    term: Term | None


class Glossary:
    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = terms
        self._finders: dict[str, tuple[re.Pattern[str], dict[str, Term]]] = {}

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def __len__(self) -> int:
        return len(self._terms)

    def pieces(self, text: str, locale: str) -> tuple[Piece, ...]:
        """The text cut where a term is first used; joined, the pieces are the text. The longest word wins."""
        pattern, terms = self._finder(locale)
        pieces: list[Piece] = []
        seen: set[str] = set()
        end = 0
        for match in pattern.finditer(text):
            term = terms[match[0].casefold()]
            if term.id in seen:
                continue
            seen.add(term.id)
            if match.start() > end:
                pieces.append(Piece(text[end : match.start()], None))
            pieces.append(Piece(match[0], term))
            end = match.end()
        if end < len(text):
            pieces.append(Piece(text[end:], None))
        return tuple(pieces)

    def _finder(self, locale: str) -> tuple[re.Pattern[str], dict[str, Term]]:
        if locale not in self._finders:
            self._finders[locale] = _make_finder(self, locale)
        return self._finders[locale]


def _make_finder(terms: Glossary, locale: str) -> tuple[re.Pattern[str], dict[str, Term]]:
    forms = {form.casefold(): term for term in terms for form in (term.name[locale], *term.also[locale])}
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    # Chinese has no spaces between words; in English a term is a word of its own.
    pattern = rf"\b(?:{longest_first})\b" if locale.startswith("en") else f"(?:{longest_first})"
    return re.compile(pattern if forms else r"(?!)", re.IGNORECASE), forms


def load_glossary(path: Path = GLOSSARY_FILE) -> Glossary:
    """:raises WordingError: names every problem by file and key."""
    file = read_file(path)
    terms = {term_id: _read_term(term_id, file.section(term_id)) for term_id in file.values}
    _check_forms_differ(file, terms)
    if file.problems:
        raise WordingError(file.problems)
    return Glossary(terms)


def _read_term(term_id: str, section: Section) -> Term:
    section.allow_only(("zh", "en"))
    chinese, english = section.section("zh"), section.section("en")
    for language in (chinese, english):
        language.allow_only(("term", "text", "also"))
    return Term(
        id=term_id,
        name=localised(chinese.text("term"), english.text("term")),
        explanation=localised(chinese.text("text"), english.text("text")),
        also=Localised(chinese.texts("also"), english.texts("also"),
                       lambda forms: tuple(traditional(form) for form in forms)),
    )  # fmt: skip


def _check_forms_differ(file: Section, terms: Mapping[str, Term]) -> None:
    """One word must lead to one explanation."""
    for language, tag in (("zh", "zh-Hans"), ("en", "en")):
        owners: dict[str, str] = {}
        for term in terms.values():
            for form in (term.name[tag], *term.also[tag]):
                first = owners.setdefault(form.casefold(), term.id)
                if first != term.id and form:
                    file.note(f"{term.id}.{language}", f"“{form}” already belongs to {first}")
