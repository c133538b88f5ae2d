"""The pages of the site that everybody may meet, read off the templates: their names, their titles, their words.

A page that is added is in the register by being there; nothing has to be listed a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from citizen.accessibility.locales import LOCALES
from citizen.config import ROOT
from citizen.web.catalogues import catalogue

TEMPLATES = ROOT / "templates"
#: Parts of pages, paper and messages; and the desk, which only members of staff open.
_NO_PUBLIC_PAGE = ("layouts/", "components/", "messages/", "staff/")
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_LAYOUT = re.compile(r"\s*{% extends \"(?:layouts|[a-z_]+)/")
_TITLE = re.compile(r"{% block title %}{{ _\(\"(?P<message>[^\"%]+)\"\) }}{% endblock %}")
#: Parsing all templates would take seconds, and the first reader of a process would wait for it.
_MESSAGES = re.compile(
    r"\b_\(\s*\"(?P<one>(?:[^\"\\]|\\.)+)\""
    r"|\bngettext\(\s*\"(?P<singular>(?:[^\"\\]|\\.)+)\"\s*,\s*\"(?P<plural>(?:[^\"\\]|\\.)+)\""
)
_OTHER = re.compile(r"{%-?\s*(?:include|from|import|extends)\s+\"(?P<name>[^\"]+)\"")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: the name of its template, and its heading as a msgid where it is the same for everybody."""

    name: str
    title: str | None

    def title_in(self, locale: str) -> str | None:
        return None if self.title is None else catalogue(LOCALES[locale].babel).gettext(self.title)


@cache
def pages() -> tuple[Page, ...]:
    """Every page that a template draws in the layout, in alphabetical order, without the desk of staff."""
    names = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
    public = [name for name in names if not name.startswith(_NO_PUBLIC_PAGE)]
    return tuple(Page(name, _title(name)) for name in public if _is_page(name))


def words_of(page: str, locale: str) -> str:
    """What a page says of itself in a language, one text a line: its own and those of what it includes.

    Names and amounts are not in it: they are put in for one person, or come with a programme or a place.
    """
    translated = catalogue(LOCALES[locale].babel)
    return "\n".join(translated.gettext(message) for message in messages_of(page))


@cache
def messages_of(name: str) -> tuple[str, ...]:
    """The msgids of a page, each once, in the order of the page; the layout and the components are everybody's."""
    found = dict.fromkeys(_messages(_source(name)))
    for other in _OTHER.finditer(_source(name)):
        if not other["name"].startswith(_NO_PUBLIC_PAGE):
            found |= dict.fromkeys(messages_of(other["name"]))
    return tuple(found)


def _messages(source: str) -> Iterator[str]:
    for call in _MESSAGES.finditer(source):
        yield from (part.replace('\\"', '"') for part in call.groups() if part is not None)


def _is_page(name: str) -> bool:
    """It stands in a layout, and is none for others."""
    return bool(_LAYOUT.match(_source(name))) and not name.endswith("/layout.html")


def _title(name: str) -> str | None:
    """The one msgid in the block `title`; None where it depends on what the page is about."""
    found = _TITLE.search(_source(name))
    return found["message"] if found else None


@cache
def _source(name: str) -> str:
    return _COMMENT.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))
