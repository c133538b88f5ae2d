"""Latin letters in Chinese texts: each is an everyday name of a thing, or explained where it stands (WCAG 3.1.4)."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from citizen.web.i18n import TRANSLATIONS

_LETTERS = re.compile(r"(?<![A-Za-z0-9%({@.-])[A-Za-z]{2,}(?![A-Za-z}])")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
#: letters -> why they need no more words.
KNOWN = {
    "PDF": "a kind of file, called so on every phone",
    "JPEG": "stands after 照片 as its kind",
    "PNG": "stands after 照片 as its kind",
    "HEIC": "stands after 照片 as its kind",
    "MB": "stands after a number, as phones show it",
    "MP": "MP3, stands after 录音",
    "BRF": "stands after 盲文文件 as its kind",
    "JSON": "stands after the words for whom: 给其他程序用",
    "ics": "an ending, stands after 日历",
    "Ctrl": "written on the key",
    "Cookie": "explained in the same sentence",
    "WCAG": "explained in the same sentence: 国际标准",
    "AA": "a level of WCAG, explained on the page",
    "AAA": "a level of WCAG, explained on the page",
    "QX": "inside an example of a reference",
    "name": "inside an example of an address",
    "example": "inside an example of an address",
}
#: Pages for people who write programs; the words are the names of things in a protocol.
FOR_PROGRAMS = {"Authorization", "Bearer", "OpenAPI", "Idempotency", "Key", "cursor"}


def texts() -> list[str]:
    """Every Chinese text of the pages."""
    with (TRANSLATIONS / "zh_Hans/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    strings = (one.string if isinstance(one.string, tuple | list) else (one.string,) for one in catalogue if one.id)
    return [_PLACEHOLDER.sub("", str(text)) for several in strings for text in several]


def test_letters_in_chinese_texts_are_known() -> None:
    found = {letters: text for text in texts() for letters in _LETTERS.findall(text)}
    assert {letters: text for letters, text in found.items() if letters not in KNOWN.keys() | FOR_PROGRAMS} == {}
