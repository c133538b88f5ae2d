"""The journey the site exists for: 35 years old, a severe physical disability, no work, 通州区."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.support.visitor import Visitor

SAID: dict[str, str | tuple[int, int, int]] = {
    "您属于哪个区？": "北京市通州区",
    "您的出生日期是哪一天？": (1990, 5, 1),
    "您有残疾人证吗？": "有，没有过期",
    "您有哪些类别的残疾？": "肢体",
    "您家被认定为困难家庭吗？": "不是",
    "您现在上哪个阶段的学？": "现在不上学",
    "您被认定为重度残疾吗？": "是",
    "您现在的工作情况是哪一种？": "没有工作",
    "您参加过残疾人职业培训吗？": "没参加过",
    "您有残疾人机动轮椅车吗？": "没有",
    "您想给家里做无障碍改造吗？": "不想",
    "您参加了城乡居民养老保险吗？": "没参加",
    "您今年的养老保险费交了吗？": "还没交",
    "下面哪些情况符合您？": "以上情况都没有",
}
SUBSIDY = "居家助残服务补贴"


def test_from_the_start_page_to_a_likely_subsidy_and_its_source(
    visitor: Visitor, at: Callable[[dt.datetime], AbstractContextManager[None]]
) -> None:
    with at(dt.datetime(2026, 3, 7, 2, 0, tzinfo=dt.UTC)):
        visitor.open("/")
        visitor.follow("查资格")
        visitor.follow("开始")
        visitor.choose("您在为谁办理？", "我自己")
        visitor.press("继续")
        visitor.tick("全部")
        visitor.press("继续")
        asked = 0
        while "/question/" in visitor.page.url:
            asked += 1
            question = visitor.page.h1
            assert f"第{asked}题" in visitor.page.main, visitor.page.main
            said = SAID[question]
            if isinstance(said, tuple):
                visitor.fill_date(question, *said)
            elif question in ("您有哪些类别的残疾？", "下面哪些情况符合您？"):
                visitor.tick(said)
            else:
                visitor.choose(question, said)
            visitor.press("继续")
        assert asked <= 12

        page = visitor.page
        assert page.h1 == "您的结果"
        likely = page.headings[page.headings.index("很可能符合") : page.headings.index("请咨询")]
        assert SUBSIDY in likely
        assert page.has_text("为全区16至59周岁无工作重残2369人次发放居家助残服务补贴金额268.6万元")
        assert page.has_text("年龄：16 至 59 周岁（含两端）")
        assert page.has_text("多少钱：以区残联公布为准")
        assert page.has_text("按2026年3月7日的情况对照")
        assert page.has_text("您仍可以申请")
