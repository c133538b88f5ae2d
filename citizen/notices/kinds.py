"""What can be told: kinds of notices, declared by the rooms that write them, and their words in every language.

A room declares its kinds in `notice_kinds.py`; wiring registers them. Texts are whole sentences with `%(name)s` values.
Three names have a meaning of their own: `reference` (the thing's own, filled in when not given), and `date` or
`…_date`, an ISO day that is shown with its weekday, as each language writes it. A value may be words per language:
`{"zh-Hans": "护理补贴", "en": "Care subsidy"}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from citizen.accessibility.easy_lint import lines_of
from citizen.accessibility.locales import DEFAULT, LOCALES
from citizen.accessibility.reading_codes import language_of, wants_easy
from citizen.accessibility.traditional import to_traditional
from citizen.core.references import grouped
from citizen.web.catalogues import BREAK, N_, catalogue, easy_catalogue, has_easy_read
from citizen.web.days import day_with_weekday, locale_of

Value = str | Mapping[str, str]

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
#: Of an easy text an empty line, of an ordinary one each line end.
_PARAGRAPH_END = re.compile(f"{BREAK}{BREAK}|\n")
#: All that an SMS may carry. Anybody may see the screen of a telephone: no names, no programme, no disability.
SMS_VALUES = {
    "reference": re.compile(r"[A-Z0-9 -]{1,20}"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"\d{2}:\d{2}"),
    #: A code word for the place, such as the district: never an institution, whose name may tell a diagnosis.
    "place": re.compile(r"[^\d\n]{1,12}"),
    "phone": re.compile(r"[\d -]{3,20}"),
    #: A code that is good once and for minutes; in kinds that are secret only.
    "code": re.compile(r"\d{6}"),
}
#: For kinds without an SMS text of their own, and whenever a value does not look as it should.
NEWS = N_("There is news about %(reference)s. Read it on the website: you need this reference and the access code.")
_UNKNOWN_SUBJECT = N_("News about %(reference)s")


class WrongKind(Exception):
    """A kind that must not be registered; says which and why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that can be told. Paragraphs of `body` are divided by a line break.

    What is `secret` is for the one who gets it and for the moment: no page shows it, its values and its address are
    erased when it has left, and what could not leave soon is given up.
    """

    code: str
    subject: str
    body: str
    sms: str = NEWS
    #: What a call reads out; empty: the words of the SMS. Codes are read digit by digit.
    spoken: str = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in one language. In easy-read every paragraph and the SMS are lines, parted by line ends."""

    subject: str
    paragraphs: tuple[str, ...]
    sms: str
    spoken: str = ""

    @property
    def body(self) -> str:
        return "\n".join(self.paragraphs)


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known. The same one given again (a second application) counts once."""
    for kind in kinds:
        problems = [*_problems(kind)]
        if _kinds.get(kind.code, kind) != kind:
            problems.append("another kind has this code")
        if problems:
            raise WrongKind(f"notice kind {kind.code}: " + "; ".join(problems))
        _kinds[kind.code] = kind


def find_kind(code: str) -> Kind | None:
    return _kinds.get(code)


def secret_kinds() -> list[str]:
    """The codes of what no page may show."""
    return [kind.code for kind in _kinds.values() if kind.secret]


def placeholders(kind: Kind) -> frozenset[str]:
    """The values a writer must give; `reference` is always there."""
    return frozenset(name for text in _texts(kind) for name in _names(text)) - {"reference"}


def names_a_reference(kind: Kind) -> bool:
    """Whether it is about something that is opened with a reference."""
    return any("reference" in _names(text) for text in _texts(kind))


def words_of(code: str, *, about: str, values: Mapping[str, Value], language: str) -> Words:
    """The notice as somebody reads it (a code of accessibility.reading_codes), with the ordinary words where there are
    no easy ones. A kind that is no longer known still says that there is news, and about what.
    """
    is_easy, language = in_easy_read(language), language_of(language)
    kind = _kinds.get(code) or Kind(code, _UNKNOWN_SUBJECT, NEWS)
    given: dict[str, Value] = {"reference": grouped(about), **values}
    shown = {name: _shown(name, value, language) for name, value in given.items()}
    ordinary = catalogue(LOCALES[language].babel).gettext
    translate = easy_catalogue(LOCALES[language].babel).gettext if is_easy else ordinary
    sms = kind.sms if _fits_an_sms(kind, given, shown) else NEWS
    subject, body = translate(kind.subject) % shown, translate(kind.body) % shown
    by_sms = translate(sms) % (shown if sms == kind.sms else {"reference": grouped(about)})
    return Words(
        subject="".join(easy_lines(subject)) if is_easy else subject,
        paragraphs=tuple(easy_paragraphs(body) if is_easy else body.split("\n")),
        sms="\n".join(easy_lines(by_sms)) if is_easy else by_sms,
        spoken=ordinary(kind.spoken or sms) % {**shown, "code": _digit_by_digit(shown.get("code", ""))},
    )


def easy_lines(text: str) -> list[str]:
    """The lines of a text of the easy catalogue: where it says so, and after each sentence."""
    return lines_of(text.replace(BREAK, "\n"))


def easy_paragraphs(text: str) -> list[str]:
    """The paragraphs of such a text, their lines parted by line ends."""
    return ["\n".join(easy_lines(one)) for one in _PARAGRAPH_END.split(text)]


def in_easy_read(language: str) -> bool:
    """Whether easy-read is wanted, and has been written in this language."""
    return wants_easy(language) and has_easy_read(LOCALES[language_of(language)].babel)


def texts_of(kind: Kind) -> tuple[str, ...]:
    """What is written in easy-read too: a call is not, it is heard three times anyway."""
    return kind.subject, kind.body, kind.sms


def registered_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def parts_in_easy_read() -> dict[str, tuple[str, ...]]:
    """Every kind by its name in the content manifest, and what every notice may say instead."""
    general = {"notice/of_any_kind": (NEWS, _UNKNOWN_SUBJECT)}
    return {f"notice/{kind.code}": texts_of(kind) for kind in registered_kinds()} | general


def _digit_by_digit(code: str) -> str:
    """So that no voice says "four hundred thousand"."""
    return ", ".join(code)


def _shown(name: str, value: Value, language: str) -> str:
    if not isinstance(value, str):
        return _in_language(value, language)
    if is_date(name):
        return day_with_weekday(date.fromisoformat(value), locale_of(LOCALES[language].babel))
    return value


def _in_language(words: Mapping[str, str], language: str) -> str:
    simplified = words.get(DEFAULT.code, "")
    if language == "zh-Hant" and language not in words:
        return to_traditional(simplified)
    return words.get(language) or simplified or next(iter(words.values()), "")


def in_all_languages(words: str) -> dict[str, str]:
    """A value of our own words: a msgid in every language."""
    return {code: catalogue(info.babel).gettext(words) for code, info in LOCALES.items()}


def is_date(name: str) -> bool:
    """Whether a value of this name is an ISO day."""
    return name == "date" or name.endswith("_date")


def _fits_an_sms(kind: Kind, given: Mapping[str, Value], shown: Mapping[str, str]) -> bool:
    """A value is measured as it was given where that is one word for all languages, else as it is shown."""
    texts = {name: value if isinstance(value := given.get(name, ""), str) else shown[name] for name in _names(kind.sms)}
    return all(SMS_VALUES[name].fullmatch(text) for name, text in texts.items())


def _problems(kind: Kind) -> Iterator[str]:
    private = (_names(kind.sms) | _names(kind.spoken)) - set(SMS_VALUES)
    if private:
        yield f"an SMS must not carry {', '.join(sorted(private))}"
    if "code" in placeholders(kind) and not kind.secret:
        yield "what carries a code has to be secret"
    for info in LOCALES.values():
        translate = catalogue(info.babel).gettext
        for text in filter(None, _texts(kind)):
            if _names(translate(text)) != _names(text):
                yield f"other placeholders in {info.code} (translations/{info.babel}): {text!r}"


def _texts(kind: Kind) -> tuple[str, ...]:
    return kind.subject, kind.body, kind.sms, kind.spoken


def _names(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))
