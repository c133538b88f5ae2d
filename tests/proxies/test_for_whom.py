from __future__ import annotations

import pytest

from citizen.proxies.authority import Act, Relation, Subject, Who, may, record_of
from tests.support.visitor import Visitor


def test_acting_for_somebody_is_shown_on_every_page_until_it_ends(visitor: Visitor, other_visitor: Visitor) -> None:
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "我是监护人，为孩子或被监护人办理")
    visitor.fill("怎么称呼这位？ （选填）", "古丽娜·买买提𠮷")
    visitor.press("继续")
    assert visitor.page.has_text("您正在为 古丽娜·买买提𠮷 办理")
    other_visitor.open("/")
    assert not other_visitor.page.has_text("古丽娜")
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert not visitor.page.has_text("古丽娜")


def test_nothing_chosen_says_what_to_do_and_keeps_the_name(visitor: Visitor) -> None:
    visitor.open("/for-whom")
    visitor.fill("怎么称呼这位？ （选填）", "老李")
    visitor.press("继续")
    assert visitor.page.status == 422
    assert visitor.page.title.startswith("错误：")
    assert visitor.page.errors == ["请选择您在为谁办理"]
    visitor.choose("您在为谁办理？", "有人在我身边，我帮他填")
    visitor.press("继续")
    assert visitor.page.has_text("您正在为 老李 办理")


@pytest.mark.parametrize("relation", list(Relation))
@pytest.mark.parametrize("act", list(Act))
def test_the_three_journeys_are_open_in_every_relation(act: Act, relation: Relation) -> None:
    assert may(act, relation)


def test_events_record_actor_and_subject_as_codes_without_names() -> None:
    helper = Who(subject=Subject(relation=Relation.HELPING_PRESENT, name="小红"))
    assert record_of(helper) == {"actor": "helper", "relation": "helping_present"}
    assert record_of(Who()) == {"actor": "visitor", "relation": "self"}
