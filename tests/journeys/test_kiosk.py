"""One person after the other at the terminal of a service hall."""

from __future__ import annotations

from citizen.applications.models import Application
from citizen.db.session import Database
from tests.applications.steps import start
from tests.support.visitor import Visitor


def test_the_second_person_finds_nothing_of_the_first(visitor: Visitor) -> None:
    # The first sets large text, checks for herself, and ends.
    visitor.open("/kiosk")
    visitor.follow("大字")
    visitor.follow("查资格")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.tick("全部")
    visitor.press("继续")
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("继续")
    first_address = visitor.page.url
    assert visitor.page.document.root.get("data-text") == "large"
    visitor.press("结束并清除")

    # The second person: standard text, no check begun, and the old address leads nowhere.
    assert visitor.page.has_text("已经清除")
    assert visitor.page.document.root.get("data-text") == "standard"
    assert visitor.open(first_address).status == 404
    page = visitor.open("/check")
    assert not page.has_text("通州")
    assert visitor.open("/applications").status == 200


def test_back_again_and_again_shows_only_public_pages(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.follow("查资格")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "李爷爷")
    visitor.press("继续")
    visitor.tick("全部")
    visitor.press("继续")
    visitor.choose("李爷爷属于哪个区？", "宁波市奉化区")
    visitor.press("继续")
    visitor.press("结束并清除")
    for _step in range(4):
        assert not visitor.back().has_text("李爷爷")


def test_an_application_nobody_entered_anything_in_is_deleted(visitor: Visitor, database: Database) -> None:
    visitor.open("/kiosk")
    reference = start(visitor)
    visitor.press("结束并清除")
    with database.reading() as session:
        assert session.query(Application).all() == []
    assert visitor.open(f"/applications/{reference}").status == 404
