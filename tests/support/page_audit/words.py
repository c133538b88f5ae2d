"""Words: the right language, links that say where they lead, no broken Chinese."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tests.support.document import squeeze
from tests.support.page_audit.rules import Delivered, rule

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENGLISH_RUN = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[\s,;:—–-]+[A-Za-z][A-Za-z'’]*){2,}")
_SPACED_OUT = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){2,}(?![\u4e00-\u9fff])")
_MACHINERY = re.compile(r"%\(\w+\)[sd]|\{\{|\}\}|\bUndefined\b|LazyString|<built-in|object at 0x")
_NO_VALUE = re.compile(r"\b(?:None|True|False)\b")
_EMPTY_WORDS = """
    点击这里|點擊這裏|點擊這裡|点这里|这里|这儿|点击|更多|详情|详细|查看|查看更多|查看详情|了解更多|下载|链接|更多內容|詳情
    |here|more|details|view|read|click|download|link|click here|read more|learn more|view more|see more|more info
"""
_SAYS_NOTHING = frozenset(words.strip() for words in _EMPTY_WORDS.split("|"))


def _prose(page: Delivered) -> Iterator[tuple[str, str]]:
    """(language, text) of every piece of ours that a person reads or hears; not what they typed."""
    for language, text in page.document.prose:
        for own in page.own_words:
            text = text.replace(own, "")
        yield language, text


@rule
def chinese_pages_are_all_chinese(page: Delivered) -> Iterator[str]:
    """Three Latin words in a row are a sentence somebody forgot to translate, or a quote without `lang`."""
    for language, text in _prose(page):
        forgotten = _ENGLISH_RUN.search(text)
        if language.startswith("zh") and forgotten:
            yield f"English on a Chinese page: “{squeeze(forgotten.group())}”"


@rule
def english_pages_mark_their_chinese(page: Delivered) -> Iterator[str]:
    for language, text in _prose(page):
        if language == "en" and _HAN.search(text):
            yield f"Chinese without lang: “{squeeze(text)[:60]}”"


@rule
def no_machinery_shows(page: Delivered) -> Iterator[str]:
    for language, text in _prose(page):
        found = _MACHINERY.search(text) or (language.startswith("zh") and _NO_VALUE.search(text))
        if found:
            yield f"“{found.group()}” in “{squeeze(text)[:60]}”"


@rule
def chinese_words_hold_together(page: Delivered) -> Iterator[str]:
    """Blanks inside a word (残 疾 人) are read letter by letter (WCAG 1.3.2)."""
    for _, text in _prose(page):
        spaced = _SPACED_OUT.search(text)
        if spaced:
            yield f"“{spaced.group()}”"


@rule
def links_say_where_they_lead(page: Delivered) -> Iterator[str]:
    for link in page.document.all("a"):
        name = page.document.name(link)
        if name.strip(" ›»>。.…").lower() in _SAYS_NOTHING:
            yield f"“{name}” says nothing out of context"


@rule
def same_words_lead_to_the_same_place(page: Delivered) -> Iterator[str]:
    """Two links of one name to two places are one riddle (WCAG 2.4.9)."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in page.document.all("a"):
        if "href" in link.attrib and not page.document.is_hidden(link):
            places[page.document.name(link)].add(link.attrib["href"])
    for name, addresses in places.items():
        if len(addresses) > 1:
            yield f"“{name}” leads to {' and to '.join(sorted(addresses))}"
