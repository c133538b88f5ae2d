"""Chinese text with everything in figures written out in characters, as people say it. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from citizen.accessibility.said_shapes import DASHED_DATE, HIDDEN, IDENTITY, REFERENCE, figures, telephone

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
#: In telephone numbers and codes 1 is said yao, so that it is not heard as seven.
_CALLED_DIGITS = {**_DIGITS, "1": "幺"}
_UNITS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")


def as_said(text: str) -> str:
    """The text with dates, times, money, telephone numbers, codes, ranges and numbers written out in characters."""
    for pattern, said in _SPOKEN:
        text = pattern.sub(said, text)
    return text


def number_in_words(number: int) -> str:
    """3205 → 三千二百零五; below a million million."""
    if number == 0:
        return "零"
    groups: list[str] = []
    for place, name in enumerate(_MYRIADS):
        group, has_more = number // 10_000**place % 10_000, number >= 10_000 ** (place + 1)
        if group:
            groups.insert(0, ("零" if group < 1000 and has_more else "") + _group_in_words(group) + name)
        elif has_more and groups and not groups[0].startswith("零"):
            groups[0] = "零" + groups[0]
    joined = "".join(groups)
    return joined[1:] if joined.startswith("一十") else joined


def _group_in_words(group: int) -> str:
    words, is_gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit == 0:
            is_gap = bool(words)
            continue
        words += ("零" if is_gap else "") + _DIGITS[str(digit)] + _UNITS[place]
        is_gap = False
    return words


def _each(digits: str) -> str:
    return "".join(_DIGITS[digit] for digit in digits)


def _called(code: str) -> str:
    """A telephone number or a code, sign by sign, with a pause where it is grouped."""
    return "，".join("、".join(_CALLED_DIGITS.get(sign, sign) for sign in part) for part in re.split(r"[ -]", code))


def _amount(text: str) -> str:
    whole, _point, rest = text.replace(",", "").partition(".")
    return number_in_words(int(whole)) + ("点" + _each(rest) if rest else "")


def _clock(hours: str, minutes: str, *, full: str = "整") -> str:
    hour = "两" if int(hours) == 2 else number_in_words(int(hours))
    if int(minutes) == 0:
        return f"{hour}点{full}"
    return f"{hour}点{'零' if int(minutes) < 10 else ''}{number_in_words(int(minutes))}分"


def _clock_range(found: re.Match[str]) -> str:
    return f"{_clock(found[1], found[2], full='')}到{found[3] or ''}{_clock(found[4], found[5], full='')}"


def _dashed_date(found: re.Match[str]) -> str:
    return f"{_each(found[1])}年{number_in_words(int(found[2]))}月{number_in_words(int(found[3]))}日"


def _hidden(found: re.Match[str]) -> str:
    """110********14 → 幺、幺、零，隐去8位，幺、四."""
    hidden = f"隐去{number_in_words(len(found[2]))}位"
    return "，".join(part for part in (_called(found[1]), hidden, _called(found[3])) if part)


def _identity(found: re.Match[str]) -> str:
    """Place, birthday and the rest apart, as people read the number out."""
    return _called(f"{found[0][:6]} {found[0][6:-4]} {found[0][-4:]}".upper())


def _fraction(found: re.Match[str]) -> str:
    part, whole = int(found[1]), int(found[2])
    if not 0 < part < whole <= 10:
        return found[0]
    return f"{number_in_words(whole)}分之{number_in_words(part)}"


_DASH = r"\s*[–—~～-]\s*"
#: 下午3:00至3:45, 上午11:30–下午12:15: the second half of the day stands where it differs.
_TIME_RANGE = r"(?<!\d)(\d{1,2})[:：](\d{2})\s*[–—~～至到-]\s*([上下]午)?(\d{1,2})[:：](\d{2})(?!\d)"
#: 2 before what is counted is 两; in dates, orders and codes it stays 二.
_COUNTED = "个|人|位|名|次|项|天|家|种|张|份|台|处|小时|分钟|周|遍|句|条|件|间|部|步|道|岁|年|倍|块"
#: In this order: what is recognised by its shape first, bare numbers last.
_SPOKEN: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (figures(rf"(?<!\d)(\d{{4}})年?{_DASH}(\d{{4}})年"), lambda found: f"{_each(found[1])}到{_each(found[2])}年"),
    (figures(r"(?<!\d)(\d{4})年"), lambda found: f"{_each(found[1])}年"),
    (figures(r"〔(\d{4})〕"), lambda found: f"，{_each(found[1])}年，"),
    (DASHED_DATE, _dashed_date),
    (figures(_TIME_RANGE), _clock_range),
    (figures(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)"), lambda found: _clock(found[1], found[2])),
    (HIDDEN, _hidden),
    (IDENTITY, _identity),
    (REFERENCE, lambda found: _called(found[0])),
    (telephone(before=r"[\d.]", after=r"[\d.]"), lambda found: _called(found[0])),
    (figures(r"(?<=打)\s?(1[12]\d)(?!\d)"), lambda found: _called(found[1])),
    (figures(rf"(\d[月日岁个元%]?){_DASH}(?=\d)"), lambda found: f"{found[1]}到"),
    (figures(r"(\d+(?:\.\d+)?)\s*[%％]"), lambda found: f"百分之{_amount(found[1])}"),
    (figures(r"[¥￥]\s*(\d[\d,]*(?:\.\d+)?)"), lambda found: f"{_amount(found[1])}元"),
    (figures(r"元\s*/\s*(?=[年月日天人次])"), lambda found: "元每"),
    (figures(r"(?<![\d.])(\d{1,2})/(\d{1,2})(?![\d/])"), _fraction),
    (figures(rf"(?<![第\d.,])2(?=\s?(?:{_COUNTED}))"), lambda found: "两"),
    (figures(r"\d[\d,]*(?:\.\d+)?"), lambda found: _amount(found[0].rstrip(","))),
)
