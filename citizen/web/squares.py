"""Addresses as squares for a camera (QR codes)."""

from __future__ import annotations

import segno
from markupsafe import Markup

#: A square may be masked in eight ways; every camera reads which one was taken in the square itself. Trying all eight
#: for the most even picture is four fifths of the work of drawing it; this one is the best for most addresses of ours.
_MASK = 2


def code_of(address: str) -> segno.QRCode:
    """Readable with a seventh of it dirty or torn."""
    return segno.make(address, error="m", micro=False, mask=_MASK)


def drawing_of(address: str) -> str:
    """Dark on white in every mode, with the white edge that cameras need."""
    drawn: str = code_of(address).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return drawn


def square_of(address: str) -> Markup:
    """The same for a page. The box around it has the name; the drawing itself says nothing."""
    drawn = drawing_of(address).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    return Markup(drawn)  # noqa: S704  (made here, of an address of ours)
