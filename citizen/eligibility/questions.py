"""The questions of the check: one per fact that a person, an employer or an institution can be asked.

The words stand in ``questions.toml``, which anybody can edit; this module turns them into frozen values and refuses
a file that would leave a page without its words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from citizen.eligibility.texts import Localised, traditional
from citizen.eligibility.wording import Section, WordingBroken, read_file

QUESTIONS_FILE = Path(__file__).with_name("questions.toml")
_NAME = "%(name)s"
_WRITTEN_LANGUAGES = ("zh", "en")


class Kind(StrEnum):
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"

    @property
    def has_options(self) -> bool:
        return self in (Kind.CHOICE, Kind.CHOICES)


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
    """A question in one language. Empty texts are not shown; an empty `yes` or `no` means the ordinary word."""

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
    options: Mapping[str, str] = field(default_factory=dict)
    option_hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    fact: str
    kind: Kind
    topic: Topic
    audience: Asked
    sensitive: bool
    """Health, disability, money, family hardship or children: the page says why before it asks."""
    options: tuple[str, ...]
    """Codes in the order shown, the page's own last."""
    page_options: frozenset[str]
    """Codes no rule names; they say that none of the catalogue's codes holds."""
    none_option: bool
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


def load_questions(
    path: Path = QUESTIONS_FILE, *, vocabulary: Mapping[str, Collection[str]] | None = None
) -> Questions:
    """Read the file. With a vocabulary (askable fact → its codes) also check that both say the same.

    :raises WordingBroken: names every problem by file and key.
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
        _check_vocabulary(file, questions, vocabulary)
    if file.problems:
        raise WordingBroken(file.problems)
    return Questions(questions, same_as)


def _check_shared(file: Section, same_as: Mapping[str, str]) -> None:
    for fact, asked in same_as.items():
        if asked not in file.values or asked in same_as:
            file.note(f"{fact}.same_as", f"{asked or 'nothing'} has no question of its own")


def _check_vocabulary(
    file: Section, questions: Mapping[str, Question], vocabulary: Mapping[str, Collection[str]]
) -> None:
    for fact in file.values:
        if fact not in vocabulary:
            file.note(fact, "is not a fact anybody can be asked for")
    for fact, codes in vocabulary.items():
        if fact not in file.values:
            file.note(fact, "has no question")
        elif (question := questions.get(fact)) is not None and question.kind.has_options:
            for code in sorted(set(codes) - set(question.options)):
                file.note(f"{fact}.options", f"{code} is missing")
            for code in sorted(set(question.options) - set(codes) - question.page_options):
                file.note(f"{fact}.options", f"{code} is not a code of the catalogue")


def _read_question(fact: str, section: Section) -> Question | None:
    """The question, or None (with its problems noted) when its kind, topic or audience cannot be told."""
    section.allow_only(
        ("kind", "topic", "audience", "sensitive", "options", "page_options", "none_option", *_WRITTEN_LANGUAGES)
    )
    kind, topic = section.one_of("kind", Kind), section.one_of("topic", Topic)
    audience, sensitive = section.one_of("audience", Asked), section.flag("sensitive")
    page_options, none_option = section.texts("page_options"), section.flag("none_option", default=False)
    options = (*section.texts("options"), *page_options)
    if kind is None or topic is None or audience is None:
        return None
    _check_options(section, kind, options, none_option=none_option)
    chinese, english = (
        _read_wording(section.section(language), kind, options, names_person=audience is Asked.PERSON,
                      none_option=none_option)
        for language in _WRITTEN_LANGUAGES
    )  # fmt: skip
    return Question(fact, kind, topic, audience, sensitive, options, frozenset(page_options), none_option,
                    Localised(chinese, english, _in_traditional))  # fmt: skip


def _check_options(section: Section, kind: Kind, options: tuple[str, ...], *, none_option: bool) -> None:
    if kind.has_options != bool(options):
        section.note("options", "is missing" if kind.has_options else f"a {kind} question has none")
    if len(set(options)) < len(options):
        section.note("options", "names a code twice")
    if none_option and kind is not Kind.CHOICES:
        section.note("none_option", "belongs to choices only")


def _read_wording(
    section: Section, kind: Kind, options: tuple[str, ...], *, names_person: bool, none_option: bool
) -> Wording:
    yes_no = ("yes", "no") if kind is Kind.YES_NO else ()
    unit = ("unit",) if kind in (Kind.NUMBER, Kind.MONEY) else ()
    none = ("none",) if none_option else ()
    labels = ("options", "option_hints") if kind.has_options else ()
    section.allow_only(("self", "other", "hint", "why", "find", "short", "topic_sentence",
                        *yes_no, *unit, *none, *labels))  # fmt: skip
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
        unit=section.text("unit", required=bool(unit)),
        options=_read_labels(section.section("options", required=bool(options)), options, complete=True),
        option_hints=_read_labels(section.section("option_hints", required=False), options, complete=False),
    )
    _check_placeholders(section, wording, names_person=names_person)
    return wording


def _read_labels(section: Section, options: tuple[str, ...], *, complete: bool) -> dict[str, str]:
    section.allow_only(options)
    return {code: section.text(code) for code in options if complete or code in section.values}


def _check_placeholders(section: Section, wording: Wording, *, names_person: bool) -> None:
    """Only `other` names the person, and where there is a person it must: otherwise the page reads as if to them."""
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
    def convert(labels: Mapping[str, str]) -> dict[str, str]:
        return {code: traditional(label) for code, label in labels.items()}

    return Wording(
        to_self=traditional(wording.to_self),
        to_other=traditional(wording.to_other),
        hint=traditional(wording.hint),
        why=traditional(wording.why),
        find=traditional(wording.find),
        short=traditional(wording.short),
        topic_sentence=traditional(wording.topic_sentence),
        yes=traditional(wording.yes),
        no=traditional(wording.no),
        none=traditional(wording.none),
        unit=traditional(wording.unit),
        options=convert(wording.options),
        option_hints=convert(wording.option_hints),
    )
