"""A PDF written anew from its pages. What acts (scripts, launched programs, forms that send), what is hidden
(attached files) and what tells more than the pages do (author, dates, places in photos) stays behind.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from pypdf import PasswordType, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

MOST_PAGES = 60
#: More things than this in one document are no scanned paper; reading them all would take minutes.
_MOST_OBJECTS = 200_000
_ACTING = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/RichMediaExecute", "/Movie", "/Sound"}
)
_NOT_KEPT = frozenset(
    {"/AA", "/OpenAction", "/JS", "/Metadata", "/PieceInfo", "/LastModified", "/EF", "/AF", "/XFA", "/Thumb", "/B"}
)
#: Marks somebody put on a page: drawings, stamps, filled-in boxes. Everything else on a page can act or lead away.
_MARKS = frozenset(
    {"/Widget", "/FreeText", "/Stamp", "/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight",
     "/Underline", "/StrikeOut", "/Squiggly", "/Caret"}
)  # fmt: skip
#: What shows such a mark; who made it, when, and what it would do are not needed for that.
_SHOWS_A_MARK = ("/Rect", "/AP", "/AS", "/F")

_JPEG = b"\xff\xd8\xff"

# The reader's remarks on slightly broken files are not ours to log: they may quote the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class PdfProblem(Exception):
    """The document cannot be taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Pages(NamedTuple):
    """The document as it is kept."""

    data: bytes
    #: The document sent had scripts, programs or attached files; they are not in `data`.
    had_programs: bool


def pages_only(data: bytes) -> Pages:
    """The pages of a PDF, written anew; raises PdfProblem."""
    try:
        return _pages_only(data)
    except PdfProblem:
        raise
    except Exception as fault:  # a broken file can break the reader anywhere
        raise PdfProblem("paper_damaged") from fault


def _pages_only(data: bytes) -> Pages:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
        raise PdfProblem("paper_locked")
    number = len(reader.pages)
    if number == 0:
        raise PdfProblem("paper_damaged")
    if number > MOST_PAGES:
        raise PdfProblem("paper_too_many_pages")
    had_programs = any(_acts(one) for one in _dictionaries(reader.trailer.get("/Root")))
    writer = PdfWriter()
    for page in reader.pages:
        _keep_marks_only(page)
        writer.add_page(page)
    for one in _dictionaries(writer.root_object):
        _strip(one)
    # Who wrote it, with what, and when, would otherwise be said by the library itself.
    writer.metadata = None
    kept = io.BytesIO()
    writer.write(kept)
    return Pages(kept.getvalue(), had_programs)


def _dictionaries(start: Any) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached from here, each once."""
    seen: set[tuple[int, int]] = set()
    waiting, count = [start], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            place = (one.idnum, one.generation)
            if place in seen:
                continue
            seen.add(place)
            one = one.get_object()
        count += 1
        if count > _MOST_OBJECTS:
            raise PdfProblem("paper_damaged")
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _acts(one: DictionaryObject) -> bool:
    """Whether this part of a document does something or hides a file."""
    return one.get("/S") in _ACTING or "/JS" in one or "/EF" in one or "/XFA" in one


def _keep_marks_only(page: DictionaryObject) -> None:
    """Links, attachments, films and buttons with actions go from the page; what was drawn or filled in stays."""
    for name in ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/B", "/AF", "/StructParents"):
        page.pop(name, None)
    notes = page.get("/Annots")
    notes = notes.get_object() if notes is not None else None
    page.pop("/Annots", None)
    if not isinstance(notes, ArrayObject):
        return
    kept = [_as_stamp(note.get_object()) for note in notes if _is_mark(note.get_object())]
    if kept:
        page[NameObject("/Annots")] = ArrayObject(kept)


def _as_stamp(note: DictionaryObject) -> DictionaryObject:
    """The mark as a stamp, which every reader shows without knowing the form it was a part of."""
    stamp = {NameObject(name): note.raw_get(name) for name in _SHOWS_A_MARK if name in note}
    return DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Stamp"), **stamp}
    )


def _is_mark(note: Any) -> bool:
    return isinstance(note, DictionaryObject) and note.get("/Subtype") in _MARKS and "/AP" in note


def _strip(one: DictionaryObject) -> None:
    for name in _NOT_KEPT & set(one):
        del one[name]
    if one.get("/S") in _ACTING:
        one.clear()
    if isinstance(one, StreamObject) and one._data.startswith(_JPEG):
        one._data = jpeg_without_notes(one._data)


def jpeg_without_notes(data: bytes) -> bytes:
    """A JPEG without the segments programs and cameras write notes into; its pixels are not touched.

    Kept are the segments that say how to decode: colour profile (APP2) and Adobe's transform (APP14).
    """
    kept, place = [data[:2]], 2
    while data[place : place + 1] == b"\xff" and place + 4 <= len(data):
        mark = data[place + 1]
        if mark == 0xDA:  # the pixels begin
            break
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        is_note = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in (0xE0, 0xE2, 0xEE))
        if not is_note:
            kept.append(data[place:end])
        place = end
    return b"".join([*kept, data[place:]])
