"""The voices a deployment can choose. Each is a few lines: a text and a language in, a WAV file out.

Whatever the voice, the figures in the text are written out before it sees them, so that it cannot say them wrongly.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
from dataclasses import dataclass
from functools import lru_cache

from flask import current_app

from citizen.accessibility.speech import EspeakVoice, Voice, can_compress, mp3_of, run_program, said_in
from citizen.accessibility.traditional import to_simplified
from citizen.config import Settings
from citizen.web import outgoing

_SECONDS_ALLOWED = 60
_LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@dataclass(frozen=True)
class CommandVoice:
    """A program of the deployment: the text comes by its standard input, the language as its last argument."""

    command: str

    @property
    def name(self) -> str:
        return f"command {hashlib.sha256(self.command.encode()).hexdigest()[:12]}"

    def speaks(self, language: str) -> bool:
        words = shlex.split(self.command)
        return bool(words) and shutil.which(words[0]) is not None and language in _LANGUAGES

    def wav(self, text: str, language: str) -> bytes:
        return run_program([*shlex.split(self.command), language], said_in(text, language).encode())


@dataclass(frozen=True)
class HttpVoice:
    """A service of the deployment: POST {"text", "language"}, answered by audio/wav. It hears personal text, too."""

    address: str

    @property
    def name(self) -> str:
        return f"http {hashlib.sha256(self.address.encode()).hexdigest()[:12]}"

    def speaks(self, language: str) -> bool:
        return bool(self.address) and language in _LANGUAGES

    def wav(self, text: str, language: str) -> bytes:
        """Raises httpx.HTTPError when the service does not answer as agreed."""
        asked = {"text": said_in(text, language), "language": language}
        with outgoing.client(_SECONDS_ALLOWED) as client:
            return client.post(self.address, json=asked).raise_for_status().content


def voice_of(settings: Settings) -> Voice | None:
    """The voice the operator chose; None where there is to be none."""
    match settings.voice:
        case "espeak-ng":
            return EspeakVoice()
        case "command":
            return CommandVoice(settings.voice_command)
        case "http":
            return HttpVoice(settings.voice_url)
    return None


def voice_of_this_server() -> Voice | None:
    """The voice of the application that answers this request."""
    return voice_of(current_app.extensions["settings"])


def can_be_spoken(voice: Voice | None, language: str) -> bool:
    """Whether this server has a voice for the language, and can make its recordings small."""
    return voice is not None and voice.speaks(language) and can_compress()


@lru_cache(maxsize=64)
def short_recording(voice: Voice, text: str, language: str) -> bytes:
    """A sentence as an MP3 file, made once for each voice. Only for what says nothing about anybody."""
    return mp3_of(voice.wav(in_its_script(text, language), language))


def in_its_script(text: str, language: str) -> str:
    """As a voice reads it: voices know simplified characters."""
    return text if language == "en" else to_simplified(text)
