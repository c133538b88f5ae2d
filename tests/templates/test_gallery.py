"""Every component in every variant passes the page audit, and says what its contract says."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.preferences import Contrast, TextSize
from tests.support.document import Document
from tests.support.gallery import PAGES
from tests.support.visitor import Visitor


def document(app: Flask, address: str) -> Document:
    return Document(app.test_client().get(address, headers={"Accept-Language": "zh-CN"}).get_data(as_text=True))


@pytest.mark.parametrize(("address", "status"), PAGES.items())
def test_every_page_of_the_gallery_passes_the_audit(gallery_app: Flask, address: str, status: int) -> None:
    assert gallery_app.test_client().get(address, headers={"Accept-Language": "zh-CN"}).status_code == status


def test_a_refused_answer_is_told_in_the_title_in_the_summary_and_at_the_field(guest: Visitor) -> None:
    guest.open("/gallery/question")
    page = guest.press("继续")

    assert page.status == 422
    assert page.title.startswith("错误：您现在有工作吗？")
    assert page.text.count("请选择您现在有没有工作") == 2
    assert page.has_text("有 1 处需要修改")


def test_the_look_stands_on_the_root_element(gallery_app: Flask) -> None:
    for text in TextSize:
        for contrast in Contrast:
            root = document(gallery_app, f"/gallery/text?text={text}&contrast={contrast}").root
            assert (root.get("data-text"), root.get("data-contrast")) == (text, contrast)


def test_the_chosen_look_is_marked_for_screen_readers(gallery_app: Flask) -> None:
    page = document(gallery_app, "/gallery/text?text=large&contrast=dark")

    current = [page.name(link) for link in page.all("a") if link.get("aria-current")]

    assert current == ["大字", "黑底白字"]


def test_no_choice_is_made_for_the_person(gallery_app: Flask) -> None:
    page = document(gallery_app, "/gallery/form")

    assert not [control for control in page.all("input", "option") if "checked" in control.attrib]
    assert not [option for option in page.all("option") if "selected" in option.attrib]


def test_the_first_control_of_a_group_carries_hint_and_error(gallery_app: Flask) -> None:
    """Some screen readers do not speak a group's description when one arrives at its first control by Tab."""
    page = document(gallery_app, "/gallery/form-wrong")
    firsts = {control.get("id"): control.get("aria-describedby") for control in page.all("input")}

    assert firsts["born"] == "born-hint born-error"
    assert firsts["needs"] == "needs-hint needs-error"
    assert firsts["answer_by"] == "answer_by-error"


def test_one_divider_stands_before_the_ways_out_of_a_group(gallery_app: Flask) -> None:
    for address, first_way_out in (("/gallery/question", "不确定"), ("/gallery/form", "都不需要")):
        page = document(gallery_app, address)

        dividers = [element for element in page.all("p") if "choices__divider" in (element.get("class") or "")]

        assert [(page.text(divider), page.text(divider.getnext())) for divider in dividers] == [("或", first_way_out)]


def test_whoever_acts_for_another_sees_for_whom(guest: Visitor) -> None:
    assert guest.open("/gallery/acting").has_text("您正在为 王秀英 办理")
    assert not guest.open("/gallery/question").has_text("您正在为")


def test_a_missing_sign_clip_is_said_and_a_sample_is_called_a_sample(guest: Visitor) -> None:
    page = guest.open("/gallery/sign")

    assert page.has_text("这里还没有手语视频。")
    assert page.has_text("机器生成的示意短片，不是真人手语。")
