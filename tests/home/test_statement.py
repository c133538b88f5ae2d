"""The page about this site's accessibility: figures from the register, nothing claimed, and a way to complain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from citizen.accessibility.check_results import Result
from citizen.accessibility.locales import LOCALES
from citizen.accessibility.wcag_register import load_register
from citizen.core import clock
from citizen.home import statement_routes
from tests.support.visitor import Visitor

REGISTER = load_register()


@pytest.mark.parametrize(
    "path", ["/accessibility/criteria", "/accessibility/criteria/sc-1-2-6", "/accessibility/barrier"]
)
@pytest.mark.parametrize("language", LOCALES)
def test_its_pages_pass_the_audit_in_every_language(visitor: Visitor, path: str, language: str) -> None:
    assert visitor.open(f"{path}?lang={language}").status == 200


def test_it_names_every_exception(visitor: Visitor) -> None:
    page = visitor.open("/accessibility")
    gaps = [gap for one in REGISTER.criteria for gap in one.gaps]
    assert gaps
    assert [gap.words.zh for gap in gaps if not page.has_text(gap.words.zh)] == []


def test_it_says_that_no_person_has_tried_it(visitor: Visitor) -> None:
    page = visitor.open("/accessibility")
    assert page.has_text("还没有残障人士试用过本站")
    assert page.has_text("由程序做，还没有人审阅")


def test_a_promise_is_made_only_by_the_deployment(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert visitor.open("/accessibility").has_text("多久答复，以区残联公布为准")
    promised = replace(app.extensions["settings"], barrier_reply_days=5, barrier_contacts={"text": "106 1234"})
    monkeypatch.setitem(app.extensions, "settings", promised)
    page = visitor.open("/accessibility")
    assert page.has_text("5个工作日内答复您")
    assert page.has_text("106 1234")


@pytest.mark.parametrize(
    ("level", "count"), [("A", 31), ("AA", 24), ("AAA", 31), ("EN", len(REGISTER.clauses)), ("?", 86)]
)
def test_criteria_are_filtered_by_plain_links(visitor: Visitor, level: str, count: int) -> None:
    page = visitor.open(f"/accessibility/criteria?level={level}")
    assert len([link for link in page.links if link.href.startswith("/accessibility/criteria/")]) == count


def test_every_criterion_has_its_page(app: Flask) -> None:
    client = app.test_client()
    client.audits = False  # one of each kind is audited above
    answers = {one.anchor: client.get(f"/accessibility/criteria/{one.anchor}") for one in REGISTER.criteria}
    assert {anchor for anchor, answer in answers.items() if answer.status_code != 200} == set()
    assert client.get("/accessibility/criteria/sc-4-1-1").status_code == 404


def test_only_results_of_this_machine_are_shown(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    one = next(one for one in REGISTER.criteria if one.number == "1.4.6")
    path = f"/accessibility/criteria/{one.anchor}"
    monkeypatch.setattr(statement_routes, "load_results", dict)
    assert visitor.open(path).has_text("本服务器没有留下检查结果")
    today = clock.today()
    good = {item.test: Result(today, passed=3, failed=0) for item in one.evidence}
    monkeypatch.setattr(statement_routes, "load_results", lambda: good)
    assert visitor.open(path).has_text("全部通过")
    first = one.evidence[0].test
    monkeypatch.setattr(statement_routes, "load_results", lambda: good | {first: Result(today, passed=2, failed=1)})
    assert visitor.open(path).has_text("没有全部通过")
