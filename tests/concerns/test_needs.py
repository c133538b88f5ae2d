"""Needs: registered, seen, corrected, withdrawn; found again with two codes; read by one district only."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from citizen.concerns import service
from citizen.concerns.service import ChangedMeanwhile
from citizen.concerns.vocabulary import NeedsState
from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who
from tests.support.visitor import Visitor

TOLD = {"needs": ["devices", "home"], "story": "门口要坡道", "name": "王小明", "contact": "13800001234"}


def register(visitor: Visitor) -> None:
    visitor.open("/needs")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.tick("辅助器具")
    visitor.tick("住房和居家")
    visitor.fill("具体需要什么？ （选填）", "门口要坡道")
    visitor.choose("告诉哪个区？", "北京市西城区")
    visitor.press("登记")


def codes(visitor: Visitor) -> tuple[str, str]:
    document = visitor.page.document
    reference, code = (document.text(one) for one in document.all("bdi") if one.get("class") == "code")
    return reference, code


def somebody(session: Session, key: str = "one") -> Who:
    visit = people.start_visit(session, key=key, on_kiosk=False)
    return Who(visit_id=visit.id, subject=Subject(Relation.GUARDIAN, "小红"))


def test_a_person_sees_corrects_and_withdraws_it(visitor: Visitor) -> None:
    register(visitor)
    assert visitor.page.h1 == "您登记的需求"
    assert visitor.page.has_text("住房和居家、辅助器具")
    visitor.follow("更改")
    visitor.untick("住房和居家")
    visitor.fill("具体需要什么？ （选填）", "要轮椅")
    page = visitor.press("保存")
    assert page.has_text("更改已保存")
    assert page.has_text("要轮椅")
    assert not page.has_text("门口要坡道")
    visitor.follow("撤回")
    page = visitor.press("确认撤回")
    assert page.h1 == "已经撤回"
    assert not page.has_text("要轮椅")


def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    visitor.open("/needs/new")
    visitor.fill("具体需要什么？ （选填）", "门口要坡道")
    page = visitor.press("登记")
    assert page.status == 422
    assert page.has_text("请至少选一项您需要的帮助")
    assert page.has_text("门口要坡道")


def test_it_is_found_from_another_browser_with_both_codes_only(visitor: Visitor, other_visitor: Visitor) -> None:
    register(visitor)
    address, (reference, code) = visitor.page.url, codes(visitor)
    assert other_visitor.open(address).status == 404
    other_visitor.open("/needs/find")
    other_visitor.fill("办理编号", reference)
    other_visitor.fill("查询码", "2222 2222")
    assert other_visitor.press("查找").status == 422
    other_visitor.fill("查询码", code)
    assert other_visitor.press("查找").h1 == "您登记的需求"


def test_guessing_is_stopped(visitor: Visitor) -> None:
    register(visitor)
    reference, _code = codes(visitor)
    for _ in range(10):
        visitor.open("/needs/find")
        visitor.fill("办理编号", reference)
        visitor.fill("查询码", "2222 2222")
        assert visitor.press("查找").status == 422
    assert visitor.press("查找").status == 429


def test_the_office_reads_its_own_list_without_what_was_withdrawn(app: Flask, visitor: Visitor) -> None:
    register(visitor)
    listed = ["needs", "list", "--json", "--district"]
    (one,) = json.loads(app.test_cli_runner().invoke(args=[*listed, "xicheng"]).stdout)
    assert one["needs"] == ["home", "devices"]
    assert json.loads(app.test_cli_runner().invoke(args=[*listed, "tongzhou"]).stdout) == []
    visitor.follow("撤回")
    visitor.press("确认撤回")
    assert json.loads(app.test_cli_runner().invoke(args=[*listed, "xicheng"]).stdout) == []


@pytest.mark.database
class TestService:
    def test_withdrawing_deletes_the_contents(self, session: Session) -> None:
        who = somebody(session)
        needs = service.register_needs(session, who=who, district="tongzhou", told=TOLD)
        service.withdraw_needs(session, needs=needs)
        service.withdraw_needs(session, needs=needs)
        session.expire_all()
        again = service.get_needs(session, who=who, reference=needs.reference)
        assert (again.state, again.told, again.subject_name) == (NeedsState.WITHDRAWN, {}, None)
        with pytest.raises(NotFound):
            service.change_needs(session, needs=again, district="tongzhou", told=TOLD, seen=again.version)

    def test_a_correction_of_an_old_page_saves_nothing(self, session: Session) -> None:
        needs = service.register_needs(session, who=somebody(session), district="tongzhou", told=TOLD)
        seen = needs.version
        service.change_needs(session, needs=needs, district="xicheng", told={**TOLD, "story": ""}, seen=seen)
        assert "story" not in needs.told
        with pytest.raises(ChangedMeanwhile):
            service.change_needs(session, needs=needs, district="tongzhou", told=TOLD, seen=seen)

    def test_other_peoples_needs_are_not_found(self, session: Session) -> None:
        needs = service.register_needs(session, who=somebody(session), district="tongzhou", told=TOLD)
        stranger = somebody(session, "two")
        with pytest.raises(NotFound):
            service.get_needs(session, who=stranger, reference=needs.reference)
        assert service.list_own_needs(session, who=stranger) == []
        assert service.find_needs_by_code(session, reference=needs.reference, code="22222222") is None
        assert service.find_needs_by_code(session, reference=needs.reference, code=needs.access_code) is needs
