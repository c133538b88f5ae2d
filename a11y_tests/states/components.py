"""Every component in every variant, on the pages of the gallery."""

from __future__ import annotations

from functools import partial

from a11y_tests.states.register import add
from a11y_tests.support.scenes import State
from tests.support import gallery
from tests.support.visitor import Visitor

#: Between them they show every component; the others repeat parts of them in the frame of a page.
KEY = {"gallery_form_wrong", "gallery_lists", "gallery_text", "gallery_sign", "gallery_start"}


def _open(path: str, visitor: Visitor) -> None:
    visitor.open(path)


for _path, _status in gallery.PAGES.items():
    _name = _path.strip("/").replace("/", "_").replace("-", "_")
    add(State(_name, partial(_open, _path), key=_name in KEY, status=_status, chinese_only=True))
