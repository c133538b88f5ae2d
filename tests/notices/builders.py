"""Notices as tests write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from citizen.notices.channels import Channel, Recipient
from citizen.notices.delivery import idempotency_key
from citizen.notices.gateways.message import Message
from citizen.notices.kinds import Kind, Value, register
from citizen.notices.service import write_notice

ABOUT = "A7K3M9QX4"
#: Not in any catalogue, so it reads the same in every language but for its values.
KIND = Kind(
    code="for_tests",
    subject="Test %(reference)s",
    body="%(programme)s: come on %(date)s.\nBring %(reference)s.",
    sms="Test: %(reference)s on %(date)s.",
)
VALUES: Mapping[str, Value] = {"programme": {"zh-Hans": "护理补贴", "en": "Care subsidy"}, "date": "2026-03-07"}
ON_SCREEN = Recipient(Channel.SCREEN)
register(KIND)


def write(
    session: Session,
    *,
    key: str = "k",
    about: str = ABOUT,
    to: Recipient = ON_SCREEN,
    values: Mapping[str, Value] = VALUES,
) -> None:
    write_notice(session, kind=KIND.code, about=about, to=to, values=values, key=key)


def a_message(**changes: Any) -> Message:
    """A message ready to go."""
    values: dict[str, Any] = {
        "idempotency_key": idempotency_key("k"),
        "address": "13800000000",
        "name": "王秀英",
        "language": "zh-Hans",
        "language_tag": "zh-Hans-CN",
        "sender_name": "残疾人自助服务",
        "subject": "您的申请 A7K 3M9 QX4 已收到",
        "paragraphs": ("我们已收到您的申请。", "接下来由街道审核 <10 天>。"),
        "sms": "您的申请 A7K 3M9 QX4 有新消息。",
        "website": "https://example.gov.cn",
        "written_at": datetime(2026, 3, 7, 4, 0, tzinfo=UTC),
        "large_print": False,
        **changes,
    }
    return Message(**values)
