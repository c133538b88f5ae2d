"""The page of a development machine: there, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from citizen import create_app
from citizen.config import for_tests
from citizen.notices.channels import Channel, Recipient
from tests.notices.builders import write
from tests.support.visitor import Visitor


def test_what_would_have_been_sent(app: Flask, visitor: Visitor) -> None:
    with app.extensions["database"].writing() as session:
        write(session, key="sms", to=Recipient(Channel.SMS, "13800000000", name="王秀英"))
        write(session, key="letter", to=Recipient(Channel.POST, "永顺镇某小区 12 号楼"), about="C7K3M9QX4")
        write(session, key="screen", about="B7K3M9QX4")
    visitor.open("/development/outbox")
    assert visitor.page.h1 == "留在这台电脑上的消息"
    text = visitor.page.text
    assert "13800000000" in text
    assert "A7K 3M9 QX4 on 2026年3月7日 星期六" in text  # the words of the SMS
    assert "永顺镇某小区 12 号楼" in text
    assert "护理补贴" in text
    assert "等待发送" in text
    assert "已发出" in text
    assert visitor.page.response.headers["Cache-Control"] == "no-store"


def test_nothing_yet(visitor: Visitor) -> None:
    visitor.open("/development/outbox")
    assert "现在还没有消息。" in visitor.page.text


@pytest.mark.parametrize(
    "settings", [{"mode": "production"}, {"local_outbox": False}], ids=["in production", "switched off"]
)
def test_elsewhere_there_is_no_such_page(tmp_path: Path, settings: dict[str, object]) -> None:
    app = create_app(for_tests(database_url=f"sqlite:///{tmp_path / 'empty.db'}", **settings))
    assert app.test_client().get("/development/outbox").status_code == 404
    app.extensions["database"].dispose()
