"""The steps of signing in by an identity service, on the Chinese site."""

from __future__ import annotations

import re

import sqlalchemy as sa

from citizen.db.session import Database
from citizen.web import outgoing
from tests.support.identity_provider import path_of
from tests.support.page import Page
from tests.support.visitor import Visitor

NAME = "示例省身份服务"


def set_out(visitor: Visitor) -> str:
    """As far as the link to the service; returns where it leads."""
    visitor.open("/sign-in")
    visitor.follow("省或国家身份服务")
    visitor.press(NAME)
    return address_of_link(visitor)


def address_of_link(visitor: Visitor) -> str:
    assert visitor.page.h1 == f"现在去：{NAME}"
    (link,) = [one for one in visitor.page.link_elements if visitor.page.document.name(one) == "去登录"]
    return str(link.attrib["href"])


def there(address: str) -> str:
    """Sign in at the service; returns the path to which it sends the person back."""
    with outgoing.client(10) as client:
        answer = client.get(address)
    assert answer.status_code == 302, answer.text
    return path_of(answer.headers["Location"])


def come_back(visitor: Visitor) -> Page:
    return visitor.open(there(set_out(visitor)))


def open_account(visitor: Visitor) -> Page:
    come_back(visitor)
    visitor.press("登录")
    return visitor.press("开新账户")


def count(database: Database, model: type) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.open("/account").h1 == "我的账户"


def token_on(page: Page) -> str:
    """For a form that the page does not offer."""
    return re.findall(r'name="csrf_token" value="([^"]+)"', page.response.get_data(as_text=True))[0]
