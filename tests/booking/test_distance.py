"""How far a place is: what is known is said, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.booking.distance import Distance, Spot, distance_from, straight_km, subdistricts

HERE = Spot("一", 39.90, 116.60)
ALSO_HERE = Spot("一", 39.92, 116.60)
THERE = Spot("二", 39.90, 116.80)
UNKNOWN = Spot("三")
NOWHERE = Spot()

points = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


def test_the_same_subdistrict_is_near_whatever_the_map_says() -> None:
    assert distance_from("一", HERE, [HERE, THERE]) == Distance(is_same_subdistrict=True)


def test_others_are_measured_from_the_middle_of_the_chosen_one() -> None:
    found = distance_from("一", THERE, [HERE, ALSO_HERE, THERE])
    assert found.km == pytest.approx(17.1, abs=0.2)


@pytest.mark.parametrize("spot", [UNKNOWN, NOWHERE])
def test_without_a_point_on_the_map_no_distance_is_invented(spot: Spot) -> None:
    assert distance_from("一", spot, [HERE, spot]) == Distance(is_same_subdistrict=False)


def test_without_a_point_of_the_chosen_one_neither() -> None:
    assert distance_from("三", HERE, [HERE, UNKNOWN]).km is None


def test_near_comes_before_far_and_far_before_unknown() -> None:
    unknown, far, near = Distance(False), Distance(False, 12.0), Distance(True)
    assert sorted([unknown, far, near], key=lambda one: one.rank) == [near, far, unknown]


def test_each_subdistrict_is_offered_once() -> None:
    assert subdistricts([THERE, HERE, ALSO_HERE, NOWHERE]) == ("一", "二")


@given(points, points)
def test_there_is_as_far_as_back(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert straight_km(one, other) == pytest.approx(straight_km(other, one))
    assert 0 <= straight_km(one, other) <= 20016
