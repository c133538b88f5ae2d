"""Text as a voice should say it, and the voices a server has.

A voice reads digits as numbers, English letters as pinyin and a telephone number as thirteen thousand million. So the
text is first written out the way people say it (pure), then handed to an engine. espeak-ng is what every server can
have; a better one is another `Voice`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Hashable
from dataclasses import dataclass
from html import escape
from typing import Protocol

from citizen.accessibility import said_english
from citizen.accessibility.said_chinese import as_said, number_in_words
from citizen.accessibility.sounds import spoken, with_tone_number
from citizen.accessibility.words import common_words

__all__ = ["EspeakVoice", "Voice", "as_said", "number_in_words"]

_SECONDS_ALLOWED = 60
#: Longer texts are not spoken in one request: about twenty minutes of speech.
LONGEST_TEXT = 12_000
_LANGUAGES = ("zh-Hans", "zh-Hant", "en")
#: English words in a Chinese text, Chinese ones in an English text: each is said by the voice of its language.
_ENGLISH_AND_OTHER = re.compile(r"([A-Za-z][A-Za-z.'@-]*(?: [A-Za-z][A-Za-z.'@-]*)*)")
_CHINESE_AND_OTHER = re.compile(r"([\u3400-\u9fff]+)")


class Voice(Hashable, Protocol):
    """Speaks a text in a language of the site."""

    @property
    def name(self) -> str:
        """Told apart from every other voice, so that no recording of one is taken for another's."""

    def speaks(self, language: str) -> bool:
        """Whether this server has a voice for the language."""

    def wav(self, text: str, language: str) -> bytes:
        """The text as a WAV file."""


@dataclass(frozen=True)
class EspeakVoice:
    """espeak-ng. Its own Chinese front end reads pinyin as English letters: it is given the pinyin itself."""

    _PROGRAM = "espeak-ng"
    _CHINESE = "cmn-latn-pinyin"
    name = "espeak-ng"

    def speaks(self, language: str) -> bool:
        return shutil.which(self._PROGRAM) is not None and language in _LANGUAGES

    def wav(self, text: str, language: str) -> bytes:
        is_english = language == "en"
        parts = _ENGLISH_AND_OTHER.split(said_in(text, language)) if not is_english else _CHINESE_AND_OTHER.split(text)
        said = "".join(
            self._part(part, is_foreign=place % 2 == 1, language=language) for place, part in enumerate(parts)
        )
        voice = "en" if is_english else self._CHINESE
        return run_program([self._PROGRAM, "-v", voice, "-s", "150", "-m", "--stdin", "--stdout"], said.encode())

    def _part(self, text: str, *, is_foreign: bool, language: str) -> str:
        """A part in the voice of its language; the parts of the other language stand at the odd places."""
        is_english = is_foreign != (language == "en")
        voice = "en" if is_english else self._CHINESE
        said = said_english.as_said(text) if is_english else pinyin_of(as_said(text))
        return f'<voice xml:lang="{voice}">{escape(said, quote=False)}</voice> ' if said.strip() else ""


def said_in(text: str, language: str) -> str:
    """The text with its figures as people say them in this language."""
    return said_english.as_said(text) if language == "en" else as_said(text)


def mp3_of(wav: bytes) -> bytes:
    """The recording small enough for a slow line (24 kbit/s): about 180 kB a minute."""
    command = ["ffmpeg", "-loglevel", "error", "-i", "pipe:0", "-ac", "1", "-b:a", "24k", "-f", "mp3", "pipe:1"]
    return run_program(command, wav)


def can_compress() -> bool:
    return shutil.which("ffmpeg") is not None


def pinyin_of(text: str) -> str:
    """Syllables with tone numbers, parted by spaces; sentence marks stay, because a voice pauses there."""
    pieces = (piece for word in common_words().cut(text) for piece in spoken(word))
    syllables = (signs if said is None else with_tone_number(said) for signs, said in pieces)
    return re.sub(r"\s+", " ", " ".join(syllables)).strip()


def run_program(command: list[str], given: bytes) -> bytes:
    done = subprocess.run(  # noqa: S603  (fixed programs; the text goes in by their standard input)
        command, input=given, capture_output=True, check=True, timeout=_SECONDS_ALLOWED
    )
    return done.stdout
