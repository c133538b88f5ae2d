"""Pages are read strictly where they are audited, and quickly elsewhere: on right markup both see the same."""

from __future__ import annotations

import pytest

from tests.support import gallery
from tests.support.document import Document, Element, tag
from tests.support.small_site import FORM, page
from tests.support.visitor import Visitor

MARKUP = [
    FORM.format(error="", invalid=""),
    "<pre>\n一</pre>",
    "<label for=n>说明</label><textarea id=n>\n一\n二</textarea>",
    "<p>长<wbr>词 &amp; 词 &lt;b&gt; &#20013;</p>",
    "<video controls><source src=a.mp4><track src=a.vtt kind=captions>看不了</video>",
    "<svg viewBox='0 0 1 1'><title>图</title><path d='M0 0'/></svg>",
    "<a href='/'><h2>一</h2><p>二</p></a><details><summary><h3>三</h3></summary><p>四</p></details>",
    "<dl><div><dt>一</dt><dd>二</dd></div></dl><table><tbody><tr><th>一</th><td>二</td></tr></tbody></table>",
]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_is_read_alike(markup: str) -> None:
    html = page(content=markup)
    assert _seen(html, strictly=False) == _seen(html, strictly=True)


def test_every_page_of_the_gallery_is_read_alike(guest: Visitor) -> None:
    for path in gallery.PAGES:
        html = guest.open(path).html
        assert _seen(html, strictly=False) == _seen(html, strictly=True), path


def test_only_the_strict_reader_lists_errors() -> None:
    wrong = page(content="<p><p id=a id=b></b>")
    assert Document(wrong).parse_errors
    assert Document(wrong, strictly=False).parse_errors == []


def _seen(html: str, *, strictly: bool) -> list[tuple[str, dict[str, str], str, str]]:
    """Every element with its place, its attributes, and the text in and after it."""
    return [
        (_place(one), _attributes(one), _text(one.text, tag(one)), _text(one.tail, _place(one).rpartition(">")[0]))
        for one in Document(html, strictly=strictly)
    ]


def _place(element: Element) -> str:
    return ">".join([*(tag(above) for above in reversed([*element.iterancestors()])), tag(element)])


def _attributes(element: Element) -> dict[str, str]:
    """By small letters: the quick reader does not know which of SVG's are written otherwise. What is there without a
    value (checked, multiple) has none for one reader and its own name for the other.
    """
    plain = ((str(name).rpartition("}")[2].lower(), str(value)) for name, value in element.attrib.items())
    return {name: "" if value == name else value for name, value in plain}


def _text(text: str | None, inside: str) -> str:
    """Blanks between the elements of the frame are put here by one reader and there by the other."""
    frame = inside in ("html", "", "html>body")
    return (text or "").strip() if frame else text or ""
