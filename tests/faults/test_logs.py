"""What the running site writes to its logs names no key and nothing personal."""

from __future__ import annotations

import pytest

from tests.applications.phones import phone_address
from tests.applications.test_hand_over import connect
from tests.faults.server import Server
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
    written = server.access_log.read_text() + server.log()
    assert "/phone/photos" in written
    assert "GET /phone/-?lang=en" in written
    assert key not in written
    assert "小红" not in written


def test_the_address_in_the_square_of_a_card_is_in_no_log(server: Server, person: Visitor) -> None:
    [square] = card_steps.begin(person, card_steps.SQUARE)
    code = square.replace(" ", "")
    telephone = Visitor(person.client.application, headers={"Sec-Fetch-Site": "same-origin"})
    telephone.open(f"/sign-in/card/{code}?text=large")
    assert telephone.page.url == "/sign-in/card/opened"
    written = server.access_log.read_text() + server.log()
    assert "GET /sign-in/card/-?text=large" in written
    assert "/sign-in/card/opened" in written
    assert code not in written
