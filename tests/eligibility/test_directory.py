"""The directory holds what the documents name, and no number that no document prints."""

from __future__ import annotations

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.directory import load_directory


def test_it_is_whole(catalogue: Catalogue) -> None:
    directory = load_directory()
    assert (len(directory.facilities), len(directory.contacts), len(directory.digital_systems)) == (51, 6, 29)
    everything = [*directory.facilities.values(), *directory.contacts.values(), *directory.digital_systems.values()]
    for one in everything:
        assert catalogue.documents[one.source.document].district == one.district
        assert all(one.name[tag] for tag in ("zh-Hans", "zh-Hant", "en"))


def test_numbers_are_the_printed_ones() -> None:
    contacts = load_directory().contacts.values()
    assert {contact.number: contact.district for contact in contacts if contact.number} == {
        "12345": "chaoyang",
        "53207000": "chaoyang",
    }
    for contact in contacts:
        if contact.number:
            assert contact.number in contact.source.quote


def test_home_changes_by_kind_of_disability() -> None:
    changes = load_directory().home_modification
    assert [one.name["zh"] for one in changes.items if one.category == "physical"] == [
        "安装扶手",
        "建坡道",
        "蹲位改坐便器",
    ]
    assert {one.category for one in changes.items} == {
        "physical",
        "hearing",
        "speech",
        "visual",
        "intellectual",
        "psychiatric",
    }
    assert len(changes.kinds) == 2
    assert len(changes.priorities) == 3


def test_institutions_may_be_of_several_kinds() -> None:
    adult = load_directory().rehab_institutions["tongzhou-adult"]
    assert (adult.total, sum(adult.by_category.values())) == (8, 10)
