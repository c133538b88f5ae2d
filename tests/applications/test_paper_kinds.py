from __future__ import annotations

import pytest

from citizen.applications.paper_kinds import all_kinds, codes_for, get_kind
from citizen.eligibility import catalogue


def test_every_paper_a_programme_names_is_explained_in_every_language() -> None:
    assert set(all_kinds()) == {*catalogue.load().labels["bring"], "other"}
    for kind in all_kinds().values():
        for locale in ("zh-Hans", "zh-Hant", "en"):
            assert kind.purpose[locale]
            assert len(kind.shows[locale]) == len(kind.shows["zh-Hans"])


def test_traditional_characters_are_made_from_the_simplified() -> None:
    assert get_kind("identity").purpose["zh-Hant"] == "看您是誰、戶籍在哪裡。正面、反面各拍一張。"


@pytest.mark.parametrize(
    ("code", "is_identity"), [("identity", True), ("disability_certificate", True), ("school_proof", False)]
)
def test_copies_that_could_be_misused_are_marked(code: str, is_identity: bool) -> None:
    assert get_kind(code).is_identity is is_identity


def test_a_paper_of_a_kind_that_was_given_up_is_another_paper() -> None:
    assert get_kind("no longer known").code == "other"


def test_several_programmes_ask_for_each_paper_once() -> None:
    programmes = catalogue.load().programmes
    chosen = [one for one in programmes.values() if one.bring][:8]
    codes = codes_for(chosen)
    assert codes[-1] == "other"
    assert len(set(codes)) == len(codes)
    assert set(codes[:-1]) == {code for programme in chosen for code in programme.bring}
