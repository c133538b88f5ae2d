"""Two people take turns in writing; nothing of it is kept."""

from __future__ import annotations

import sqlalchemy as sa

from citizen.db.base import Base
from citizen.db.session import Database
from tests.support.visitor import Visitor


def test_two_people_take_turns_and_read_each_other(visitor: Visitor) -> None:
    visitor.open("/talk")
    visitor.fill("您想说什么？", "我想办残疾人证")
    page = visitor.press("给对方看")
    assert page.has_text("来访的人： 我想办残疾人证")
    assert "现在请工作人员写" in page.headings
    visitor.fill("您想说什么？", "请带身份证")
    page = visitor.press("给对方看")
    assert page.has_text("我想办残疾人证")
    assert page.has_text("工作人员： 请带身份证")
    assert "现在请来访的人写" in page.headings


def test_nobody_has_to_wait_for_a_turn(visitor: Visitor) -> None:
    visitor.open("/talk")
    assert "现在请工作人员写" in visitor.press("换对方写").headings


def test_an_empty_line_is_no_turn(visitor: Visitor) -> None:
    visitor.open("/talk")
    page = visitor.press("给对方看")
    assert page.status == 422
    assert page.has_text("请先写几个字")


def test_nothing_is_kept(visitor: Visitor, database: Database) -> None:
    visitor.open("/talk")
    visitor.fill("您想说什么？", "秘密")
    page = visitor.press("给对方看")
    assert "no-store" in page.headers["Cache-Control"]
    with database.reading() as session:
        assert all(session.scalar(sa.select(sa.func.count()).select_from(t)) == 0 for t in Base.metadata.sorted_tables)
    assert not visitor.open("/talk").has_text("秘密")
