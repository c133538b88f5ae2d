"""The texts of one language, each looked up in its catalogue once per process and then found in a table."""

from __future__ import annotations

import gettext as stdlib_gettext
from functools import cache

from markupsafe import Markup

from citizen.web.catalogues import catalogue, easy_catalogue

#: Far more than there are msgids. What comes after is looked up each time, so that no table grows without end.
_MOST = 20_000


class Words(dict[str, str]):
    """msgid → text."""

    def __init__(self, translations: stdlib_gettext.NullTranslations) -> None:
        super().__init__()
        self._translations = translations

    def __missing__(self, message: str) -> str:
        text = self._translations.gettext(message)
        if len(self) < _MOST:
            self[message] = text
        return text


class Printed(dict[str, Markup]):
    """msgid → text as a template without values prints it: our texts are markup, and `%%` is a percent sign."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, message: str) -> Markup:
        text: Markup = Markup(self._words[message]) % {}  # noqa: S704  our own texts, never what somebody typed
        if len(self) < _MOST:
            self[message] = text
        return text


class Texts:
    """What is said in one language (in easy-read, if `easy`)."""

    __slots__ = ("printed", "translations", "words")

    def __init__(self, translations: stdlib_gettext.NullTranslations) -> None:
        self.translations = translations
        self.words = Words(translations)
        self.printed = Printed(self.words)


@cache
def texts_in(babel_code: str, *, easy: bool = False) -> Texts:
    """One table per language, shared by all requests of the process."""
    return Texts(easy_catalogue(babel_code) if easy else catalogue(babel_code))
