"""One attack: an address with hostile parts, in hostile headers,
    by some method; and forms of the page that came back,
filled in as nobody would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from urllib.parse import quote, quote_from_bytes

from lxml import html as lxml_html
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.routing import Rule
from werkzeug.test import encode_multipart

from tests.fuzz import hostile
from tests.fuzz.field_names import field_names

#: What Flask, WTForms or a template might take for its own.
_SPECIAL_NAMES = (
    "endpoint",
    "self",
    "_scheme",
    "_external",
    "_anchor",
    "_method",
    "values",
    "lang",
    "text",
    "look",
    "back",
)
#: Of the site's own making; another value is always refused in the same place, so it is rarely worth it.
_OWN_FIELDS = ("csrf_token", "acting_for")


class Field(NamedTuple):
    """A field as a page offers it; `options`: what may be chosen, empty for what is written."""

    name: str
    value: str
    options: tuple[str, ...] = ()
    is_file: bool = False


class Form(NamedTuple):
    action: str
    fields: tuple[Field, ...]
    is_multipart: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What goes over the wire. `path` and `query` are percent-encoded already."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    content_type: str = ""
    #: Everything hostile in it, as text: it may come back only where nothing can be done with it.
    planted: tuple[str, ...] = ()

    def described(self) -> str:
        """To send it again by hand."""
        where = f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")
        headers = {name: value[:60] for name, value in self.headers.items()}
        return f"{where[:600]} {headers} {self.content_type[:80]} {self.body[:600]!r}"


def address(random: Random, rule: Rule, known: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """A path for this rule: each part is one that exists, or one that nobody would write."""
    path, planted = "", []
    for is_part, word in rule._trace:
        if not is_part:
            path += word.removeprefix("|")
        elif random.random() < 0.5:
            path += quote(random.choice(known[word]), safe="")
        else:
            raw = hostile.raw(random)
            planted.append(raw.decode("utf-8", "replace"))
            path += quote_from_bytes(raw[:2000], safe="")
    return path, tuple(planted)


def query(random: Random) -> tuple[str, tuple[str, ...]]:
    """Names that mean something here, with values that do not."""
    parts, planted = [], []
    for _ in range(random.choice((0, 0, 1, 1, 2, 4))):
        name = random.choice(_SPECIAL_NAMES if random.random() < 0.3 else field_names())
        raw = hostile.raw(random)[:3000]
        planted.append(raw.decode("utf-8", "replace"))
        parts.append(f"{name}={quote_from_bytes(raw, safe='')}")
    return "&".join(parts), tuple(planted)


def forms_of(page: str, path: str) -> list[Form]:
    """Every form of a page that is posted."""
    root = lxml_html.fromstring(page)
    found = []
    for one in root.xpath("//form[@method='post']"):
        fields = tuple(_fields_of(one))
        is_multipart = one.get("enctype") == "multipart/form-data"
        found.append(Form(one.get("action") or path, fields, is_multipart))
    return found


def _fields_of(form: lxml_html.FormElement) -> list[Field]:
    grouped: dict[str, list[str]] = {}
    fields: list[Field] = []
    for one in form.xpath(".//input|.//select|.//textarea|.//button"):
        name, kind = one.get("name"), one.get("type", "text")
        if not name:
            continue
        if one.tag == "select":
            grouped.setdefault(name, []).extend(option.get("value") or "" for option in one.xpath(".//option"))
        elif kind in ("radio", "checkbox") or one.tag == "button":
            grouped.setdefault(name, []).append(one.get("value", "on"))
        else:
            fields.append(Field(name, one.get("value") or one.text or "", is_file=kind == "file"))
    return fields + [Field(name, "", tuple(options)) for name, options in grouped.items()]


_ORDINARY = ("王秀英", "1990", "5", "1", "13912345678", "a@example.cn", "通州", "2026", "12", "30", "")


def filled(random: Random, form: Form) -> Request:
    """The form as a browser would send it, but for a few fields."""
    planted: list[str] = []
    pairs: list[tuple[str, bytes]] = []
    files: list[tuple[str, bytes, str]] = []
    strength = random.choice((0.0, 0.1, 0.4, 0.9))
    for one in form.fields:
        odd = random.random() < (0.02 if one.name in _OWN_FIELDS else strength)
        if odd and random.random() < 0.2:
            continue  # left out
        if one.is_file and random.random() < 0.9:
            content, name = hostile.file(random)
            files.append((one.name, content, name))
            planted.append(name)
            continue
        value = _ordinary(random, one).encode("utf-8", "surrogatepass")
        if odd:
            value = hostile.raw(random)
            planted.append(value.decode("utf-8", "replace"))
        pairs += [(one.name, value)] * (2 if odd and random.random() < 0.1 else 1)
    if random.random() < 0.2:
        pairs.append((random.choice(field_names()), hostile.raw(random)))
    multipart = form.is_multipart or random.random() < 0.05
    return _as_request(form.action, pairs, files, planted, multipart=multipart)


def guessed(random: Random, action: str, hidden: Mapping[str, str]) -> Request:
    """A form that stands on another page: its own hidden fields, and names that forms here have."""
    pairs = [(name, value.encode()) for name, value in hidden.items()]
    planted = []
    for _ in range(random.choice((0, 1, 3, 8))):
        raw = hostile.raw(random)
        planted.append(raw.decode("utf-8", "replace"))
        pairs.append((random.choice(field_names()), raw))
    return _as_request(action, pairs, [], planted, multipart=random.random() < 0.1)


def _ordinary(random: Random, one: Field) -> str:
    if one.options:
        return random.choice(one.options)
    return one.value or random.choice(_ORDINARY)


def _as_request(
    action: str,
    pairs: Sequence[tuple[str, bytes]],
    files: Sequence[tuple[str, bytes, str]],
    planted: Sequence[str],
    *,
    multipart: bool,
) -> Request:
    path, _, asked = action.partition("?")
    if multipart:
        body, content_type = _multipart(pairs, files)
    else:
        parts = [(name, value) for name, value in pairs] + [(name, file.encode()) for name, _c, file in files]
        body = "&".join(f"{quote(name, safe='')}={quote_from_bytes(value, safe='')}" for name, value in parts).encode()
        content_type = "application/x-www-form-urlencoded"
    return Request("POST", path, asked, {}, body, content_type, tuple(planted))


def _multipart(pairs: Sequence[tuple[str, bytes]], files: Sequence[tuple[str, bytes, str]]) -> tuple[bytes, str]:
    from io import BytesIO

    values: MultiDict[str, object] = MultiDict()
    for name, value in pairs:
        values.add(name, value.decode("utf-8", "replace"))
    for name, content, file_name in files:
        values.add(name, FileStorage(BytesIO(content), file_name, content_type="image/jpeg"))
    boundary, body = encode_multipart(values)
    return body, f'multipart/form-data; boundary="{boundary}"'
