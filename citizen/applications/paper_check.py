"""Whether a file can be taken as a paper: by its content, never by its name. Photos lose everything but the picture.

A phone writes into a photo where and when it was taken. Nobody who sends a certificate means to send that, so photos
are drawn anew from their pixels.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass

from PIL import Image, ImageOps
from pypdf import PasswordType, PdfReader

from citizen.core.errors import RuleBroken

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
#: A page photographed by a good phone has about 12 million points; a decompression bomb has billions.
MOST_PIXELS = 60_000_000
MOST_PAGES = 60
_JPEG_QUALITY = 88
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"})

# The reader's remarks on slightly broken files are not ours to log: they may quote the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """What is kept: the kind of file its content showed, and the content to keep."""

    media_type: str
    data: bytes


def check_paper(data: bytes, *, file_name: str, largest: int) -> CheckedPaper:
    """The paper to keep; raises RuleBroken with a code for each thing that can be wrong, naming the file."""
    if not data:
        raise _refusal("paper_empty", file_name)
    if len(data) > largest:
        raise _refusal("paper_too_large", file_name)
    media_type = _media_type(data)
    if media_type == PDF:
        _check_pdf(data, file_name)
        return CheckedPaper(PDF, data)
    if media_type in (JPEG, PNG):
        return CheckedPaper(media_type, _drawn_anew(data, media_type, file_name))
    raise _refusal("paper_heic" if _is_heic(data) else "paper_wrong_type", file_name)


def _media_type(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    # Some scanners write a few bytes before the mark; the standard allows 1024.
    return PDF if b"%PDF-" in data[:1024] and not data.startswith(b"PK") else None


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _check_pdf(data: bytes, file_name: str) -> None:
    try:
        reader = PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED
        pages = 0 if is_locked else len(reader.pages)
    except Exception as fault:  # a broken file can break the reader anywhere
        raise _refusal("paper_damaged", file_name) from fault
    if is_locked:
        raise _refusal("paper_locked", file_name)
    if pages == 0:
        raise _refusal("paper_damaged", file_name)
    if pages > MOST_PAGES:
        raise _refusal("paper_too_many_pages", file_name)


def _drawn_anew(data: bytes, media_type: str, file_name: str) -> bytes:
    try:
        # Only the header is read here; the pixels are not unpacked before their number is known.
        picture: Image.Image = Image.open(io.BytesIO(data), formats=(media_type.removeprefix("image/"),))
    except Image.DecompressionBombError as bomb:
        raise _refusal("paper_too_many_pixels", file_name) from bomb
    except Exception as fault:  # a broken file can break the reader anywhere
        raise _refusal("paper_damaged", file_name) from fault
    if picture.width * picture.height > MOST_PIXELS:
        raise _refusal("paper_too_many_pixels", file_name)
    try:
        return _pixels_only(picture, media_type)
    except Exception as fault:
        raise _refusal("paper_damaged", file_name) from fault


def _pixels_only(picture: Image.Image, media_type: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    transparency = upright.info.get("transparency")
    upright.info = {} if transparency is None else {"transparency": transparency}
    kept = io.BytesIO()
    if media_type == JPEG:
        plain = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
        plain.save(kept, "JPEG", quality=_JPEG_QUALITY)
    else:
        upright.save(kept, "PNG")
    return kept.getvalue()


def _refusal(code: str, file_name: str) -> RuleBroken:
    return RuleBroken(code, field="paper", name=file_name)
