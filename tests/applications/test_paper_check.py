from __future__ import annotations

import io

import pytest
from PIL import Image

from citizen.applications.paper_check import JPEG, MOST_PAGES, PDF, PNG, CheckedPaper, check_paper
from citizen.core.errors import RuleBroken
from tests.applications import papers

MEGABYTE = 1024 * 1024


def check(data: bytes, name: str = "a.jpg") -> CheckedPaper:
    return check_paper(data, file_name=name, largest=MEGABYTE)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(papers.jpeg(), JPEG), (papers.png(), PNG), (papers.pdf(), PDF), (papers.pdf(pages=3), PDF)],
)
def test_photos_and_pdfs_are_taken_by_their_content(data: bytes, media_type: str) -> None:
    assert check(data, "the name says nothing.exe").media_type == media_type


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "paper_empty"),
        (b"x" * (MEGABYTE + 1), "paper_too_large"),
        (papers.archive(), "paper_wrong_type"),
        (b"%PD", "paper_wrong_type"),
        ("你好".encode(), "paper_wrong_type"),
        (b"PK\x03\x04 %PDF-1.7 hidden", "paper_wrong_type"),
        (b"GIF89a" + b"\x00" * 40, "paper_wrong_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "paper_wrong_type"),
        (papers.heic(), "paper_heic"),
        (papers.pdf(password="secret"), "paper_locked"),
        (papers.pdf(pages=MOST_PAGES + 1), "paper_too_many_pages"),
        (b"%PDF-1.7\nnothing follows", "paper_damaged"),
        (papers.jpeg()[:60], "paper_damaged"),
        (papers.png()[:45], "paper_damaged"),
        (papers.bomb(9000, 9000), "paper_too_many_pixels"),
        (papers.bomb(60_000, 60_000), "paper_too_many_pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_taken_is_named(data: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(data, "户口簿.pdf")
    assert (refusal.value.code, refusal.value.field, refusal.value.details) == (code, "paper", {"name": "户口簿.pdf"})


def test_a_photo_loses_where_it_was_taken_but_stays_upright() -> None:
    sent = papers.jpeg(with_place=True, size=(60, 40))
    assert papers.PLACE.encode() in sent
    kept = check(sent).data
    assert papers.PLACE.encode() not in kept
    picture = Image.open(io.BytesIO(kept))
    assert not picture.getexif()
    assert picture.size == (40, 60)


def test_a_picture_loses_the_notes_of_programs() -> None:
    sent = papers.png_with_text()
    assert papers.PLACE.encode() in sent
    assert papers.PLACE.encode() not in check(sent).data


def test_a_pdf_with_only_an_owner_password_can_be_read_and_is_taken() -> None:
    assert check(papers.pdf(password=""), "a.pdf").media_type == PDF


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_photos_of_every_kind_of_colour_are_kept(mode: str) -> None:
    sent = io.BytesIO()
    Image.new(mode, (20, 20)).save(sent, "JPEG")
    assert Image.open(io.BytesIO(check(sent.getvalue()).data)).size == (20, 20)
