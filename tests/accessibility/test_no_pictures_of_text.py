"""Pictures, films and sounds stand only where they are listed here, with what they are: none is a picture of text, none
is live, none has speech that would need an interpreter or a description.
"""

from __future__ import annotations

import re

from tests.code_base import test_templates

_MEDIUM = re.compile(r"<(?:img|video|audio|iframe|canvas|object|embed|picture)\b")
#: template -> what stands there.
KNOWN = {
    "accessibility/listen.html": "a page read aloud; its words stand below",
    "accessibility/listen_way.html": "the same, of an answer to a form",
    "components/sign_player.html": "the player of sign language: silent clips with captions and their text",
    "eligibility/saved_codes.html": "a QR code; the address and the codes stand beside it",
    "proxies/consent_question.html": "a question of the page, read aloud by the machine voice",
    "arrival/board.html": "the number that is called, which stands beside it",
}


def templates() -> dict[str, str]:
    return test_templates.texts()


def test_pictures_films_and_sounds_stand_only_where_they_are_known() -> None:
    """WCAG 1.4.5, 1.4.9, and 1.2.4, 1.2.5, 1.2.7, 1.2.9: whoever adds one decides what it needs, and says so here."""
    found = {name for name, text in templates().items() if _MEDIUM.search(text)}
    assert found - KNOWN.keys() == set()
