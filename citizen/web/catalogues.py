"""Message catalogues without a request: what is written for a letter or a message is in the reader's language too."""

from __future__ import annotations

import gettext as stdlib_gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"


def N_(message: str) -> str:  # noqa: N802  (the name every extractor knows)
    """Mark a msgid for extraction; it is translated where it is shown."""
    return message


#: Between two lines of one easy-read text: the line separator of Unicode, which no other text holds. Where pages are
#: finished it becomes a line of its own (citizen/accessibility/easy_pages.py).
BREAK = "\u2028"
#: Whether the texts of this request (or of this letter) are wanted in easy-read. Set by web.i18n only.
reading_easy: ContextVar[bool] = ContextVar("reading_easy", default=False)


@cache
def catalogue(babel_code: str) -> stdlib_gettext.NullTranslations:
    """The message catalogue of a language; English is the msgids themselves."""
    return _read(babel_code, "messages")


class EasyFirst(stdlib_gettext.NullTranslations):
    """Easy-read, and the ordinary text wherever there is no easy one. Its lines are parted by BREAK."""

    def __init__(self, easy: stdlib_gettext.NullTranslations, ordinary: stdlib_gettext.NullTranslations) -> None:
        super().__init__()
        self._easy, self._ordinary = easy, ordinary

    def gettext(self, message: str) -> str:
        found = self._easy.gettext(message)
        return self._ordinary.gettext(message) if found == message else found.replace("\n", BREAK)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self._easy.ngettext(singular, plural, number)
        if found in (singular, plural):
            return self._ordinary.ngettext(singular, plural, number)
        return found.replace("\n", BREAK)


@cache
def easy_catalogue(babel_code: str) -> stdlib_gettext.NullTranslations:
    return EasyFirst(_read(babel_code, "easy"), catalogue(babel_code))


@contextmanager
def in_ordinary_words() -> Iterator[None]:
    """What is compared, searched, kept or sent on is the ordinary text, however the reader reads. Also a decorator."""
    token = reading_easy.set(False)
    try:
        yield
    finally:
        reading_easy.reset(token)


@cache
def has_easy_read(babel_code: str) -> bool:
    """Whether easy-read has been written in this language."""
    return (TRANSLATIONS / babel_code / "LC_MESSAGES" / "easy.po").exists()


def _read(babel_code: str, domain: str) -> stdlib_gettext.NullTranslations:
    """A compiled file that is missing or older than its source is compiled in memory, so that a fresh clone and an
    edited translation both show the right words.
    """
    folder = TRANSLATIONS / babel_code / "LC_MESSAGES"
    source, compiled = folder / f"{domain}.po", folder / f"{domain}.mo"
    if not source.exists():
        return stdlib_gettext.NullTranslations()
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        return stdlib_gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    with source.open("rb") as file:
        messages = read_po(file, locale=babel_code)
    buffer = io.BytesIO()
    write_mo(buffer, messages)
    buffer.seek(0)
    return stdlib_gettext.GNUTranslations(buffer)
