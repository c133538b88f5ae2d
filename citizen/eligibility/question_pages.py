"""Which questions share a page, and the words of those pages. Pure.

A yes-or-no question about something that few people have is quickest to answer in a list: "which of these fit you?".
``questions.toml`` says for each such question on which page it stands (``page``) and how its "yes" reads there
(``ticked``); ``question_pages.toml`` holds the question of the page itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from pathlib import Path

from citizen.eligibility.easy_wording import PAGES, with_easy
from citizen.eligibility.implications import Implication, load_implications
from citizen.eligibility.questions import Questions
from citizen.eligibility.texts import Localised, traditional
from citizen.eligibility.wording import Section, WordingError, read_file

FILE = Path(__file__).with_name("question_pages.toml")
MOST_ON_A_PAGE = 11
"""So many answers to tick can be taken in at once; the others stand on a page after it."""
_NAME = "%(name)s"


@dataclass(frozen=True, slots=True)
class PageWording:
    """A page of several questions, in one language."""

    to_self: str
    to_other: str
    """Holds ``%(name)s`` where the person is named."""
    hint: str
    none: str
    unsure: str
    """Stands below "not sure" and says what it is about: what was not ticked."""

    def question(self, name: str | None) -> str:
        return self.to_self if name is None else self.to_other.replace(_NAME, name)


@dataclass(frozen=True, eq=False)
class Paging:
    """How the questions are spread over pages, and what nobody has to be asked any more. Equal only to itself."""

    group_of: Mapping[str, str]
    """The shared page of a fact; a fact that is not named has a page of its own."""
    implications: tuple[Implication, ...]

    def groups(self, facts: Iterable[str]) -> dict[str, list[str]]:
        """The facts by shared page; those that stand alone are their own group."""
        found: dict[str, list[str]] = {}
        for fact in facts:
            found.setdefault(self.group_of.get(fact, fact), []).append(fact)
        return found

    def sources(self, fact: str) -> frozenset[str]:
        """The facts from which the answer to this one might follow."""
        return self._sources.get(fact, frozenset())

    @cached_property
    def _sources(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for one in self.implications:
            found[one.fact] = found.get(one.fact, frozenset()) | one.when.keys()
        return found


ONE_BY_ONE = Paging({}, ())
"""Every question on a page of its own, and everything is asked."""


def paging_of(questions: Questions, implications: Iterable[Implication] = ()) -> Paging:
    return Paging({question.fact: question.page for question in questions if question.page}, tuple(implications))


PageWordings = Mapping[str, Localised[PageWording]]


@cache
def load_page_wordings(questions: Questions, path: Path = FILE) -> PageWordings:
    """The words of every shared page.

    :raises WordingError: they are incomplete, or a question stands on a page that has no words.
    """
    file = read_file(path)
    wordings = {page: with_easy(_read_page(file.section(page)), PAGES, page) for page in file.values}
    used = {question.page for question in questions if question.page}
    for page in sorted(used.symmetric_difference(wordings)):
        file.note(page, "has no words" if page in used else "no question stands on this page")
    if file.problems:
        raise WordingError(file.problems)
    return wordings


@cache
def load_paging(questions: Questions) -> Paging:
    """The paging of the files.

    :raises WordingError: see load_implications.
    """
    return paging_of(questions, load_implications())


def _read_page(section: Section) -> Localised[PageWording]:
    section.allow_only(("zh", "en"))
    chinese, english = (_read_wording(section.section(language)) for language in ("zh", "en"))
    return Localised(chinese, english, _in_traditional)


def _read_wording(section: Section) -> PageWording:
    section.allow_only(("self", "other", "hint", "none", "unsure"))
    return PageWording(
        to_self=section.text("self"),
        to_other=section.text("other"),
        hint=section.text("hint"),
        none=section.text("none"),
        unsure=section.text("unsure"),
    )


def _in_traditional(wording: PageWording) -> PageWording:
    return replace(wording, **{part.name: traditional(getattr(wording, part.name)) for part in fields(wording)})
