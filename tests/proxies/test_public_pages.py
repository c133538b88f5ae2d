"""Public pages that are kept whole: word for word what is made for one person, and nothing of anybody in them."""

from __future__ import annotations

import pytest
from flask import Flask

pytestmark = pytest.mark.once

SOMEBODY = "visit=" + "a" * 43


@pytest.mark.parametrize("address", ["/", "/programmes", "/programmes/legal-aid"])
@pytest.mark.parametrize("look", ["lang=zh-Hans", "lang=en&text=huge"])
def test_a_kept_page_says_what_is_made_for_a_browser_with_a_key(app: Flask, address: str, look: str) -> None:
    client = app.test_client(use_cookies=False)

    def opened(cookies: str) -> str:
        answer = client.get(address, headers={"Cookie": cookies})
        assert (answer.status_code, answer.headers.getlist("Set-Cookie")) == (200, [])
        return answer.get_data(as_text=True)

    made, kept = (opened(f"preferences={look}") for _ in range(2))
    assert made == kept == opened(f"preferences={look}; {SOMEBODY}")
    assert not any(mark in kept for mark in ("\x01", "\x02", "%02", "~token~"))


def test_what_was_searched_for_is_not_kept(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    client.get("/programmes")
    page = client.get("/programmes?q=planted-word").get_data(as_text=True)
    assert "planted-word" in page
    assert "planted-word" not in client.get("/programmes").get_data(as_text=True)


def test_each_programme_is_its_own_page(app: Flask) -> None:
    client = app.test_client(use_cookies=False)
    first, second = (client.get(f"/programmes/{one}").get_data() for one in ("legal-aid", "skills-training"))
    assert first != second
    assert client.get("/programmes/legal-aid").get_data() == first
