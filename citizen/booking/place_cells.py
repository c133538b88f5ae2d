"""What may stand in one cell of a table of places, and what it means. Pure.

People fill these tables in with spreadsheet programs: full-width digits and colons, Chinese words for codes, several
ways to write a day or a time are all understood. What is not understood is never guessed: CellWrong says what to write
instead, in Chinese, for the person who has the file open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any

from citizen.booking.slots import TICK_MINUTES

Reader = Callable[[str], Any]

_PLAIN_FORMULA_STARTS = ("=", "+", "-", "@")
_FORMULA_STARTS = (*_PLAIN_FORMULA_STARTS, "＝", "＋", "－", "＠")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_BETWEEN = re.compile(r"[、，,;；/\s]+")
_PHONE = re.compile(r"\+?[\d\s()（）-]{3,40}(?:转\s?\d{1,6})?")
_DAY_NAMES = {
    **{str(n): n - 1 for n in range(1, 8)},
    **{name: n for n, name in enumerate("一二三四五六日")},
    "天": 6,
    **{name: n for n, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}
_SEVERAL_DAYS = {"每天": range(7), "every day": range(7), "工作日": range(5), "weekdays": range(5)}
_YES = {"是", "yes", "y", "true", "1", "启用", "有", "对"}
_NO = {"否", "no", "n", "false", "0", "停用", "没有", "不"}


class CellWrong(ValueError):
    """What is in the cell cannot be used; the message says what to write."""


def plain(written: str) -> str:
    """Full-width letters and digits as everybody's; nothing around it."""
    return unicodedata.normalize("NFKC", written).strip()


def text(longest: int) -> Reader:
    """Words for people, as they are written. Nothing a spreadsheet program could take for a formula."""

    def read(written: str) -> str:
        said = _without_mark(written.strip())
        if said.startswith(_FORMULA_STARTS):
            raise CellWrong(f"以“{said[0]}”开头，表格软件会当成公式。请在前面加一个字，或者改写")
        if any(unicodedata.category(one) == "Cc" for one in said):
            raise CellWrong("里面有换行或看不见的符号。请删掉，写成一行")
        if len(said) > longest:
            raise CellWrong(f"太长：{len(said)} 个字，最多 {longest} 个")
        return said

    return read


def code(longest: int) -> Reader:
    def read(written: str) -> str:
        said = plain(written)
        if len(said) > longest or not _CODE.fullmatch(said):
            raise CellWrong(f"“{said[:40]}”不能用。只写小写字母、数字和连字符“-”，最多 {longest} 个，例如 tz-rehab-1")
        return said

    return read


def codes(longest: int, names: Mapping[str, str]) -> Reader:
    """Several codes, or the Chinese names of known ones."""
    one = code(longest)

    def read(written: str) -> list[str]:
        parts = [part for part in _BETWEEN.split(plain(written)) if part]
        return list(dict.fromkeys(names.get(part) or one(part) for part in parts))

    return read


def named_code(longest: int, names: Mapping[str, str]) -> Reader:
    """Exactly one code, or the Chinese name of a known one."""
    one = code(longest)

    def read(written: str) -> str:
        return names.get(plain(written)) or one(written)

    return read


def choice(kinds: type[StrEnum], names: Mapping[str, str]) -> Reader:
    """One of a few codes, or its Chinese name."""

    def read(written: str) -> str:
        said = plain(written).lower()
        found = names.get(said, said)
        if found not in set(kinds):
            raise CellWrong(f"“{said[:40]}”不认识。可以写：{_listed(names)}")
        return kinds(found).value

    return read


def choices(kinds: type[StrEnum], names: Mapping[str, str]) -> Reader:
    """Several of them, in the order of the codes."""
    one = choice(kinds, names)

    def read(written: str) -> list[str]:
        found = {one(part) for part in _BETWEEN.split(plain(written)) if part}
        return [kind.value for kind in kinds if kind.value in found]

    return read


def district(names: Mapping[str, str]) -> Reader:
    def read(written: str) -> str:
        said = plain(written)
        found = names.get(said, said)
        if found not in names.values():
            raise CellWrong(f"“{said[:40]}”不是本网站的区。可以写：{_listed(names)}")
        return found

    return read


def yes_or_no(written: str) -> bool:
    said = plain(written).lower()
    if said not in _YES | _NO:
        raise CellWrong(f"“{said[:20]}”看不懂。请写“是”或“否”")
    return said in _YES


def opens(written: str) -> bool:
    said = plain(written).lower()
    if said in {"开放", "加开", "open"}:
        return True
    if said in {"关闭", "停诊", "休息", "closed"}:
        return False
    raise CellWrong(f"“{said[:20]}”看不懂。请写“开放”或“关闭”")


def number(least: int, most: int, *, step: int = 1) -> Reader:
    def read(written: str) -> int:
        said = plain(written)
        if not re.fullmatch(r"\d{1,6}", said) or not least <= int(said) <= most:
            raise CellWrong(f"“{said[:20]}”不对。请写 {least} 到 {most} 的整数")
        if int(said) % step:
            raise CellWrong(f"“{said}”不对。要是 {step} 的倍数，例如 {max(step, int(said) // step * step)}")
        return int(said)

    return read


def degrees(most: int) -> Reader:
    def read(written: str) -> float:
        said = _without_mark(plain(written))
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,17})?", said) or abs(float(said)) > most:
            raise CellWrong(f"“{said[:20]}”不对。请写 -{most} 到 {most} 的小数，例如 39.90")
        return float(said)

    return read


def minute_of_day(written: str) -> int:
    """9:00 is 540. 24:00 is the end of the day."""
    said = plain(written)
    found = _TIME.fullmatch(said)
    if found is None:
        raise CellWrong(f"“{said[:20]}”不是时间。请写成 9:00 或 13:30")
    hours, minutes = int(found[1]), int(found[2])
    if hours > 24 or minutes > 59 or (hours == 24 and minutes > 0):
        raise CellWrong(f"没有“{said}”这个时间。一天从 0:00 到 24:00")
    if minutes % TICK_MINUTES:
        raise CellWrong(f"“{said}”不行。时间按 {TICK_MINUTES} 分钟算，例如 9:00、9:15、9:30、9:45")
    return hours * 60 + minutes


def day(written: str) -> date:
    said = plain(written)
    found = _DATE.fullmatch(said)
    if found is None:
        raise CellWrong(f"“{said[:20]}”不是日期。请写成 2026-12-31")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise CellWrong(f"没有“{said}”这一天") from None


def weekdays(written: str) -> list[int]:
    """周一至周五, 1-5, 周一、周三, 每天. Monday is 0."""
    said = plain(written).lower()
    if said in _SEVERAL_DAYS:
        return list(_SEVERAL_DAYS[said])
    found: set[int] = set()
    for part in filter(None, _BETWEEN.split(said)):
        first, between, last = re.sub("[至到~—–]", "-", part).partition("-")
        begin = _weekday(first)
        end = _weekday(last) if between else begin
        if end < begin:
            raise CellWrong(f"“{part}”不对。从前面的一天写到后面的一天，例如 周一至周五")
        found |= set(range(begin, end + 1))
    return sorted(found)


def phone(written: str) -> str:
    said = _without_mark(plain(written))
    if not _PHONE.fullmatch(said):
        raise CellWrong(f"“{said[:20]}”不是电话号码。请写成 010-12345678")
    return said


def secure_address(written: str) -> str:
    said = plain(written)
    if not re.fullmatch(r"https://[^\s/@]+(/[!-~]*)?", said) or len(said) > 400 or not said.isascii():
        raise CellWrong("不是网址。请写完整，以 https:// 开头")
    return said


def sentences(written: str) -> list[str]:
    """Several sentences between upright lines."""
    one = text(200)
    return [one(part) for part in re.split(r"[|｜]", written) if part.strip()]


# -- the same the other way ----------------------------------------------------------------------------------------


def written_time(minute: int) -> str:
    return "24:00" if minute == 24 * 60 else time(minute // 60, minute % 60).strftime("%H:%M")


def written_yes(is_so: bool) -> str:
    return "是" if is_so else "否"


def written_weekdays(found: list[int]) -> str:
    return "、".join("周" + "一二三四五六日"[one] for one in found)


def safe_cell(written: str) -> str:
    """Never a formula; reading takes the mark away again."""
    return f"'{written}" if written.startswith(_FORMULA_STARTS) else written


def _without_mark(said: str) -> str:
    """The apostrophe that keeps spreadsheet programs from calculating is not part of what is said."""
    return said[1:] if said.startswith("'") and said[1:].startswith(_PLAIN_FORMULA_STARTS) else said


def _weekday(written: str) -> int:
    name = re.sub("^(周|星期|礼拜)", "", written)
    if name not in _DAY_NAMES:
        raise CellWrong(f"“{written[:20]}”不是星期几。请写 周一至周五，或者 1-5（1 是周一）")
    return _DAY_NAMES[name]


def _listed(names: Mapping[str, str]) -> str:
    """Each code once, with the first name it has."""
    shown: dict[str, str] = {}
    for name, found in names.items():
        shown.setdefault(found, name)
    return "、".join(f"{name}（{found}）" for found, name in shown.items())
