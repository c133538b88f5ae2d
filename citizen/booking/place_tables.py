"""The tables an inventory of places is written in: which columns, their names, and what may stand there. Pure.

docs/places.md explains every column; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from citizen.booking import place_cells as cells
from citizen.booking import place_words as words
from citizen.booking.series_plan import MOST
from citizen.booking.terms import Need, ResourceKind, ServiceKind

LONGEST_CODE = 60
#: "tz-rehab-therapist-1": the code of a place and something more.
LONGEST_RESOURCE_CODE = 80
_QUARTER = 15
Writer = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in programs, its names in Chinese (the first is written), how a cell is read and written."""

    name: str
    titles: tuple[str, ...]
    read: cells.Reader
    #: Must be there and filled in.
    needed: bool = False
    #: What an empty cell means.
    empty: Any = ""
    write: Writer = str

    @property
    def title(self) -> str:
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Table:
    """One file."""

    file: str
    title: str
    columns: tuple[Column, ...]
    #: The columns no two rows may share.
    key: tuple[str, ...] = ("code",)
    _by_heading: dict[str, Column] = field(default_factory=dict, compare=False)

    def column(self, heading: str) -> Column | None:
        """Which column a heading means, in English or Chinese."""
        if not self._by_heading:
            for one in self.columns:
                self._by_heading.update(dict.fromkeys((one.name, *one.titles), one))
        return self._by_heading.get(cells.plain(heading).lower())


def _joined(found: list[str], names: Mapping[str, str]) -> str:
    return "、".join(names.get(code, code) for code in found)


def _words(name: str, title: str, longest: int, *, needed: bool = False) -> tuple[Column, Column]:
    """The same in Chinese and in English; without English the Chinese words stand on English pages too."""
    read = cells.text(longest)
    return Column(f"{name}_zh", (title,), read, needed), Column(f"{name}_en", (f"英文{title}",), read)


def _maybe_day(found: date | None) -> str:
    return "" if found is None else found.isoformat()


def _maybe_number(found: float | None) -> str:
    return "" if found is None else repr(found)


_needs = partial(_joined, names=words.NEED_WORDS)
_codes = partial(_joined, names={})
_code = cells.code(LONGEST_CODE)
_resource_code = cells.code(LONGEST_RESOURCE_CODE)
_skills = cells.codes(LONGEST_CODE, words.SKILLS)
_quarters = cells.number(0, 480, step=_QUARTER)
_active = Column("active", ("启用",), cells.yes_or_no, empty=True, write=cells.written_yes)


def tables(districts: Mapping[str, str]) -> tuple[Table, ...]:
    """All of them, in the order they are read; `districts` are the names by which a file may call a district."""
    return (SERVICES, REQUIREMENTS, _places(districts), RESOURCES, OPENINGS, EXCEPTIONS, SESSIONS)


def _places(districts: Mapping[str, str]) -> Table:
    columns = (
        Column("code", ("代码", "地点代码"), _code, needed=True),
        Column("district", ("区",), cells.district(districts), needed=True),
        *_words("name", "名称", 80, needed=True),
        *_words("address", "地址", 200, needed=True),
        *_words("way_in", "怎样进门", 400, needed=True),
        Column("meets", ("现场有什么", "无障碍条件"), cells.choices(Need, words.NEEDS), empty=[], write=_needs),
        Column("phone", ("电话",), cells.phone),
        Column("text_channel", ("文字联系方式",), cells.text(200)),
        Column("subdistrict", ("街道", "街道乡镇"), cells.text(60)),
        Column("latitude", ("纬度",), cells.degrees(90), empty=None, write=_maybe_number),
        Column("longitude", ("经度",), cells.degrees(180), empty=None, write=_maybe_number),
        Column("institution", ("机构类型",), _code),
        Column("join_address", ("远程会面网址",), cells.secure_address),
        Column("keeps_holidays", ("节假日休息",), cells.yes_or_no, empty=True, write=cells.written_yes),
        _active,
    )
    return Table(PLACES_FILE, "地点", columns)


PLACES_FILE = "places.csv"

RESOURCES = Table(
    "resources.csv",
    "人员、房间和车",
    (
        Column("code", ("代码", "资源代码"), _resource_code, needed=True),
        Column("place", ("地点", "地点代码"), _code, needed=True),
        Column("kind", ("种类",), cells.choice(ResourceKind, words.RESOURCE_KINDS), needed=True,
               write=lambda kind: words.KIND_WORDS[kind]),
        Column("skills", ("能做什么", "技能"), _skills, needed=True, write=_codes),
        _active,
    ),
)  # fmt: skip

OPENINGS = Table(
    "openings.csv",
    "服务时间",
    (
        Column("resource", ("资源", "资源代码"), _resource_code, needed=True),
        Column("weekdays", ("星期", "服务日"), cells.weekdays, needed=True, write=cells.written_weekdays),
        Column("from", ("开始", "开始时间"), cells.minute_of_day, needed=True, write=cells.written_time),
        Column("to", ("结束", "结束时间"), cells.minute_of_day, needed=True, write=cells.written_time),
        Column("valid_from", ("从哪天起",), cells.day, empty=date(2026, 1, 1), write=_maybe_day),
        Column("valid_to", ("到哪天止",), cells.day, empty=None, write=_maybe_day),
    ),
    key=(),
)

EXCEPTIONS = Table(
    "exceptions.csv",
    "临时开放和关闭",
    (
        Column("of", ("地点或资源", "代码"), _resource_code, needed=True),
        Column("day", ("日期",), cells.day, needed=True, write=_maybe_day),
        Column("opens", ("开放还是关闭", "开关"), cells.opens, needed=True,
               write=lambda is_open: "开放" if is_open else "关闭"),
        Column("from", ("开始", "开始时间"), cells.minute_of_day, empty=0, write=cells.written_time),
        Column("to", ("结束", "结束时间"), cells.minute_of_day, empty=24 * 60, write=cells.written_time),
        Column("reason", ("原因",), cells.text(200)),
    ),
    key=("of", "day", "opens", "from", "to"),
)  # fmt: skip

SESSIONS = Table(
    "sessions.csv",
    "多人场次",
    (
        Column("code", ("代码", "场次代码"), _resource_code, needed=True),
        Column("service", ("服务", "服务代码"), _code, needed=True),
        Column("place", ("地点", "地点代码"), _code, needed=True),
        Column("day", ("日期",), cells.day, needed=True, write=_maybe_day),
        Column("from", ("开始", "开始时间"), cells.minute_of_day, needed=True, write=cells.written_time),
        Column("to", ("结束", "结束时间"), cells.minute_of_day, needed=True, write=cells.written_time),
        Column("capacity", ("名额",), cells.number(0, 1000), needed=True),
        Column("meets", ("现场有什么", "无障碍条件"), cells.choices(Need, words.NEEDS), empty=[], write=_needs),
        Column("takes", ("占用什么", "占用"), cells.codes(LONGEST_RESOURCE_CODE, {}), empty=[], write=_codes),
        _active,
    ),
)

SERVICES = Table(
    "services.csv",
    "服务项目",
    (
        Column("code", ("代码", "服务代码"), _code, needed=True),
        Column("kind", ("方式",), cells.choice(ServiceKind, words.SERVICE_KINDS), needed=True,
               write=lambda kind: words.SERVICE_KIND_WORDS[kind]),
        *_words("name", "名称", 80, needed=True),
        *_words("summary", "说明", 300, needed=True),
        Column("bring_zh", ("带什么",), cells.sentences, empty=[], write="|".join),
        Column("bring_en", ("英文带什么",), cells.sentences, empty=[], write="|".join),
        Column("programmes", ("政策项目",), cells.codes(LONGEST_CODE, {}), empty=[], write=_codes),
        Column("minutes", ("分钟", "时长"), cells.number(_QUARTER, 480, step=_QUARTER), needed=True),
        Column("longer_minutes", ("加时分钟",), _quarters, empty=0),
        Column("prep_minutes", ("准备分钟",), _quarters, empty=0),
        Column("clean_minutes", ("收尾分钟",), _quarters, empty=0),
        Column("step_minutes", ("间隔分钟",), cells.number(_QUARTER, 480, step=_QUARTER), empty=60),
        Column("notice_hours", ("提前小时",), cells.number(0, 2400), empty=0),
        Column("ahead_days", ("最远天数",), cells.number(1, 366), empty=56),
        Column("change_hours", ("改期截止小时",), cells.number(0, 2400), empty=0),
        Column("position", ("顺序",), cells.number(1, 9999), empty=100),
        Column("is_group", ("多人一起",), cells.yes_or_no, empty=False, write=cells.written_yes),
        Column("most_in_series", ("一次最多约几回",), cells.number(1, MOST), empty=1),
        Column("variant_of", ("同一服务的代码",), _code),
    ),
)  # fmt: skip

REQUIREMENTS = Table(
    "requirements.csv",
    "服务要用什么",
    (
        Column("service", ("服务", "服务代码"), _code, needed=True),
        Column("kind", ("种类",), cells.choice(ResourceKind, words.RESOURCE_KINDS), needed=True,
               write=lambda kind: words.KIND_WORDS[kind]),
        Column("skill", ("能做什么", "技能"), cells.named_code(LONGEST_CODE, words.SKILLS), needed=True),
        Column("count", ("几个",), cells.number(1, 20), empty=1),
        Column("only_for", ("只在需要时",), cells.choice(Need, words.NEEDS), empty=None,
               write=lambda need: "" if need is None else words.NEED_WORDS[need]),
        Column("notice_hours", ("提前小时",), cells.number(0, 2400), empty=0),
        Column("over_minutes", ("超过多少分钟才要",), cells.number(0, 480), empty=0),
    ),
    key=("service", "kind", "skill", "only_for", "over_minutes"),
)  # fmt: skip
