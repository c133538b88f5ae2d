"""Start page, help, statements, settings, the guide to programmes and places."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.support.visitor import Visitor


@state(key=True)
def start_page(visitor: Visitor) -> None:
    visitor.open("/")


@state()
def help_page(visitor: Visitor) -> None:
    visitor.open("/help")


@state()
def difficult_words(visitor: Visitor) -> None:
    visitor.open("/help/words")


@state()
def accessibility_statement(visitor: Visitor) -> None:
    visitor.open("/accessibility")


@state()
def accessibility_criteria(visitor: Visitor) -> None:
    visitor.open("/accessibility/criteria?level=AAA")


@state()
def accessibility_criterion(visitor: Visitor) -> None:
    visitor.open("/accessibility/criteria/sc-2-2-3")


@state(status=422)
def barrier_with_errors(visitor: Visitor) -> None:
    visitor.open("/accessibility/barrier")
    visitor.press("发出")


@state()
def barrier_sent(visitor: Visitor) -> None:
    visitor.open("/accessibility/barrier")
    visitor.fill("您想办什么？哪里办不了？", "约服务时，时间那一页读不出来。")
    visitor.choose("告诉哪个区？", "北京市通州区")
    visitor.press("发出")


@state()
def privacy_notice(visitor: Visitor) -> None:
    visitor.open("/privacy")


@state()
def reading_settings(visitor: Visitor) -> None:
    visitor.open("/preferences")


@state(status=422)
def reading_settings_on_another_device(visitor: Visitor) -> None:
    visitor.open("/preferences/link?preset=elder")
    visitor.press("用这个代码")


@state()
def for_whom(visitor: Visitor) -> None:
    visitor.open("/for-whom")


@state(status=422)
def for_whom_with_an_error(visitor: Visitor) -> None:
    visitor.open("/for-whom")
    visitor.press("继续")


@state()
def acting_for_somebody(visitor: Visitor) -> None:
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "王秀英")
    visitor.press("继续")


@state()
def all_programmes(visitor: Visitor) -> None:
    visitor.open("/programmes")


@state()
def programmes_found(visitor: Visitor) -> None:
    visitor.open("/programmes?q=轮椅")


@state()
def no_programme_found(visitor: Visitor) -> None:
    visitor.open("/programmes?q=没有这样的项目")


@state(key=True)
def one_programme(visitor: Visitor) -> None:
    visitor.open("/programmes/home-care-assistance-subsidy")


@state()
def rules_of_a_programme(visitor: Visitor) -> None:
    visitor.open("/programmes/home-care-assistance-subsidy/rules")


@state()
def all_places(visitor: Visitor) -> None:
    visitor.open("/places")
