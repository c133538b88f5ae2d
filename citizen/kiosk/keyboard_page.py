"""What stands on the on-screen keyboard, and what its form carries along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from citizen.kiosk import keyboards
from citizen.kiosk.keyboards import Act, Layout
from citizen.web.forms import ONLY_TYPED
from citizen.web.i18n import N_, _
from citizen.web.pages import local_path

#: Ours among the fields of the form that is carried along.
OWN = "kb"
_NOT_CARRIED = ("csrf_token", ONLY_TYPED)
LAYOUTS = {
    Layout.DIGITS: N_("Digits"),
    Layout.CODE: N_("Letters of references and codes"),
    Layout.LETTERS: N_("Small letters"),
    Layout.FAMILY_NAMES: N_("Family names"),
    Layout.STROKES: N_("Chinese characters by strokes"),
}
#: Signs that say nothing when they are read out alone.
SIGNS = {
    " ": N_("Space"),
    "-": N_("Hyphen"),
    ".": N_("Full stop"),
    ",": N_("Comma"),
    ":": N_("Colon"),
    "@": N_("At sign"),
    "_": N_("Underscore"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One box that can be typed into."""

    name: str
    label: str
    layout: Layout


def note_field(name: str, label: str, inputmode: str | None, autocomplete: str | None) -> str:
    """A template shows a box on a terminal: remembered until the end of its form; gives the keyboard it begins with."""
    layout = keyboards.layout_for(inputmode=inputmode, autocomplete=autocomplete, name=name)
    g.setdefault("fields_to_type", []).append([name, layout.value, label])
    return layout.value


def take_fields() -> list[list[str]]:
    """The boxes of the form that ends here."""
    found: list[list[str]] = g.pop("fields_to_type", [])
    return found


def as_answer(layout: Layout) -> dict[str, Any]:
    """The same keys for the small script that puts them below a field."""
    found = shown(layout)
    return {
        "rows": found["rows"],
        "layouts": [{"code": code.value, "name": _(name)} for code, name in LAYOUTS.items()],
        "layout": layout.value,
        "strokes": [{"number": one, "name": _strokes(one)} for one in found["strokes"]],
        **{name: found[name] for name in ("chosen", "part", "parts")},
        "words": {
            "board": _("On-screen keyboard"),
            "delete": _("Delete the last character"),
            "clear": _("Delete everything"),
            "more": _("More characters with as many strokes"),
            "close": _("Put the keyboard away"),
            "strokes": _("How many strokes?"),
        },
    }


def shown(layout: Layout) -> dict[str, Any]:
    """What stands on the keyboard."""
    asked_now = _number("kb_choose")
    chosen = (asked_now or _number("kb_strokes")) if layout is Layout.STROKES else 0
    part = 0 if asked_now else _number("kb_next_part") or _number("kb_part")
    found = keyboards.keys_of(layout, strokes=chosen, part=part)
    return {
        "rows": [_row(number, row) for number, row in enumerate(found.rows, 1)],
        "layout": layout,
        "layouts": [(code, _(name)) for code, name in LAYOUTS.items() if code is not layout],
        "strokes": found.strokes,
        "strokes_in_words": _strokes,
        "chosen": chosen,
        "part": part % found.parts,
        "parts": found.parts,
        "acts": Act,
    }


def _row(number: int, row: str) -> dict[str, Any]:
    name = _("Row %(number)s of keys", number=number)
    return {"name": name, "keys": [{"key": key, "name": _name(key)} for key in row]}


def _name(key: str) -> str:
    """What stands on the key: a sign with its name, for alone it says nothing when it is read out."""
    return f"{key} {_(SIGNS[key])}".strip() if key in SIGNS else key


def _strokes(number: int) -> str:
    return _("%(number)s strokes", number=number)


def layout_asked(field: Field | None) -> Layout:
    """The one that was asked for; else the one the box begins with."""
    is_new_box = "kb_go" in request.values
    asked = request.values.get("kb_other") or ("" if is_new_box else request.values.get("kb_layout", ""))
    if asked in set(Layout):
        return Layout(asked)
    return Layout.DIGITS if field is None else field.layout


def place_of(fields: list[Field]) -> int:
    return min(_number("kb_go" if "kb_go" in request.form else "kb_at"), len(fields) - 1)


def _number(name: str) -> int:
    text = request.values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def form_around() -> tuple[list[Field], str]:
    """What the button of the form said: its boxes, and where they go back to."""
    try:
        said = json.loads(request.form.get(OWN, ""))
        fields = [Field(str(name), str(label), Layout(layout)) for name, layout, label in said["fields"]]
        return fields, local_path(str(said["action"]), default=url_for("kiosk.attract"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return [], url_for("kiosk.attract")


def carried() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NOT_CARRIED and name != OWN and not name.startswith("kb_")
    ]
