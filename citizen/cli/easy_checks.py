"""Everything that is held to the rules of easy-read: the catalogue, the words, the pictures, the data files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from babel.messages.pofile import read_po

from citizen.accessibility import easy_catalogue, easy_coverage, easy_letters, easy_words
from citizen.accessibility.easy_lint import Fault, differences, faults_of
from citizen.cli.translations import TEMPLATE
from citizen.config import ROOT
from citizen.eligibility import catalogue, easy_wording, glossary
from citizen.eligibility.question_pages import load_page_wordings
from citizen.eligibility.service import all_questions

_PICTURES = ROOT / "static" / "easy"
_TABLE = re.compile(r"^\[([a-z]+)\.([A-Za-z0-9_-]+)\]$", re.MULTILINE)
_MADE_FROM = re.compile(r'^made_from = "[^"]*"\n', re.MULTILINE)


def problems() -> Iterator[str]:
    """One line per fault, with the msgid or the key of the text."""
    yield from _problems_of_catalogue()
    yield from _problems_of_words()
    yield from _problems_of_pictures()
    yield from _problems_of_data()
    yield from _problems_of_parts()
    for key, text in easy_letters.texts():
        yield from _lines(key, faults_of(text, rules=easy_words.rules()))


@cache
def known_messages() -> Mapping[str, str | None]:
    """Every msgid of code and templates, with its plural form if it has one."""
    with TEMPLATE.open("rb") as file:
        ids = [message.id for message in read_po(file) if message.id]
    return {one if isinstance(one, str) else one[0]: None if isinstance(one, str) else one[1] for one in ids}


@cache
def messages_of_code() -> Mapping[str, list[str]]:
    """The msgids of every Python module and of the frame of all pages, by file."""
    found: dict[str, list[str]] = {}
    with TEMPLATE.open("rb") as file:
        for message in read_po(file):
            for name, _line in message.locations if message.id else ():
                if name.startswith(("citizen/", "templates/layouts/", "templates/components/")):
                    found.setdefault(name, []).append(message.id if isinstance(message.id, str) else message.id[0])
    return found


def stamp_tables(names: Iterable[str]) -> list[str]:
    """Write into these tables of easy.toml the hash of the ordinary words as they are now; returns what was written."""
    wanted, written = set(names), []
    source = easy_wording.FILE.read_text(encoding="utf-8")
    ordinary = {f"{kind}.{name}": words for kind, name, words in _ordinary_words()}

    def stamped(found: re.Match[str]) -> str:
        name = f"{found[1]}.{found[2]}"
        if name not in wanted or name not in ordinary:
            return found[0]
        written.append(name)
        return f'{found[0]}\nmade_from = "{easy_wording.sign_of(ordinary[name])}"'

    tables = [_MADE_FROM.sub("", part) if _named(part) in wanted else part for part in _parts(source)]
    easy_wording.FILE.write_text(_TABLE.sub(stamped, "".join(tables)), encoding="utf-8")
    return written


def _parts(source: str) -> list[str]:
    starts = [found.start() for found in _TABLE.finditer(source)]
    return [source[a:b] for a, b in zip([0, *starts], [*starts, len(source)], strict=True)]


def _named(part: str) -> str:
    found = _TABLE.match(part)
    return f"{found[1]}.{found[2]}" if found else ""


def _problems_of_catalogue() -> Iterator[str]:
    known = known_messages()
    for text in easy_catalogue.read_texts(easy_catalogue.path_of()).values():
        if text.msgid not in known:
            yield f"{text.msgid!r}: no page has this text any more"
            continue
        if text.is_outdated:
            yield f"{text.msgid!r}: outdated, the ordinary text has changed"
        ordinary = easy_catalogue.ordinary_text(text.msgid)
        yield from _lines(repr(text.msgid), faults_of(text.text, rules=easy_words.rules()))
        yield from _lines(repr(text.msgid), differences(text.text, ordinary))


def _problems_of_parts() -> Iterator[str]:
    """What is sent goes to people who cannot turn to the ordinary words of a page: nothing in it may be missing."""
    for share in easy_coverage.part_shares():
        for message, way in share.ways.items():
            if way is easy_coverage.Way.MISSING:
                yield f"{share.page}: no easy text for {message!r}"


def _problems_of_words() -> Iterator[str]:
    rules = easy_words.rules()
    for word in easy_words.hard_words("zh-Hans").all:
        yield from _lines(f"words.toml: {word.term}", faults_of(word.explanation, rules=rules))
    for entry in glossary.load_glossary():
        for term in (entry.name["zh-Hans"], *entry.also["zh-Hans"]):
            if term not in rules.hard and term not in rules.explained:
                yield f"hard.toml: {term} is in the glossary of the site, but not here"


def _problems_of_pictures() -> Iterator[str]:
    drawn = {path.stem for path in _PICTURES.glob("*.svg")}
    named = set(easy_words.pictures("zh-Hans").names)
    for name in sorted(drawn.symmetric_difference(named)):
        yield f"pictures.toml: {name} has no drawing" if name in named else f"static/easy/{name}.svg has no words"


def _problems_of_data() -> Iterator[str]:
    known = {(kind, name) for kind, name, _words in _ordinary_words()}
    for kind, tables in easy_wording.easy_tables().items():
        yield from (f"easy.toml: {kind}.{name}: no such id" for name in tables if (kind, name) not in known)
    for kind, name, ordinary in _ordinary_words():
        if easy_wording.is_outdated(kind, name, ordinary):
            yield f"easy.toml: {kind}.{name}: outdated, the ordinary words have changed"
        yield from _problems_of_table(kind, name, ordinary)
    questions = easy_wording.easy_tables()[easy_wording.QUESTIONS]
    yield from (f"easy.toml: questions.{one.fact} is missing" for one in all_questions() if one.fact not in questions)


def _problems_of_table(kind: str, name: str, ordinary: object) -> Iterator[str]:
    """Numbers and names are compared over the whole table: an easy text may say in its hint what a title said."""
    parts = list(easy_wording.easy_parts(kind, name, ordinary))
    for part in parts:
        yield from _lines(f"easy.toml: {part.key}", faults_of(part.easy, rules=easy_words.rules()))
        if ("%(name)s" in part.easy) != ("%(name)s" in part.ordinary):
            yield f"easy.toml: {part.key}: placeholders"
    said, told = "".join(part.easy for part in parts), "".join(part.ordinary for part in parts)
    whole = "".join(easy_wording.words_of(ordinary))
    yield from _lines(
        f"easy.toml: {kind}.{name}", (one for one in differences(said, told) if not _is_known(one, said, whole))
    )


def _is_known(fault: Fault, said: str, whole: str) -> bool:
    """Values are compared text by text; what the ordinary words say elsewhere may be said here."""
    if fault.code == "numbers":
        return set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", whole))
    return fault.code == "placeholders" or (fault.code == "names" and fault.detail in whole)


def _ordinary_words() -> Iterator[tuple[str, str, object]]:
    questions = all_questions()
    for question in questions:
        yield easy_wording.QUESTIONS, question.fact, question.wording["zh-Hans"]
    for page, wording in load_page_wordings(questions).items():
        yield easy_wording.PAGES, page, wording["zh-Hans"]
    for programme in catalogue.load().programmes.values():
        yield easy_wording.PROGRAMMES, programme.id, programme.text["zh-Hans"]


def _lines(key: str, faults: Iterable[Fault]) -> Iterator[str]:
    for fault in faults:
        yield f"{key}: {fault.code}: {fault.detail}"
