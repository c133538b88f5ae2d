"""Every rule of the audit is proved twice: good pages pass all of them, a page with one fault is caught by name."""

from __future__ import annotations

import base64
import hashlib

import pytest

from tests.support.document import Document, shape_of
from tests.support.page_audit import RULES, Delivered, audit
from tests.support.small_site import FORM, SUMMARY, page

GOOD = page(content=FORM.format(error="", invalid=""))
WITH_ERRORS = page(
    content=FORM.format(
        error='<p id="name-error">错误：请填写姓名</p>',
        invalid='aria-invalid="true" aria-describedby="name-error"',
    ),
    before=SUMMARY,
    prefix="错误：",
)
REFINED = page(
    content='<form method="get" action="/places" data-hx-get="/places" data-hx-target="#list" data-hx-select="#list">'
    '<label for="q">查找</label><input id="q" name="q"><button>搜索</button></form>'
    '<div id="list" data-announce="找到 3 处"><p>三处</p></div>'
)
ENGLISH = (
    page(h1="Your contact details", content='<p>Call 12345.</p><p lang="zh-Hans">残疾人证</p>')
    .replace('lang="zh-Hans" dir', 'lang="en" dir')
    .replace("残疾人服务", "Services")
    .replace("需要帮助？", "Need help?")
    .replace("请拨打 12345。", "Call.")
    .replace("写给我们", "Write to us")
    .replace("本服务免费。", "Free.")
    .replace("跳到主要内容", "Skip to main part")
    .replace('aria-label="语言"', 'aria-label="Language"')
)


def _problems(html: str, status: int = 200, **facts: object) -> list[str]:
    return audit(Delivered(Document(html), status=status, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(("html", "status"), [(GOOD, 200), (WITH_ERRORS, 422), (REFINED, 200), (ENGLISH, 200)])
def test_good_pages_have_no_problem(html: str, status: int) -> None:
    assert _problems(html, status) == []


@pytest.mark.parametrize(("html", "status"), [(GOOD, 200), (WITH_ERRORS, 422), (REFINED, 200), (ENGLISH, 200)])
def test_the_quick_parser_reads_the_same_page(html: str, status: int) -> None:
    assert audit(Delivered(Document(html, strictly=False), status=status)) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("<p>您好</p>", "<p>再见，明天见</p>", True),
        ('<a href="/a">x</a>', '<a href="/b?c">y</a>', True),
        ("<p>a</p>", "<p>a</b></p>", False),
        ("<tr>\n<td>a</td></tr>", "<tr>x<td>a</td></tr>", False),  # words may not stand there
        ("<p>a &amp; b</p>", "<p>a &nothing b</p>", False),
        ("<p>a</p>", "<p>a\x00</p>", False),
        ('<p id="a">a</p>', '<p id="a" id="b">a</p>', False),
        ('<p id="a">a</p>', "<p id=a>a</p>", False),
    ],
)
def test_only_words_leave_the_shape_as_it_is(one: str, other: str, same: bool) -> None:
    assert (shape_of(one) == shape_of(other)) is same


# (rule, what to replace in a good page, by what)
FAULTS: list[tuple[str, str, str]] = [
    ("parses_strictly", "<p>请拨打 12345。</p>", "<p>请拨打 12345。</p></b>"),
    ("parses_strictly", "<!DOCTYPE html>\n", ""),
    ("says_language_and_direction", 'lang="zh-Hans" dir="ltr"', 'lang="zh" dir="ltr"'),
    ("says_language_and_direction", ' dir="ltr"', ""),
    ("says_language_and_direction", 'lang="en"', 'lang=""'),
    ("lets_people_zoom", "initial-scale=1", "initial-scale=1, maximum-scale=1"),
    ("lets_people_zoom", '<meta name="viewport" content="width=device-width, initial-scale=1">', ""),
    ("has_one_h1", "</h1>", "</h1><h1>您的联系方式</h1>"),
    ("has_one_h1", "<h1>您的联系方式</h1>", "<p>您的联系方式</p>"),
    ("title_tells_the_page_and_the_service", "<title>您的联系方式", "<title>联系"),
    ("title_tells_the_page_and_the_service", " – 残疾人服务</title>", "</title>"),
    ("title_says_error_with_a_summary_only", "<title>", "<title>错误："),
    ("headings_are_in_order", "</h1>", "</h1><h3>小节</h3>"),
    ("headings_are_in_order", "</h1>", "</h1><h2> </h2>"),
    ("has_its_landmarks_once", "<footer>", "<footer></footer><footer>"),
    ("has_its_landmarks_once", ' tabindex="-1"><h1>', "><h1>"),
    ("has_its_landmarks_once", "<footer>", "<footer><nav><p>另一处</p></nav>"),
    ("leaves_nothing_outside_landmarks", "<footer>", "<p>在外面</p><footer>"),
    ("offers_the_skip_link_first", '<a href="#main">跳到主要内容</a>', ""),
    ("has_an_empty_status_region", 'aria-atomic="true"></div>', 'aria-atomic="true">已保存</div>'),
    ("has_an_empty_status_region", 'role="status" aria-live="polite"', 'role="alert" aria-live="assertive"'),
    ("has_an_empty_status_region", 'id="a11y-status"', 'id="status"'),
    ("keeps_help_in_the_same_place", 'id="help"', 'id="other"'),
    ("ids_are_unique", '<div id="a11y-status"', '<div id="name"></div><div id="a11y-status"'),
    ("references_lead_somewhere", 'for="note"', 'for="notes"'),
    ("references_lead_somewhere", 'name="name" value=""', 'name="name" value="" aria-describedby="hint"'),
    ("links_within_the_page_lead_somewhere", 'href="/file"', 'href="#nowhere"'),
    ("fields_have_a_visible_label", '<label for="note">说明</label>', ""),
    ("fields_have_a_visible_label", '<label for="note">说明</label><textarea', '<textarea aria-label="说明"'),
    ("choices_stand_in_a_named_group", "<legend>您在为谁办理？</legend>", ""),
    ("groups_have_a_legend_first", "<legend>出生日期</legend>", "<p>出生日期</p>"),
    ("forms_say_where_and_how", ' action="/form"', ""),
    ("forms_say_where_and_how", '<form method="post"', "<form"),
    ("forms_say_where_and_how", "csrf_token", "token"),
    ("forms_say_where_and_how", " novalidate", ""),
    ("forms_say_where_and_how", ' enctype="multipart/form-data"', ""),
    ("forms_can_be_sent", 'type="submit"', 'type="button"'),
    ("fields_set_no_traps", 'id="y" name="y"', 'id="y" name="y" placeholder="1991"'),
    ("fields_set_no_traps", 'id="y" name="y"', 'id="y" name="y" required'),
    ("fields_set_no_traps", 'id="y" name="y"', 'id="y" name="y" type="number"'),
    ("fields_set_no_traps", '<a href="/file"', '<a title="日历" href="/file"'),
    (
        "buttons_are_never_disabled",
        '<button type="submit" name="next"',
        '<button type="submit" disabled name="next"',
    ),
    ("links_and_buttons_have_names", ">下载日历文件<", "><"),
    ("links_and_buttons_have_names", ">继续</button>", "></button>"),
    ("names_contain_the_visible_words", '<a href="/file"', '<a aria-label="打开" href="/file"'),
    ("links_lead_somewhere", 'href="/file"', 'href="#"'),
    ("links_lead_somewhere", 'href="/file"', 'href="javascript:void(0)"'),
    ("links_lead_somewhere", 'href="/file"', 'href="/file" target="_blank"'),
    ("focus_moves_only_to_a_message", 'id="y" name="y"', 'id="y" name="y" autofocus'),
    ("tab_order_is_the_order_of_the_page", '<a href="/file"', '<a tabindex="1" href="/file"'),
    ("tab_order_is_the_order_of_the_page", "<p>本服务免费。</p>", '<p tabindex="0">本服务免费。</p>'),
    ("pictures_have_an_alternative", "</h1>", '</h1><img src="/a.png" width="1" height="1">'),
    ("pictures_have_an_alternative", "</h1>", '</h1><img src="/a.png" alt="a.png" width="1" height="1">'),
    ("pictures_have_an_alternative", "</h1>", '</h1><img src="/a.png" alt="轮椅">'),
    ("pictures_have_an_alternative", "</h1>", '</h1><svg viewBox="0 0 1 1"></svg>'),
    (
        "nothing_plays_by_itself",
        "</h1>",
        '</h1><audio src="/a.mp3" controls preload="none" autoplay></audio>',
    ),
    ("nothing_plays_by_itself", "</h1>", '</h1><audio src="/a.mp3" preload="none"></audio>'),
    ("nothing_plays_by_itself", "</h1>", '</h1><audio src="/a.mp3" controls></audio>'),
    ("films_have_captions", "</h1>", '</h1><video src="/a.mp4" controls preload="none"></video>'),
    (
        "tables_say_what_their_cells_mean",
        "</h1>",
        "</h1><table><caption>表</caption><tr><th>甲</th></tr></table>",
    ),
    ("tables_say_what_their_cells_mean", "</h1>", '</h1><table><tr><th scope="col">甲</th></tr></table>'),
    ("lists_hold_only_items", "</h1>", "</h1><ul><p>甲</p></ul>"),
    ("lists_hold_only_items", "</h1>", "</h1><ul></ul>"),
    ("lists_hold_only_items", "</h1>", "</h1><dl><p>甲</p></dl>"),
    ("nothing_is_inline", "</h1>", "</h1><script>1</script>"),
    ("nothing_is_inline", "</head>", "<style>h1{color:red}</style></head>"),
    ("nothing_is_inline", "<h1>", '<h1 style="color:red">'),
    ("nothing_is_inline", '<a href="/file"', '<a onclick="go()" href="/file"'),
    ("everything_comes_from_here", "</head>", '<script src="https://cdn.example.org/a.js"></script></head>'),
    ("chinese_pages_are_all_chinese", "</h1>", "</h1><p>Choose a time slot</p>"),
    ("no_machinery_shows", "</h1>", "</h1><p>还有 %(num)s 个</p>"),
    ("no_machinery_shows", "</h1>", "</h1><p>None</p>"),
    ("chinese_words_hold_together", "</h1>", "</h1><p>残 疾 人 证</p>"),
    ("links_say_where_they_lead", ">下载日历文件<", ">点击这里<"),
    ("links_say_where_they_lead", ">下载日历文件<", ">更多 ›<"),
    ("same_words_lead_to_the_same_place", ">下载日历文件<", ">别的网站<"),
    ("names_contain_the_visible_words", 'id="note"', 'id="note" aria-label="备注"'),
    ("controls_are_reached_by_tab", '<a href="/file"', '<a tabindex="-1" href="/file"'),
    ("what_takes_focus_is_not_hidden", "<ul><li>甲", '<ul aria-hidden="true"><li>甲'),
    ("fields_ask_the_browser_for_what_they_are", 'id="m" name="m"', 'id="m" name="m" autocomplete="postal-code"'),
    ("fields_ask_the_browser_for_what_they_are", 'id="name"', 'id="name" autocomplete="email"'),
    ("offers_the_other_languages", '<a href="?lang=en" lang="en" hreflang="en">English</a>', "简体中文"),
    ("offers_the_other_languages", ' lang="en" hreflang="en"', ' lang="zh-Hant" hreflang="en"'),
    ("keeps_its_navigation_in_order", "<p>本服务免费。</p>", '<a href="/help">帮助</a><a href="/check">查</a>'),
    ("help_has_a_way_in_writing", '<a href="/help#text">写给我们</a>', '<a href="tel:12345">12345</a>'),
    ("directions_do_without_sight", "<p>本服务免费。</p>", "<p>点右边的绿色按钮。</p>"),
    ("directions_do_without_sight", "<p>本服务免费。</p>", '<p lang="en">Press the green button.</p>'),
    ("terminals_lead_to_no_other_place", 'dir="ltr"><head>', 'dir="ltr" data-kiosk><head>'),
    ("films_have_a_name", "</h1>", '</h1><audio src="/a.mp3" controls preload="none"></audio>'),
    ("films_have_a_transcript", "</h1>", '</h1><video src="/a.mp4" controls preload="none" aria-label="片"></video>'),
]
ERROR_FAULTS = [
    ("title_says_error_with_a_summary_only", "<title>错误：", "<title>"),
    ("error_summary_leads_main", ' tabindex="-1" autofocus', " autofocus"),
    (
        "error_summary_leads_main",
        '<h2 id="problems">有 1 处需要修改</h2>',
        '<p id="problems">有 1 处需要修改</p>',
    ),
    ("error_summary_leads_main", "</h1>", "</h1>" + SUMMARY.replace("problems", "again")),
    ("error_links_reach_the_field", 'href="#name"', 'href="#main"'),
    ("error_links_reach_the_field", "错误：请填写姓名", "错误：必填"),
    ("invalid_fields_say_why", 'aria-invalid="true" aria-describedby="name-error"', 'aria-invalid="true"'),
    ("focus_moves_only_to_a_message", " autofocus", ""),
    ("errors_say_that_they_are_errors", "错误：请填写姓名</p>", "请填写姓名</p>"),
    ("wrong_fields_say_that_they_are_wrong", 'aria-invalid="true" ', ""),
]
REFINED_FAULTS = [
    ("htmx_attributes_are_data_attributes", "data-hx-get", "hx-get"),
    ("htmx_refines_links_buttons_and_forms", '<div id="list"', '<div data-hx-get="/places" id="list"'),
    (
        "htmx_refines_links_buttons_and_forms",
        'data-hx-target="#list"',
        'data-hx-target="#list" data-hx-boost="true"',
    ),
    ("htmx_asks_what_the_plain_element_asks", 'data-hx-get="/places"', 'data-hx-get="/other"'),
    ("htmx_asks_what_the_plain_element_asks", 'data-hx-get="/places"', 'data-hx-post="/places"'),
    ("htmx_swaps_a_part_that_announces_itself", ' data-announce="找到 3 处"', ""),
    ("htmx_swaps_a_part_that_announces_itself", 'data-hx-target="#list"', 'data-hx-target="this"'),
    ("htmx_swaps_a_part_that_announces_itself", 'div id="list"', 'div id="lists"'),
    (
        "htmx_swaps_a_part_that_announces_itself",
        "<p>三处</p>",
        '<a href="/p" data-hx-get="/p" data-hx-target="#list" data-hx-select="#list">下一页</a>',
    ),
]
SEEDED = [
    *((GOOD, 200, *fault) for fault in FAULTS),
    *((WITH_ERRORS, 422, *fault) for fault in ERROR_FAULTS),
    *((REFINED, 200, *fault) for fault in REFINED_FAULTS),
    (ENGLISH, 200, "english_pages_mark_their_chinese", ' lang="zh-Hans">残', ">残"),
]


@pytest.mark.parametrize(("good", "status", "name", "sound", "faulty"), SEEDED)
def test_a_seeded_fault_is_caught_by_its_rule(good: str, status: int, name: str, sound: str, faulty: str) -> None:
    assert sound in good, "The seed must change something."
    found = {problem.partition(":")[0] for problem in _problems(good.replace(sound, faulty), status)}
    assert name in found


def test_every_rule_has_a_seeded_fault() -> None:
    seeded = {name for _, _, name, _, _ in SEEDED}
    assert set(RULES) - seeded == {"personal_pages_are_not_stored"}, "It is about headers: see below."


def test_personal_pages_must_not_be_stored() -> None:
    may_be_stored = _problems(GOOD, personal=True, headers={"Cache-Control": "no-cache"})
    assert [problem.partition(":")[0] for problem in may_be_stored] == ["personal_pages_are_not_stored"]
    assert _problems(GOOD, personal=True, headers={"Cache-Control": "no-store"}) == []


def test_a_style_may_stand_in_the_page_if_the_policy_names_it() -> None:
    styled = GOOD.replace("</head>", "<style>h1{color:red}</style></head>")
    digest = base64.b64encode(hashlib.sha256(b"h1{color:red}").digest()).decode()
    assert _problems(styled, headers={"Content-Security-Policy": f"style-src 'self' 'sha256-{digest}'"}) == []
    assert _problems(styled, headers={"Content-Security-Policy": "style-src 'self' 'sha256-AAAA'"}) != []


def test_errors_are_not_answered_with_200() -> None:
    assert any("say 422" in problem for problem in _problems(WITH_ERRORS, 200))


def test_what_the_visitor_typed_keeps_its_language() -> None:
    english = ENGLISH.replace("Call 12345.", "You act for 王秀英.")
    assert _problems(english, own_words=frozenset({"王秀英"})) == []
    assert _problems(english)


def test_only_known_rules_can_be_allowed() -> None:
    with pytest.raises(AssertionError, match="no audit rules called"):
        audit(Delivered(Document(GOOD)), allowed={"looks_nice"})
