"""Codes of a look: nothing is lost between settings, link and cookie, and nothing else gets in."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.accessibility.look_codes import LETTERS, STANDARD, look_code, read_look
from citizen.accessibility.preferences import KINDS, PRESETS, Contrast, Preferences, Spacing, Switch, TextSize
from citizen.accessibility.ui import asked_look

looks = st.builds(Preferences, **{name: st.sampled_from(list(kind)) for name, kind in KINDS.items()})


@given(looks)
def test_a_code_is_the_whole_look(look: Preferences) -> None:
    assert read_look(look_code(look)) == look


@given(looks)
def test_the_cookie_is_the_whole_look(look: Preferences) -> None:
    cookie = urlencode(look.unusual())
    assert Preferences().changed(dict(parse_qsl(cookie))) == look


@given(looks, looks)
def test_a_whole_look_replaces_what_was(before: Preferences, wanted: Preferences) -> None:
    assert asked_look(before, {"look": look_code(wanted)}) == wanted


@given(st.text(alphabet="tcswmrdukpgne0123456789-xz", max_size=12))
def test_whatever_is_typed_is_a_look_with_that_code_or_nothing(text: str) -> None:
    look = read_look(text)
    if look is not None and text != STANDARD:
        # Usual values may be said too ("t0"): they are not repeated.
        assert set(look_code(look)) - {STANDARD} <= set(text)
        assert read_look(look_code(look)) == look


@given(looks)
def test_a_code_is_short_and_made_of_letters_and_digits(look: Preferences) -> None:
    code = look_code(look)
    assert len(code) <= 17
    assert code.isascii()
    assert code.isalnum()


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("0", Preferences()),
        ("t2c4s1u", Preferences(TextSize.LARGEST, Contrast.BLACK_ON_YELLOW, Spacing.WIDE, underline=Switch.ON)),
        ("Ｔ２ C4-s1 U", Preferences(TextSize.LARGEST, Contrast.BLACK_ON_YELLOW, Spacing.WIDE, underline=Switch.ON)),
        ("p", Preferences(pinyin=Switch.ON)),
    ],
)
def test_known_codes_stay_what_they_are(code: str, look: Preferences) -> None:
    """They are printed and sent around: a change of these lines breaks links of people."""
    assert read_look(code) == look


@pytest.mark.parametrize("code", [None, "", "t", "t4", "t9", "c6", "u1", "tt1", "t1t2", "t1 x", "00", "<b>", "t²x"])
def test_anything_else_changes_nothing(code: str | None) -> None:
    before = Preferences(text=TextSize.LARGE)
    assert read_look(code) is None
    assert asked_look(before, {"look": code or ""}) == before


def test_every_setting_has_a_letter_of_its_own() -> None:
    assert LETTERS.keys() == KINDS.keys()
    assert len(set(LETTERS.values())) == len(LETTERS)


@pytest.mark.parametrize("name", PRESETS)
@given(before=looks)
def test_a_combination_sets_what_it_names_and_leaves_the_rest(name: str, before: Preferences) -> None:
    after = before.as_preset(name)
    assert after.has_preset(name)
    assert after.as_values() == {**before.as_values(), **PRESETS[name]}


def test_combinations_say_known_things_only() -> None:
    for preset in PRESETS.values():
        assert all(code in set(KINDS[name]) for name, code in preset.items())


def test_in_an_address_the_single_setting_has_the_last_word() -> None:
    look = asked_look(Preferences(), {"look": "t3c4", "preset": "elder", "spacing": "widest"})
    assert (look.text, look.contrast, look.spacing, look.calm) == ("large", "black_on_yellow", "widest", "on")
