from __future__ import annotations

import pytest

from citizen.applications.approval_levels import LEVEL_OF, STATUS_AT, Level, level_of
from citizen.applications.lifecycle import DECIDED, Standing, Status


@pytest.mark.parametrize("level", [Level.STREET, Level.DISTRICT])
def test_a_number_that_leads_to_a_status_comes_back(level: Level) -> None:
    status = STATUS_AT[level]
    assert status is not None
    assert LEVEL_OF[status] is level


@pytest.mark.parametrize("status", sorted(DECIDED))
def test_what_is_decided_is_done(status: Status) -> None:
    assert LEVEL_OF[status] is Level.DONE


def test_what_is_back_with_the_person_is_returned() -> None:
    assert level_of(Standing(Status.ACCEPTED, opened=True, correction_open=True)) is Level.RETURNED
    assert level_of(Standing(Status.WITHDRAWN)) is Level.RETURNED


def test_a_number_alone_decides_nothing() -> None:
    assert STATUS_AT[Level.DONE] is None
    assert STATUS_AT[Level.RETURNED] is None


def test_nobody_is_told_about_a_draft() -> None:
    assert level_of(Standing(Status.DRAFT)) is None
