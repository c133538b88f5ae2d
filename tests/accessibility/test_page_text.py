"""What a page says, read from its HTML: order, choices, errors, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.accessibility.page_text import Kind, Reading, read
from tests.support.visitor import Visitor

_FRAME = (
    '<html lang="zh-Hans-CN"><head><title>题 – 站</title></head><body>{before}<main>{main}</main>{after}</body></html>'
)


def reading_of(main: str, *, before: str = "", after: str = "") -> Reading:
    return read(_FRAME.format(main=main, before=before, after=after))


def told(main: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in reading_of(main).pieces]


@pytest.mark.parametrize(
    ("html", "pieces"),
    [
        ("<p>一 <b>二</b>。</p>", [("text", "一二。")]),
        ("<p>问 <a href='/a'>甲</a> 或 <a href='/b'>乙</a></p>", [("text", "问甲或乙")]),
        ("<p><a href='/a'>甲</a> · <a href='/b'>乙</a></p>", [("link", "甲"), ("link", "乙")]),
        (
            "<ul><li>甲</li><li><a href='/b'>乙</a><p>说明</p></li></ul>",
            [("point", "甲"), ("link", "乙"), ("text", "说明")],
        ),
        ("<dl><dt>姓名</dt><dd>王秀英</dd></dl>", [("fact", "王秀英")]),
        ("<table><tr><th>周一</th><td>9:00</td></tr></table>", [("fact", "9:00")]),
        ("<p>看 <svg><title>图</title></svg><span aria-hidden='true'>→</span>这里</p>", [("text", "看这里")]),
        ("<p hidden>不读</p><script>x()</script><p>读</p>", [("text", "读")]),
        ("<p>甲<span class='visually-hidden'>，乙</span></p>", [("text", "甲，乙")]),
        ("<p><ruby>亳<rt>bó</rt></ruby>州</p>", [("text", "亳州")]),
        ("<label for='a'>电话</label><input id='a' name='a'>", [("field", "电话")]),
        ("<p><strong class='tag'>符合</strong> 成年</p>", [("text", "符合：成年")]),
        ("<nav class='reading-ways'><a href='/listen'>听这一页</a></nav><p>读</p>", [("text", "读")]),
        ("<p><img src='x' alt='地图'></p>", []),
    ],
)
def test_every_kind_of_element(html: str, pieces: list[tuple[str, str]]) -> None:
    assert told(html) == pieces


def test_the_heading_and_the_step_come_first_and_the_buttons_last() -> None:
    reading = reading_of(
        '<a class="back-link" href="/a">返回</a><p class="caption">第2题</p>'
        '<form method="post"><fieldset><legend><h1>您属于哪个区？</h1></legend><p class="field__hint">选一项。</p>'
        '<input type="radio" id="a" name="d" checked><label for="a">通州</label>'
        '<input type="radio" id="b" name="d"><label for="b">朝阳</label></fieldset><button>继续</button></form>'
        "<details><summary>为什么问？</summary><p>各区不同。</p></details>",
        before='<p class="acting__text">您正在为 王秀英 办理。</p>',
        after='<aside id="help"><h2 id="help-title">需要帮助？</h2><p class="help__name">手语</p></aside>',
    )
    assert (reading.title, reading.caption, reading.back) == ("您属于哪个区？", "第2题", "返回")
    assert reading.acting == ("您正在为 王秀英 办理。",)
    assert (reading.help_title, reading.helps) == ("需要帮助？", ("手语",))
    said = [(one.kind, one.text, one.is_on, one.is_folded) for one in reading.pieces]
    assert said == [
        (Kind.HINT, "选一项。", False, False),
        (Kind.CHOICE, "通州", True, False),
        (Kind.CHOICE, "朝阳", False, False),
        (Kind.FOLD, "为什么问？", False, False),
        (Kind.TEXT, "各区不同。", False, True),
        (Kind.BUTTON, "继续", False, False),
    ]


def test_what_is_typed_is_known_but_never_a_secret() -> None:
    pieces = reading_of(
        "<label for='a'>电话</label><input id='a' value='123'>"
        "<label for='b'>密码</label><input id='b' type='password' value='geheim'>"
        "<label for='c'>说明</label><textarea id='c'>\n一行</textarea>"
    ).pieces
    assert [one.typed for one in pieces] == ["123", "", "一行"]


def test_errors_of_a_real_page_come_before_its_question(visitor: Visitor) -> None:
    visitor.open("/check")
    visitor.follow("开始")
    visitor.press("继续")
    reading = read(visitor.page.response.get_data(as_text=True))
    assert reading.title == "您在为谁办理？"
    assert [one.kind for one in reading.pieces[:2]] == [Kind.PROBLEM, Kind.PROBLEM]
    choices = [one.text for one in reading.pieces if one.kind is Kind.CHOICE]
    assert choices[0] == "我自己"
    assert reading.pieces[-1].kind is Kind.BUTTON


def test_a_choice_does_not_change_the_fingerprint_but_a_word_does() -> None:
    html = '<input type="radio" id="a" name="d"{on}><label for="a">{word}</label>'
    plain = reading_of(html.format(on="", word="是"))
    chosen = reading_of(html.format(on=" checked", word="是"))
    other = reading_of(html.format(on="", word="否"))
    assert plain.fingerprint == chosen.fingerprint != other.fingerprint


def test_a_document_without_a_main_part_is_no_page() -> None:
    with pytest.raises(ValueError, match="main"):
        read("<html><body><p>nothing</p></body></html>")


@given(st.text(max_size=300))
def test_no_markup_stops_the_reader(text: str) -> None:
    assert isinstance(reading_of(f"<p>x</p>{text}"), Reading)
