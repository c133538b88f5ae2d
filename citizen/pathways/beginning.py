"""What can be begun, as rows and choices of pages."""

from __future__ import annotations

from flask import url_for

from citizen.accessibility.ui import current_ui
from citizen.booking.forms import OfferedChoice
from citizen.booking.wording import in_words
from citizen.eligibility import catalogue
from citizen.pathways import device_classes, words
from citizen.pathways.offers import Offer
from citizen.pathways.terms import PathwayKind
from citizen.web.i18n import _

#: How addresses name what is begun; the class of a device stands in no address.
NAMES = {PathwayKind.DEVICE: "aid", PathwayKind.CHILD_REHAB: "child", PathwayKind.ADULT_REHAB: "adult"}
KINDS = {name: kind for kind, name in NAMES.items()}


def entries() -> list[dict[str, str]]:
    """The three things that can be begun."""
    return [
        {
            "title": _(title),
            "text": _(text),
            "href": url_for("pathways.for_whom", name=NAMES[kind]),
        }
        for kind, (title, text) in words.BEGIN.items()
    ]


def device_choices() -> list[OfferedChoice]:
    """Every class below the heading of its group; whoever does not know finds the last one."""
    classes = device_classes.load()
    known = [one for one in classes.classes.values() if one.group]
    known.sort(key=lambda one: list(classes.groups).index(one.group))
    choices = [OfferedChoice(one.code, in_words(one.name), group=in_words(classes.groups[one.group])) for one in known]
    unsure = classes.classes[device_classes.NOT_SURE]
    return [*choices, OfferedChoice(unsure.code, in_words(unsure.name), group=_("Not sure"))]


def offer_row(offer: Offer) -> dict[str, str]:
    """An approved programme and the link that begins what it opens."""
    reference = offer.case.application.reference
    found = catalogue.load().programmes[offer.case.programme_id]
    return {
        "text": offer_words(offer.kind),
        "hint": _("“%(programme)s” was approved.", programme=found.text[current_ui().locale.code].name),
        "href": url_for("pathways.from_decision", reference=reference, position=offer.case.position),
    }


def offer_words(kind: PathwayKind) -> str:
    """What the link to it says."""
    return {
        PathwayKind.DEVICE: _("Start getting the device"),
        PathwayKind.CHILD_REHAB: _("Start the rehabilitation plan for the child"),
        PathwayKind.ADULT_REHAB: _("Start the rehabilitation plan"),
    }[kind]
