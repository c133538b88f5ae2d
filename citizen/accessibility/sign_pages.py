"""Every page for visitors has a slot of its own. The pages are counted from the folder of templates, so that a new one
has its slot from the first day; the text to be signed is what the template says.

A template that shows many things (a question, a letter) says by `{% set sign_slot_id = … %}` which slot it shows, and
has none of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.extract import extract_from_file
from jinja2 import Environment, meta, nodes
from jinja2.ext import extract_from_ast

from citizen.accessibility.sign_registry import Slot
from citizen.web.catalogues import catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "templates"
#: For people who work there, and pieces that are no page.
_NOT_FOR_VISITORS = ("staff", "backoffice", "layouts", "components", "messages")
_SHOWS_OTHERS = re.compile(r"{%-?\s*set sign_slot_id\b")
_EXTENDS = re.compile(r"{%-?\s*extends\s")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
#: Pages whose words stand in a form.
_FORMS: Mapping[str, tuple[str, ...]] = {
    "proxies/for_whom.html": ("citizen/proxies/forms.py", "citizen/proxies/choosing.py"),
    "applications/contact.html": ("citizen/applications/forms.py",),
    "booking/needs.html": ("citizen/booking/forms.py",),
}
_KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
#: What a template and its parts say is asked together. All of them parsed would be 9 MB in every process.
_PARSED = 16
_jinja = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class PageSlots:
    """One slot per template: `home/start` for templates/home/start.html."""

    def ids(self) -> Iterable[str]:
        return _page_ids()

    def find(self, slot_id: str) -> Slot | None:
        if slot_id not in _page_ids():
            return None
        template = f"{slot_id}.html"
        english = _title_of(template)
        return Slot(
            id=slot_id,
            kind="page",
            titles={"en": english, "zh": catalogue("zh_Hans").gettext(english) if english else ""},
            template=template,
            words=lambda: _text_of(template),
        )


def words_in_python(path: Path) -> list[str]:
    """The sentences of a module in Chinese, in the order of the file."""
    found = extract_from_file("python", path, keywords=_KEYWORDS)
    return [_in_chinese(message) for _line, message, _comments, _context in found]


@cache
def _page_ids() -> frozenset[str]:
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        name = path.relative_to(TEMPLATES).as_posix()
        written = path.read_text(encoding="utf-8")
        is_page = _EXTENDS.search(written) and not _SHOWS_OTHERS.search(written) and not path.name.startswith("_")
        if is_page and not name.startswith(_NOT_FOR_VISITORS):
            found.add(name.removesuffix(".html"))
    return frozenset(found)


@cache
def _title_of(template: str) -> str:
    """The first title that has no name in it; empty when the title is that of what the page shows."""
    block = next((one for one in _parsed(template).find_all(nodes.Block) if one.name == "title"), None)
    if block is None:
        return ""
    said = [message for message in _messages(block) if isinstance(message, str)]
    return next((one for one in said if not _PLACEHOLDER.search(one)), "")


def _text_of(template: str) -> str:
    """Everything the template and its parts say, in Chinese, from top to bottom."""
    said = [_in_chinese(message) for name in _parts_of(template) for message in _messages(_parsed(name))]
    for module in _FORMS.get(template, ()):
        said += words_in_python(ROOT / module)
    return "\n".join(said)


def _parts_of(template: str) -> list[str]:
    """The template and what it includes or imports, but for the frame and the components, which are on every page."""
    parts, waiting = [], [template]
    while waiting:
        name = waiting.pop(0)
        parts.append(name)
        asked = meta.find_referenced_templates(_parsed(name))
        waiting += [
            one for one in asked if one and not one.startswith(("layouts/", "components/")) and one not in parts
        ]
    return parts


@lru_cache(maxsize=_PARSED)
def _parsed(template: str) -> nodes.Template:
    return _jinja.parse((TEMPLATES / template).read_text(encoding="utf-8"))


def _messages(node: nodes.Node) -> list[str | tuple[str | None, ...]]:
    # The function takes any node; its annotation names the whole template only.
    found = extract_from_ast(node, ("_", "ngettext", "gettext"))  # type: ignore[arg-type]
    return [message for _line, _function, message in found if message]


def _in_chinese(message: str | tuple[str | None, ...]) -> str:
    words = catalogue("zh_Hans")
    said = [message] if isinstance(message, str) else [part for part in message if part]
    return words.gettext(said[0]) if len(said) == 1 else words.ngettext(said[0], said[1], 2)
