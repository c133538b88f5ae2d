"""Open times as files for other software: public, without anything about a person, kept for a minute."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from flask import Blueprint, Response, abort, current_app, request, stream_with_context

from citizen.booking import open_slots
from citizen.booking.wording import district_names
from citizen.core import clock
from citizen.web.access import may_lag, open_to_all
from citizen.web.transaction import reading_apart, session

_KEPT = timedelta(seconds=60)
_FILES = "open slots"
#: In bytes, and how many files a process keeps. Without PUBLIC_URL there is one for each host that requests name, and
#: anybody may name any.
_LARGEST_KEPT, _MOST_KEPT = 2_000_000, 16

blueprint = Blueprint("open_slots", __name__, url_prefix="/places")


@blueprint.get("/$bulk-publish")
@open_to_all
@may_lag
def manifest() -> Response:
    """Where the files are (SMART Scheduling Links)."""
    at = clock.now().replace(second=0, microsecond=0)
    told = open_slots.manifest(base=_base(), at=at, districts=sorted(district_names()))
    return _answer(json.dumps(told, ensure_ascii=False).encode(), "application/json")


@blueprint.get("/locations.ndjson")
@open_to_all
@may_lag
def locations() -> Response:
    return _file("locations", (open_slots.as_lines(one) for one in [open_slots.locations(session(), website=_base())]))


@blueprint.get("/schedules.ndjson")
@open_to_all
@may_lag
def schedules() -> Response:
    return _file("schedules", (open_slots.as_lines(one) for one in [open_slots.schedules(session())]))


@blueprint.get("/slots.ndjson")
@open_to_all
@may_lag
def slots() -> Response:
    """All districts, or the one that is named."""
    district = request.args.get("district")
    if district is not None and district not in district_names():
        abort(404)
    pieces = open_slots.slots(reading_apart, district=district, base=_base())
    return _file(f"slots {district}", stream_with_context(pieces))


def _file(name: str, pieces: Iterator[bytes]) -> Response:
    """Computed at most once a minute in each process: whoever asks often costs nothing. What is too large to be kept
    is sent while it is computed.
    """
    kept: dict[str, tuple[datetime, bytes]] = current_app.extensions.setdefault(_FILES, {})
    now, key = clock.now(), f"{name} {_base()}"
    known = kept.get(key)
    if known is not None and known[0] <= now < known[0] + _KEPT:
        return _answer(known[1], open_slots.MEDIA_TYPE)
    begun, size = [], 0
    for piece in pieces:
        begun.append(piece)
        size += len(piece)
        if size > _LARGEST_KEPT:
            return _with_headers(Response(chain(begun, pieces), mimetype=open_slots.MEDIA_TYPE))
    body = b"".join(begun)
    if len(kept) < _MOST_KEPT or key in kept:
        kept[key] = (now, body)
    else:
        current_app.extensions[_FILES] = {key: (now, body)}
    return _answer(body, open_slots.MEDIA_TYPE)


def _answer(body: bytes, media_type: str) -> Response:
    response = _with_headers(Response(body, mimetype=media_type))
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _with_headers(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={int(_KEPT.total_seconds())}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _base() -> str:
    return current_app.extensions["settings"].public_url or request.host_url.rstrip("/")
