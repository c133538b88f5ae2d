"""What is known of Chinese words, in tables that lie in files and are read from there.

The dictionaries of jieba (words and how common they are), pypinyin (how they are read) and OpenCC (how they are written
in Traditional characters) take 230 MB in every process that loads them. The same as tries on disk takes 4 MB, which all
processes share. They are made once, by
`flask --app app assets build`, or by a process of its own when somebody needs them first.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import marisa_trie

from citizen.config import ROOT

FOLDER = ROOT / "var" / "words"
#: Change this when what stands in the tables changes.
_FORMAT = "2"
_SECONDS_ALLOWED = 120
_STATES = "BMES"
#: How unlikely the libraries take something to be that they never saw.
NEVER = -3.14e100
#: No word holds this sign: under it stands how many words were counted in all.
_ALL = "\ue000"
#: Characters only: the profile with phrases turns 社区 and 项目 into words of computing.
TRADITIONAL = "s2tw"
_OPENCC_FILES = (
    *("STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "STCharacters"),
    *("TWVariantsPhrases", "TWVariants", "CJK_Compatibility_Ideographs"),
)
_TRIE = b"We love Marisa."
_log = logging.getLogger("citizen.words")


@dataclass(frozen=True, slots=True)
class WordTables:
    """`frequency`: word -> how often it was counted. `reading`: word or character -> its syllables.
    `place`: character -> how likely (as logarithms) it begins, continues, ends or is a word.
    `traditional`: word or character -> how it is written; empty if OpenCC keeps its dictionaries in another form.
    """

    frequency: Any
    reading: Any
    place: Any
    traditional: Any

    @property
    def total(self) -> int:
        found: int = self.frequency[_ALL][0][0]
        return found


@cache
def tables() -> WordTables:
    """The tables, made first if they are not there."""
    made_in = _folder()
    if not made_in.exists():
        # A process of its own: what the libraries take in memory is given back.
        command = [sys.executable, "-m", "citizen.accessibility.word_tables"]
        subprocess.run(command, cwd=ROOT, check=False, timeout=_SECONDS_ALLOWED)  # noqa: S603  (this program itself)
    if made_in.exists():
        return _opened(made_in)
    _log.warning("%s cannot be written: every process keeps the words in memory", FOLDER)
    with TemporaryDirectory() as folder:
        return _written(Path(folder), in_memory=True)


def are_built() -> bool:
    """Else somebody waits for them, and where they cannot be written every process keeps 230 MB more."""
    return _folder().exists()


def build() -> Path:
    """Write the tables of the installed libraries, if they are not there; returns their folder."""
    made_in = _folder()
    if not made_in.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=FOLDER) as folder:
            whole = Path(folder) / "whole"
            whole.mkdir()
            _written(whole)
            try:
                whole.rename(made_in)  # in one step: nobody finds half of it
            except OSError:
                if not made_in.exists():  # else another process was quicker
                    raise
    return made_in


def _folder() -> Path:
    libraries = f"{_FORMAT} {version('jieba')} {version('pypinyin')} {version('opencc')}"
    return FOLDER / blake2b(libraries.encode(), digest_size=8).hexdigest()


def _opened(folder: Path) -> WordTables:
    return WordTables(
        frequency=marisa_trie.RecordTrie("<I").mmap(str(folder / "frequency")),
        reading=marisa_trie.BytesTrie().mmap(str(folder / "reading")),
        place=marisa_trie.RecordTrie("<4d").mmap(str(folder / "place")),
        traditional=marisa_trie.BytesTrie().mmap(str(folder / "traditional")),
    )


def _written(folder: Path, *, in_memory: bool = False) -> WordTables:
    made = WordTables(
        frequency=marisa_trie.RecordTrie("<I", _frequencies()),
        reading=marisa_trie.BytesTrie(_readings()),
        place=marisa_trie.RecordTrie("<4d", _places()),
        traditional=marisa_trie.BytesTrie(_written_forms()),
    )
    if not in_memory:
        made.frequency.save(str(folder / "frequency"))
        made.reading.save(str(folder / "reading"))
        made.place.save(str(folder / "place"))
        made.traditional.save(str(folder / "traditional"))
    return made


def _frequencies() -> Iterator[tuple[str, tuple[int]]]:
    import jieba

    with Path(jieba.__file__).with_name("dict.txt").open("rb") as file:
        counted, total = jieba.Tokenizer.gen_pfdict(file)
    yield _ALL, (total,)
    yield from ((word, (count,)) for word, count in counted.items() if count)


def _readings() -> Iterator[tuple[str, bytes]]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    for code, said in PINYIN_DICT.items():
        if chr(code) not in PHRASES_DICT:
            yield chr(code), said.split(",")[0].encode()
    for word, syllables in PHRASES_DICT.items():
        yield word, " ".join(one[0] for one in syllables).encode()


def _places() -> Iterator[tuple[str, tuple[float, ...]]]:
    from jieba.finalseg import emit_P

    likely: dict[str, dict[str, float]] = emit_P
    for character in {one for state in _STATES for one in likely[state]}:
        yield character, tuple(likely[state].get(character, NEVER) for state in _STATES)


def _written_forms() -> Iterator[tuple[str, bytes]]:
    """What OpenCC makes of everything it has an entry for."""
    import opencc

    converter = opencc.OpenCC(TRADITIONAL)
    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    for word in {word for name in _OPENCC_FILES for word in _entries(folder / f"{name}.ocd2")}:
        yield word, converter.convert(word).encode()


def _entries(dictionary: Path) -> list[str]:
    """OpenCC keeps its entries in a trie of the same library, after a few bytes of its own."""
    content = dictionary.read_bytes() if dictionary.exists() else b""
    _before, mark, trie = content.partition(_TRIE)
    return [word.decode() for word in marisa_trie.BinaryTrie().frombytes(mark + trie)] if mark else []


if __name__ == "__main__":
    build()
