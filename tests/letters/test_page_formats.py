"""Any page in braille, in large print and as text: made from what the page says, measured on the files."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask

from citizen.accessibility.page_text import read
from citizen.letters import braille, page_formats
from citizen.letters.letter import Facts, Heading, Paragraph, Points, Steps
from citizen.letters.page_letter import letter_of_page
from tests.journeys import steps
from tests.support.visitor import Visitor

_PAGE = "/formats/page.{}?of=/programmes/home-care-assistance-subsidy"


def test_every_page_offers_its_forms_and_says_that_a_program_made_them(visitor: Visitor) -> None:
    visitor.open("/programmes/home-care-assistance-subsidy")
    page = visitor.follow("盲文、大字")
    assert page.h1 == "盲文和大字版：居家助残服务补贴"
    assert page.has_text("没有人检查过")
    for name, ending in [("大字版（PDF，可以打印）", "large.pdf"), ("盲文文件（BRF）", "brf"), ("纯文字", "txt")]:
        assert visitor.download(name).filename == f"page.{ending}"
    assert visitor.follow("返回这一页").h1 == "居家助残服务补贴"


def test_the_braille_file_fits_the_embosser(app: Flask) -> None:
    response = app.test_client().get(_PAGE.format("brf"))
    assert response.headers["Cache-Control"] == "no-store"
    pages = response.data.decode("ascii").split("\f")
    assert len(pages) > 1
    for page in pages:
        lines = page.split("\r\n")
        assert len(lines) <= 25 + 1
        assert max(map(len, lines)) <= 40
    dots = app.test_client().get(_PAGE.format("braille.txt")).get_data(as_text=True)
    assert all("\u2800" <= one <= "\u28ff" for one in dots.replace("\n", ""))


def test_large_print_is_tagged_and_large(app: Flask) -> None:
    data = app.test_client().get(_PAGE.format("large.pdf")).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "zh-Hans-CN"
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo.Title if "/Title" in pdf.docinfo else "") in ("居家助残服务补贴", "")


def test_the_text_holds_also_what_is_folded_on_the_screen(visitor: Visitor) -> None:
    visitor.open("/places/tongzhou-warm-home")
    assert not visitor.page.document.all("details")[0].get("open")
    visitor.follow("盲文、大字")
    text = visitor.download("纯文字").data.decode()
    assert text.startswith("温馨家园\n")
    assert "目前通州区温馨家园有23家" in text


def test_a_page_of_a_visit_is_for_that_visit(visitor: Visitor, other_visitor: Visitor) -> None:
    steps.begin_check(visitor)
    address = f"/formats/page.txt?of={visitor.page.url}"
    assert visitor.page.h1 in visitor.client.get(address).get_data(as_text=True)
    assert other_visitor.client.get(address).status_code == 404


def test_a_terminal_gives_no_files_and_says_how_else(visitor: Visitor) -> None:
    visitor.client.set_cookie("kiosk", "1")
    page = visitor.open("/formats?of=/help")
    assert page.has_text("这台自助机不能下载文件")
    assert visitor.client.get("/formats/page.txt?of=/help").status_code == 404


def test_what_a_server_cannot_make_is_said(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(braille, "is_available", lambda: False)
    monkeypatch.setattr(page_formats, "_can_print", lambda: False)
    page = visitor.open("/formats?of=/help")
    assert page.text.count("本服务器暂不提供。") == 3
    assert visitor.client.get("/formats/page.brf?of=/help").status_code == 404
    assert visitor.client.get("/formats/page.txt?of=/help").status_code == 200


def test_a_reading_becomes_the_blocks_of_a_letter(app: Flask) -> None:
    reading = read(
        "<html lang='zh-Hans'><body><main><h1>题</h1><h2>时间</h2><dl><dt>周一</dt><dd>9:00</dd></dl>"
        "<ol><li>先来</li><li>再填</li></ol><ul><li>身份证</li></ul><p>身份证号 110105199003070014</p>"
        "<details><summary>依据</summary><p>原文</p></details></main></body></html>"
    )
    with app.test_request_context("/"):
        app.preprocess_request()
        letter = letter_of_page(reading, language="zh-Hans", sender="站", date="今天")
    assert letter.blocks[1:] == (
        Heading("时间"),
        Facts("时间", (("周一", "9:00"),)),
        Steps(("先来", "再填")),
        Points(("身份证",)),
        Paragraph("身份证号110105199003070014"),
        Heading("依据"),
        Paragraph("原文"),
    )
