"""Files as phones and scanners make them, and as nobody should send them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter

PLACE = "Tongzhou, 39.9N 116.6E"


def jpeg(*, with_place: bool = False, size: tuple[int, int] = (60, 40), colour: str = "navy") -> bytes:
    """A small photo; with_place: as a phone marks it."""
    kept = io.BytesIO()
    exif = Image.Exif()
    if with_place:
        exif[0x010E] = PLACE  # the description
        exif[0x0112] = 6  # the phone was held upright
    Image.new("RGB", size, colour).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    kept = io.BytesIO()
    Image.new("L", size).save(kept, "PNG")
    return kept.getvalue()


def png_with_text() -> bytes:
    """A picture with a note inside, as editing programs leave them."""
    plain = png()
    body = b"Comment\x00" + PLACE.encode()
    chunk = struct.pack(">I", len(body)) + b"tEXt" + body + struct.pack(">I", zlib.crc32(b"tEXt" + body))
    return plain[:33] + chunk + plain[33:]


def pdf(*, pages: int = 1, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it has this many points."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    end = b"\x00\x00\x00\x00IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + chunk + end


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as opened:
        opened.writestr("a.txt", "a")
    return kept.getvalue()


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 40
