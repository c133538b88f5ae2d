"""One round of telling case systems: claim, send outside any transaction, write down what came of it.

An address was typed by somebody, and names lead wherever their owner says: the name is resolved here, the address it
has is looked at, and exactly that address is spoken to. Redirects are not followed, no proxy is asked.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import httpx

from citizen.backoffice import webhooks
from citizen.backoffice.webhook_signing import headers_for
from citizen.backoffice.webhooks import Claimed
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.db.session import Database
from citizen.notices.delivery import Event
from citizen.notices.gateways.message import NotNow, Refused
from citizen.web import outgoing

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PORTS = {"https": 443, "http": 80}
_SECONDS = 10.0
_log = logging.getLogger("citizen.backoffice")


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses may be spoken to: those of the public internet, and what the deployment adds."""

    networks: tuple[Network, ...] = ()
    #: In development: this machine itself, also without https.
    this_machine: bool = False
    seconds: float = _SECONDS

    def allows(self, written: str) -> bool:
        address = ipaddress.ip_address(written.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        address = mapped or address
        if address.is_loopback:
            return self.this_machine
        if any(address in network for network in self.networks if network.version == address.version):
            return True
        return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Tells what is due."""

    database: Database
    reach: Reach
    attempts_allowed: int
    name: str

    def deliver(self, *, at_most: int, stop: Callable[[], bool] = lambda: False) -> Counter[Event]:
        """Up to `at_most` deliveries; returns what became of how many. `stop` is asked between two."""
        counted: Counter[Event] = Counter()
        for _number in range(at_most):
            if stop() or (claimed := self._next()) is None:
                break
            counted[self._deliver_one(claimed)] += 1
        return counted

    def _next(self) -> Claimed | None:
        with self.database.writing() as session:
            return webhooks.claim_due(session, sender=self.name)

    def _deliver_one(self, claimed: Claimed) -> Event:
        try:
            post(claimed, self.reach)
        except Refused as refused:
            return self._refused(claimed, refused.code)
        except NotNow as busy:
            return self._failed(claimed, busy.code, busy.wait)
        except Exception as fault:
            # Whatever it is, the others must go on.
            return self._failed(claimed, f"fault_{type(fault).__name__}"[:60], timedelta(0))
        with self.database.writing() as session:
            webhooks.record_delivery(session, claimed=claimed, sender=self.name)
        _tell(claimed, "delivered")
        return Event.ACCEPT

    def _refused(self, claimed: Claimed, problem: str) -> Event:
        with self.database.writing() as session:
            event = webhooks.record_refusal(session, claimed=claimed, sender=self.name, problem=problem)
        _tell(claimed, f"dead: {problem}")
        return event

    def _failed(self, claimed: Claimed, problem: str, wait: timedelta) -> Event:
        with self.database.writing() as session:
            event = webhooks.record_failure(
                session,
                claimed=claimed,
                sender=self.name,
                problem=problem,
                attempts_allowed=self.attempts_allowed,
                asked=wait,
            )
        _tell(claimed, f"dead: {problem}" if event is Event.GIVE_UP else f"later: {problem}")
        return event


def post(claimed: Claimed, reach: Reach) -> None:
    """Send it once. Raises NotNow for what may pass, Refused for an address that is never spoken to."""
    try:
        webhooks.check_address(claimed.url, plain_allowed=reach.this_machine)
    except RuleBroken as wrong:
        raise Refused(wrong.code) from wrong
    parts = urlsplit(claimed.url)
    address = _one_address(parts, reach)
    headers = headers_for(claimed.told, secrets=claimed.secrets, now=clock.now())
    try:
        status, wait = _post_to(address, parts, claimed.told.body(), headers, reach.seconds)
    except httpx.HTTPError as fault:
        raise NotNow("receiver_unreachable") from fault
    _meaning(status, wait)


def _one_address(parts: SplitResult, reach: Reach) -> str:
    """An address of the name that may be spoken to. One forbidden address forbids the name: which of them answers
    would be a matter of luck.
    """
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM)
    except OSError as fault:
        raise NotNow("receiver_unknown") from fault
    addresses: Sequence[str] = [str(one[4][0]) for one in found]
    if not all(reach.allows(one) for one in addresses):
        raise Refused("address_not_allowed")
    return addresses[0]


def _post_to(
    address: str, parts: SplitResult, body: bytes, headers: dict[str, str], seconds: float
) -> tuple[int, timedelta]:
    """Speak to that address; certificate and host are still those of the name."""
    host = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    url = parts._replace(netloc=f"{host}{port}").geturl()
    until = time.monotonic() + seconds
    with (
        outgoing.client(seconds) as client,
        client.stream(
            "POST",
            url,
            content=body,
            headers={**headers, "Host": parts.netloc},
            extensions={"sni_hostname": parts.hostname},
        ) as response,
    ):
        for _part in response.iter_raw():  # nobody needs its words; a slow drip is cut off
            if time.monotonic() > until:
                break
        return response.status_code, _asked_wait(response.headers.get("Retry-After", ""))


def _asked_wait(written: str) -> timedelta:
    return timedelta(seconds=min(int(written), 86_400)) if re.fullmatch(r"\d{1,9}", written) else timedelta(0)


def _meaning(status: int, wait: timedelta) -> None:
    """Only 2xx is "I have it". 410 says: never again."""
    if 200 <= status < 300:
        return
    if status == 410:
        raise Refused("receiver_gone")
    if 300 <= status < 400:
        raise NotNow("receiver_redirects", wait)
    raise NotNow("receiver_failed" if status >= 500 else "receiver_refused", wait)


def _tell(claimed: Claimed, what: str) -> None:
    """One line per attempt: no number of a case, no address."""
    _log.info("webhook delivery %s, attempt %d: %s", claimed.told.id, claimed.attempt, what)
