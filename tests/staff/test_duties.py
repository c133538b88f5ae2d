"""Which role does what: read as one table."""

from __future__ import annotations

import uuid

import pytest

from citizen.staff.duties import Duty, Member, Role, may, may_confirm

TABLE = {
    # duty: desk, officer, place, interpreter
    Duty.ASSIST: (True, True, False, False),
    Duty.ENTER_MANDATE: (True, True, False, False),
    Duty.CONFIRM: (True, True, False, False),
    Duty.END_MANDATE: (True, True, False, False),
    Duty.HAND_OVER_CARD: (True, True, False, False),
    Duty.REPORT_CARD_LOST: (True, True, False, False),
    Duty.CHANGE_CONTACT: (True, True, False, False),
    Duty.LOOK_AT_CASE: (False, True, False, False),
    Duty.SEE_BOOKINGS: (False, False, True, False),
    Duty.SEE_INTERPRETING: (False, False, False, True),
    Duty.WRITE_PATHWAY: (False, True, True, False),
    Duty.MANAGE_PLACE: (False, False, True, False),
    Duty.RUN_HALL: (True, False, True, False),
}


def member(*roles: Role, district: str = "tongzhou") -> Member:
    return Member(uuid.uuid4(), "G1024", "张三", district, frozenset(roles))


@pytest.mark.parametrize(("duty", "expected"), TABLE.items())
def test_the_table(duty: Duty, expected: tuple[bool, ...]) -> None:
    assert tuple(may(member(role), duty, district="tongzhou") for role in Role) == expected


def test_the_table_names_every_duty() -> None:
    assert set(TABLE) == set(Duty)


@pytest.mark.parametrize("duty", list(Duty))
def test_nobody_does_anything_in_another_district(duty: Duty) -> None:
    assert not may(member(*Role), duty, district="xicheng")
    assert may(member(*Role), duty, district=None)


def test_several_roles_are_all_of_their_duties_and_none_is_nothing() -> None:
    assert member(Role.PLACE, Role.INTERPRETER).duties == {
        Duty.SEE_BOOKINGS,
        Duty.MANAGE_PLACE,
        Duty.WRITE_PATHWAY,
        Duty.RUN_HALL,
        Duty.SEE_INTERPRETING,
    }
    assert member().duties == frozenset()


def test_the_second_one_is_somebody_else_of_the_same_district() -> None:
    first, second = member(Role.DESK), member(Role.DESK)
    assert may_confirm(second, entered_by=first.id, district="tongzhou")
    assert not may_confirm(first, entered_by=first.id, district="tongzhou")
    assert not may_confirm(second, entered_by=first.id, district="xicheng")
    assert not may_confirm(member(Role.PLACE), entered_by=first.id, district="tongzhou")
