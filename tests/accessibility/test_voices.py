"""The voice a deployment configured speaks everywhere, not only in letters."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.kiosk.operating_steps import at_a_terminal
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

#: A voice program as docs/listening.md asks for it: text by standard input, a WAV file by standard output.
_PROGRAM = """
import io, sys, wave
open(sys.argv[1], "a", encoding="utf-8").write(sys.stdin.buffer.read().decode() + "|" + sys.argv[2] + "\\n")
with wave.open(sys.stdout.buffer, "wb") as sound:
    sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(22050)
    sound.writeframes(bytes(22050))
"""


@pytest.fixture
def heard(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the configured program writes what it was given to say."""
    program, heard = tmp_path / "voice.py", tmp_path / "heard.txt"
    program.write_text(_PROGRAM, encoding="utf-8")
    command = shlex.join([sys.executable, str(program), str(heard)])
    with_command = replace(app.extensions["settings"], voice="command", voice_command=command)
    monkeypatch.setitem(app.extensions, "settings", with_command)
    return heard


def test_the_question_of_a_terminal_is_spoken_by_the_configured_voice(visitor: Visitor, heard: Path) -> None:
    terminal = at_a_terminal(visitor)
    answer = terminal.client.get("/kiosk/still-there/spoken")
    assert (answer.status_code, answer.content_type) == (200, "audio/mpeg")
    assert answer.data
    assert heard.read_text(encoding="utf-8").strip().endswith("|zh-Hans")
    assert terminal.client.get("/kiosk/still-there/spoken").data == answer.data
    assert len(heard.read_text(encoding="utf-8").splitlines()) == 1  # a sentence is made once
