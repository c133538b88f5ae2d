"""The on-screen keyboards: which keys there are, and typing with nothing but buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.core.references import ALPHABET
from citizen.kiosk import keyboards
from citizen.kiosk.keyboards import Act, Layout
from tests.journeys import steps
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("layout", "keys"),
    [(Layout.DIGITS, "0123456789X"), (Layout.CODE, ALPHABET), (Layout.LETTERS, "abcdefghijklmnopqrstuvwxyz@.-_ ")],
)
def test_every_key_that_is_needed_is_there(layout: Layout, keys: str) -> None:
    assert set(keys) <= set("".join(keyboards.keys_of(layout).rows))


@pytest.mark.parametrize("layout", Layout)
def test_no_row_is_longer_than_a_hand_can_find(layout: Layout) -> None:
    found = keyboards.keys_of(layout, strokes=8)
    assert found.rows
    assert all(1 <= len(row) <= keyboards.KEYS_IN_A_ROW for row in found.rows)


@pytest.mark.parametrize(("character", "strokes"), [("一", 1), ("王", 4), ("张", 7), ("国", 8), ("鑫", 24), ("瑾", 15)])
def test_characters_are_found_by_their_strokes(character: str, strokes: int) -> None:
    first = keyboards.keys_of(Layout.STROKES, strokes=strokes)
    pages = [keyboards.keys_of(Layout.STROKES, strokes=strokes, part=part).rows for part in range(first.parts)]
    assert character in "".join("".join(rows) for rows in pages)


def test_no_character_stands_twice_and_the_common_ones_are_all_there() -> None:
    numbers = keyboards.keys_of(Layout.STROKES).strokes
    everything = ""
    for number in numbers:
        for part in range(keyboards.keys_of(Layout.STROKES, strokes=number).parts):
            everything += "".join(keyboards.keys_of(Layout.STROKES, strokes=number, part=part).rows)
    assert len(everything) == len(set(everything))
    assert len(everything) > 3755
    assert set("".join(keyboards.keys_of(Layout.FAMILY_NAMES).rows)) <= set(everything)


@given(st.text(max_size=20), st.text(max_size=3))
def test_a_key_adds_one_character_or_nothing(text: str, key: str) -> None:
    after = keyboards.press(text, key)
    assert after == text or (after == text + key and len(key) == 1)


def test_delete_and_clear() -> None:
    assert keyboards.press("王秀", Act.DELETE) == "王"
    assert keyboards.press("", Act.DELETE) == ""
    assert keyboards.press("王秀", Act.CLEAR) == ""


@pytest.mark.parametrize(
    ("inputmode", "autocomplete", "name", "layout"),
    [
        ("numeric", None, "birth-year", Layout.DIGITS),
        ("tel", "tel", "phone", Layout.DIGITS),
        (None, None, "reference", Layout.CODE),
        ("numeric", None, "code", Layout.DIGITS),
        (None, "name", "called", Layout.FAMILY_NAMES),
        ("email", "email", "email", Layout.LETTERS),
        (None, None, "remarks", Layout.STROKES),
    ],
)
def test_a_field_begins_with_its_keyboard(
    inputmode: str | None, autocomplete: str | None, name: str, layout: Layout
) -> None:
    assert keyboards.layout_for(inputmode=inputmode, autocomplete=autocomplete, name=name) is layout


# -- without script ------------------------------------------------------------------------------------------------


def test_a_name_and_a_choice_travel_through_the_keyboard_and_come_back_unjudged(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.press("用屏幕键盘")
    assert visitor.page.h1.startswith("屏幕键盘：")
    for key in ("王", "李"):
        visitor.press(key)
    visitor.press("删掉最后一个字")
    visitor.press("按笔画选字")
    visitor.press("7 画")
    while "秀" not in visitor.page.buttons:
        visitor.press("同样笔画的更多字")
    visitor.press("秀")
    assert visitor.page.has_text("已经输入： 王秀")
    visitor.press("写好了，回到表格")
    assert visitor.page.url.startswith("/check/for-whom")
    assert visitor.page.status == 200
    assert visitor.page.errors == []
    visitor.press("继续")
    assert visitor.page.has_text("王秀")


def test_digits_of_a_code(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    visitor.open("/continue")
    visitor.press("用屏幕键盘")
    for key in "12345678":
        visitor.press(key)
    visitor.press("写好了，回到表格")
    visitor.press("在这里继续")
    assert visitor.page.status == 422
    assert "12345678" in visitor.page.html


def test_a_date_has_its_three_boxes(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.begin_check(visitor)
    visitor.choose("您属于哪个区？", "北京市通州区")
    visitor.press("继续")
    while not visitor.page.url.endswith("/birth_date"):
        steps.answer_one(visitor)
    visitor.press("用屏幕键盘")
    others = [name for name in visitor.page.buttons if name.endswith(("月", "日"))]
    assert len(others) == 2


def test_at_home_there_is_no_keyboard(visitor: Visitor) -> None:
    assert "用屏幕键盘" not in visitor.open("/continue").buttons


def test_what_is_sent_to_it_by_hand_leads_nowhere(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    token = next(one.get("value") for one in visitor.page.document.all("input") if one.get("name") == "csrf_token")
    for said in ("", "{}", '{"action": "https://x.example/", "fields": [["a", "b", "c"]]}', "[1]"):
        answer = visitor.client.post("/kiosk/keyboard", data={"csrf_token": token, "kb": said})
        assert answer.status_code == 303
