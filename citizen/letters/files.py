"""Letters as answers: on screen, and as files in every form that this server can make."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from flask import Response

from citizen.accessibility.locales import LOCALES
from citizen.accessibility.ui import current_ui
from citizen.accessibility.voices import can_be_spoken, voice_of_this_server
from citizen.core.errors import NotFound
from citizen.letters import braille, paper, spoken
from citizen.letters.easy_letter import easy_letter
from citizen.letters.letter import Letter, masked_letter
from citizen.web.catalogues import reading_easy
from citizen.web.i18n import N_, _
from citizen.web.own_words import typed
from citizen.web.pages import page


class Form(StrEnum):
    """The forms of a letter beside the page itself; the values are the endings of their addresses."""

    PDF = "pdf"
    LARGE_PDF = "large.pdf"
    BRF = "brf"
    UNICODE_BRAILLE = "braille.txt"
    SPOKEN = "mp3"


_NAMES = {
    Form.PDF: N_("PDF to print"),
    Form.LARGE_PDF: N_("PDF in large print"),
    Form.BRF: N_("Braille file (BRF), made by a program"),
    Form.UNICODE_BRAILLE: N_("Braille as text, made by a program"),
    Form.SPOKEN: N_("Recording (MP3), spoken by a machine"),
}
_TYPES = {
    Form.PDF: "application/pdf",
    Form.LARGE_PDF: "application/pdf",
    Form.BRF: "application/x-brf",
    Form.UNICODE_BRAILLE: "text/plain; charset=utf-8",
    Form.SPOKEN: "audio/mpeg",
}


def available_forms(language: str) -> list[Form]:
    """What can be made here and now. A terminal gives no files: it prints the page."""
    if current_ui().kiosk:
        return []
    forms = [Form.PDF, Form.LARGE_PDF]
    if braille.is_available():
        forms += [Form.BRF, Form.UNICODE_BRAILLE]
    if can_be_spoken(voice_of_this_server(), language):
        forms.append(Form.SPOKEN)
    return forms


def form_name(form: Form) -> str:
    return _(_NAMES[form])


def letter_page(letter: Letter, *, back: str, address_of: Callable[[Form], str]) -> Response:
    """The letter on screen, with the way to its other forms."""
    letter = _for_this_reader(letter, on_screen=True)
    forms = [{"text": form_name(one), "href": address_of(one)} for one in available_forms(letter.language)]
    reference = typed(letter.reference)
    return page("letters/letter.html", letter=masked_letter(letter), reference=reference, back=back, forms=forms)


def letter_file(letter: Letter, ending: str, *, name: str) -> Response:
    """The letter in one form, as a download. `name` holds nothing personal. Raises NotFound for what cannot be made."""
    try:
        form = Form(ending)
    except ValueError:
        raise NotFound("form") from None
    if form not in available_forms(letter.language):
        raise NotFound("form")
    response = Response(_content(_for_this_reader(letter, on_screen=False), form), content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.value}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = LOCALES[letter.language].tag
    return response


def _for_this_reader(letter: Letter, *, on_screen: bool) -> Letter:
    return easy_letter(letter, says_who_wrote_it=not on_screen) if reading_easy.get() else letter


def _content(letter: Letter, form: Form) -> bytes | str:
    match form:
        case Form.PDF:
            return paper.pdf_of(letter)
        case Form.LARGE_PDF:
            return paper.pdf_of(letter, paper.Print.LARGE)
        case Form.BRF:
            return braille.brf(letter)
        case Form.UNICODE_BRAILLE:
            return braille.unicode_braille(letter)
        case Form.SPOKEN:
            voice = voice_of_this_server()
            if voice is None:
                raise NotFound("form")
            return spoken.mp3(letter, voice)
