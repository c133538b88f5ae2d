"""One round of delivery: claim, send outside any transaction, write down what came of it.

At least once: a sender that dies after the gateway took the message leaves a lease that ends, and the next attempt
carries the same idempotency key. Safe with any number of senders on any number of machines.
"""

from __future__ import annotations

import logging
import secrets
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices import outbox
from citizen.notices.channels import Channel
from citizen.notices.delivery import Event
from citizen.notices.gateways import local
from citizen.notices.gateways.message import Gateway, Message, NotNow, Receipt, Refused
from citizen.notices.outbox import Claimed

_log = logging.getLogger("citizen.notices")


def new_sender_name() -> str:
    """A name that no other sender has, for claims."""
    return f"{socket.gethostname()[:50]}:{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Delivers what is due through the gateways it was given."""

    database: Database
    gateways: Mapping[Channel, Gateway]
    compose: Callable[[Claimed], Message]
    attempts_allowed: int
    #: What was written longer ago is no news any more.
    expires_after: timedelta
    name: str

    def deliver(self, *, at_most: int, stop: Callable[[], bool] = lambda: False) -> Counter[Event]:
        """Deliver up to `at_most` due notices; returns what became of how many. `stop` is asked between two."""
        with self.database.writing() as session:
            given_up = outbox.give_up_hopeless(
                session, attempts_allowed=self.attempts_allowed, oldest=clock.now() - self.expires_after
            )
        counted: Counter[Event] = Counter({Event.GIVE_UP: given_up})
        for _number in range(at_most):
            if stop() or (notice := self._next()) is None:
                break
            counted[self._deliver_one(notice)] += 1
        return counted

    def deliver_one(self, key: str) -> Event | None:
        """Deliver the notice of this key at once; None when another sender has it, or it is over. What does not go this
        time waits in the outbox like all others.
        """
        with self.database.writing() as session:
            notice = outbox.claim_one(session, sender=self.name, key=key)
        return None if notice is None else self._deliver_one(notice)

    def _next(self) -> Claimed | None:
        with self.database.writing() as session:
            claimed = outbox.claim_due(session, sender=self.name, channels=self.gateways.keys(), at_most=1)
        return claimed[0] if claimed else None

    def _deliver_one(self, notice: Claimed) -> Event:
        try:
            receipt = self.gateways[notice.channel].send(self.compose(notice))
        except Refused as refused:
            return self._refused(notice, refused.code)
        except NotNow as busy:
            return self._failed(notice, busy.code, busy.wait)
        except Exception as fault:
            # Whatever it is, the others must go on. Its words may repeat an address: only its name is kept.
            return self._failed(notice, f"fault_{type(fault).__name__}"[:60], timedelta(0))
        return self._delivered(notice, receipt)

    def _delivered(self, notice: Claimed, receipt: Receipt) -> Event:
        with self.database.writing() as session:
            outbox.record_delivery(
                session,
                notice=notice,
                sender=self.name,
                receipt=receipt.number,
                stays=receipt.number == local.RECEIPT,
            )
        _tell(notice, "delivered")
        return Event.ACCEPT

    def _refused(self, notice: Claimed, problem: str) -> Event:
        with self.database.writing() as session:
            outbox.record_refusal(session, notice=notice, sender=self.name, problem=problem)
        _tell(notice, f"dead: {problem}")
        return Event.GIVE_UP

    def _failed(self, notice: Claimed, problem: str, wait: timedelta) -> Event:
        with self.database.writing() as session:
            event = outbox.record_failure(
                session,
                notice=notice,
                sender=self.name,
                problem=problem,
                attempts_allowed=self.attempts_allowed,
                asked=wait,
            )
        _tell(notice, f"dead: {problem}" if event is Event.GIVE_UP else f"later: {problem}")
        return event


def waiting_without_gateway(database: Database, connected: Mapping[Channel, Gateway]) -> Iterator[tuple[Channel, int]]:
    """Channels with due notices that no gateway carries."""
    with database.reading() as session:
        waiting = outbox.count_waiting(session)
    return ((channel, count) for channel, count in sorted(waiting.items()) if channel not in connected)


def _tell(notice: Claimed, what: str) -> None:
    """One line per attempt, with nothing personal: no address, no words, no reference."""
    _log.info("notice %s by %s, attempt %d: %s", notice.id, notice.channel.value, notice.attempt, what)
