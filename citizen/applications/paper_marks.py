"""The mark on copies of identity papers: for what they were given, when, and under which number.

Whoever gets hold of such a copy cannot use it for anything else without the mark being seen.
"""

from __future__ import annotations

import io
import logging
import math
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)

from citizen.applications.paper_check import JPEG, JPEG_QUALITY, PDF, CheckedPaper
from citizen.core.fonts import SIMPLIFIED_FACE

_log = logging.getLogger("citizen.papers")
_SLOPE = 30
_INK = (170, 0, 0, 105)
_SHEET = (595, 842)


def purpose(reference: str, day: str, *, font: Path | None) -> str:
    """The text of the mark; without a Chinese font it is said in letters that every machine can draw."""
    if font is None:
        return f"ONLY for disability service application {reference} {day}"
    return f"仅用于残疾人服务申请 {day} 办理编号 {reference}"


def marked(paper: CheckedPaper, text: str, *, font: Path | None, is_again: bool = False) -> CheckedPaper:
    """The paper with the mark across it. `is_again`: it bears one already, the new use is noted at its foot."""
    if paper.media_type == PDF:
        data = _marked_document(paper.data, text, is_again=is_again)
    else:
        data = _marked_photo(paper, text, font, is_again=is_again)
    return CheckedPaper(paper.media_type, data, was_stripped=paper.was_stripped)


def _marked_photo(paper: CheckedPaper, text: str, font: Path | None, *, is_again: bool) -> bytes:
    picture = Image.open(io.BytesIO(paper.data)).convert("RGB")
    picture = _with_foot(picture, text, font) if is_again else _with_lines(picture, text, font)
    kept = io.BytesIO()
    if paper.media_type == JPEG:
        picture.save(kept, "JPEG", quality=JPEG_QUALITY)
    else:
        picture.save(kept, "PNG")
    return kept.getvalue()


def _with_lines(picture: Image.Image, text: str, font: Path | None) -> Image.Image:
    """Sloping lines over the whole picture: cutting off an edge does not cut off the mark."""
    tile = _tile(text, _letter_height(picture), font)
    turned = tile.rotate(_SLOPE, expand=True, resample=Image.Resampling.BICUBIC)
    across, down = max(1, turned.width), max(1, int(turned.height * 0.45))
    for top in range(-turned.height // 2, picture.height, down):
        for left in range(-turned.width // 3, picture.width, across):
            picture.paste(turned, (left, top), turned)
    return picture


def _with_foot(picture: Image.Image, text: str, font: Path | None) -> Image.Image:
    """A white strip below the picture; nothing of the picture is covered."""
    line = _tile(text, _letter_height(picture), font)
    if line.width > picture.width:
        line = line.resize((picture.width, max(1, line.height * picture.width // line.width)))
    longer = Image.new("RGB", (picture.width, picture.height + line.height), "white")
    longer.paste(picture, (0, 0))
    longer.paste(line, (0, picture.height), line)
    return longer


def _letter_height(picture: Image.Image) -> int:
    return max(10, min(picture.size) // 22)


def _tile(text: str, height: int, font: Path | None) -> Image.Image:
    face = _face(font, height)
    left, top, right, bottom = face.getbbox(text)
    room = height // 2
    tile = Image.new("RGBA", (math.ceil(right - left) + 2 * room, math.ceil(bottom - top) + 2 * room), (0, 0, 0, 0))
    ImageDraw.Draw(tile).text((room - left, room - top), text, font=face, fill=_INK)
    return tile


def _face(font: Path | None, height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if font is None:
        return ImageFont.load_default(height)
    try:
        return ImageFont.truetype(str(font), height, index=SIMPLIFIED_FACE if font.suffix == ".ttc" else 0)
    except OSError:  # a collection with fewer faces
        return ImageFont.truetype(str(font), height)


def _marked_document(data: bytes, text: str, *, is_again: bool) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    sheet = PdfReader(io.BytesIO(_sheet(text, is_again=is_again))).pages[0]
    mark = _as_drawing(sheet, writer)
    for page in writer.pages:
        _lay_over(page, mark, writer)
    writer.metadata = None
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


@cache
def _sheet(text: str, *, is_again: bool) -> bytes:
    """A transparent page that bears nothing but the mark."""
    import weasyprint  # half a second, and only for documents

    lines = "" if is_again else "".join(f'<p style="top:{top}pt">{text}　{text}</p>' for top in range(60, 1100, 130))
    html = f"""<style>@page {{ size: {_SHEET[0]}pt {_SHEET[1]}pt; margin: 0 }} body {{ margin: 0 }}
      p {{ position: absolute; left: -40pt; width: 900pt; margin: 0; white-space: nowrap; color: rgba(170, 0, 0, .4);
           font: 18pt "Noto Sans CJK SC", sans-serif; transform: rotate(-{_SLOPE}deg); transform-origin: 0 0 }}
      div {{ position: absolute; left: 20pt; bottom: 8pt; color: rgb(170, 0, 0); background: rgba(255, 255, 255, .8);
           font: 11pt "Noto Sans CJK SC", sans-serif }}</style>{lines}{f"<div>{text}</div>" if is_again else ""}"""
    return bytes(weasyprint.HTML(string=html).write_pdf())


def _as_drawing(sheet: PageObject, writer: PdfWriter) -> IndirectObject:
    """The sheet as one drawing that every page can show."""
    drawing = StreamObject()
    contents = sheet.get_contents()
    drawing.set_data(contents.get_data() if contents is not None else b"")
    drawing[NameObject("/Type")] = NameObject("/XObject")
    drawing[NameObject("/Subtype")] = NameObject("/Form")
    drawing[NameObject("/BBox")] = RectangleObject((0, 0, *_SHEET))
    drawing[NameObject("/Resources")] = sheet["/Resources"].clone(writer)
    return writer._add_object(drawing)


def _lay_over(page: PageObject, mark: IndirectObject, writer: PdfWriter) -> None:
    """Show the drawing over the whole page, whatever its size, and whatever state its own contents leave behind."""
    box, name = page.mediabox, f"/PurposeMark{mark.idnum}"
    scale = max(float(box.width) / _SHEET[0], float(box.height) / _SHEET[1])
    before, after = StreamObject(), StreamObject()
    before.set_data(b"q\n")
    place = f"{scale:.4f} 0 0 {scale:.4f} {float(box.left):.2f} {float(box.bottom):.2f} cm"
    after.set_data(f"\nQ q {place} {name} Do Q\n".encode("ascii"))
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(before), *_contents(page), writer._add_object(after)]
    )
    resources = page.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    drawings = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    drawings[NameObject(name)] = mark


def _contents(page: PageObject) -> list[PdfObject]:
    """What draws the page now; it may be one stream, several, or nothing."""
    if "/Contents" not in page:
        return []
    own = page["/Contents"]
    return list(own) if isinstance(own, ArrayObject) else [page.raw_get("/Contents")]
