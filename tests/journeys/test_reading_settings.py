"""Reading settings go along: through a journey without script, to another device, and not to the next person at a
terminal. (Into the profile: tests/home/test_profile.py.)
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citizen.accessibility.preferences import Preferences
from tests.support.page import Page
from tests.support.visitor import Visitor

SEVERAL = "contrast=yellow_on_black&spacing=widest&weight=bold&underline=on&calm=on&ruler=on&cursor=on"


def look_of(page: Page) -> dict[str, str]:
    """What <html> says of the look, without what every page says."""
    root = page.document.root
    said = {name.removeprefix("data-"): str(value) for name, value in root.items() if name.startswith("data-")}
    usual = Preferences().as_values()
    return {name: value for name, value in said.items() if name in usual and value != usual[name]}


WANTED = dict(one.split("=") for one in SEVERAL.split("&"))


def test_several_settings_stay_through_a_check_with_errors(visitor: Visitor) -> None:
    seen = [visitor.open(f"/check?{SEVERAL}")]
    seen.append(visitor.open("/for-whom"))
    seen.append(visitor.press("继续"))
    assert seen[-1].status == 422
    visitor.choose("您在为谁办理？", "我自己")
    seen.append(visitor.press("继续"))
    seen.append(visitor.open("/check"))
    seen.append(visitor.open("/book?lang=en"))
    seen.append(visitor.open("/no-such-page?lang=zh-Hans"))

    assert [look_of(page) for page in seen] == [WANTED] * len(seen)
    assert all("css/extra/reading" in page.html for page in seen)


def test_a_link_takes_the_look_to_another_device(visitor: Visitor, other_visitor: Visitor) -> None:
    visitor.open(f"/preferences/link?lang=en&{SEVERAL}")
    address = re.search(r"http://localhost(/\?look=[a-z0-9]+&amp;lang=en)<", visitor.page.html)
    assert address is not None
    assert len(address[0]) < 60

    page = other_visitor.open(address[1].replace("&amp;", "&"))

    assert look_of(page) == WANTED
    assert page.language == "en"
    assert look_of(other_visitor.open("/places")) == WANTED


def test_a_code_typed_in_does_the_same_and_a_wrong_one_says_so(visitor: Visitor) -> None:
    visitor.open("/preferences/link?text=large")
    visitor.fill("设置代码", "t9")
    page = visitor.press("用这个代码")
    assert page.status == 422
    assert page.has_text("没有这个代码")
    assert look_of(page) == {"text": "large"}
    visitor.fill("设置代码", "Ｔ3 c3")
    page = visitor.press("用这个代码")
    assert look_of(page) == {"text": "huge", "contrast": "yellow_on_black"}
    assert page.has_text("文字大小：超大字")


def test_everything_is_chosen_by_hand_told_in_words_and_taken_back(visitor: Visitor) -> None:
    visitor.open("/preferences?back=/places")
    for setting, choice in {
        "文字大小": "超大字",
        "行距和字距": "更宽",
        "字的粗细": "粗",
        "颜色": "黄底黑字",
        "汉字上加拼音": "开",
        "画面不动": "开",
    }.items():
        visitor.choose(setting, choice)
    page = visitor.press("保存设置")
    assert len(look_of(page)) == 6
    for line in ("文字大小：超大字", "颜色：黄底黑字", "汉字上加拼音：开", "画面不动：开"):
        assert page.has_text(line)
    page = visitor.press("恢复标准")
    assert look_of(page) == {}
    assert page.has_text("现在都是标准设置")
    assert visitor.follow("返回刚才的页面").url == "/places"


def test_the_next_person_at_a_terminal_finds_the_usual_look(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    assert look_of(visitor.open(f"/help?{SEVERAL}")) == WANTED
    page = visitor.press("结束并清除")
    assert look_of(page) == {}
    assert look_of(visitor.open("/help")) == {}


def test_addresses_of_looks_say_nothing_about_a_person(visitor: Visitor) -> None:
    page = visitor.open(f"/preferences/link?{SEVERAL}")
    (square,) = [one for one in page.document.all("div") if one.get("role") == "img"]
    assert square.get("aria-label")
    written = re.search(r"code--address\">([^<]+)<", page.html)
    assert written is not None
    parts = urlsplit(written[1])
    assert (parts.path, parts.query) == ("/", "look=c3s2w1mruk")
