"""Whom news reach, and how, as the person chose."""

from __future__ import annotations

import pytest

from citizen.applications.models import Application
from citizen.applications.telling import recipients_of
from citizen.notices.channels import Channel, Recipient
from citizen.people.needs import AccessNeed


@pytest.mark.parametrize(("chosen", "is_large"), [({}, False), ({"letter_print": "large"}, True)])
def test_printed_letters_come_as_large_as_chosen(chosen: dict[str, str], is_large: bool) -> None:
    contact = {"told": "letter", "address": "示例路1号", "name": "王秀英", "language": "zh-Hans", **chosen}
    (recipient,) = recipients_of(Application(contact=contact))
    assert recipient == Recipient(Channel.POST, "示例路1号", name="王秀英", large_print=is_large)


@pytest.mark.parametrize(
    ("chosen", "profile_asks", "reads"),
    [
        ({}, False, "zh-Hant"),
        ({"language": "zh-Hant-simple"}, False, "zh-Hant-simple"),
        ({"needs": [AccessNeed.EASY_READ.value]}, False, "zh-Hant-simple"),
        ({}, True, "zh-Hant-simple"),
    ],
    ids=["nothing asked", "the page was read so", "among the needs", "in the profile"],
)
def test_the_person_reads_as_they_asked_and_their_helper_the_ordinary_words(
    chosen: dict[str, object], profile_asks: bool, reads: str
) -> None:
    contact = {"told": "text", "phone": "1", "helper_phone": "2", "language": "zh-Hant", **chosen}
    person, helper = recipients_of(Application(contact=contact), easy=profile_asks)
    assert (person.address, person.language) == ("1", reads)
    assert (helper.address, helper.language) == ("2", "zh-Hant")
