"""One programme as a guide for everybody: the texts with their hard words explained, the districts, the sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from citizen.eligibility import catalogue
from citizen.eligibility.cautions import Caution, Task, cautions_about, tasks_about
from citizen.eligibility.directory import HomeChange, load_directory
from citizen.eligibility.glossary import Glossary, Piece, load_glossary
from citizen.eligibility.programme import AmountKind, Criterion, Programme, Source

#: Programmes that ask people what they need: the page leads to where they can say it.
_ABOUT_NEEDS = frozenset({"needs-survey", "job-demand-registration", "rehab-follow-up-and-needs"})
_HOME_MODIFICATION = "home-accessibility-modification"
#: Money programmes always say how much, even if only where it is published.
_ABOUT_MONEY = frozenset({"cash_subsidy", "fee_concession", "insurance_contribution"})


@dataclass(frozen=True, slots=True)
class Quotes:
    """What one document says about the programme."""

    document: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One stated condition; of several sentences, one is enough."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InDistrict:
    """The programme in one district."""

    id: str
    name: str
    decidability: str
    conditions: tuple[Condition, ...]
    offices: tuple[str, ...]
    tasks: tuple[Task, ...]
    """Rows of the task table of the district that say who leads, with whom, and until when."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where documents disagree, or have to be read with care: in plain words and with the words of the documents."""

    title: str
    text: str
    sources: tuple[Quotes, ...]


@dataclass(frozen=True, slots=True)
class HomeChanges:
    """What people with one kind of disability had changed at home; `category` is None where it is for all."""

    category: str | None
    names: tuple[str, ...]


Paragraphs = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything the page of a programme shows, in one language. Empty parts are left out by the page."""

    id: str
    name: str
    summary: str
    kinds: tuple[str, ...]
    what: Paragraphs
    who: Paragraphs
    how: Paragraphs
    how_long: Paragraphs
    note: Paragraphs
    who_can_apply: tuple[str, ...]
    who_is_stated: bool
    shows_amounts: bool
    amounts: tuple[str, ...]
    bring: tuple[str, ...]
    journeys: frozenset[str]
    districts: tuple[InDistrict, ...]
    sources: tuple[Quotes, ...]
    related: tuple[tuple[str, str], ...]
    contradictions: tuple[Contradiction, ...]
    home_changes: tuple[HomeChanges, ...]
    asks_for_needs: bool

    @property
    def can_be_done_here(self) -> bool:
        return not self.journeys.isdisjoint(("check", "apply", "book"))


def guide_for(programme: Programme, locale: str) -> Guide:
    """The guide in the language of a page."""
    policy, text = catalogue.load(), programme.text[locale]
    explained = _Explained(locale)
    labels = policy.labels
    amounts = tuple(dict.fromkeys(a.text[locale] for a in programme.amounts if a.kind is not AmountKind.UNSPECIFIED))
    return Guide(
        id=programme.id,
        name=text.name,
        summary=text.summary,
        kinds=tuple(labels["kind"][kind][locale] for kind in programme.kinds),
        what=explained.paragraphs(text.what),
        who=explained.paragraphs(text.who),
        how=explained.paragraphs(text.how),
        how_long=explained.paragraphs(text.how_long),
        note=explained.paragraphs(text.note),
        who_can_apply=tuple(labels["who"][who][locale] for who in programme.who_can_apply),
        who_is_stated=programme.who_is_stated,
        shows_amounts=bool(amounts) or not _ABOUT_MONEY.isdisjoint(programme.kinds),
        amounts=amounts,
        bring=tuple(labels["bring"][paper][locale] for paper in programme.bring),
        journeys=programme.journeys,
        districts=tuple(_in_district(programme, district, locale) for district in programme.runs),
        sources=_by_document(_all_sources(programme), locale),
        related=tuple((other, policy.programmes[other].text[locale].name) for other in programme.related),
        contradictions=tuple(show_caution(one, locale) for one in cautions_about(programme.id)),
        home_changes=_home_changes(locale) if programme.id == _HOME_MODIFICATION else (),
        asks_for_needs=programme.id in _ABOUT_NEEDS,
    )


def show_caution(caution: Caution, locale: str) -> Contradiction:
    """A caution in the language of a page; the words of the documents stay Chinese."""
    return Contradiction(caution.title[locale], caution.text[locale], _by_document(caution.sources, locale))


class _Explained:
    """Cuts the texts of one page at their hard words, each linked only where the page first uses it."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self._seen: set[str] = set()

    def paragraphs(self, text: str) -> Paragraphs:
        return tuple(self._pieces(line) for line in text.splitlines() if line.strip())

    def _pieces(self, line: str) -> tuple[Piece, ...]:
        pieces = []
        for piece in _glossary().pieces(line, self._locale):
            is_first = piece.term is not None and piece.term.id not in self._seen
            pieces.append(piece if is_first else Piece(piece.text, None))
            if piece.term is not None:
                self._seen.add(piece.term.id)
        return tuple(pieces)


@cache
def _glossary() -> Glossary:
    return load_glossary()


def _in_district(programme: Programme, district: str, locale: str) -> InDistrict:
    return InDistrict(
        id=district,
        name=catalogue.load().districts[district].name[locale],
        decidability=programme.runs[district].decidability.value,
        conditions=_conditions(programme.criteria_in(district), locale),
        offices=tuple(
            dict.fromkeys(office for one in programme.responsible if one.district == district
                          for office in (one.lead, *one.partners))
        ),
        tasks=tuple(
            task for task in tasks_about(programme.id)
            if catalogue.load().documents[task.source.document].district == district
        ),
    )  # fmt: skip


def _home_changes(locale: str) -> tuple[HomeChanges, ...]:
    """Products and building work by kind of disability, then what comes first for all."""
    modification = load_directory().home_modification
    by_category: dict[str | None, list[HomeChange]] = {}
    for item in (*modification.items, *modification.priorities):
        by_category.setdefault(item.category, []).append(item)
    return tuple(HomeChanges(key, tuple(one.name[locale] for one in items)) for key, items in by_category.items())


def _conditions(criteria: Iterable[Criterion], locale: str) -> tuple[Condition, ...]:
    """Criteria that share a group are one condition, where the first of them stands."""
    groups: dict[str, list[str]] = {}
    for place, criterion in enumerate(criteria):
        sentences = groups.setdefault(criterion.any_group or f"#{place}", [])
        if criterion.sentence[locale] not in sentences:
            sentences.append(criterion.sentence[locale])
    return tuple(Condition(tuple(sentences)) for sentences in groups.values())


def _by_document(sources: Iterable[Source], locale: str) -> tuple[Quotes, ...]:
    """Every quote once, by document, in the order of the catalogue's documents."""
    quotes: dict[str, list[str]] = {}
    for source in sources:
        known = quotes.setdefault(source.document, [])
        if source.quote not in known:
            known.append(source.quote)
    documents = catalogue.load().documents
    return tuple(Quotes(documents[key].title[locale], tuple(quotes[key])) for key in documents if key in quotes)


def _all_sources(programme: Programme) -> Iterable[Source]:
    yield from (criterion.source for criterion in programme.criteria)
    yield from (amount.source for amount in programme.amounts if amount.source is not None)
    yield from (one.source for one in programme.responsible)
    yield from (one.source for one in programme.evidence)
    yield from (task.source for task in tasks_about(programme.id))
    yield from programme.sources
