"""The public guide: the list, every programme's page in every language, the places."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.eligibility import catalogue
from citizen.eligibility.directory import load_directory
from citizen.eligibility.programme_list import Filters, find_programmes
from tests.support.visitor import Visitor


def test_finds_by_pinyin_without_script(visitor: Visitor) -> None:
    visitor.open("/programmes")
    visitor.fill("您想找什么？", "fuju")
    visitor.choose("区", "北京市朝阳区")
    visitor.choose("哪方面", "辅助器具")
    page = visitor.press("查找")
    assert "找到5项" in page.headings
    visitor.follow("残疾人辅助器具适配服务")
    assert visitor.page.h1 == "残疾人辅助器具适配服务"


def test_says_when_it_only_guesses(visitor: Visitor) -> None:
    visitor.open("/programmes?q=护里补贴")
    assert visitor.page.has_text("没有完全叫这个名字的")
    assert visitor.page.has_text("重度残疾人护理补贴")


def test_leads_on_when_nothing_is_found(visitor: Visitor) -> None:
    visitor.open("/programmes?q=zzzz")
    assert "没有找到" in visitor.page.headings
    visitor.follow("看全部项目")
    assert "找到150项" in visitor.page.headings


def test_is_turned_page_by_page_and_keeps_the_filters(visitor: Visitor) -> None:
    visitor.open("/programmes?district=fenghua")
    page = visitor.follow("下一页")
    assert page.has_text("第2页")
    assert "district=fenghua" in page.url


@pytest.mark.parametrize(
    "query", ["district=nowhere", "need=nothing", "page=-1", "page=x", "page=²", "page=99999", "q=%00"]
)
def test_a_mistyped_address_still_shows_programmes(visitor: Visitor, query: str) -> None:
    assert visitor.open(f"/programmes?{query}").status == 200


def test_what_a_refined_search_swaps_announces_its_count(visitor: Visitor) -> None:
    found = visitor.open("/programmes?q=fuju").document.by_id("found")
    assert found is not None
    assert found.get("data-announce") == visitor.page.document.text(visitor.page.document.by_id("found-title"))


def test_the_phone_of_the_district_is_shown_only_there(visitor: Visitor) -> None:
    assert visitor.open("/programmes?district=chaoyang").has_text("53207000")
    assert not visitor.open("/programmes?district=tongzhou").has_text("53207000")
    assert not visitor.open("/programmes").has_text("53207000")


@pytest.mark.parametrize("language", LOCALES)
def test_every_programme_has_a_page_that_passes_the_audit(app: Flask, language: str) -> None:
    client = app.test_client()
    for programme in catalogue.load().programmes.values():
        response = client.get(f"/programmes/{programme.id}?lang={language}")
        assert response.status_code == 200, programme.id


def test_a_guide_answers_the_questions_of_a_person(visitor: Visitor) -> None:
    page = visitor.open("/programmes/living-allowance-hardship")
    wanted = ["这是什么", "谁可以享受", "有多少钱", "要带什么", "怎样办", "各区的情况", "问谁", "依据"]
    assert [heading for heading in wanted if heading not in page.headings] == []
    assert page.has_text("可以先准备，以区残联公布为准")
    assert page.has_text("金额以区残联公布为准")


def test_a_guide_offers_only_what_can_be_done_here(visitor: Visitor) -> None:
    for programme in catalogue.load().programmes.values():
        names = {link.name for link in visitor.open(f"/programmes/{programme.id}").links}
        assert ("申请这一项" in names) == ("apply" in programme.journeys)
        assert ("预约这一项" in names) == ("book" in programme.journeys)


def test_every_quote_of_a_programme_stands_on_its_page(visitor: Visitor) -> None:
    programme = catalogue.load().programmes["living-allowance-hardship"]
    page = visitor.open(f"/programmes/{programme.id}")
    for criterion in programme.criteria:
        assert page.has_text(criterion.source.quote)


def test_a_hard_word_leads_to_its_explanation_once(visitor: Visitor) -> None:
    page = visitor.open("/programmes/living-allowance-hardship")
    terms = [link.href for link in page.links if "/help/words#" in link.href]
    assert terms
    assert len(terms) == len(set(terms))
    words = visitor.open("/help/words").document
    assert all(words.by_id(href.partition("#")[2]) is not None for href in terms)


def test_a_programme_that_does_not_exist_is_not_found(visitor: Visitor) -> None:
    assert visitor.open("/programmes/no-such-thing").status == 404


def test_places_shows_every_facility_and_no_invented_address(visitor: Visitor) -> None:
    page = visitor.open("/places")
    facilities = load_directory().facilities.values()
    assert f"找到{len(facilities)}项" in page.headings
    assert [one.name["zh"] for one in facilities if not page.has_text(one.name["zh"])] == []
    assert page.has_text("地址、电话和开放时间，以区残联公布为准")
    assert page.has_text("文件里写有23家，地址各不相同。")


def test_places_are_narrowed_to_a_district_and_a_need(visitor: Visitor) -> None:
    visitor.open("/places")
    visitor.choose("区", "宁波市奉化区")
    visitor.choose("哪方面", "辅助器具")
    page = visitor.press("查找")
    assert page.has_text("辅具展示厅")
    assert not page.has_text("温馨家园")


def test_places_are_found_by_pinyin_initials_traditional_and_with_a_slip(visitor: Visitor) -> None:
    for typed in ("wenxinjiayuan", "wxjy", "溫馨家園", "温心家园", "warm home"):
        page = visitor.open(f"/places?q={typed}")
        assert page.has_text("温馨家园"), typed
    assert visitor.open("/places?q=zzzz").has_text("没有找到")
    assert visitor.open("/places?q=fuju&district=xicheng").has_text("辅助器具服务中心")


def test_every_place_has_a_page_with_what_it_offers_and_its_source(visitor: Visitor) -> None:
    for facility in load_directory().facilities.values():
        page = visitor.open(f"/places/{facility.id}")
        assert page.h1 == facility.name["zh"]
        assert page.has_text("提供：")
        assert page.has_text(facility.source.quote)
        assert page.has_text("反映这里的问题")
    assert visitor.open("/places/nowhere").status == 404


def test_the_kinds_of_institutions_are_counted_as_the_report_counts_them(visitor: Visitor) -> None:
    page = visitor.open("/places?district=tongzhou")
    assert page.has_text("8家：公办4家，民办4家。")
    assert page.has_text("肢体残疾：5家。")
    assert page.has_text("服务这些人：发育落后、言语残疾、肢体残疾、智力残疾、精神残疾、多重残疾")
    assert page.has_text("社区卫生服务机构")
    assert not visitor.open("/places?district=xicheng").has_text("康复机构的种类")


def test_contacts_stand_with_the_places_of_their_district(visitor: Visitor) -> None:
    for contact in load_directory().contacts.values():
        if contact.kind != "hotline":
            assert visitor.open(f"/places?district={contact.district}").has_text(contact.name["zh"])
    assert visitor.open("/help").has_text("12345")
    assert visitor.open("/places?district=chaoyang").has_text("53207000")


def test_programmes_by_kind_of_disability(visitor: Visitor) -> None:
    visitor.open("/programmes")
    visitor.choose("残疾类别", "视力残疾")
    visitor.choose("区", "北京市朝阳区")
    visitor.choose("哪方面", "文化和体育")
    page = visitor.press("查找")
    assert "disability=visual" in page.url
    assert "条件里写明：视力残疾" in page.headings
    assert "条件里没有写残疾类别" in page.headings
    assert page.has_text("公共图书馆盲人阅览区")
    assert not visitor.open("/programmes?q=盲人阅览&disability=hearing&district=chaoyang").has_text("1 项")


def test_programmes_of_other_kinds_are_left_out_by_rules_and_set_apart_by_reports() -> None:
    hearing, visual, several = (find_all(kind, "chaoyang") for kind in ("hearing", "visual", "multiple"))
    assert "blind-reading-area" in visual[0]
    assert "blind-reading-area" not in hearing[0]
    assert "blind-reading-area" in several[0]
    assert "legal-aid" in hearing[0]
    found, described_for_others = find_all("visual", "tongzhou")
    assert "vocational-rehab-station-place" not in found
    assert "vocational-rehab-station-place" in described_for_others


def find_all(kind: str, district: str) -> tuple[set[str], set[str]]:
    """Every programme that is found, and those set apart."""
    first = find_programmes(Filters(disability=kind, district=district))
    pages = [find_programmes(Filters(disability=kind, district=district, page=n)) for n in range(1, first.pages + 1)]
    found = {one.id for page in pages for group in page.groups for one in group.programmes}
    assert len(found) == first.total
    return found, {one.id for one in first.described_for_others}


@pytest.mark.parametrize("language", LOCALES)
def test_lists_pass_the_audit_in_every_language(visitor: Visitor, language: str) -> None:
    for path in ("/programmes?", "/programmes?q=fuju&", "/programmes?q=zzzz&", "/places?", "/places?need=certificate&"):
        assert visitor.open(f"{path}lang={language}").status == 200
