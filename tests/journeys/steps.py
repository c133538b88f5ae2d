"""The steps of checking and booking as a person takes them on the Chinese site.

They ask of the visitor only what every visitor can do, so the script-less one and a real browser walk the same way.
"""

from __future__ import annotations

from tests.support.visitor import Visitor

REHAB, DEVICES = "示例通州康复中心", "示例朝阳辅助器具服务站"
TONGZHOU, CHAOYANG = "北京市通州区", "北京市朝阳区"
ASSESSMENT, FITTING = "康复评估与训练", "辅助器具适配评估"
SURVEY, REPAIR, DAY_CARE = "家庭无障碍改造上门勘测", "辅助器具维修", "社区（村）助残服务中心与日间照料"
#: What each is for, as the page asks it first.
AREAS = {
    ASSESSMENT: "康复：评估、训练",
    FITTING: "辅助器具：评估、适配、维修",
    REPAIR: "辅助器具：评估、适配、维修",
    SURVEY: "家里的无障碍改造",
    DAY_CARE: "照料：洗澡、居家帮助、日间照料",
}

#: 35 years old, a severe physical disability, no work, 通州区.
SAID: dict[str, str | tuple[int, int, int]] = {
    "您属于哪个区？": TONGZHOU,
    "您的出生日期是哪一天？": (1990, 5, 1),
    "您有残疾人证吗？": "有，没有过期",
    "您有哪些类别的残疾？": "肢体",
    "您被认定为重度残疾吗？": "是",
    "您现在的工作情况是哪一种？": "没有工作",
}


def begin_check(visitor: Visitor, *, for_whom: str = "我自己", called: str = "") -> None:
    """To the first question."""
    visitor.open("/check")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", for_whom)
    if called:
        visitor.fill("怎么称呼这位？ （选填）", called)
    visitor.press("继续")
    visitor.tick("全部")
    visitor.press("继续")


def answer_one(visitor: Visitor) -> None:
    """The question on the page: what our person says, or “not sure”."""
    question = visitor.page.h1
    said = SAID.get(question, "不确定")
    if isinstance(said, tuple):
        visitor.fill_date(question, *said)
    elif question in ("您有哪些类别的残疾？", "下面哪些情况符合您？"):
        visitor.tick(said)
    else:
        visitor.choose(question, said)
    visitor.press("继续")


def check(visitor: Visitor) -> None:
    """All questions, to the result."""
    begin_check(visitor)
    while "/question/" in visitor.page.url:
        answer_one(visitor)
    assert visitor.page.h1 == "您的结果"


def look_for(
    visitor: Visitor, *, district: str = TONGZHOU, service: str = ASSESSMENT, needs: tuple[str, ...] = ()
) -> None:
    """For oneself, as far as the list of places."""
    visitor.open("/book")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.choose("您想去哪个区？", district)
    visitor.press("继续")
    visitor.choose("您在哪方面需要帮助？", AREAS[service])
    visitor.press("继续")
    visitor.choose("您想约什么服务？", service)
    visitor.press("继续")
    for need in needs:
        visitor.tick(need)
    visitor.press("继续")


def hold_first_time(
    visitor: Visitor, *, district: str = TONGZHOU, service: str = ASSESSMENT, place: str = REHAB
) -> None:
    look_for(visitor, district=district, service=service)
    visitor.follow(f"看{place}的时间")
    visitor.press("选这个时间")


def book(visitor: Visitor) -> tuple[str, str]:
    """A confirmed booking; returns reference and access code."""
    hold_first_time(visitor)
    visitor.fill("您的姓名或称呼", "王秀英")
    visitor.press("确认预约")
    assert visitor.page.h1 == "已经约好了"
    return visitor.page.summary["办理编号"], visitor.page.summary["查询码"]
