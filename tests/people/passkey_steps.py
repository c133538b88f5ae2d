"""What the script of the passkey pages does, for visitors who have none: with a device made in software."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from tests.support.authenticator import Authenticator
from tests.support.visitor import Visitor

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def post(visitor: Visitor, path: str, **fields: str) -> TestResponse:
    """What the script sends: a form with the token of the page it stands on."""
    token = _TOKEN.search(visitor.page.html)
    assert token is not None
    return visitor.client.post(
        path,
        data=urlencode({"csrf_token": token[1], **fields}),
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
    )


def add(visitor: Visitor, device: Authenticator, label: str = "我的手机") -> TestResponse:
    visitor.open("/account/passkeys")
    options = post(visitor, "/account/passkeys/options")
    assert options.mimetype == "application/json"
    answer = device.register(options.get_data(as_text=True))
    visitor.client.own_words.add(label)
    return post(visitor, "/account/passkeys", answer=answer, label=label)


def answer_of(visitor: Visitor, device: Authenticator) -> str:
    visitor.open("/sign-in/passkey")
    return device.sign_in(post(visitor, "/sign-in/passkey/options").get_data(as_text=True))


def open_removal(visitor: Visitor) -> None:
    """The page that asks before the first passkey of the list is removed."""
    visitor.open("/account/passkeys")
    link = next(one for one in visitor.page.link_elements if visitor.page.document.name(one).startswith("删除"))
    visitor.open(link.attrib["href"])
