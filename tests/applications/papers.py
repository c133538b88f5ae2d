"""Files as phones and scanners make them, and as nobody should send them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

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


def real_heic(size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo as phones of one maker take it, with the place in it."""
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False)
    kept = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE
    Image.new("RGB", size, "teal").save(kept, "HEIF", exif=exif)
    return kept.getvalue()


def pdf_with_script() -> bytes:
    """It opens with a script, and carries a program as an attachment."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('hello')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("run.exe", b"MZ a program")
    return _written(writer)


def pdf_that_launches() -> bytes:
    """A link on the page starts a program."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    launch = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")})
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): RectangleObject((0, 0, 100, 100)),
            NameObject("/A"): launch,
        }
    )
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(link)])
    return _written(writer)


def pdf_that_tells() -> bytes:
    """Author and place in the document and in a photo inside it, as scanning programs leave them."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    photo = StreamObject()
    photo._data = jpeg(with_place=True)
    for name, value in {
        "/Type": NameObject("/XObject"),
        "/Subtype": NameObject("/Image"),
        "/Width": NumberObject(60),
        "/Height": NumberObject(40),
        "/ColorSpace": NameObject("/DeviceRGB"),
        "/BitsPerComponent": NumberObject(8),
        "/Filter": NameObject("/DCTDecode"),
    }.items():
        photo[NameObject(name)] = value
    drawings = DictionaryObject({NameObject("/Photo"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): drawings})
    writer.add_metadata({"/Author": "王小明", "/Subject": PLACE})
    note = StreamObject()
    note._data = f"<x:xmpmeta>{PLACE}</x:xmpmeta>".encode()
    writer.root_object[NameObject("/Metadata")] = writer._add_object(note)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()
