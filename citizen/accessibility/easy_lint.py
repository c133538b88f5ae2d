"""What a text must be to be easy-read, as far as a program can tell. Pure.

The rules are those of docs/easy-read.md. A program cannot tell whether a person understands a text: what passes here is
only not refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

LONGEST_LINE = 20
LONGEST_SENTENCE = 30
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
#: A value that is put in counts as a short word: how long a name is, no text can know.
_STAND_IN = "名字"
_SENTENCE_END = re.compile(r"(?<=[。！？])[”’）]?")
_LINE_END = re.compile(r"\n|(?<=[。！？])(?![”’）])|(?<=[。！？][”’）])")
_LAST_SIGNS = "。！？：；，、”"
_HAN = re.compile(r"[\u3400-\u9fff]")
_HALF_WIDTH = re.compile(r"[\x21-\x7e]")
_DIGITS = re.compile(r"\d+")
_NAMED = re.compile(r"“([^”]*)”")
#: Asking "is it or not" says one thing, not two; in these words the sign of "not" denies nothing.
_NO_DENIAL = re.compile(
    r"(.)[不没]\1|有没有|不但|不过|不同|不管|不久|不确定|不客气|无障碍|非常|未来|别的|别人|特别|区别|类别|级别"
)
_DENIAL = "不没未无非别"
_DOUBLE_DENIAL = re.compile(rf"[{_DENIAL}][^，。！？；：、“”（）\n{_DENIAL}]{{0,6}}[{_DENIAL}]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a text; `code` names the rule, `detail` the place."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules know of words. A `hard` word must be `explained`, or stand inside a word that is."""

    hard: frozenset[str]
    explained: frozenset[str]
    #: Words of offices -> what is said instead.
    avoided: Mapping[str, str]


def faults_of(text: str, *, rules: Rules) -> Iterator[Fault]:
    """Every rule the text breaks."""
    plain = _PLACEHOLDER.sub(_STAND_IN, text)
    for line in lines_of(plain):
        if width(line) > LONGEST_LINE:
            yield Fault("line", line)
    for sentence in _SENTENCE_END.split(plain.replace("\n", "")):
        if width(sentence) > LONGEST_SENTENCE:
            yield Fault("sentence", sentence)
    if rare := sorted(set(_HAN.findall(_without_words(plain, rules.explained))) - COMMON_CHARACTERS):
        yield Fault("rare characters", "".join(rare))
    if (denial := _DOUBLE_DENIAL.search(_NO_DENIAL.sub("　", plain))) is not None:
        yield Fault("double negative", denial[0])
    yield from _faults_of_words(plain, rules)


def _without_words(text: str, words: Iterable[str]) -> str:
    """A rare character may stand in a word that is explained beside the text."""
    for word in words:
        text = text.replace(word, "　")
    return text


def _faults_of_words(text: str, rules: Rules) -> Iterator[Fault]:
    for word in sorted(rules.hard):
        if word in text and not _is_explained(word, text, rules.explained):
            yield Fault("hard word", word)
    for word, instead in rules.avoided.items():
        if word in text and not _is_explained(word, text, rules.explained):
            yield Fault("word of offices", f"{word} (say {instead})")


def differences(easy: str, ordinary: str) -> Iterator[Fault]:
    """Where an easy text says something else than the ordinary one: other values, numbers or names."""
    if set(_PLACEHOLDER.findall(easy)) != set(_PLACEHOLDER.findall(ordinary)):
        yield Fault("placeholders", ", ".join(sorted(set(_PLACEHOLDER.findall(ordinary)))) or "none")
    if set(_DIGITS.findall(easy)) != set(_DIGITS.findall(ordinary)):
        yield Fault("numbers", ", ".join(sorted(set(_DIGITS.findall(ordinary)))) or "none")
    for name in _NAMED.findall(easy):
        if name not in ordinary:
            yield Fault("names", name)


def denies(text: str) -> bool:
    """Whether it says "not" of something; asking "is it or not" does not."""
    return re.search(f"[{_DENIAL}]", _NO_DENIAL.sub("　", text)) is not None


def lines_of(text: str) -> list[str]:
    """The lines as a page shows them: parted where the text says so, and after each sentence."""
    return [line for part in _LINE_END.split(text) if (line := part.strip())]


def width(line: str) -> float:
    """How long a line is in Chinese characters: digits and letters are half as wide, a last sign does not count."""
    line = line.rstrip(_LAST_SIGNS)
    return len(line) - len(_HALF_WIDTH.findall(line)) / 2


def _is_explained(word: str, text: str, explained: Collection[str]) -> bool:
    return any(word in term and term in text for term in explained)


def _common_characters() -> frozenset[str]:
    """Level 1 of GB 2312: the 3,755 characters a Chinese reader meets first, ordered by their sound.

    It stands in for level 1 of the 通用规范汉字表 (3,500 characters), of which no list came with a library.
    """
    rows = range(0xB0, 0xD8)
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", errors="ignore") for pair in pairs))


COMMON_CHARACTERS = _common_characters()
