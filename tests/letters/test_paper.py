"""PDFs read back: what a screen reader needs to be in the file is in it. No claim beyond what is asserted here."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from flask import Flask

from citizen.letters.letter import Letter, Paragraph
from citizen.letters.paper import Print, pdf_of
from tests.letters.letters import a_letter

pytestmark = pytest.mark.usefixtures("office")


def opened(letter: Letter, size: Print = Print.ORDINARY) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf_of(letter, size)))


def tags(node: Any) -> Iterator[Any]:
    """Every structure element below a node, in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def names(pdf: pikepdf.Pdf) -> list[str]:
    return [str(one["/S"]) for one in tags(pdf.Root["/StructTreeRoot"])]


@pytest.mark.parametrize(("language", "tag"), [("zh-Hans", "zh-Hans-CN"), ("zh-Hant", "zh-Hant"), ("en", "en")])
def test_the_file_says_what_it_is(language: str, tag: str) -> None:
    pdf = opened(a_letter(language))
    assert bool(pdf.Root["/MarkInfo"]["/Marked"])
    assert str(pdf.Root["/Lang"]) == tag
    assert bool(pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert str(pdf.docinfo["/Title"]) == a_letter(language).title
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_every_part_has_its_tag() -> None:
    found = names(opened(a_letter()))
    assert [one for one in found if one in ("/H1", "/H2")] == ["/H1", "/H2", "/H2"]
    assert found.index("/H1") < found.index("/P")
    assert found.count("/LI") == 3 + 2
    assert (found.count("/Table"), found.count("/TH"), found.count("/TD"), found.count("/Caption")) == (1, 3, 3, 1)


@pytest.mark.parametrize("size", Print)
@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_every_font_is_inside_and_can_be_read_back(language: str, size: Print) -> None:
    pdf = opened(a_letter(language), size)
    fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
    assert fonts
    for font in fonts:
        assert "/ToUnicode" in font
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
        assert "Noto" in str(font["/BaseFont"]) or "WenQuanYi" in str(font["/BaseFont"]), "one family, no strays"


def test_the_text_comes_out_in_reading_order_with_rare_characters(tmp_path: Any) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf_of(a_letter()))
    text = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, text=True, check=True).stdout
    flat = "".join(text.split())
    order = ["您的申请已收到", "通州区", "A7K3M9QX4", "接下来", "街道看您的材料", "您交的内容", "𠮷田·㛃3元", "12345"]
    places = [flat.index(one) for one in order]
    assert places == sorted(places)
    assert "110101199003074514" not in flat


def test_large_print_is_large_and_loses_nothing() -> None:
    ordinary, large = opened(a_letter(rows=40)), opened(a_letter(rows=40), Print.LARGE)
    assert len(large.pages) > len(ordinary.pages)
    # A list or a paragraph that goes on over the page is counted on both; what cannot be parted is counted once.
    for whole in ("/H1", "/H2", "/TH", "/TD"):
        assert names(large).count(whole) == names(ordinary).count(whole)


def test_a_letter_fetches_nothing(office: Flask) -> None:
    """Whatever a person typed: it is text in the letter, never markup or an address to ask."""
    typed = '<img src="file:///etc/passwd"><script>alert(1)</script>'
    letter = Letter("test", "zh-Hans", "信", "区残联", "2026年11月22日", "", (Paragraph(typed),))
    assert "/Figure" not in names(opened(letter))
