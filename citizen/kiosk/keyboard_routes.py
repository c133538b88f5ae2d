"""The on-screen keyboard as a page: every key is a button that gives the same page back with one character more.

What was typed in the other fields travels along in the form and is kept nowhere. “Done” gives everything back to the
page it came from, which shows it without judging it. With script the same keys stand below the field itself.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from citizen.kiosk import keyboard_page, keyboards
from citizen.web.access import needs_visit, open_to_all
from citizen.web.forms import ONLY_TYPED
from citizen.web.pages import page, see_other

blueprint = Blueprint("kiosk_keyboard", __name__, url_prefix="/kiosk/keyboard")


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(note_field=keyboard_page.note_field, take_fields=keyboard_page.take_fields)


@blueprint.post("")
@needs_visit
def keyboard() -> Response:
    """One more character, another keyboard, or another box."""
    fields, address = keyboard_page.form_around()
    if not fields:
        return see_other("kiosk.attract")
    field = fields[keyboard_page.place_of(fields)]
    text = keyboards.press(request.form.get(field.name, ""), request.form.get("kb_key", ""))
    others = [(number, one) for number, one in enumerate(fields) if one is not field]
    shown = keyboard_page.shown(keyboard_page.layout_asked(field))
    travelling = [*(pair for pair in keyboard_page.carried() if pair[0] != field.name), (field.name, text)]
    values: dict[str, Any] = {
        "field": field,
        "others": others,
        "at": fields.index(field),
        "text": text,
        "carried": travelling,
    }
    around = request.form.get(keyboard_page.OWN, "")
    return page("kiosk/keyboard.html", **values, **shown, around=around, address=address, only_typed=ONLY_TYPED)


@blueprint.get("/keys")
@open_to_all
def keys() -> Response:
    """The keys of one keyboard, for the small script that puts them below a field."""
    return jsonify(keyboard_page.as_answer(keyboard_page.layout_asked(None)))
