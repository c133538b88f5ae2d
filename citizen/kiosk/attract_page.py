"""The ways of reading and operating that the first page of a terminal offers, each as one large button."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from citizen.accessibility.preferences import TextSize
from citizen.accessibility.ui import current_ui
from citizen.kiosk.shell import reach
from citizen.kiosk.ways import current_ways
from citizen.web.i18n import _
from citizen.web.pages import this_page_with


@dataclass(frozen=True, slots=True)
class Mode:
    """One button: pressing it again takes it back."""

    name: str
    text: str
    icon: str
    href: str
    is_on: bool = False


def modes() -> list[Mode]:
    """What helps, in the words people use; the last one is a person."""
    chosen = current_ui().preferences
    return [
        Mode(_("Large print"), _("Larger text on every page"), "display", *_text()),
        Mode(_("Voice"), _("Pages are read to you"), "listen", *_switch("listen", is_on=chosen.listen == "on")),
        _signed(is_on=chosen.sign == "on"),
        Mode(_("Easy to read"), _("Short sentences and pictures"), "easy", *_switch("easy", is_on=chosen.easy == "on")),
        _slower(),
        _lower(),
        Mode(_("One switch"), _("Everything with one key"), "switch", url_for("kiosk_scanning.one_switch"), _scans()),
        Mode(_("Have somebody help"), _("A member of staff comes"), "person", url_for("kiosk_calls.ask")),
    ]


def _scans() -> bool:
    return current_ways().scan != "off"


def _signed(*, is_on: bool) -> Mode:
    text = _("Where there is a clip, it stands on top")
    return Mode(_("Sign language first"), text, "sign", *_switch("sign", is_on=is_on))


def _text() -> tuple[str, bool]:
    is_on = current_ui().preferences.text is not TextSize.STANDARD
    return this_page_with(text="standard" if is_on else "large"), is_on


def _switch(name: str, *, is_on: bool) -> tuple[str, bool]:
    return this_page_with(**{name: "off" if is_on else "on"}), is_on


def _slower() -> Mode:
    is_on = current_ways().pace == "slow"
    href = this_page_with(pace="usual" if is_on else "slow")
    return Mode(_("More slowly"), _("Three times as much time"), "slow", href, is_on)


def _lower() -> Mode:
    is_on = reach()["height"] == "lower"
    href = this_page_with(height="whole" if is_on else "lower")
    return Mode(_("I am seated"), _("Everything within reach, further down"), "lower", href, is_on)
