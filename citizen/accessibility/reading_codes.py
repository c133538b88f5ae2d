"""How somebody reads what is sent to them: a language, and whether in easy-read, in one code.

The code is a language tag (BCP 47): the code of the language, and for easy-read the registered variant "simple" behind
it ("zh-Hans", "zh-Hans-simple"). It is kept wherever a language is kept until something is sent. Pure.
"""

from __future__ import annotations

from citizen.accessibility.locales import LOCALES

_EASY = "-simple"


def reading_code(language: str, *, easy: bool) -> str:
    """The code for a language. The wish for easy-read stays, though it may not have been written in this language."""
    return language + _EASY if easy else language


def language_of(code: str) -> str:
    """The language alone, a code of LOCALES where `is_known`."""
    return code.removesuffix(_EASY)


def wants_easy(code: str) -> bool:
    return code.endswith(_EASY)


def is_known(code: str) -> bool:
    """Whether something can be written for it."""
    return language_of(code) in LOCALES


#: Every way in which something can be sent.
READING_CODES = tuple(reading_code(code, easy=easy) for code in LOCALES for easy in (False, True))
