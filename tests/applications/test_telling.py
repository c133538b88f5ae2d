"""Whom news reach, and how, as the person chose."""

from __future__ import annotations

import pytest

from citizen.applications.models import Application
from citizen.applications.telling import recipients_of
from citizen.notices.channels import Channel, Recipient


@pytest.mark.parametrize(("chosen", "is_large"), [({}, False), ({"letter_print": "large"}, True)])
def test_printed_letters_come_as_large_as_chosen(chosen: dict[str, str], is_large: bool) -> None:
    contact = {"told": "letter", "address": "示例路1号", "name": "王秀英", "language": "zh-Hans", **chosen}
    (recipient,) = recipients_of(Application(contact=contact))
    assert recipient == Recipient(Channel.POST, "示例路1号", name="王秀英", large_print=is_large)
