"""The catalogue of easy-read texts: what stands in it, from which ordinary text each was made, and who has read it.

translations/zh_Hans/LC_MESSAGES/easy.po holds it. An entry has the hash of the ordinary Chinese text it was made from
in a comment; when that text changes, the entry is outdated and `flask easy check` says so. A person who has read an
entry writes a comment `reviewed: <name or role>, <date>`; until then it counts as made by a program.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from citizen.accessibility.content_records import hash_of
from citizen.accessibility.traditional import to_traditional
from citizen.web.catalogues import TRANSLATIONS, catalogue

SOURCE = "zh_Hans"
_SIGNS_OF_HASH = 16
_MADE_FROM = re.compile(r"^made from: ([0-9a-f]+)$")
_REVIEWED = re.compile(r"^reviewed: (.+), (\d{4}-\d{2}-\d{2})$")
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EasyText:
    """One text in easy-read; its lines are parted by line ends. `plural` where the msgid has a plural form."""

    msgid: str
    text: str
    made_from: str
    plural: str | None = None
    reviewed_by: str | None = None
    reviewed_on: date | None = None

    @property
    def is_outdated(self) -> bool:
        """The ordinary text has changed since."""
        return self.made_from != sign_of(ordinary_text(self.msgid))


def path_of(babel_code: str = SOURCE) -> Path:
    return TRANSLATIONS / babel_code / "LC_MESSAGES" / "easy.po"


@cache
def easy_texts() -> Mapping[str, EasyText]:
    """Every entry by its msgid, as the file was when the process began."""
    return read_texts(path_of())


def read_texts(path: Path) -> dict[str, EasyText]:
    """The entries of a file; empty when there is none."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = [message for message in read_po(file, locale=SOURCE) if message.id]
    return {text.msgid: text for text in map(_entry, messages)}


def write_texts(path: Path, babel_code: str, texts: Iterable[EasyText]) -> None:
    """The file, in the order of its msgids, without dates: no change without a change."""
    catalog = Catalog(locale=babel_code, project="citizen", charset="utf-8", fuzzy=False)
    catalog.revision_date = catalog.creation_date = _NO_DATE
    for text in texts:
        message_id = (text.msgid, text.plural) if text.plural else text.msgid
        catalog.add(message_id, (text.text,) if text.plural else text.text, user_comments=_comments(text))
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False)


def filled(texts: Mapping[str, EasyText], given: Mapping[str, str], plurals: Mapping[str, str]) -> dict[str, EasyText]:
    """The entries with new ones: each notes the ordinary text it was made from, and nobody has reviewed it yet."""
    new = {
        msgid: EasyText(msgid, text, sign_of(ordinary_text(msgid)), plurals.get(msgid))
        for msgid, text in given.items()
        if msgid not in texts or texts[msgid].text != text or texts[msgid].is_outdated
    }
    return {**texts, **new}


def forget_all_but(known: Container[str]) -> None:
    """Take out the entries of texts that no page has any more."""
    kept = [text for text in read_texts(path_of()).values() if text.msgid in known]
    write_texts(path_of(), SOURCE, kept)


def derive_traditional() -> None:
    """zh_Hant by conversion, as the ordinary catalogue is."""
    texts = read_texts(path_of())
    made = (
        EasyText(one.msgid, to_traditional(one.text), one.made_from, one.plural, one.reviewed_by, one.reviewed_on)
        for one in texts.values()
    )
    write_texts(path_of("zh_Hant"), "zh_Hant", made)


def ordinary_text(msgid: str) -> str:
    """The ordinary Chinese text, which has one form for every number; "" where there is none."""
    ordinary = catalogue(SOURCE)
    found = ordinary.gettext(msgid)
    return found if found != msgid else ordinary.ngettext(msgid, "", 1).replace(msgid, "")


def sign_of(text: str) -> str:
    """By which a text is told from another one: the beginning of its hash."""
    return hash_of(text)[:_SIGNS_OF_HASH]


def _entry(message: Message) -> EasyText:
    msgid, plural = message.id if isinstance(message.id, (tuple, list)) else (message.id, None)
    text = message.string[0] if isinstance(message.string, (tuple, list)) else message.string
    made_from = reviewed = None
    for comment in message.user_comments:
        made_from = made_from or _MADE_FROM.match(comment)
        reviewed = reviewed or _REVIEWED.match(comment)
    return EasyText(
        msgid,
        text or "",
        made_from[1] if made_from else "",
        plural,
        reviewed[1] if reviewed else None,
        date.fromisoformat(reviewed[2]) if reviewed else None,
    )


def _comments(text: EasyText) -> list[str]:
    reviewed = [f"reviewed: {text.reviewed_by}, {text.reviewed_on}"] if text.reviewed_by else []
    return [f"made from: {text.made_from}", *reviewed]
