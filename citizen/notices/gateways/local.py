"""Where nothing is connected, in development: messages stay here and are read at /development/outbox."""

from __future__ import annotations

from citizen.notices.gateways.message import Message, Receipt

RECEIPT = "local-outbox"


class LocalOutbox:
    """Takes everything and sends nothing."""

    def send(self, message: Message) -> Receipt:
        return Receipt(RECEIPT)
