"""Faults for checks that need no browser: each breaks what one test looks at, and that test must fail.

The faults of the running site stand in a11y_tests/faults.py. Both together are the evidence of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from citizen.accessibility import listening, page_walk
from citizen.applications import choosing_routes
from citizen.applications.origins import Known
from citizen.booking import service as booking
from citizen.core.errors import Conflict
from citizen.kiosk import routes as kiosk_routes
from citizen.kiosk.terminal_settings import TerminalSettings
from citizen.people import sessions
from tests.accessibility import test_letters_are_explained as letters
from tests.accessibility import test_no_pictures_of_text as pictures
from tests.accessibility import test_pinyin as pinyin
from tests.accessibility import test_signing_in_is_no_test as signing_in
from tests.home import test_two_ways as two_ways
from tests.static import test_all_sheets as sheets
from tests.static import test_scripts as scripts
from tests.support.document import Document

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class SmallFault:
    """`criteria`: what it breaks; "EN …" is a clause for terminals. `plant` puts it in, for one test."""

    name: str
    criteria: tuple[str, ...]
    harm: str
    caught_by: tuple[str, ...]
    plant: Callable[[Patch], None]


def _script(text: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(scripts, "scripts", lambda: {"new.js": text})


def _sheet(text: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(sheets, "sheets", lambda: {"new.css": text})


def _template(text: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(pictures, "templates", lambda: {"new.html": text})


def _sign_in_page(added: str) -> Callable[[Patch], None]:
    page = f"<!DOCTYPE html><html lang=zh-Hans><title>登录</title><main><h1>登录</h1>{added}</main></html>"
    return lambda patch: patch.setattr(signing_in, "shown", lambda *_: Document(page, strictly=False))


def _no_longer(patch: Patch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Conflict("hold_lost")

    patch.setattr(booking, "extend_hold", refuse)


def _nothing_kept(patch: Patch) -> None:
    patch.setattr(sessions, "keep_unsent", lambda *_, **__: None)


def _wrong_readings(patch: Patch) -> None:
    patch.setattr(pinyin, "readings", lambda text, **_: [(sign, "háng" if sign == "行" else None) for sign in text])


def _asked_again(patch: Patch) -> None:
    patch.setattr(choosing_routes, "known_before", lambda *_, **__: Known({}))


class _Everything:
    def __contains__(self, _one: object) -> bool:
        return True


def _no_way_to_listen(patch: Patch) -> None:
    patch.setattr(listening, "_WITHOUT_WAYS", _Everything())


def _secrets_spoken(patch: Patch) -> None:
    patch.setattr(page_walk, "_typed", lambda control: control.get("value") or control.text or "")


def _screen_not_measured(patch: Patch) -> None:
    patch.setattr(TerminalSettings, "hundredths", property(lambda _: 100))


def _ways_lost(patch: Patch) -> None:
    patch.setattr(kiosk_routes, "modes", list)


_SCRIPTS, _SHEETS = "tests/static/test_scripts.py::", "tests/static/test_all_sheets.py::"
_BY_HAND = f"{_SCRIPTS}test_nothing_needs_a_gesture_or_acts_before_the_finger_is_lifted"
_PICTURES = (
    "tests/accessibility/test_no_pictures_of_text.py::test_pictures_films_and_sounds_stand_only_where_they_are_known"
)
_WAYS_IN = "tests/accessibility/test_signing_in_is_no_test.py::test_no_way_in_is_a_test_of_memory"

_ALL = (
    SmallFault(
        "only-one-way",
        ("2.4.5",),
        "Only the foot of the page leads anywhere; the start page and help name nothing.",
        ("tests/home/test_two_ways.py::test_every_entry_has_more_than_one_way",),
        lambda patch: patch.setattr(two_ways, "LISTS", ("/no-such-page",)),
    ),
    SmallFault(
        "page-without-its-voice",
        ("EN 5.1.2.2", "EN 5.1.3.1", "EN 5.1.3.3"),
        "A page that cannot be listened to.",
        ("tests/accessibility/test_listening.py::test_every_page_has_the_way_and_leads_back",),
        _no_way_to_listen,
    ),
    SmallFault(
        "secret-read-aloud",
        ("EN 5.1.3.8",),
        "What was typed into a secret field is spoken in the hall.",
        ("tests/accessibility/test_page_text.py::test_what_is_typed_is_known_but_never_a_secret",),
        _secrets_spoken,
    ),
    SmallFault(
        "screen-not-measured",
        ("EN 5.1.4",),
        "Every screen is taken for one of the same size: on a small one the text is too small.",
        (
            "tests/kiosk/test_terminal_settings.py::"
            "test_without_a_file_it_is_the_usual_panel_of_four_pixels_to_the_millimetre",
        ),
        _screen_not_measured,
    ),
    SmallFault(
        "first-page-without-ways",
        ("EN 5.2", "EN 5.1.2.2"),
        "The first page offers no way of reading or operating: who needs one cannot switch it on.",
        ("tests/kiosk/test_first_page.py::test_every_way_of_reading_and_operating_is_one_press_away",),
        _ways_lost,
    ),
    SmallFault(
        "wrong-reading",
        ("3.1.6",),
        "Every 行 is read háng, also in 步行.",
        ("tests/accessibility/test_pinyin.py::test_characters_are_read_by_their_word",),
        _wrong_readings,
    ),
    SmallFault(
        "asked-again",
        ("3.3.7",),
        "What was answered in the check is asked again in the application.",
        (
            "tests/applications/test_routes.py::"
            "test_answers_of_the_check_are_shown_with_their_origin_and_can_be_changed",
        ),
        _asked_again,
    ),
    SmallFault(
        "acts-when-pressed-down",
        ("2.5.2",),
        "A button acts as soon as it is touched: who slips cannot take it back.",
        (_BY_HAND,),
        _script('button.addEventListener("pointerdown", send);'),
    ),
    SmallFault(
        "swiping-needed",
        ("2.5.1", "2.5.7", "EN 5.1.6.1"),
        "The list moves only by swiping.",
        (_BY_HAND,),
        _script('list.addEventListener("touchmove", scroll);'),
    ),
    SmallFault(
        "dragging-needed",
        ("2.5.7", "2.1.3"),
        "Papers are put in order by dragging.",
        (_BY_HAND,),
        _script("paper.addEventListener('dragstart', take);"),
    ),
    SmallFault(
        "shaking-undoes",
        ("2.5.4",),
        "Shaking the telephone undoes the last step: a tremor does too.",
        (_BY_HAND,),
        _script('window.addEventListener("devicemotion", undo);'),
    ),
    SmallFault(
        "touch-switches-the-mouse-off",
        ("2.5.6",),
        "After the first touch only touch counts.",
        (_BY_HAND,),
        _script('document.addEventListener("touchstart", onlyTouch);'),
    ),
    SmallFault(
        "pasting-forbidden",
        ("3.3.8",),
        "A code cannot be pasted: it has to be copied sign by sign.",
        (_BY_HAND,),
        _script('field.addEventListener("paste", forbid);'),
    ),
    SmallFault(
        "choosing-sends",
        ("3.2.2",),
        "Choosing a district sends the form.",
        (f"{_SCRIPTS}test_nothing_is_sent_by_coming_to_a_field_or_choosing",),
        _script('select.addEventListener("change", () => form.submit());'),
    ),
    SmallFault(
        "focus-opens",
        ("3.2.1", "1.4.13"),
        "Coming to a link opens something.",
        (f"{_SCRIPTS}test_nothing_is_sent_by_coming_to_a_field_or_choosing",),
        _script('link.addEventListener("focus", open);'),
    ),
    SmallFault(
        "letter-as-shortcut",
        ("2.1.4",),
        "The letter h goes home, also in the middle of dictating.",
        (f"{_SCRIPTS}test_no_single_letter_is_a_shortcut",),
        _script('document.addEventListener("keydown", e => { if (e.key === "h") home(); });'),
    ),
    SmallFault(
        "camera-needed",
        ("2.5.4", "3.3.9", "EN 5.3"),
        "The camera looks for a face.",
        (f"{_SCRIPTS}test_no_script_uses",),
        _script("navigator.mediaDevices.getUserMedia({ video: true });"),
    ),
    SmallFault(
        "flashing",
        ("2.3.1", "2.3.2", "2.3.3", "2.2.2"),
        "Something new flashes.",
        (f"{_SHEETS}test_nothing_moves_or_flashes",),
        _sheet("@keyframes flash { 50% { opacity: 0; } } .new { animation: flash 0.2s infinite; }"),
    ),
    SmallFault(
        "slides-in",
        ("2.3.3",),
        "A panel slides in.",
        (f"{_SHEETS}test_nothing_moves_or_flashes",),
        _sheet(".panel { transition: transform 0.3s; }"),
    ),
    SmallFault(
        "shown-under-the-pointer",
        ("1.4.13",),
        "An explanation that only a pointer reaches, and that goes when the pointer does.",
        (f"{_SHEETS}test_nothing_appears_only_under_the_pointer_or_with_the_focus",),
        _sheet(".word:hover .word__meaning { display: block; }"),
    ),
    SmallFault(
        "picture-of-a-notice",
        ("1.4.5", "1.4.9"),
        "A notice as a photograph of its paper.",
        (_PICTURES,),
        _template('<img src="/static/notice.png" alt="" width="600" height="800">'),
    ),
    SmallFault(
        "live-picture",
        ("1.2.4", "1.2.9"),
        "A live conversation in a page, without captions.",
        (_PICTURES,),
        _template('<iframe src="/live"></iframe>'),
    ),
    SmallFault(
        "film-with-speech",
        ("1.2.5", "1.2.6", "1.2.7", "1.4.7"),
        "A film with a speaker and music, without an interpreter and without a description.",
        (_PICTURES,),
        _template('<video src="/static/welcome.mp4" controls></video>'),
    ),
    SmallFault(
        "letters-for-words",
        ("3.1.4",),
        "An abbreviation in letters that nobody explains.",
        ("tests/accessibility/test_letters_are_explained.py::test_letters_in_chinese_texts_are_known",),
        lambda patch: patch.setattr(letters, "texts", lambda: ["请先做ADL评估。"]),
    ),
    SmallFault(
        "picture-puzzle",
        ("3.3.8", "3.3.9", "1.1.1"),
        "Signs in a picture have to be typed.",
        (_WAYS_IN,),
        _sign_in_page('<p>换一张</p><img src="/puzzle" alt="" width="90" height="30">'),
    ),
    SmallFault(
        "six-boxes-for-a-code",
        ("3.3.8",),
        "A box for every digit: pasting fills only the first.",
        (_WAYS_IN,),
        _sign_in_page('<input name="d1" maxlength="1"><input name="d2" maxlength="1">'),
    ),
    SmallFault(
        "password-to-remember",
        ("3.3.8", "3.3.9"),
        "A password.",
        (_WAYS_IN,),
        _sign_in_page('<input type="password" name="password">'),
    ),
    SmallFault(
        "no-more-time",
        ("2.2.1", "2.2.3"),
        "A held time cannot be extended.",
        ("tests/journeys/test_book.py::test_a_hold_can_be_extended_many_times",),
        _no_longer,
    ),
    SmallFault(
        "typed-text-lost-at-the-end-of-a-session",
        ("2.2.5", "2.2.6"),
        "Who comes back after a session ended starts the page again.",
        ("tests/people/test_sessions_pages.py::test_what_was_typed_too_late_is_sent_with_one_press_after_signing_in",),
        _nothing_kept,
    ),
)

SMALL_FAULTS: Mapping[str, SmallFault] = {fault.name: fault for fault in _ALL}
