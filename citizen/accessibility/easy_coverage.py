"""How much of each page, and of what is sent, is easy-read: for those who write it, and for the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from citizen.accessibility import easy_catalogue
from citizen.accessibility.content_records import VersionRecord, hash_of
from citizen.accessibility.easy_catalogue import EasyText, ordinary_text
from citizen.accessibility.easy_lint import faults_of
from citizen.accessibility.easy_words import rules
from citizen.accessibility.page_register import messages_of, pages, words_of
from citizen.accessibility.traditional import to_traditional

#: Easy-read is written in Chinese; Traditional Chinese is made from it.
_LOCALES = ("zh-Hans", "zh-Hant")


class Way(StrEnum):
    """How a text is read in easy-read."""

    #: It has an easy text of its own.
    OWN = "own"
    #: Its ordinary text keeps all rules of easy-read: it is shown, a sentence a line, with pictures and boxes.
    PLAIN = "plain"
    #: Neither: the ordinary text is shown.
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Share:
    """How the texts of one page are read."""

    page: str
    ways: Mapping[str, Way]

    def count(self, way: Way) -> int:
        return sum(one is way for one in self.ways.values())

    @property
    def is_whole(self) -> bool:
        """Nothing on the page is missing; a page without words of its own has no easy-read."""
        return bool(self.ways) and not self.count(Way.MISSING)


#: Gives what is no page, by its name in the manifest ("notice/sign_in_code"): its msgids.
Parts = Callable[[], Mapping[str, Iterable[str]]]
_parts: dict[str, Parts] = {}


def also_cover(parts: Parts) -> None:
    """What rooms above send or print counts too. The same function given again counts once."""
    _parts[f"{parts.__module__}.{parts.__qualname__}"] = parts


def coverage(locale: str) -> Mapping[str, VersionRecord]:
    """The pages and parts that are easy-read as a whole. English has none."""
    if locale not in _LOCALES:
        return {}
    of_pages = {
        share.page: _record(share, locale, words_of(share.page, locale)) for share in shares() if share.is_whole
    }
    return of_pages | {
        share.page: _record(share, locale, _words_of_part(share, locale)) for share in part_shares() if share.is_whole
    }


@cache
def shares() -> tuple[Share, ...]:
    """Every public page with the ways of its texts."""
    return tuple(share_of(page.name, messages_of(page.name)) for page in pages())


def part_shares() -> tuple[Share, ...]:
    """What is no page, with the ways of its texts."""
    return tuple(share_of(name, messages) for parts in _parts.values() for name, messages in parts().items())


def share_of(name: str, messages: Iterable[str]) -> Share:
    """A plural form is read with its singular: it has no text of its own in Chinese."""
    return Share(name, {message: way_of(message) for message in messages if ordinary_text(message)})


@cache
def way_of(message: str) -> Way:
    if message in easy_catalogue.easy_texts():
        return Way.OWN
    text = ordinary_text(message)
    breaks_a_rule = any(True for _fault in faults_of(text, rules=rules()))
    return Way.MISSING if breaks_a_rule else Way.PLAIN


def _words_of_part(share: Share, locale: str) -> str:
    words = "\n".join(map(ordinary_text, share.ways))
    return to_traditional(words) if locale == "zh-Hant" else words


def _record(share: Share, locale: str, words: str) -> VersionRecord:
    own = [easy_catalogue.easy_texts()[one] for one, way in share.ways.items() if way is Way.OWN]
    now = hash_of(words)
    outdated = any(text.is_outdated for text in own)
    reviewer = _reviewed_by(share, own)
    return VersionRecord(
        page=share.page,
        locale=locale,
        kind="easy",
        made_from=hash_of("\n".join(text.made_from for text in own)) if outdated else now,
        source_now=now,
        made_by="machine",
        reviewed_by=reviewer.reviewed_by if reviewer else None,
        reviewed_on=reviewer.reviewed_on if reviewer else None,
    )


def _reviewed_by(share: Share, own: list[EasyText]) -> EasyText | None:
    """The latest reviewed text, when every text of the page is an easy one that somebody has reviewed."""
    whole = len(own) == len(share.ways) and all(text.reviewed_by for text in own)
    return max(own, key=lambda text: str(text.reviewed_on)) if whole else None
