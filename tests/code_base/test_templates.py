"""The register of templates: pages in the layout, components in the gallery, nothing written by hand twice."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.code_base.sources import ROOT, sources

TEMPLATES = ROOT / "templates"
GALLERY = ROOT / "tests/support/templates/gallery"
_IMPORT = re.compile(
    r"{%-?\s*from\s+\"(?P<file>[^\"]+)\"\s+import\s+(?P<names>[\w, ]+?)(?:\s+with(?:out)? context)?\s*-?%}"
)
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_RENDERED = re.compile(r"\"(?P<name>[\w/]+\.html)\"")
#: What is called so in Chinese in every language, and marked as Chinese by the macro.
_NAMED_IN_CHINESE = re.compile(r"\bchinese\(\"[^\"]*\"\)")
#: Written once, so that every form has its method, its address and its token.
FORMS_ARE_MADE_IN = {
    "components/post_form.html",
    "components/filter_form.html",
    "layouts/question.html",
    "applications/choose.html",  # one form around a search and what is ticked in it, with a button for each
    "layouts/partials/kiosk_bar.html",
    "layouts/partials/session_warning.html",  # about the browser: carries no mark of whom it is for
}
#: Made into a file, never sent to a browser: it holds its own style.
PRINTED = {"letters/paper.html", "accessibility/listen_way.html"}
#: Drawings that are part of the program; everything else is escaped.
UNESCAPED_IN = {"components/icon.html"}
FORBIDDEN = {
    "an htmx attribute without data-": re.compile(r"\s(?<!data-)hx-[a-z-]+="),
    "an inline style": re.compile(r"\sstyle="),
    "an inline handler": re.compile(r"\son[a-z]+="),
    "a positive tabindex": re.compile(r"tabindex=\"[1-9]"),
    "a placeholder in place of a label": re.compile(r"\splaceholder="),
    "a word of one language": re.compile(r"[\u4e00-\u9fff]"),
}


@cache
def texts() -> dict[str, str]:
    """Every template without its comments, by its name."""
    paths = sorted(TEMPLATES.rglob("*.html"))
    return {
        path.relative_to(TEMPLATES).as_posix(): _COMMENT.sub("", path.read_text(encoding="utf-8")) for path in paths
    }


def test_every_page_is_in_the_layout() -> None:
    rendered = {name for source in sources() for name in _RENDERED.findall(source.text) if name in texts()}
    assert len(rendered) > 30, "The search for rendered pages finds nothing."
    rendered -= PRINTED
    bare = [name for name in rendered if not re.match(r"\s*{% extends \"(?:layouts|[a-z]+)/", texts()[name])]
    assert bare == []


def test_every_template_is_used() -> None:
    everything = "\n".join([*texts().values(), *(source.text for source in sources())])
    unused = [name for name in texts() if f'"{name}"' not in everything]
    assert unused == []


@pytest.mark.parametrize("name", texts())
def test_every_imported_macro_is_used(name: str) -> None:
    text = texts()[name]
    own = _IMPORT.sub("", text)
    macros = [part.strip() for found in _IMPORT.finditer(text) for part in found["names"].split(",")]
    idle = [macro for macro in macros if not re.search(rf"\b{macro.rpartition(' ')[2]}\b", own)]
    assert idle == []


@pytest.mark.parametrize("name", texts())
def test_templates_hold_nothing_that_a_page_must_not_have(name: str) -> None:
    if name == "layouts/partials/language_menu.html":
        pytest.skip("names the languages in themselves")
    for what, pattern in FORBIDDEN.items():
        found = pattern.search(_NAMED_IN_CHINESE.sub("", texts()[name]))
        assert found is None, f"{what}: {found.group()!r}" if found else ""


def test_forms_are_made_by_components_only() -> None:
    assert {name for name, text in texts().items() if "<form" in text} == FORMS_ARE_MADE_IN


def test_text_is_escaped() -> None:
    assert {name for name, text in texts().items() if "|safe" in text or "autoescape" in text} <= UNESCAPED_IN


@pytest.mark.parametrize("path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.stem)
def test_a_component_is_one_macro_of_its_name_and_stands_in_the_gallery(path: Path) -> None:
    name, text = path.stem, texts()[f"components/{path.name}"]
    assert f"macro {name}(" in text
    gallery = "\n".join(page.read_text(encoding="utf-8") for page in GALLERY.glob("*.html"))
    others = "\n".join(text for other, text in texts().items() if other != f"components/{path.name}")
    is_shown = f"{name}(" in gallery or (f"{name}(" in others and name in ("error_summary", "icon"))
    assert is_shown, f"The gallery does not show {name}."
