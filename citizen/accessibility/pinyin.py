"""How Chinese words are read, sign by sign, in the spelling of the standard (GB/T 16159: tones as in the dictionary).

Words are parted first, because many characters are read by their word: 银行 yín háng, 步行 bù xíng. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from citizen.accessibility.sounds import spoken
from citizen.accessibility.traditional import to_simplified
from citizen.accessibility.words import Words

#: Readings that the dictionaries have wrong, or have no word for.
HOUSE_READINGS: dict[str, tuple[str, ...]] = {
    "看得见": ("kàn", "de", "jiàn"),
    "看不见": ("kàn", "bu", "jiàn"),
    "盛着": ("chéng", "zhe"),
    "睡着": ("shuì", "zháo"),
    "教您": ("jiāo", "nín"),
    "教我": ("jiāo", "wǒ"),
    "教你": ("jiāo", "nǐ"),
    "为谁": ("wèi", "shéi"),
    "谁": ("shéi",),
    "慢慢地": ("màn", "màn", "de"),
    "哪儿": ("nǎ", "r"),
    "下载": ("xià", "zài"),
    "重残": ("zhòng", "cán"),
    "通州区": ("tōng", "zhōu", "qū"),
    "奉化区": ("fèng", "huà", "qū"),
    "为准": ("wéi", "zhǔn"),
    "长": ("cháng",),
    "太长": ("tài", "cháng"),
    "很长": ("hěn", "cháng"),
    "更长": ("gèng", "cháng"),
    "多长时间": ("duō", "cháng", "shí", "jiān"),
    "长时间": ("cháng", "shí", "jiān"),
    "串行": ("chuàn", "háng"),
    "错行": ("cuò", "háng"),
    "每行": ("měi", "háng"),
    "一行": ("yī", "háng"),
    "要约": ("yào", "yuē"),
    "选中": ("xuǎn", "zhòng"),
    "看得": ("kàn", "de"),
    "写得": ("xiě", "de"),
    "答得": ("dá", "de"),
    "信得过": ("xìn", "de", "guò"),
    "够得着": ("gòu", "de", "zháo"),
    "用得着": ("yòng", "de", "zháo"),
    "地": ("de",),
    "调": ("tiáo",),
    "调成": ("tiáo", "chéng"),
    "调低": ("tiáo", "dī"),
    "调一调": ("tiáo", "yī", "tiáo"),
}
#: Family names that are read otherwise than the word.
SURNAMES = {
    **dict(zip("单曾仇解区查任华", ("shàn", "zēng", "qiú", "xiè", "ōu", "zhā", "rén", "huà"), strict=True)),
    **dict(zip("盖翟葛缪朴纪盛覃", ("gě", "zhái", "gě", "miào", "piáo", "jì", "shèng", "qín"), strict=True)),
}
#: The tone of these two changes with the next syllable; written is the one of the dictionary.
_WRITTEN_TONE = {"一": "yī", "不": "bù"}
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff〇]")
_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


def readings(text: str, *, is_name: bool = False) -> Iterator[tuple[str, str | None]]:
    """The text in pieces, in order and without loss: one character with its reading, or other signs with None."""
    if not has_han(text):
        yield text, None
        return
    known_name = is_name and _NAME.fullmatch(text.strip())
    first = text.index(text.strip()[0]) if known_name else -1
    at = 0
    for word in _words(text):
        for reading in _read(word):
            yield text[at], SURNAMES.get(text[at], reading) if at == first else reading
            at += 1


def _words(text: str) -> Iterator[str]:
    """Words in their simplified form, which is as long as the text or is not used."""
    simplified = to_simplified(text)
    yield from _house_words().cut(simplified if len(simplified) == len(text) else text)


def _read(word: str) -> Iterator[str | None]:
    for piece, reading in spoken(word, others=HOUSE_READINGS):
        yield from [None] * len(piece) if reading is None else [_WRITTEN_TONE.get(piece, reading)]


@cache
def _house_words() -> Words:
    return Words(HOUSE_READINGS)
