"""The visitor does what a person could do, and nothing else."""

from __future__ import annotations

import pytest

from tests.support.form_filling import NotOnThePage
from tests.support.small_site import small_site
from tests.support.visitor import Visitor


@pytest.fixture
def visitor() -> Visitor:
    return Visitor(small_site())


@pytest.fixture
def on_form(visitor: Visitor) -> Visitor:
    visitor.open("/form")
    return visitor


def test_sends_every_filled_and_hidden_field_in_order(on_form: Visitor) -> None:
    on_form.fill("姓名", "李秀英")
    on_form.fill_date("出生日期", 1991, 3, 7)
    on_form.choose("您在为谁办理？", "我自己")
    on_form.choose("您在为谁办理？", "我的家人")
    on_form.tick("我同意")
    on_form.choose("类别", "视力")
    on_form.fill("说明", "第一行\n第二行")
    on_form.attach("残疾人证", "证.jpg", b"picture")
    page = on_form.press("继续")
    assert (page.status, page.url, page.h1) == (200, "/told", "收到")
    assert page.main == (
        "收到 csrf_token='known' name='李秀英' y='1991' m='3' d='7' who='other' agree='yes' kind='b' "
        "note='第一行\\r\\n第二行' next='1' file='证.jpg':b'picture'"
    )


def test_sends_nothing_for_what_is_unticked_or_not_chosen(on_form: Visitor) -> None:
    on_form.fill("姓名", "李")
    on_form.tick("我同意")
    on_form.untick("我同意")
    told = on_form.press("以后再填").main
    assert "agree" not in told
    assert "who" not in told
    assert "later='1'" in told
    assert "next" not in told


def test_reads_the_error_summary(on_form: Visitor) -> None:
    page = on_form.press("继续")
    assert page.status == 422
    assert page.errors == ["请填写姓名"]


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda one: one.follow("看不见的链接"), "No visible link"),
        (lambda one: one.follow("更改"), "No visible link"),
        (lambda one: one.follow("别的网站"), "leads away"),
        (lambda one: one.fill("名字", "李"), "No such field called ‘名字’"),
        (lambda one: one.fill("我同意", "李"), "No such field"),
        (lambda one: one.choose("您在为谁办理？", "邻居"), "It offers: 我自己 · 我的家人"),
        (lambda one: one.choose("谁？", "我自己"), "No group is called"),
        (lambda one: one.choose("类别", "听力"), "It offers: 肢体 · 视力"),
        (lambda one: one.press("提交"), "buttons: 继续 · 以后再填"),
        (lambda one: one.fill_date("您在为谁办理？", 1, 2, 3), "has 0 boxes"),
    ],
)
def test_refuses_what_the_page_does_not_offer(on_form: Visitor, act: object, said: str) -> None:
    assert callable(act)
    with pytest.raises(AssertionError, match=said.replace("?", r"\?")):
        act(on_form)


def test_says_what_is_on_the_page_instead(on_form: Visitor) -> None:
    with pytest.raises(NotOnThePage) as failure:
        on_form.fill("电话", "1")
    assert "出生日期 › 年" in str(failure.value)
    assert "更改甲 → /thing/1" in str(failure.value)


def test_tells_links_apart_by_hidden_words_and_by_place(on_form: Visitor) -> None:
    assert on_form.follow("更改乙").h1 == "第 2 项"
    on_form.back()
    assert on_form.page.h1 == "表格"
    assert on_form.follow("更改甲", within="甲").h1 == "第 1 项"


def test_two_visitors_share_no_cookies() -> None:
    app = small_site()
    one, other = Visitor(app), Visitor(app)
    one.open("/form")
    one.fill("姓名", "李")
    one.press("继续")
    assert one.page.has_text("李")
    assert not other.open("/told").has_text("李")


def test_get_forms_put_the_question_into_the_address(visitor: Visitor) -> None:
    visitor.open("/search")
    visitor.fill("查找", "轮椅")
    page = visitor.press("搜索")
    assert page.url.startswith("/search?q=")
    assert page.has_text("轮椅")


def test_download_leaves_the_page(on_form: Visitor) -> None:
    file = on_form.download("下载日历文件")
    assert (file.filename, file.media_type, file.data) == ("a.ics", "text/calendar", b"BEGIN:VCALENDAR")
    assert on_form.page.url == "/form"


def test_every_page_is_audited_unless_the_test_says_so(visitor: Visitor) -> None:
    with pytest.raises(AssertionError, match="links_lead_somewhere"):
        visitor.open("/bad")
    with visitor.allowing("links_lead_somewhere", "links_say_where_they_lead"):
        visitor.open("/bad")
