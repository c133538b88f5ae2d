"""What the running site writes to its logs names no key and nothing personal."""

from __future__ import annotations

import pytest

from tests.applications.phones import phone_address
from tests.applications.test_hand_over import connect
from tests.faults.server import Server, wait_for
from tests.people import card_steps
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow]


def test_the_address_in_the_picture_is_in_no_log(server: Server, person: Visitor) -> None:
    connect(person)
    address = phone_address(person)
    phone = Visitor(person.client.application, headers={"Sec-Fetch-Site": "same-origin"})
    phone.open(f"{address}?lang=en")
    phone.open(address)
    phone.press("Start")
    assert phone.page.url.endswith("/phone/photos")
    key = address.rpartition("/")[2]
    written = _written(server, "/phone/photos")
    assert "GET /phone/-?lang=en" in written
    assert key not in written
    assert "小红" not in written


def test_the_address_in_the_square_of_a_card_is_in_no_log(server: Server, person: Visitor) -> None:
    [square] = card_steps.begin(person, card_steps.SQUARE)
    code = square.replace(" ", "")
    telephone = Visitor(person.client.application, headers={"Sec-Fetch-Site": "same-origin"})
    telephone.open(f"/sign-in/card/{code}?text=large")
    assert telephone.page.url == "/sign-in/card/opened"
    written = _written(server, "/sign-in/card/opened")
    assert "GET /sign-in/card/-?text=large" in written
    assert code not in written


def _written(server: Server, last_address: str) -> str:
    """Both logs, once the last page is in them: its line is written after its answer was sent."""
    wait_for(lambda: f"GET {last_address} " in server.access_log.read_text())
    return server.access_log.read_text() + server.log()
