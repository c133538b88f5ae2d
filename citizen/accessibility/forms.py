"""How pages should look, sound and read: one form for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict

from citizen.accessibility.look_codes import read_look
from citizen.accessibility.preferences import KINDS, Contrast, Preferences, Spacing, Switch, TextSize, Weight
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _


def _switch(label: str, hint: str) -> Any:
    """A setting that is on or off."""
    choices = [(Switch.OFF.value, N_("Off")), (Switch.ON.value, N_("On"))]
    return RadioField(label, hint=hint, choices=choices)


class PreferencesForm(Form):
    """Every setting but the language; languages are links, each named in itself. A field is a field of Preferences."""

    text = RadioField(
        N_("Text size"),
        choices=[
            (TextSize.STANDARD.value, N_("Standard")),
            (TextSize.LARGE.value, N_("Large")),
            (TextSize.LARGEST.value, N_("Largest")),
            (TextSize.HUGE.value, N_("Huge")),
        ],
    )
    spacing = RadioField(
        N_("Space between lines and letters"),
        hint=N_("With more space it is easier to stay in the line."),
        choices=[
            (Spacing.STANDARD.value, N_("Standard")),
            (Spacing.WIDE.value, N_("Wide")),
            (Spacing.WIDEST.value, N_("Very wide")),
        ],
    )
    weight = RadioField(
        N_("Thickness of the letters"),
        choices=[(Weight.STANDARD.value, N_("Standard")), (Weight.BOLD.value, N_("Bold"))],
    )
    contrast = RadioField(
        N_("Colours"),
        choices=[
            (Contrast.SYSTEM.value, N_("As on this device"), N_("Light or dark, as your device is set.")),
            (Contrast.HIGH.value, N_("Black on white"), N_("Strong contrast, no shades.")),
            (Contrast.DARK.value, N_("White on black"), N_("Strong contrast, easy on eyes that bright light hurts.")),
            (Contrast.YELLOW_ON_BLACK.value, N_("Yellow on black")),
            (Contrast.BLACK_ON_YELLOW.value, N_("Black on yellow")),
            (Contrast.LOW_GLARE.value, N_("Soft colours"), N_("A darker ground that does not dazzle.")),
        ],
    )
    underline = _switch(N_("Lines under links"), N_("Everything that can be pressed in a text has a line under it."))
    ruler = _switch(
        N_("Reading ruler"), N_("Lines under the text, and a frame around the part you point at. You keep your place.")
    )
    cursor = _switch(N_("Large mouse pointer"), N_("For a mouse: the arrow is large and has a white edge."))
    calm = _switch(N_("Calm pages"), N_("One column, one thing below the other. Nothing is left out."))
    still = _switch(N_("Nothing moves"), N_("No picture and no part of a page moves."))
    pinyin = _switch(
        N_("Pinyin above the characters"), N_("A program writes it. A few characters may be read differently.")
    )
    easy = _switch(N_("Easy-read first"), N_("Short sentences with pictures, on every page that has them."))
    sign = _switch(N_("Sign language first"), N_("On pages with a sign-language film, the film comes first."))
    listen = _switch(N_("Listening first"), N_("On every page, the way to hear it comes first."))

    #: Headings, and the settings below them.
    GROUPS = (
        (N_("Text and colours"), ("text", "spacing", "weight", "contrast")),
        (N_("Easier to look at"), ("underline", "ruler", "cursor", "calm", "still")),
        (N_("Other ways to read"), ("pinyin", "easy", "sign", "listen")),
    )

    @classmethod
    def from_request(cls, *, start: Mapping[str, Any] | None = None) -> Self:
        """What was sent; a setting that was not, such as one that is newer than the page, stays as it is."""
        return cls(MultiDict({**dict(start or {}), **request.form})) if request.method == "POST" else cls(data=start)

    @property
    def groups(self) -> list[tuple[str, list[RadioField]]]:
        return [(_(heading), [self[name] for name in names]) for heading, names in self.GROUPS]

    @property
    def look(self) -> Preferences:
        """What was chosen, once it is valid."""
        return Preferences().changed({name: str(self[name].data) for name in KINDS})


class LookCodeForm(Form):
    """The code of a look, as another device shows it."""

    code = TextField(
        N_("Code of the settings"),
        hint=N_("For example: t2c4s1"),
        missing=N_("Enter the code, for example t2c4s1"),
        maximum=40,
        autocomplete="off",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if is_valid and read_look(self.code.data) is None:
            self.refuse("code", _("This code is not known. Compare it with the other device and enter it again"))
        return is_valid and not self.problems


def look_lines(look: Preferences, *, than: Preferences | None = None) -> list[str]:
    """In words, in the language of this request: what is not as `than` has it (default: as the site comes)."""
    before = (than or Preferences()).as_values()
    form = PreferencesForm(data=look.as_values())
    return [
        _("%(about)s: %(condition)s", about=field.label_text, condition=choice.label)
        for _heading, fields in form.groups
        for field in fields
        for choice in field.choices_list
        if choice.checked and choice.code != before[field.name]
    ]
