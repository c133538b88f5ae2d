"""Any page of the site in braille, in large print and as plain text, made from what the page says itself."""

from __future__ import annotations

import contextlib
from enum import StrEnum
from functools import cache

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.listening_pages import NotReadable, find_page, lead_on
from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.letters import braille, paper
from citizen.letters.letter import Letter, lines_of, masked_letter
from citizen.letters.page_letter import letter_of_page
from citizen.web.access import open_to_all
from citizen.web.i18n import N_, _, show_date
from citizen.web.limits import costly
from citizen.web.pages import page

blueprint = Blueprint("page_formats", __name__, url_prefix="/formats")
blueprint.register_error_handler(NotReadable, lead_on)


class PageForm(StrEnum):
    """The values are the endings of the files."""

    LARGE_PDF = "large.pdf"
    BRF = "brf"
    UNICODE_BRAILLE = "braille.txt"
    TEXT = "txt"


_NAMES = {
    PageForm.LARGE_PDF: N_("This page in large print (PDF, to print)"),
    PageForm.BRF: N_("This page as a braille file (BRF)"),
    PageForm.UNICODE_BRAILLE: N_("This page in braille dots, as text"),
    PageForm.TEXT: N_("This page as plain text"),
}
_HINTS = {
    PageForm.LARGE_PDF: N_("Letters of 20 points, black on white, A4."),
    PageForm.BRF: N_("For embossers and braille displays: 40 cells a line, 25 lines a page."),
    PageForm.UNICODE_BRAILLE: N_("To copy into another program."),
    PageForm.TEXT: N_("For your own program. No pictures, no tables."),
}
_TYPES = {
    PageForm.LARGE_PDF: "application/pdf",
    PageForm.BRF: "application/x-brf",
    PageForm.UNICODE_BRAILLE: "text/plain; charset=utf-8",
    PageForm.TEXT: "text/plain; charset=utf-8",
}


@blueprint.get("")
@open_to_all
def choose() -> Response:
    """The forms in which the page can be had, also those that this server cannot make."""
    other = find_page(request.args.get("of"))
    forms = [
        {
            "text": _(_NAMES[form]),
            "hint": _(_HINTS[form]),
            "href": url_for(".file", ending=form.value, of=other.address) if _can_make(form) else None,
        }
        for form in PageForm
    ]
    response = page("letters/page_formats.html", other=other, forms=forms, is_kiosk=current_ui().kiosk)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/page.<path:ending>")
@open_to_all
@costly
def file(ending: str) -> Response:
    """The page in one form, as a download with a name that says nothing about anybody."""
    form = _form_of(ending)
    locale = current_ui().locale
    reading = find_page(request.args.get("of")).reading
    sender = _("Services for people with disabilities")
    letter = letter_of_page(reading, language=locale.code, sender=sender, date=show_date(clock.today()))
    response = Response(_content(letter, form), content_type=_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="page.{form.value}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = locale.tag
    return response


def _form_of(ending: str) -> PageForm:
    """Raises NotFound for what cannot be made here: a terminal gives no files."""
    with contextlib.suppress(ValueError):
        form = PageForm(ending)
        if _can_make(form) and not current_ui().kiosk:
            return form
    raise NotFound("form")


def _content(letter: Letter, form: PageForm) -> bytes | str:
    match form:
        case PageForm.LARGE_PDF:
            return paper.pdf_of(letter, paper.Print.LARGE)
        case PageForm.BRF:
            return braille.brf(letter)
        case PageForm.UNICODE_BRAILLE:
            return braille.unicode_braille(letter)
        case PageForm.TEXT:
            return "\n".join(lines_of(masked_letter(letter))) + "\n"


def _can_make(form: PageForm) -> bool:
    if form is PageForm.LARGE_PDF:
        return _can_print()
    return form is PageForm.TEXT or braille.is_available()


@cache
def _can_print() -> bool:
    try:
        import weasyprint  # noqa: F401  (loads the system's Pango: a server may have none)
    except OSError:
        return False
    return True
