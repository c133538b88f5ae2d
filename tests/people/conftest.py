from __future__ import annotations

from collections.abc import Iterator

import pytest

from citizen.people import identity_protocol, identity_services
from tests.support.identity_provider import Provider, running_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        identity_protocol.forget_known()
        identity_services.use_services(running.service)
        yield running
    identity_services.use_services()
