"""Ways to a person as their pages show them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for

from citizen.accessibility.ui import current_ui
from citizen.people.contacts import masked
from citizen.people.models import ContactKind
from citizen.web.i18n import N_, _

if TYPE_CHECKING:
    from citizen.people.models import ContactWay

_KINDS = {ContactKind.PHONE: N_("Telephone"), ContactKind.EMAIL: N_("E-mail"), ContactKind.POST: N_("Letter by post")}


def rows_of(ways: Iterable[ContactWay], *, untouchable: Container[UUID] = ()) -> list[dict[str, object]]:
    """Kind, address (on a shared terminal only its ends), and what it is used for. Those that are `untouchable` belong
    to the person alone.
    """
    return [
        {
            "kind": _(_KINDS[way.kind]),
            "address": masked(way.address or "") if current_ui().kiosk else way.address or "",
            "uses": _uses(way),
            "change": url_for("people.change_contact", way_id=way.id),
            "is_untouchable": way.id in untouchable,
            "remove": url_for("people.remove_contact", way_id=way.id),
        }
        for way in ways
    ]


def _uses(way: ContactWay) -> list[str]:
    found = [
        _("Codes for signing in") if way.signs_in else None,
        _("News") if way.gets_notices and not way.by_voice else None,
        _("Calls only") if way.by_voice else None,
    ]
    return [use for use in found if use] or [_("Nothing at present")]
