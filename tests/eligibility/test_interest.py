"""What a check is about: needs, one programme, an employer or an institution."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from citizen.eligibility.catalogue import load
from citizen.eligibility.interest import EVERYTHING, Interest, about, read_interest
from citizen.eligibility.programme import Audience

CATALOGUE = load()
PROGRAMMES = CATALOGUE.programmes
NEEDS = CATALOGUE.labels["need"]


def test_everything_is_everything_for_persons() -> None:
    for_persons = {one.id for one in PROGRAMMES.values() if one.audience is Audience.CITIZEN}
    assert EVERYTHING.choose(PROGRAMMES.values()) == for_persons


@given(needs=st.frozensets(st.sampled_from(sorted(NEEDS)), min_size=1))
def test_needs_choose_the_programmes_that_serve_one_of_them(needs: frozenset[str]) -> None:
    chosen = Interest(needs=needs).choose(PROGRAMMES.values())
    for programme in PROGRAMMES.values():
        serves = bool(needs & set(programme.needs)) and programme.audience is Audience.CITIZEN
        assert (programme.id in chosen) is serves


def test_every_need_has_a_programme() -> None:
    for need in NEEDS:
        assert any(need in programme.needs for programme in PROGRAMMES.values()), need


def test_a_named_programme_brings_its_audience_along() -> None:
    for programme in PROGRAMMES.values():
        assert about(programme).choose(PROGRAMMES.values()) == {programme.id}


@given(
    audience=st.sampled_from(Audience),
    needs=st.frozensets(st.sampled_from(sorted(NEEDS))),
)
def test_an_interest_survives_being_stored(audience: Audience, needs: frozenset[str]) -> None:
    interest = Interest(audience, needs)
    assert read_interest(interest.as_json(), PROGRAMMES, NEEDS) == interest


def test_what_is_no_longer_known_is_left_out() -> None:
    assert read_interest(None, PROGRAMMES, NEEDS) is None
    stored: dict[str, object] = {"audience": "citizen", "needs": ["money", "castles"], "programme": "gone"}
    assert read_interest(stored, PROGRAMMES, NEEDS) == Interest(needs=frozenset({"money"}))
