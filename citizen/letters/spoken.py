"""A letter to listen to. Letters are personal: what is spoken is made when it is asked for and kept nowhere."""

from __future__ import annotations

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.speech import LONGEST_TEXT, Voice, mp3_of
from citizen.accessibility.traditional import to_simplified
from citizen.letters.letter import Letter, lines_of, masked_letter
from citizen.web.i18n import _, speaking


def mp3(letter: Letter, voice: Voice) -> bytes:
    """The letter from top to bottom, as an MP3 file."""
    return mp3_of(voice.wav(script_of(letter), letter.language))


def script_of(letter: Letter) -> str:
    """What is said: every line a sentence of its own, and that a machine speaks."""
    is_chinese = letter.language != "en"
    with speaking(LOCALES[letter.language].babel):
        note = _("A machine reads this letter to you.")
    lines = [note, *(line for line in lines_of(masked_letter(letter)) if line)]
    text = "\n".join(_as_sentence(line, "。" if is_chinese else ".") for line in lines)[:LONGEST_TEXT]
    return to_simplified(text) if is_chinese else text


def _as_sentence(line: str, stop: str) -> str:
    return line if line[-1] in "。！？.!?：:" else line + stop
