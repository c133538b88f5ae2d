"""Complaining about a barrier on the website itself, in writing."""

from __future__ import annotations

import json

from flask import Flask

from tests.support.visitor import Visitor

STORY = "约服务时，时间那一页读不出来。"


def complain(visitor: Visitor, contact: str = "") -> None:
    visitor.open("/accessibility")
    visitor.follow("反映本站的障碍")
    visitor.fill("您想办什么？哪里办不了？", STORY)
    visitor.choose("告诉哪个区？", "北京市通州区")
    visitor.fill("怎样答复您？ （选填）", contact)
    visitor.press("发出")


def test_from_the_statement_to_the_receipt_without_a_name(visitor: Visitor) -> None:
    complain(visitor)
    assert visitor.page.h1 == "您反映的障碍已发出"
    assert visitor.page.has_text(STORY)
    assert visitor.page.has_text("您没有留电话和地址")


def test_who_leaves_a_contact_is_told_when_an_answer_comes(visitor: Visitor) -> None:
    complain(visitor, contact="短信 13800001234")
    assert visitor.page.has_text("多久答复，以区残联公布为准")


def test_what_did_not_work_and_the_district_are_all_that_is_needed(visitor: Visitor) -> None:
    visitor.open("/accessibility/barrier")
    page = visitor.press("发出")
    assert page.status == 422
    assert page.has_text("请写哪里办不了")
    assert page.has_text("请选择一个区")


def test_nobody_else_reads_it(visitor: Visitor, other_visitor: Visitor) -> None:
    complain(visitor)
    assert other_visitor.open(visitor.page.url).status == 404


def test_the_district_finds_it_on_its_list(visitor: Visitor, app: Flask) -> None:
    complain(visitor)
    listed = app.test_cli_runner().invoke(args=["reports", "list", "--district", "tongzhou", "--json"])
    (told,) = json.loads(listed.output)
    assert (told["facility"], told["story"]) == ("this-site", STORY)
