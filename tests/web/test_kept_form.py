"""When a form cannot be taken, what was typed comes back on the page and can be sent again."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from citizen.db.session import Database
from tests.applications import steps
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
AWAY = OperationalError("SELECT 1", {}, Exception("server closed the connection"))


def away(*_args: object, **_named: object) -> None:
    raise AWAY


@pytest.fixture
def contact(app) -> Visitor:
    """A browser that says where its forms come from, on a filled-in contact page."""
    visitor = Visitor(app, headers={"Sec-Fetch-Site": "same-origin"})
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "𠮷野·家")
    visitor.choose("有消息时，怎样通知？", "短信")
    visitor.fill("电话号码 （选填）", "13800001234")
    return visitor


@pytest.mark.parametrize("moment", ["open_writing", "commit"])
def test_without_the_database_nothing_typed_is_lost(
    contact: Visitor, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with monkeypatch.context() as gone:
        if moment == "commit":
            gone.setattr("sqlalchemy.orm.Session.commit", away)
        else:
            gone.setattr(Database, "open_writing", away)
            gone.setattr(Database, "open_reading", away)
        contact.press("保存并继续")
        assert contact.page.status == 503
        assert contact.page.h1 == "请稍后再试"
        assert contact.page.has_text("您填的内容没有丢失")
        contact.press("再次提交")
        assert contact.page.status == 503
    contact.press("再次提交")
    assert contact.page.has_text("已保存：联系方式")
    contact.follow("联系方式")
    assert 'value="𠮷野·家"' in contact.page.html


def test_a_page_that_cannot_be_read_says_so(contact: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    address = contact.page.url
    monkeypatch.setattr(Database, "open_reading", away)
    contact.open(address)
    assert (contact.page.status, contact.page.h1) == (503, "请稍后再试")
    assert contact.page.buttons.count("再次提交") == 0


def test_an_old_form_comes_back_with_what_was_typed(contact: Visitor) -> None:
    fields = {"csrf_token": "old", "name": "㛃", "told": "self", "seen": "x"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = contact.client.post(contact.page.url, data=fields, headers=headers)
    assert answer.status_code == 400
    assert 'name="name" value="㛃"' in answer.text
    assert 'value="old"' not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_what_another_site_sent_is_not_given_back(contact: Visitor, headers: dict[str, str]) -> None:
    answer = contact.client.post(contact.page.url, data={"csrf_token": "x", "name": "假名字"}, headers=headers)
    assert answer.status_code in (400, 403)
    assert "假名字" not in answer.text
