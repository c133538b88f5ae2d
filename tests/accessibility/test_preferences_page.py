"""Reading settings without script, and the way back."""

from __future__ import annotations

import pytest

from tests.support.visitor import Visitor


def test_saved_settings_are_on_every_page_and_lead_back(visitor: Visitor) -> None:
    visitor.open("/preferences?back=/programmes?q=fuju")
    visitor.choose("文字大小", "特大字")
    visitor.choose("颜色", "黑底白字")
    page = visitor.press("保存设置")
    assert page.has_text("文字大小：特大字")
    assert page.has_text("颜色：黑底白字")
    assert visitor.follow("返回刚才的页面").url == "/programmes?q=fuju"
    for path in ("/programmes?q=fuju", "/help"):
        root = visitor.open(path).document.root
        assert (root.get("data-text"), root.get("data-contrast")) == ("largest", "dark")


def test_the_way_back_does_not_undo_the_choice(visitor: Visitor) -> None:
    visitor.open("/preferences?back=/help?text=largest")
    visitor.choose("文字大小", "标准")
    visitor.press("保存设置")
    page = visitor.follow("返回刚才的页面")
    assert page.url == "/help"
    assert page.document.root.get("data-text") == "standard"


def test_without_a_way_back_in_the_address_the_page_before_counts(visitor: Visitor) -> None:
    response = visitor.client.get("/preferences", headers={"Referer": "http://localhost/places?need=work"})
    assert response.status_code == 302
    page = visitor.open(response.headers["Location"])
    assert page.links[0] is not None
    assert visitor.follow("返回").url == "/places?need=work"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "/preferences"])
def test_the_way_back_never_leaves_the_site(visitor: Visitor, elsewhere: str) -> None:
    visitor.open(f"/preferences?back={elsewhere}")
    visitor.press("保存设置")
    assert visitor.follow("返回刚才的页面").url == "/"


def test_a_changed_language_keeps_the_way_back(visitor: Visitor) -> None:
    visitor.open("/preferences?back=/help")
    visitor.follow("English")
    visitor.press("Save the settings")
    assert visitor.follow("Go back to the page where you were").url == "/help"
    assert visitor.page.language == "en"


def test_an_unknown_setting_is_refused(visitor: Visitor) -> None:
    visitor.open("/preferences")
    token = next(one.get("value") for one in visitor.page.document.all("input") if one.get("name") == "csrf_token")
    response = visitor.client.post("/preferences", data={"csrf_token": token, "text": "gigantic", "contrast": "high"})
    assert response.status_code == 422
