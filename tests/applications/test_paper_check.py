from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from citizen.applications.paper_check import JPEG, PDF, PNG, CheckedPaper, check_paper
from citizen.applications.paper_pdf import MOST_PAGES
from citizen.core.errors import RuleBroken
from tests.applications import papers

MEGABYTE = 1024 * 1024


def check(data: bytes, name: str = "a.jpg") -> CheckedPaper:
    return check_paper(data, file_name=name, largest=MEGABYTE)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (papers.jpeg(), JPEG),
        (papers.png(), PNG),
        (papers.real_heic(), JPEG),
        (papers.pdf(), PDF),
        (papers.pdf(pages=3), PDF),
        (b"scanned by\n" + papers.pdf(), PDF),
    ],
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
        (papers.heic(), "paper_damaged"),
        (papers.real_heic()[:200], "paper_damaged"),
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


def test_a_heic_photo_becomes_a_jpeg_that_every_office_can_open() -> None:
    sent = papers.real_heic(size=(64, 48))
    assert papers.PLACE.encode() in sent
    kept = check(sent).data
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (64, 48))
    assert papers.PLACE.encode() not in kept


GOOD = (papers.jpeg(with_place=True), papers.png_with_text(), papers.real_heic(), papers.pdf(pages=2))
GOOD += (papers.pdf_with_script(), papers.pdf_that_tells())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_sent_is_kept_or_plainly_refused(data: st.DataObject) -> None:
    """Cut off, overwritten or joined in any place: a paper or one refusal, never another fault."""
    broken = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(0, 6))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place : place + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        if not broken:
            break
    sent = bytes(broken[: data.draw(st.integers(0, len(broken)))] if data.draw(st.booleans()) else broken)
    try:
        kept = check(sent)
    except RuleBroken as broken:
        refusal = broken
    else:
        # Pixels are drawn anew; a document broken on purpose may hide words where no reader looks.
        assert kept.media_type == PDF or papers.PLACE.encode() not in kept.data
        return
    assert refusal.code in {"paper_damaged", "paper_empty", "paper_wrong_type", "paper_too_many_pixels", "paper_locked"}
    assert refusal.details == {"name": "a.jpg"}
