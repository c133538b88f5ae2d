"""The question of an idle terminal by voice, for whoever chose to listen. One fixed sentence: nothing about anybody."""

from __future__ import annotations

from citizen.accessibility.ui import current_ui
from citizen.accessibility.voices import can_be_spoken, short_recording, voice_of_this_server
from citizen.web.i18n import _


def question_can_be_spoken() -> bool:
    """Whether this server has a voice for the language of this page."""
    return can_be_spoken(voice_of_this_server(), current_ui().locale.code)


def find_question_spoken() -> bytes | None:
    """The recording as an MP3 file; None where this server has no voice for the language."""
    voice, language = voice_of_this_server(), current_ui().locale.code
    if voice is None or not can_be_spoken(voice, language):
        return None
    return short_recording(voice, _("Are you still there? If you need more time, press any key."), language)
