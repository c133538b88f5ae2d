"""The same form again, an old one after a new one, and forms nobody was given: nothing doubled, nothing changed."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent, Case, Message, Paper
from citizen.db.base import Base
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.office import OFFICER, REFUSAL, at_the_office, bring_to_review
from tests.applications.papers import jpeg
from tests.faults.conftest import BROWSER
from tests.faults.test_database_away import everything
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

#: What may change with any request: when a visit was last seen, counted attempts and requests.
_OWN_BUSINESS = {"visit", "attempt", "request_count"}


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app, headers=BROWSER)


@pytest.fixture
def other_visitor(app: Flask) -> Visitor:
    return Visitor(app, headers=BROWSER)


def kept(database: Database) -> dict[str, list[Any]]:
    assert {table.name for table in Base.metadata.sorted_tables} >= _OWN_BUSINESS
    return {name: rows for name, rows in everything(database).items() if name not in _OWN_BUSINESS}


def token(visitor: Visitor) -> str:
    """Of a page of this very browser."""
    visitor.open("/for-whom")
    return visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_each_form_sent_three_times_is_sent_once(visitor: Visitor, database: Database) -> None:
    reference = steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    visitor.follow("添加残疾人证")
    upload = visitor.page
    for _again in range(3):
        visitor.show_again(upload)
        visitor.attach("选择文件", "残疾人证.jpg", jpeg())
        visitor.press("添加")
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    visitor.tick("就我所知，我填写的内容是真实的。")
    last = visitor.page
    for _again in range(3):
        visitor.show_again(last)
        visitor.tick("就我所知，我填写的内容是真实的。")
        assert visitor.press("提交申请").h1 == "您的申请已提交"
    visitor.open(f"/applications/{reference}/messages")
    writing = visitor.page
    for _again in range(3):
        visitor.show_again(writing)
        visitor.fill("给受理单位的消息", "什么时候有结果？")
        visitor.press("发送消息")
    with database.reading() as session:
        for model in (Application, Case, Paper, Message):
            assert len(session.scalars(sa.select(model)).all()) == 1, model
        acts = list(session.scalars(sa.select(ApplicationEvent.act)))
    assert [acts.count(act) for act in (Act.ADD_PAPER, Act.SUBMIT, Act.WRITE)] == [1, 1, 1]


def test_an_old_form_after_a_new_one_overwrites_nothing(visitor: Visitor, database: Database) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    first = visitor.page
    for name in ("王小明", "王大明"):
        visitor.show_again(first)
        visitor.fill("您的姓名", name)
        visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
        page = visitor.press("保存并继续")
    assert page.status == 409
    assert page.has_text("王小明")
    assert page.has_text("王大明")
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().contact["name"] == "王小明"


def test_a_form_of_a_step_that_is_over_says_so(visitor: Visitor, database: Database) -> None:
    reference = steps.start(visitor)
    visitor.follow("联系方式")
    old = visitor.page
    visitor.open(f"/applications/{reference}")
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.finish_papers(visitor)
    steps.send(visitor)
    before = kept(database)
    visitor.show_again(old)
    visitor.fill("您的姓名", "别人")
    visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
    assert visitor.press("保存并继续").status in (404, 409)
    assert kept(database) == before


def posting_addresses(app: Flask, reference: str, paper: object) -> list[str]:
    """Every address of the room that takes a form about one application."""
    values = {"reference": reference, "position": 1, "fact": "birth_date", "kind": "identity", "paper_id": paper}
    adapter = app.url_map.bind("localhost")
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("applications.")
        and "POST" in (rule.methods or ())
        and "reference" in rule.arguments
    ]
    return [
        adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments if name in values}, method="POST")
        for rule in rules
        if rule.arguments <= set(values)
    ]


@pytest.mark.slow
def test_nobody_acts_on_what_is_not_theirs(
    app: Flask, visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    reference = steps.apply(visitor)
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
        paper = session.scalars(sa.select(Paper)).one().id
    steps.start(other_visitor)
    addresses = posting_addresses(app, reference, paper)
    assert len(addresses) > 15
    fields = {"body": "假的", "seen": "", "name": "假的", "told": "self", "plan": "bring"}
    own_token, stranger_token = token(visitor), token(other_visitor)
    before = kept(database)
    for address in addresses:
        stranger = other_visitor.client.post(address, data={**fields, "csrf_token": stranger_token}, headers=BROWSER)
        assert stranger.status_code == 404, address
        assert "找不到" in stranger.text or "没有在这个浏览器里打开" in stranger.text
        forged = visitor.client.post(address, data={**fields, "csrf_token": stranger_token}, headers=BROWSER)
        assert forged.status_code == 400, address
        assert "打开太久" in forged.text
        elsewhere = {"Sec-Fetch-Site": "cross-site"}
        assert visitor.client.post(address, data={"csrf_token": own_token}, headers=elsewhere).status_code == 403
        if "/cases/1/" in address:
            other_case = address.replace("/cases/1/", "/cases/2/")
            wrong = visitor.client.post(other_case, data={**fields, "csrf_token": own_token}, headers=BROWSER)
            assert wrong.status_code == 404, other_case
    assert kept(database) == before
