"""What our own scripts never do: listen for gestures or single letters, act before a finger is lifted, or send by
themselves. What a script may listen to is listed here, so that a new way of operating is a decision.
"""

from __future__ import annotations

import re

import pytest

from citizen.web.assets import STATIC

#: WCAG 2.5.1, 2.5.2, 2.5.4, 2.5.6, 2.5.7: pressing before the finger is lifted, swiping, dragging, shaking.
_BY_HAND_ALONE = (
    r"mousedown|touchstart|touchmove|touchend|pointermove|gesture\w*|device\w+|drag\w*|drop|contextmenu|copy|cut|paste"
)
#: WCAG 3.2.1, 3.2.2: coming to a field or choosing something is not sending it.
_UNASKED = "change|focus|focusin|blur|focusout|mouseenter|mouseover|selectionchange"
#: “Somebody is there”: every kind of touch counts alike, and none does anything else.
_ONLY_NOTICE = re.compile(r"\[\"pointerdown\", \"keydown\"[^\]]*\]\.forEach")
#: script and event -> what it does instead of sending or acting.
KNOWN = {
    "reading-ruler.js: pointermove": "the line of the reading ruler follows the pointer",
    "reading-ruler.js: pointerdown": "and the finger",
    "reading-ruler.js: focusin": "and the focus",
}
_LISTENS = re.compile(r"addEventListener\(\s*[\"'](?P<event>[\w:]+)[\"']")
_LETTER = re.compile(r"\.(?:key|code)\s*===?\s*[\"'](?:[A-Za-z]|Key[A-Z])[\"']")


def scripts() -> dict[str, str]:
    """Our own scripts; htmx is somebody else's, and what it may do is in its configuration."""
    paths = sorted((STATIC / "js").glob("*.js"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths if "htmx" not in path.name}


def _listening_for(events: str) -> list[str]:
    forbidden = re.compile(rf"(?:{events})\Z")
    listening = [
        f"{name}: {found['event']}"
        for name, text in scripts().items()
        for found in _LISTENS.finditer(_ONLY_NOTICE.sub("", text))
        if forbidden.match(found["event"])
    ]
    return [one for one in listening if one not in KNOWN]


def test_nothing_needs_a_gesture_or_acts_before_the_finger_is_lifted() -> None:
    assert _listening_for(_BY_HAND_ALONE + "|pointerdown") == []


def test_nothing_is_sent_by_coming_to_a_field_or_choosing() -> None:
    assert _listening_for(_UNASKED) == []


def test_no_single_letter_is_a_shortcut() -> None:
    """They would clash with screen readers and with dictation (WCAG 2.1.4)."""
    assert [name for name, text in scripts().items() if _LETTER.search(text)] == []


@pytest.mark.parametrize("forbidden", ["getUserMedia", "getDisplayMedia", "RTCPeerConnection", "WebSocket", "confirm("])
def test_no_script_uses(forbidden: str) -> None:
    """No camera, no live media, no question of the browser's own."""
    assert [name for name, text in scripts().items() if forbidden in text] == []
