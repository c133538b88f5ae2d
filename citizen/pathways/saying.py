"""What pages of the rooms below say about ways: what an approval opens, and what to know before applying again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import url_for

from citizen.applications.service import get_application
from citizen.pathways import beginning, device_classes, offers, service, showing
from citizen.pathways.terms import PathwayKind
from citizen.proxies.acting import current_who
from citizen.proxies.authority import Act
from citizen.proxies.scope import is_allowed
from citizen.web.i18n import _
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.pathways.models import Pathway


def offers_for(reference: str) -> list[dict[str, str]]:
    """The links below a decision: begin what it opens, or see what was begun from it."""
    who = current_who()
    application = get_application(session(), who=who, reference=reference)
    found = offers.offers_of(session(), who=who, application=application)
    return [beginning.offer_row(one) if one.begun is None else _begun_row(one.kind, one.begun) for one in found]


def before_applying(programmes: Iterable[str]) -> list[str]:
    """For whoever is about to apply for a device again: what they have already, and for how many years. Nothing is kept
    from them by it.
    """
    who = current_who()
    for_devices = device_classes.load().programmes[PathwayKind.DEVICE]
    if not set(programmes) & set(for_devices) or not is_allowed(who, Act.SEE):
        return []
    return [sentence for one in service.list_pathways(session(), who=who) for sentence in _device_words(one)]


def _device_words(pathway: Pathway) -> list[str]:
    if pathway.kind is not PathwayKind.DEVICE:
        return []
    rows = service.steps_of(session(), pathway=pathway)
    name = showing.title_of(pathway)
    return [
        _("Under way or in use already: %(device)s.", device=name),
        *showing.years_sentences(pathway, rows),
    ]


def _begun_row(kind: PathwayKind, reference: str) -> dict[str, str]:
    text = {
        PathwayKind.DEVICE: _("See how far the device is"),
        PathwayKind.CHILD_REHAB: _("See the rehabilitation plan for the child"),
        PathwayKind.ADULT_REHAB: _("See the rehabilitation plan"),
    }[kind]
    return {"text": text, "href": url_for("pathways.show", reference=reference), "hint": ""}
