"""An operator's file about a terminal: read whole, or refused with everything that is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from citizen.kiosk.terminal_settings import SettingsWrong, TerminalSettings, from_kept, read_settings

LANGUAGES = ("zh-Hans", "zh-Hant", "en")
WHOLE: dict[str, Any] = {
    "languages": ["zh-Hans", "en"],
    "screen": {"width_mm": 598, "height_mm": 336, "width_px": 1920, "height_px": 1080},
    "waiting": {"idle_seconds": 180, "warning_seconds": 90},
    "devices": {"printer": True, "scanner": True, "voice": False, "keypad": True, "card_reader": True},
    "reach": {"height": "lower", "side": "left"},
}


def test_a_whole_file_is_read_and_kept_without_loss() -> None:
    settings = read_settings(WHOLE, languages=LANGUAGES)
    assert settings.hundredths == 321
    assert (settings.idle_seconds, settings.height, settings.side, settings.voice) == (180, "lower", "left", False)
    assert from_kept(settings.as_kept()) == settings


def test_without_a_file_it_is_the_usual_panel_of_four_pixels_to_the_millimetre() -> None:
    settings = read_settings({}, languages=LANGUAGES)
    assert settings == TerminalSettings()
    assert settings.hundredths == 403
    assert settings.as_kept() == {}


def test_what_a_later_version_kept_is_left_alone() -> None:
    assert from_kept({"colour": "red", "printer": True}) == TerminalSettings(printer=True)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"screens": {}}, "[screens] is not known"),
        ({"screen": 5}, "screen must be a table"),
        ({"screen": {"width": 5}}, "screen.width is not known"),
        ({"screen": {"width_mm": 26.8}}, "screen.width_mm must be a whole number from 100 to 3000"),
        ({"waiting": {"idle_seconds": 20}}, "waiting.idle_seconds must be a whole number from 60 to 900"),
        ({"waiting": {"warning_seconds": True}}, "waiting.warning_seconds must be a whole number"),
        ({"devices": {"printer": "yes"}}, "devices.printer must be true or false"),
        ({"reach": {"height": "low"}}, "reach.height must be one of whole, lower"),
        ({"languages": "en"}, "languages must be a list"),
        ({"languages": ["bo"]}, "'bo' is not known"),
        ({"screen": {"width_mm": 336}}, "3.21 pixels per mm across but 4.03 down"),
    ],
)
def test_what_is_wrong_is_said(written: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsWrong) as refused:
        read_settings(written, languages=LANGUAGES)
    assert said in str(refused.value)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsWrong) as refused:
        read_settings({"reach": {"side": "up"}, "devices": {"printer": 1}, "x": {}}, languages=LANGUAGES)
    assert len(str(refused.value).splitlines()) == 3
