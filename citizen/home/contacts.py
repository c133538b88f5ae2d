"""The ways to reach a person: the same five, in the same order, on every page. Numbers come from the documents or
from the settings, never from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import current_app, g, url_for

from citizen.accessibility.ui import current_ui
from citizen.config import Settings
from citizen.kiosk.policy import may_be_offered
from citizen.web.i18n import _

#: The government hotline, and the one district number a document states (Chaoyang report of 2025).
GOVERNMENT_HOTLINE = "12345"
DOCUMENTED_PHONES = {"chaoyang": "53207000"}


@dataclass(frozen=True, slots=True)
class Contact:
    """One line of the help block."""

    kind: str
    title: str
    text: str
    href: str | None = None


def district_phone(district: str | None) -> str | None:
    """The number of a district's disability service, if a document or the deployment states one."""
    settings: Settings = current_app.extensions["settings"]
    if district is None:
        return None
    return settings.district_phones.get(district) or DOCUMENTED_PHONES.get(district)


def help_contacts() -> list[Contact]:
    """Text, sign language, telephone, in person, and help with this site."""
    help_page = url_for("home.help_page")
    return [_as_shown_here(contact) for contact in _all_contacts(help_page)]


def _as_shown_here(contact: Contact) -> Contact:
    """A terminal in a hall makes no calls: the number is then to be read."""
    if current_ui().kiosk and contact.href and not may_be_offered(contact.href):
        return replace(contact, href=None)
    return contact


def _all_contacts(help_page: str) -> list[Contact]:
    return [
        Contact("text", _("Write to us"), _("No phone call is needed. See how."), f"{help_page}#text"),
        Contact("sign", _("Sign language"), _("How to reach a sign-language interpreter."), f"{help_page}#sign"),
        _telephone(),
        Contact(
            "visit",
            _("In person or at home"),
            _("Staff in the service hall do it with you. You can ask for a visit."),
            f"{help_page}#in-person",
        ),
        Contact("page", _("How to use this site"), _("Every step explained."), f"{help_page}#site"),
    ]


def _telephone() -> Contact:
    phone = district_phone(g.get("district"))
    if phone is None:
        return Contact("phone", _("Telephone 12345"), _("The government hotline."), f"tel:{GOVERNMENT_HOTLINE}")
    return Contact(
        "phone",
        _("Telephone %(phone)s", phone=phone),
        _("The disability service of this district. Or the government hotline 12345."),
        f"tel:{phone}",
    )
