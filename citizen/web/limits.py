"""How much one browser, one account and one address may ask of the site in ten minutes: enough for everything a person
does, for a whole hall behind one address too, and an end for programs that fill the tables or wear the machine out.

Counted for all processes together, in the database; but in portions: a process adds to the shared count once a
twentieth of the limit has come together in it. Whoever uses the site as people do never causes a single write. If the
database cannot count, nobody is refused.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, TypeVar

from flask import Flask, Request
from sqlalchemy.exc import SQLAlchemyError

from citizen.config import Settings
from citizen.core.errors import TooBusy
from citizen.db import counting
from citizen.db.sealing import keyed_hash
from citizen.db.session import Database
from citizen.web import browser_key, where_from
from citizen.web.at_hand import this_app, this_request
from citizen.web.transaction import database
from citizen.web.where_from import Network

View = TypeVar("View", bound=Callable[..., Any])
_log = logging.getLogger("citizen.limits")
_EXTENSION = "limits"
_READS = ("GET", "HEAD", "OPTIONS")
_PORTIONS = 20
#: So many browsers and addresses are remembered at a time; whoever was quiet longest is forgotten.
_REMEMBERED = 20_000
#: Files and the questions of a load balancer.
_FREE = {"static", "health.alive", "health.ready"}


@dataclass(frozen=True, slots=True)
class Most:
    """In ten minutes, of one browser or account; an address may stand for many of them."""

    #: Pages opened. Counted for addresses only: a browser that only reads costs little, and gives up its key at will.
    pages: int = 3_000
    #: Forms sent.
    forms: int = 600
    #: Letters, recordings and files made.
    made: int = 300
    #: Requests with one token of the interface for case systems.
    api: int = 60_000
    #: How many times as much an address may ask for.
    browsers_per_address: int = 20


def most_for(percent: int) -> Most:
    """The usual limits, by so many per cent."""
    usual = Most()
    pages, forms, made, api = (
        max(1, one * percent // 100) for one in (usual.pages, usual.forms, usual.made, usual.api)
    )
    return Most(pages, forms, made, api)


@dataclass(slots=True)
class _Count:
    shared: int = 0
    not_yet_shared: int = 0


class Counter:
    """What this process knows of everybody's counts."""

    def __init__(self, opened: Callable[[], Database]) -> None:
        self._database = opened
        self._lock = threading.Lock()
        self._period = 0
        self._counts: OrderedDict[tuple[str, str], _Count] = OrderedDict()

    def take(self, kind: str, whose: str, *, most: int) -> None:
        """Count one. Raises TooBusy when it is more than `most` in this period, over all processes."""
        period = counting.period_now()
        with self._lock:
            count = self._find(period, kind, whose)
            if count.shared >= most:
                raise TooBusy(kind, wait=counting.seconds_left())
            count.not_yet_shared += 1
            portion = 0
            if count.not_yet_shared * _PORTIONS >= most or count.shared + count.not_yet_shared > most:
                portion, count.not_yet_shared = count.not_yet_shared, 0
        if portion:
            self._share(period, kind, whose, portion, most)

    def _find(self, period: int, kind: str, whose: str) -> _Count:
        if period != self._period:
            self._period = period
            self._counts.clear()
        count = self._counts.setdefault((kind, whose), _Count())
        self._counts.move_to_end((kind, whose))
        if len(self._counts) > _REMEMBERED:
            self._counts.popitem(last=False)
        return count

    def _share(self, period: int, kind: str, whose: str, portion: int, most: int) -> None:
        scope_hash = keyed_hash("requests", f"{kind}:{whose}")
        try:
            with self._database().writing() as short:
                total = counting.add(short, scope_hash=scope_hash, period=period, amount=portion)
        except SQLAlchemyError as fault:
            _log.warning("requests are not being counted: %s", type(fault).__name__)
            return
        with self._lock:
            if period == self._period:
                count = self._find(period, kind, whose)
                count.shared = max(count.shared, total)
        if total > most:
            _log.warning("more %s than one may ask for, until the period ends", kind)
            raise TooBusy(kind, wait=counting.seconds_left())


@dataclass(frozen=True, slots=True)
class _Limits:
    counter: Counter
    most: Most
    halls: tuple[Network, ...]


def install(app: Flask, settings: Settings) -> None:
    """Count from now on, before anything else looks at a request; unless the deployment wants no limits."""
    where_from.install(app, trusted_proxies=settings.trusted_proxies)
    if settings.rate_limits:
        halls = tuple(map(ip_network, settings.hall_networks))
        app.extensions[_EXTENSION] = _Limits(Counter(database), most_for(settings.rate_limit_percent), halls)
        app.before_request(_count_request)


def costly(view: View) -> View:
    """A view that makes something at length: a letter as PDF or sound, a file with everything."""
    view.is_costly = True  # type: ignore[attr-defined]  # views are functions
    return view


def count_account(account: object) -> None:
    """One more form of this account, whatever browsers it is used in. Before the view begins its transaction."""
    limits = _find_limits()
    if limits is not None:
        limits.counter.take("forms", f"account:{account}", most=limits.most.forms)


def count_token(token_id: str) -> None:
    """One more request of this case system."""
    limits = _find_limits()
    if limits is not None:
        limits.counter.take("requests", f"token:{token_id}", most=limits.most.api)


def _find_limits() -> _Limits | None:
    found: _Limits | None = this_app().extensions.get(_EXTENSION)
    return found


def _count_request() -> None:
    limits, here = _find_limits(), this_request()
    if limits is None or here.endpoint in _FREE:
        return
    browser, address = browser_key.find_key(), where_from.neighbourhood()
    counts_address = not where_from.stands_for_many(address, limits.halls)
    for kind, most in _kinds(here, limits.most):
        if counts_address:
            limits.counter.take(kind, f"address:{address}", most=most * limits.most.browsers_per_address)
        if browser is not None and kind != "pages":
            limits.counter.take(kind, f"browser:{browser}", most=most)


def _kinds(here: Request, most: Most) -> list[tuple[str, int]]:
    found = [("pages", most.pages)] if here.method in _READS else [("forms", most.forms)]
    view = this_app().view_functions.get(here.endpoint or "")
    if getattr(view, "is_costly", False):
        found.append(("files", most.made))
    return found
