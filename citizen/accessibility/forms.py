"""How pages should look: one form for all of it."""

from __future__ import annotations

from citizen.accessibility.preferences import Contrast, TextSize
from citizen.web.fields import RadioField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class PreferencesForm(Form):
    """Text size and colours. Languages are links, each named in itself."""

    text = RadioField(
        N_("Text size"),
        choices=[
            (TextSize.STANDARD.value, N_("Standard")),
            (TextSize.LARGE.value, N_("Large")),
            (TextSize.LARGEST.value, N_("Largest")),
        ],
    )
    contrast = RadioField(
        N_("Colours"),
        choices=[
            (Contrast.SYSTEM.value, N_("As on this device"), N_("Light or dark, as your device is set.")),
            (Contrast.HIGH.value, N_("Black on white"), N_("Strong contrast, no shades.")),
            (Contrast.DARK.value, N_("White on black"), N_("Strong contrast, easy on eyes that bright light hurts.")),
        ],
    )
