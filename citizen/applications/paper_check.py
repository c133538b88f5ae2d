"""Whether a file can be taken as a paper: by its content, never by its name. Only the paper itself is kept.

A phone writes into a photo where and when it was taken. Nobody who sends a certificate means to send that, so photos
are drawn anew from their pixels, upright, and documents are written anew from their pages.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageFile, ImageOps

from citizen.applications.paper_pdf import PdfProblem, pages_only
from citizen.core.errors import RuleBroken

JPEG, PNG, PDF, HEIC = "image/jpeg", "image/png", "application/pdf", "image/heic"
#: A page photographed by a good phone has about 12 million points; a decompression bomb has billions.
MOST_PIXELS = 60_000_000
JPEG_QUALITY = 88
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_READERS = {JPEG: "JPEG", PNG: "PNG", HEIC: "HEIF"}


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """What is kept: the kind of file its content showed, and the content to keep."""

    media_type: str
    data: bytes
    #: Programs or attachments stood in the document; only its pages are kept.
    was_stripped: bool = False


def check_paper(data: bytes, *, file_name: str, largest: int) -> CheckedPaper:
    """The paper to keep; raises RuleBroken with a code for each thing that can be wrong, naming the file."""
    if not data:
        raise refusal("paper_empty", file_name)
    if len(data) > largest:
        raise refusal("paper_too_large", file_name)
    media_type = _media_type(data)
    if media_type is None:
        raise refusal("paper_wrong_type", file_name)
    if media_type == PDF:
        return _document(data, file_name)
    return _photo(data, media_type, file_name)


def refusal(code: str, file_name: str) -> RuleBroken:
    """Why this file is not kept."""
    return RuleBroken(code, field="paper", name=file_name)


def _media_type(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return HEIC
    # Some scanners write a few bytes before the mark; the standard allows 1024.
    return PDF if b"%PDF-" in data[:1024] and not data.startswith(b"PK") else None


def _document(data: bytes, file_name: str) -> CheckedPaper:
    try:
        pages = pages_only(data)
    except PdfProblem as problem:
        raise refusal(problem.code, file_name) from problem
    return CheckedPaper(PDF, pages.data, was_stripped=pages.had_programs)


def _photo(data: bytes, media_type: str, file_name: str) -> CheckedPaper:
    if media_type == HEIC:
        _read_heic()
    # Whoever prints a letter loads a library that lets half pictures pass, for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        # Only the header is read here; the pixels are not unpacked before their number is known.
        picture: Image.Image = Image.open(io.BytesIO(data), formats=(_READERS[media_type],))
    except Image.DecompressionBombError as bomb:
        raise refusal("paper_too_many_pixels", file_name) from bomb
    except Exception as fault:  # a broken file can break the reader anywhere
        raise refusal("paper_damaged", file_name) from fault
    if picture.width * picture.height > MOST_PIXELS:
        raise refusal("paper_too_many_pixels", file_name)
    kept_as = PNG if media_type == PNG else JPEG
    try:
        return CheckedPaper(kept_as, _pixels_only(picture, kept_as))
    except Exception as fault:
        raise refusal("paper_damaged", file_name) from fault


def _pixels_only(picture: Image.Image, media_type: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    transparency = upright.info.get("transparency")
    upright.info = {} if transparency is None else {"transparency": transparency}
    kept = io.BytesIO()
    if media_type == JPEG:
        plain = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
        plain.save(kept, "JPEG", quality=JPEG_QUALITY)
    else:
        upright.save(kept, "PNG")
    return kept.getvalue()


@cache
def _read_heic() -> None:
    """Phones of one maker take photos as HEIC; the reader is loaded when the first one comes."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
