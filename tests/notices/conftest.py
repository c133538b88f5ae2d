"""Gateways on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.notices.sms_server import SmsServer, running_sms_server


@pytest.fixture
def sms_server() -> Iterator[SmsServer]:
    with running_sms_server() as server:
        yield server
