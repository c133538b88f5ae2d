from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from citizen.applications.paper_check import JPEG, PDF, PNG, CheckedPaper, check_paper
from citizen.applications.paper_marks import marked, purpose
from citizen.core.fonts import find_font
from tests.applications import papers

FONT = find_font()
TEXT = purpose("A7K 3M9 QX4", "2026-11-22", font=FONT)
needs_font = pytest.mark.skipif(FONT is None, reason="no font with Chinese characters here")


def photo(size: tuple[int, int], media_type: str = JPEG) -> CheckedPaper:
    kept = io.BytesIO()
    Image.new("RGB", size, "#dde8ee").save(kept, "JPEG" if media_type == JPEG else "PNG")
    return CheckedPaper(media_type, kept.getvalue())


def changed(one: CheckedPaper, other: CheckedPaper, box: tuple[int, int, int, int]) -> bool:
    """Whether a part of the picture looks different."""
    parts = [Image.open(io.BytesIO(paper.data)).convert("RGB").crop(box) for paper in (one, other)]
    return max(high for _low, high in ImageChops.difference(*parts).getextrema()) > 40


@needs_font
def test_the_mark_says_what_for_when_and_which_number() -> None:
    assert TEXT == "仅用于残疾人服务申请 2026-11-22 办理编号 A7K 3M9 QX4"


@pytest.mark.parametrize("media_type", [JPEG, PNG])
@pytest.mark.parametrize("size", [(1600, 1000), (700, 1100), (300, 200)])
@pytest.mark.parametrize("font", [FONT, None], ids=["chinese", "ascii"])
def test_no_quarter_of_a_photo_is_without_the_mark(size: tuple[int, int], media_type: str, font: Path | None) -> None:
    sent = photo(size, media_type)
    kept = marked(sent, purpose("A7K 3M9 QX4", "2026-11-22", font=font), font=font)
    assert kept.media_type == media_type
    width, height = size
    for left in (0, width // 2):
        for top in (0, height // 2):
            assert changed(sent, kept, (left, top, left + width // 2, top + height // 2))


def test_a_second_use_covers_nothing_and_stands_below() -> None:
    once = marked(photo((800, 500)), TEXT, font=FONT)
    twice = marked(once, TEXT, font=FONT, is_again=True)
    assert not changed(once, twice, (0, 0, 800, 500))
    width, height = Image.open(io.BytesIO(twice.data)).size
    assert width == 800
    assert height > 500


def test_very_small_photos_can_be_marked() -> None:
    assert Image.open(io.BytesIO(marked(photo((1, 1)), TEXT, font=FONT).data)).size == (1, 1)


@needs_font
def test_every_page_of_a_document_is_marked() -> None:
    sent = check_paper(papers.pdf(pages=3), file_name="a", largest=10**6)
    kept = marked(sent, TEXT, font=FONT)
    again = marked(kept, "第二次用途", font=FONT, is_again=True)
    pages = PdfReader(io.BytesIO(again.data)).pages
    assert len(pages) == 3
    for page in pages:
        said = page.extract_text()
        assert "办理编号 A7K 3M9 QX4" in said
        assert "第二次用途" in said
    assert kept.media_type == PDF


def test_a_machine_without_the_font_still_marks_in_letters(tmp_path: Path) -> None:
    missing = find_font(tmp_path / "none.ttc")
    assert missing is None
    assert purpose("A7K 3M9 QX4", "2026-11-22", font=missing).isascii()
