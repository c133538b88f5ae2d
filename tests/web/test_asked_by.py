"""What another site can make a browser ask of this one: to open a page, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.visitor import Visitor

pytestmark = pytest.mark.once

ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}
NEIGHBOUR = {"Sec-Fetch-Site": "same-site"}  # another site of the same owner is another site
OPENED = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # a browser that says nothing
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 200),
        ({"Sec-Fetch-Site": "none", **OPENED}, 200),
        ({**ELSEWHERE, **OPENED}, 200),
        ({**ELSEWHERE, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({**ELSEWHERE, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ({**NEIGHBOUR, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({**ELSEWHERE, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403),
    ],
)
def test_something_personal_is_opened_and_never_loaded_from_elsewhere(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    answer = app.test_client().get("/for-whom", headers=headers)
    assert answer.status_code == status
    assert app.test_client().get("/programmes", headers=headers).status_code == 200, "What is public stays public."


def test_an_address_of_nothing_stays_not_found(app: Flask) -> None:
    headers = {**ELSEWHERE, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    assert app.test_client().get("/nothing-here", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "http://localhost"}, True),
        (ELSEWHERE, False),
        (NEIGHBOUR, False),
        ({"Origin": "http://elsewhere.example"}, False),
        ({"Origin": "http://localhost.elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
    ],
)
def test_a_form_is_taken_from_our_own_pages_only(app: Flask, headers: dict[str, str], is_taken: bool) -> None:
    """With the right cookie and the right token: what an attacker would need is given to them here."""
    visitor = Visitor(app)
    visitor.open("/for-whom")
    token = visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = visitor.client.post("/for-whom", data={"csrf_token": token}, headers=headers)
    assert (answer.status_code != 403) == is_taken
