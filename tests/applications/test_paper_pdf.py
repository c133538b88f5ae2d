from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from citizen.applications.paper_pdf import jpeg_without_notes, pages_only
from tests.applications import papers


def names_in(data: bytes) -> set[str]:
    """Every key of every dictionary of a document, as another reader sees them."""
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(data)) as document:
        for one in document.objects:
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                found |= set(one.keys())
        found |= set(document.trailer.keys())
    return found


@pytest.mark.parametrize("sent", [papers.pdf_with_script, papers.pdf_that_launches])
def test_what_acts_or_hides_is_taken_out_and_said(sent: Callable[[], bytes]) -> None:
    kept = pages_only(sent())
    assert kept.had_programs
    assert not names_in(kept.data) & {"/JS", "/OpenAction", "/EmbeddedFiles", "/EF", "/Names", "/AA", "/A", "/Annots"}
    for word in (b"app.alert", b"MZ a program", b"cmd.exe", b"run.exe", b"/Launch", b"/JavaScript"):
        assert word not in kept.data
    with pikepdf.open(io.BytesIO(kept.data)) as document:
        assert len(document.pages) == 1


def test_a_plain_document_had_no_programs() -> None:
    assert not pages_only(papers.pdf(pages=3)).had_programs


def test_author_and_places_stay_behind_also_in_photos_inside() -> None:
    sent = papers.pdf_that_tells()
    assert papers.PLACE.encode() in sent
    kept = pages_only(sent).data
    assert papers.PLACE.encode() not in kept
    assert not names_in(kept) & {"/Metadata", "/Author", "/Producer", "/CreationDate"}
    with pikepdf.open(io.BytesIO(kept)) as document:
        assert "/Info" not in document.trailer
        photo = document.pages[0].Resources.XObject.Photo
        assert pikepdf.PdfImage(photo).as_pil_image().size == (60, 40)


def test_what_was_filled_in_stays() -> None:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 200))
        drawn = document.make_stream(b"0 0 10 10 re f")
        drawn.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, 10, 10]})
        box = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 10, 10], T="name", AP={"/N": drawn}
        )
        field = document.make_indirect(box)
        page.Annots = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        sent = io.BytesIO()
        document.save(sent)
    with pikepdf.open(io.BytesIO(pages_only(sent.getvalue()).data)) as kept:
        (mark,) = kept.pages[0].Annots
        assert mark.AP.N.read_bytes() == b"0 0 10 10 re f"
        assert "/T" not in mark


def test_notes_of_a_camera_go_and_no_pixel_changes() -> None:
    sent = papers.jpeg(with_place=True)
    kept = jpeg_without_notes(sent)
    assert papers.PLACE.encode() in sent
    assert papers.PLACE.encode() not in kept
    before, after = (Image.open(io.BytesIO(data)).convert("RGB").tobytes() for data in (sent, kept))
    assert before == after
