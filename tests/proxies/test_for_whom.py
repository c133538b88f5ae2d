from __future__ import annotations

from datetime import UTC, datetime

import pytest

from citizen.db.session import Database
from citizen.proxies.authority import Act, MandateState, Relation, Subject, Who, record_of, refusal_of
from tests.applications import steps
from tests.support.people import make_mandate, make_person, signed_in
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
def test_without_a_folder_every_act_is_open_in_every_relation(act: Act, relation: Relation) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert refusal_of(act, actor_id=None, subject=Subject(relation), mandate=None, now=now) is None


def test_events_record_actor_and_subject_as_codes_without_names() -> None:
    helper = Who(subject=Subject(relation=Relation.HELPING_PRESENT, name="小红"))
    assert record_of(helper) == {"actor": "helper", "relation": "helping_present"}
    assert record_of(Who()) == {"actor": "visitor", "relation": "self"}


def _completions(visitor: Visitor) -> set[str]:
    """What a browser may fill in by itself on this page."""
    fields = visitor.page.document.root.iter("input", "textarea", "select")
    return {one.attrib.get("autocomplete", "") for one in fields if one.attrib.get("type") not in _NOT_TYPED}


_NOT_TYPED = ("hidden", "radio", "checkbox", "file", "submit")


def test_a_helper_s_browser_completes_nothing_about_the_other_person(visitor: Visitor) -> None:
    for relation, expected in (("我自己", True), ("有人在我身边，我帮他填", False)):
        visitor.open("/needs/for-whom")
        visitor.choose("您在为谁办理？", relation)
        visitor.press("继续")
        completed = _completions(visitor) - {"off", ""}
        assert bool(completed) is expected, completed
        assert expected or _completions(visitor) == {"off"}


def test_only_what_is_about_the_helper_is_completed_in_an_application(visitor: Visitor) -> None:
    reference = steps.start(visitor, for_whom="有人授权我办理", called="小红")
    visitor.open(f"/applications/{reference}/contact")
    fields = {one.attrib["name"]: one for one in visitor.page.document.root.iter("input") if "name" in one.attrib}
    assert fields["helper_name"].attrib["autocomplete"] == "name"
    assert fields["name"].attrib["autocomplete"] == "off"
    assert fields["phone"].attrib["autocomplete"] == "off"


def test_the_people_one_may_act_for_are_choices_by_name(visitor: Visitor, database: Database) -> None:
    helper = signed_in(visitor, name="李娜")
    with database.writing() as session:
        for name, state in (("王秀英", MandateState.LIVE), ("老周", MandateState.ASKED), ("阿强", MandateState.ENDED)):
            make_mandate(session, helper, make_person(session, name=name), state=state)
    visitor.open("/check/for-whom")
    assert not visitor.page.has_text("阿强")
    assert visitor.page.has_text("老周")
    visitor.choose("您在为谁办理？", "王秀英")
    visitor.press("继续")
    assert visitor.page.has_text("您正在为 王秀英 办理。 他授权您办理。")
    assert "/check/" in visitor.page.url
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    assert not visitor.page.has_text("您正在为 王秀英 办理。")


def test_a_mandate_of_somebody_else_cannot_be_chosen(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    helper, other = signed_in(visitor, name="李娜"), signed_in(other_visitor, name="别人")
    with database.writing() as session:
        make_mandate(session, helper, make_person(session, name="王秀英"))
        theirs = make_mandate(session, other, make_person(session, name="老周")).reference
    page = visitor.open("/for-whom")
    hidden = {
        one.attrib["name"]: one.attrib["value"]
        for one in page.document.root.iter("input")
        if one.attrib.get("type") == "hidden"
    }
    answer = visitor.client.post("/for-whom", data={**hidden, "relation": theirs, "subject_name": ""})
    assert answer.status_code == 422
    assert "老周" not in answer.get_data(as_text=True)
