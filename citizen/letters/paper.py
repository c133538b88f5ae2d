"""A letter on paper: a tagged PDF (PDF/UA-1) with its Chinese font inside, in ordinary and in large print."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NoReturn

from flask import render_template

from citizen.accessibility.locales import LOCALES
from citizen.letters.letter import Letter, masked_letter
from citizen.web.i18n import speaking


class Print(StrEnum):
    """How large the letters of a letter are. Large print is 20 points on paper, as low-vision guides ask (18 up)."""

    ORDINARY = "ordinary"
    LARGE = "large"


def pdf_of(letter: Letter, size: Print = Print.ORDINARY) -> bytes:
    """The letter as a PDF: title and language set, headings, lists and tables tagged, every font embedded."""
    from weasyprint import HTML  # loading Pango costs half a second: only when somebody wants paper

    content: bytes = HTML(string=_html_of(letter, size), url_fetcher=_fetch_nothing).write_pdf(
        pdf_variant="pdf/ua-1", custom_metadata=False
    )
    return content


def _html_of(letter: Letter, size: Print) -> str:
    locale = LOCALES[letter.language]
    with speaking(locale.babel):
        return render_template("letters/paper.html", letter=masked_letter(letter), locale=locale, size=size.value)


def _fetch_nothing(url: str, *_args: Any, **_kwargs: Any) -> NoReturn:
    """A letter holds everything it shows: whatever a text says, nothing is ever asked of another address or file."""
    raise ValueError("letters fetch nothing")
