"""The questions of the check: one per fact that a person, an employer or an institution can be asked.

The words stand in ``questions.toml``, which anybody can edit; this module turns them into frozen values and
refuses a file that would leave a page without its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from citizen.eligibility.easy_wording import QUESTIONS, with_easy
from citizen.eligibility.facts import Fact, FactKind, Vocabulary
from citizen.eligibility.texts import Localised, traditional
from citizen.eligibility.wording import Section, WordingError, read_file

QUESTIONS_FILE = Path(__file__).with_name("questions.toml")
_NAME = "%(name)s"
_WRITTEN_LANGUAGES = ("zh", "en")
_WITH_OPTIONS = (FactKind.CHOICE, FactKind.CHOICES)
_WITH_UNIT = (FactKind.NUMBER, FactKind.MONEY)


class Topic(StrEnum):
    """The groups of the answers page, in its order."""

    PERSON = "person"
    DISABILITY = "disability"
    HOUSEHOLD = "household"
    WORK = "work"
    SCHOOL = "school"
    VEHICLE_HOME = "vehicle_home"
    INSURANCE = "insurance"
    CARE = "care"
    WISH = "wish"
    EMPLOYER = "employer"
    INSTITUTION = "institution"


class Asked(StrEnum):
    """Who can be asked."""

    PERSON = "person"
    EMPLOYER = "employer"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Wording:
    """A question in one language. Empty texts are not shown; an empty `yes` or `no` is the ordinary word."""

    to_self: str
    to_other: str
    """Holds ``%(name)s`` wherever the person is named."""
    hint: str
    why: str
    find: str
    short: str
    topic_sentence: str
    """Completes "this rule looks at …"."""
    yes: str = ""
    no: str = ""
    none: str = ""
    unit: str = ""
    ticked: str = ""
    """How a "yes" reads in the list of a shared page."""
    options: Mapping[str, str] = field(default_factory=dict)
    option_hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    fact: str
    kind: FactKind
    topic: Topic
    audience: Asked
    sensitive: bool
    """Health, disability, money, family hardship or children: the page says why before it asks."""
    options: tuple[str, ...]
    """Codes in the order shown, the page's own last."""
    page_options: frozenset[str]
    """Codes no rule names; they say that none of the catalogue's codes holds."""
    none_option: bool
    page: str
    """The page it shares with others (see question_pages), or empty."""
    wording: Localised[Wording]

    def text(self, locale: str, *, name: str | None = None) -> str:
        """The question, to the person or, with a name, about the person named."""
        wording = self.wording[locale]
        return wording.to_self if name is None else wording.to_other.replace(_NAME, name)


class Questions:
    """All questions in the order of the file, and which facts share one."""

    def __init__(self, questions: Mapping[str, Question], same_as: Mapping[str, str]) -> None:
        self._questions = questions
        self._same_as = same_as

    def __iter__(self) -> Iterator[Question]:
        return iter(self._questions.values())

    def __len__(self) -> int:
        return len(self._questions)

    def __contains__(self, fact: str) -> bool:
        return self.asked_as(fact) in self._questions

    def has_own(self, fact: str) -> bool:
        """Whether a question asks for this fact itself."""
        return fact in self._questions

    def asked_as(self, fact: str) -> str:
        """The fact whose question answers this one too: usually itself."""
        return self._same_as.get(fact, fact)

    def answers(self, fact: str) -> tuple[str, ...]:
        """Every fact that the answer to the question about `fact` settles."""
        asked = self.asked_as(fact)
        return (asked, *(other for other, of in self._same_as.items() if of == asked))

    def get_question(self, fact: str) -> Question:
        """:raises KeyError: nobody can be asked for this fact."""
        return self._questions[self.asked_as(fact)]


def load_questions(path: Path = QUESTIONS_FILE, *, vocabulary: Vocabulary | None = None) -> Questions:
    """Read the file. With a vocabulary also check that both say the same about every fact.

    :raises WordingError: names every problem by file and key.
    """
    file = read_file(path)
    questions: dict[str, Question] = {}
    same_as: dict[str, str] = {}
    for fact in file.values:
        section = file.section(fact)
        if "same_as" in section.values:
            same_as[fact] = section.text("same_as")
            section.allow_only(("same_as",))
        elif (question := _read_question(fact, section)) is not None:
            questions[fact] = question
    _check_shared(file, same_as)
    if vocabulary is not None:
        _check_vocabulary(file, questions, same_as, vocabulary)
    if file.problems:
        raise WordingError(file.problems)
    return Questions(questions, same_as)


def _check_shared(file: Section, same_as: Mapping[str, str]) -> None:
    for fact, asked in same_as.items():
        if asked not in file.values or asked in same_as:
            file.note(f"{fact}.same_as", f"{asked or 'nothing'} has no question of its own")


def _check_vocabulary(
    file: Section, questions: Mapping[str, Question], same_as: Mapping[str, str], vocabulary: Vocabulary
) -> None:
    for name in file.values:
        if name not in vocabulary or vocabulary[name].derived_from:
            file.note(name, "is not a fact anybody can be asked for")
    for fact in vocabulary.values():
        if fact.asked and fact.id not in file.values:
            file.note(fact.id, "has no question")
        if fact.same_as is not None and same_as.get(fact.id) != fact.same_as:
            file.note(f"{fact.id}.same_as", f"must be {fact.same_as}")
        if (question := questions.get(fact.id)) is not None:
            _check_fact(file, question, fact)


def _check_fact(file: Section, question: Question, fact: Fact) -> None:
    if question.kind is not fact.kind:
        file.note(f"{fact.id}.kind", f"must be {fact.kind}")
        return
    own = set(question.options) - question.page_options
    for part, written, known in (
        ("options", own, {str(value) for value in fact.values}),
        ("page_options", set(question.page_options), set(fact.other_values)),
    ):
        for code in sorted(known - written):
            file.note(f"{fact.id}.{part}", f"{code} is missing")
        for code in sorted(written - known):
            file.note(f"{fact.id}.{part}", f"{code} is not a code of this fact")


def _read_question(fact: str, section: Section) -> Question | None:
    """The question, or None (with its problems noted) when its kind, topic or audience cannot be told."""
    section.allow_only(("kind", "topic", "audience", "sensitive", "options", "page_options", "none_option",
                        "page", *_WRITTEN_LANGUAGES))  # fmt: skip
    kind, topic = section.one_of("kind", FactKind), section.one_of("topic", Topic)
    audience, sensitive = section.one_of("audience", Asked), section.flag("sensitive")
    page_options, none_option = section.texts("page_options"), section.flag("none_option", default=False)
    shared_page = section.text("page", required=False)
    options = (*section.texts("options"), *page_options)
    if kind is None or topic is None or audience is None:
        return None
    _check_options(section, kind, options, none_option=none_option)
    if shared_page and kind is not FactKind.YES_NO:
        section.note("page", "only a yes_no question can share a page")
    chinese, english = (
        _read_wording(section.section(language), kind, options, names_person=audience is Asked.PERSON,
                      none_option=none_option, shares_a_page=bool(shared_page))
        for language in _WRITTEN_LANGUAGES
    )  # fmt: skip
    wording = with_easy(Localised(chinese, english, _in_traditional), QUESTIONS, fact)
    return Question(fact, kind, topic, audience, sensitive, options, frozenset(page_options), none_option,
                    shared_page, wording)  # fmt: skip


def _check_options(section: Section, kind: FactKind, options: tuple[str, ...], *, none_option: bool) -> None:
    if kind in _WITH_OPTIONS and not options:
        section.note("options", "is missing")
    if kind not in _WITH_OPTIONS and options:
        section.note("options", f"a {kind} question has none")
    if len(set(options)) < len(options):
        section.note("options", "names a code twice")
    if none_option and kind is not FactKind.CHOICES:
        section.note("none_option", "belongs to choices only")


def _read_wording(
    section: Section,
    kind: FactKind,
    options: tuple[str, ...],
    *,
    names_person: bool,
    none_option: bool,
    shares_a_page: bool,
) -> Wording:
    _allow_wording(section, kind, none_option=none_option, shares_a_page=shares_a_page)
    wording = Wording(
        to_self=section.text("self"),
        to_other=section.text("other"),
        hint=section.text("hint", required=False),
        why=section.text("why"),
        find=section.text("find", may_be_empty=True),
        short=section.text("short"),
        topic_sentence=section.text("topic_sentence"),
        yes=section.text("yes", required=False),
        no=section.text("no", required=False),
        none=section.text("none", required=none_option),
        unit=section.text("unit", required=kind in _WITH_UNIT),
        ticked=section.text("ticked", required=shares_a_page),
        options=_read_labels(section.section("options", required=bool(options)), options, complete=True),
        option_hints=_read_labels(section.section("option_hints", required=False), options, complete=False),
    )
    _check_placeholders(section, wording, names_person=names_person)
    return wording


def _allow_wording(section: Section, kind: FactKind, *, none_option: bool, shares_a_page: bool) -> None:
    """The texts that a question of this kind can have."""
    section.allow_only((
        "self", "other", "hint", "why", "find", "short", "topic_sentence",
        *(("yes", "no") if kind is FactKind.YES_NO else ()),
        *(("unit",) if kind in _WITH_UNIT else ()),
        *(("none",) if none_option else ()),
        *(("ticked",) if shares_a_page else ()),
        *(("options", "option_hints") if kind in _WITH_OPTIONS else ()),
    ))  # fmt: skip


def _read_labels(section: Section, options: tuple[str, ...], *, complete: bool) -> dict[str, str]:
    section.allow_only(options)
    return {code: section.text(code) for code in options if complete or code in section.values}


def _check_placeholders(section: Section, wording: Wording, *, names_person: bool) -> None:
    """Only `other` names the person, and it must: otherwise the helper reads a question about themselves."""
    if wording.to_other and names_person and _NAME not in wording.to_other:
        section.note("other", f"does not name the person ({_NAME})")
    if "%" in wording.to_other.replace(_NAME, ""):
        section.note("other", f"the only placeholder is {_NAME}")
    for name, value in section.values.items():
        if name != "other" and isinstance(value, str) and "%" in value:
            section.note(name, "has no placeholders")
    for group in ("options", "option_hints"):
        labels = wording.options if group == "options" else wording.option_hints
        for code, label in labels.items():
            if "%" in label:
                section.note(f"{group}.{code}", "has no placeholders")


def _in_traditional(wording: Wording) -> Wording:
    changed: dict[str, Any] = {part.name: _convert(getattr(wording, part.name)) for part in fields(wording)}
    return replace(wording, **changed)


def _convert(value: str | Mapping[str, str]) -> str | dict[str, str]:
    if isinstance(value, str):
        return traditional(value)
    return {code: traditional(label) for code, label in value.items()}
