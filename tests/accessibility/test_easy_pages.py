"""Finished pages in easy-read: lines, pictures and explained words; forms, names and attributes stay what they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from citizen.accessibility.easy_pages import EasyStyle, easy_page
from citizen.accessibility.easy_words import HardWord, Pictures, Words
from citizen.web.catalogues import BREAK

STYLE = EasyStyle(
    words=Words([HardWord("低保", ("低保", "低保家庭"), "家里钱很少。政府每月给钱。")]),
    pictures=Pictures({"phone": ["电话"], "money": ["钱", "补贴"], "card": ["残疾人证"]}),
    address_of=lambda name: f"/static/easy/{name}.svg",
)


def easy(main: str) -> str:
    """The main part of a page that holds this."""
    page = easy_page(f"<html><body><main>{main}</main></body></html>", STYLE)
    return page.removeprefix("<html><body><main>").removesuffix("</main></body></html>")


class TestLines:
    def test_every_sentence_is_a_line(self) -> None:
        assert easy("<p>请等一等。还没有好！要来吗？</p>") == "<p>请等一等。<br>还没有好！<br>要来吗？</p>"

    def test_a_text_is_also_broken_where_it_says_so(self) -> None:
        assert easy(f"<p>看户口簿，{BREAK}或者问街道。</p>") == "<p>看户口簿，<br>或者问街道。</p>"

    def test_one_line_stays_as_it_is(self) -> None:
        assert easy('<p class="lead">请等一等。</p>') == '<p class="lead">请等一等。</p>'

    def test_a_break_inside_a_link_stays_inside_it(self) -> None:
        assert (
            easy(f'<li><a href="/x">请选{BREAK}一个</a></li>') == '<li><a href="/x"><span>请选<br>一个</span></a></li>'
        )

    def test_a_closing_mark_stays_with_its_sentence(self) -> None:
        assert easy("<p>请选“不知道。”以后再说。</p>") == "<p>请选“不知道。”<br>以后再说。</p>"

    @pytest.mark.parametrize(
        ("html", "left"),
        [
            (f'<img alt="一。{BREAK}二。">', '<img alt="一。二。">'),
            (f"<textarea>一。二。{BREAK}三</textarea>", "<textarea>一。二。三</textarea>"),
            (f"<select><option>一。{BREAK}二。</option></select>", "<select><option>一。二。</option></select>"),
        ],
    )
    def test_no_break_where_it_would_be_shown_or_sent(self, html: str, left: str) -> None:
        assert easy(html) == left

    def test_outside_the_main_part_only_marked_breaks_are_lines(self) -> None:
        page = f"<title>一{BREAK}二</title><main></main><footer><p>一。二。{BREAK}三</p></footer>"
        assert easy_page(page, STYLE) == "<title>一二</title><main></main><footer><p>一。二。<br>三</p></footer>"


class TestPictures:
    def test_a_line_has_the_picture_of_its_idea_and_says_nothing_by_it(self) -> None:
        shown = easy("<p>请打电话。给您钱。请等等。</p>")
        assert re.findall(r'easy/(\w+)\.svg" alt=""', shown) == ["phone", "money"]
        assert shown.count('class="easy-line"') == 3
        assert re.sub(r"<[^>]+>", "", shown) == "请打电话。给您钱。请等等。"

    def test_of_two_ideas_the_longer_word_is_shown(self) -> None:
        assert "easy/card.svg" in easy("<p>有钱，有残疾人证。</p>")

    def test_no_picture_beside_a_line_that_says_not(self) -> None:
        assert "<img" not in easy("<p>不用打电话。</p>")
        assert "easy/phone.svg" in easy("<p>是不是打过电话？</p>")

    def test_nothing_is_added_to_buttons_tables_and_what_only_voices_read(self) -> None:
        for html in (
            "<button>打电话</button>",
            "<table><tr><td>电话</td></tr></table>",
            '<p class="visually-hidden">电话</p>',
        ):
            assert "<img" not in easy(html)


class TestWords:
    def test_a_hard_word_is_marked_once_and_explained_after_its_block(self) -> None:
        shown = easy("<p>您家是低保家庭吗？</p><p>低保要问街道。</p>")
        assert shown.count('class="easy-word"') == 1
        first, box, second = re.split(r'(<div class="easy-words">.*?</div>)', shown)
        assert "低保家庭" in first
        assert "街道" in second
        assert box == '<div class="easy-words"><p><b>低保：</b>家里钱很少。<br>政府每月给钱。</p></div>'

    def test_the_box_of_a_list_comes_after_the_list(self) -> None:
        assert re.search(r"</li></ul><div class=\"easy-words\">", easy("<ul><li>低保</li></ul>"))

    def test_the_box_of_a_legend_comes_between_it_and_the_choices(self) -> None:
        html = "<form><fieldset><legend><h1>低保吗？</h1></legend><div class='choices'></div></fieldset></form>"
        assert re.search(r"</legend><div class=\"easy-words\">.*</div><div class='choices'>", easy(html))

    def test_a_name_that_somebody_typed_is_no_hard_word(self) -> None:
        assert "easy-word" not in easy("<p>您好，<bdi>低保</bdi></p>")


class _Controls(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("span", "img", "br", "b"):
            self.found.append((tag, attrs))


def test_every_element_of_the_page_is_still_there_with_its_attributes() -> None:
    html = (
        '<form action="/x" method="post"><fieldset aria-describedby="a-hint">'
        "<legend><h1>有低保吗？打电话。</h1></legend>"
        '<div id="a-hint" class="hint">一。二。</div><div class="choice"><input type="radio" id="a" name="a" value="1">'
        '<label for="a">有钱。有残疾人证</label></div></fieldset><button type="submit">继续</button></form>'
    )
    without_boxes = re.sub(r'<div class="easy-words">.*?</div>', "", easy(html))
    assert _Controls(without_boxes).found == _Controls(html).found
