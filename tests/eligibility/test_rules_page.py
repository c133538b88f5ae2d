"""The public page of a programme's rules: every condition with its clause, in every language."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.rules_page import rules_of
from tests.support.visitor import Visitor


def test_it_is_reached_from_the_programme_and_leads_back(visitor: Visitor) -> None:
    visitor.open("/programmes/home-care-assistance-subsidy")
    page = visitor.follow("规则与来源：一条一条看")
    assert page.h1 == "规则与来源：居家助残服务补贴"
    assert visitor.follow("返回这个项目").h1 == "居家助残服务补贴"


def test_every_condition_stands_there_with_its_clause(visitor: Visitor) -> None:
    page = visitor.open("/programmes/home-care-assistance-subsidy/rules")
    for words in ("16 至 59 周岁（含两端）", "无工作", "重度残疾", "为全区16至59周岁无工作重残2369人次", "新闻报道："):
        assert page.has_text(words)
    assert page.has_text("区民政局、区残联、区财政局、各街乡")
    assert page.has_text("没有写明的")


def test_rule_text_is_called_a_rule_and_has_its_days(visitor: Visitor) -> None:
    page = visitor.open("/programmes/vocational-rehab-living-allowance/rules")
    assert page.has_text("规定：北京市西城区促进残疾人事业发展的若干意见")
    assert page.has_text("从2011年1月1日起有效。")


def test_of_an_any_of_group_one_is_enough(visitor: Visitor) -> None:
    assert visitor.open("/programmes/vocational-rehab-station-place/rules").has_text("符合一条即可")


def test_a_district_without_conditions_says_so_and_where_it_is_named(catalogue: Catalogue) -> None:
    page = rules_of(catalogue.programmes["home-care-assistance-subsidy"], catalogue, "zh-Hans")
    (xicheng,) = [district for district in page.districts if district.id == "xicheng"]
    assert xicheng.rules == ()
    assert [clause.quote for clause in xicheng.documents] == ["全面推进居家助残服务"]


@pytest.mark.parametrize("locale", list(LOCALES))
def test_no_rule_is_left_out_in_any_language(catalogue: Catalogue, locale: str) -> None:
    for programme in catalogue.programmes.values():
        page = rules_of(programme, catalogue, locale)
        shown = {sentence for district in page.districts for rule in district.rules for sentence in rule.sentences}
        assert shown == {criterion.sentence[locale] for criterion in programme.criteria}
        for district in page.districts:
            assert district.rules or district.documents, (programme.id, district.id)
            assert all(rule.clauses for rule in district.rules)


def test_no_such_programme(app: Flask) -> None:
    assert app.test_client().get("/programmes/nothing/rules").status_code == 404
