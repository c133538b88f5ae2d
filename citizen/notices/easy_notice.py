"""What only a notice in easy-read has: its hard words explained, and where the pictures are. Pure, but for its files.

On a page the boxes beside the text do this (accessibility.easy_pages); what leaves the house has nothing beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from citizen.accessibility.easy_letters import opening_of
from citizen.accessibility.easy_lint import lines_of
from citizen.accessibility.easy_words import HardWord, hard_words

#: Pages of the site come in easy-read, with pictures, when the address says so.
_WITH_PICTURES = "/?easy=on"


def explained_sms(sms: str, language: str) -> str:
    """The SMS, and its hard words in easy ones behind it."""
    return "\n".join((sms, *explanations(sms, language)))


def explanations(text: str, language: str) -> Iterator[str]:
    """Each hard word once, in its order: the word, and what it means in lines of their own. Also those that are in the
    meaning of another one.
    """
    found: dict[HardWord, None] = {}
    to_read = [text]
    while to_read:
        new = [word for _piece, word in hard_words(language).split(to_read.pop(0)) if word and word not in found]
        found.update(dict.fromkeys(new))
        to_read.extend(word.explanation for word in dict.fromkeys(new))
    for word in found:
        yield "\n".join((f"{word.term}：", *lines_of(word.explanation)))


def made_by_program(language: str) -> str:
    """The line that says so: nobody has reviewed these texts yet."""
    return opening_of("other", language).made_by_program


def address_with_pictures(public_url: str) -> str:
    """The site in easy-read; empty when the deployment has not said where it is."""
    return f"{public_url}{_WITH_PICTURES}" if public_url else ""
