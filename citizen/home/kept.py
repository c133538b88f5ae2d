"""One thing that is stored, as the page of one's own data shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from citizen.applications import rows
from citizen.core.references import grouped

Link = dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is stored."""

    title: str
    what: str
    why: str
    since: datetime
    until: str
    links: tuple[Link, ...]
    reference: Markup | None = None
    for_whom: Markup | None = None
    #: Where an application stands; of several programmes each its own page says so.
    status: str | None = None
    #: Whether "delete everything" takes it along.
    can_go: bool = False


def link(text: str, endpoint: str, **values: Any) -> Link:
    return {"text": text, "href": url_for(endpoint, **values)}


def shown(reference: str) -> Markup:
    return rows.typed(grouped(reference))


def name_of(name: str | None) -> Markup | None:
    return rows.typed(name) if name else None
