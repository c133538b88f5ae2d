from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.applications.lifecycle import (
    EDITS,
    TRANSITIONS,
    Act,
    NotPossibleNow,
    Progress,
    Stage,
    Status,
    may,
    next_status,
    path,
)

ACTS = st.lists(st.sampled_from(list(Act)), max_size=30)
ENDS = {Status.REFUSED, Status.CLOSED, Status.WITHDRAWN}
DECIDED = {Status.APPROVED, Status.REFUSED, Status.PAYING, Status.CLOSED}


def walk(acts: list[Act]) -> list[Status]:
    """Where a draft comes along while these acts are tried one after the other."""
    seen = [Status.DRAFT]
    for act in acts:
        if may(seen[-1], act):
            seen.append(next_status(seen[-1], act))
    return seen


def test_every_status_can_be_reached_from_a_draft() -> None:
    reached, waiting = {Status.DRAFT}, [Status.DRAFT]
    while waiting:
        for target in TRANSITIONS[waiting.pop()].values():
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    assert reached == set(Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", Act)
def test_an_act_leads_where_the_table_says_or_is_refused(status: Status, act: Act) -> None:
    if act in TRANSITIONS[status]:
        assert next_status(status, act) is TRANSITIONS[status][act]
    else:
        with pytest.raises(NotPossibleNow):
            next_status(status, act)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT}))
@pytest.mark.parametrize("act", EDITS)
def test_what_was_sent_is_never_edited(status: Status, act: Act) -> None:
    assert not may(status, act)


@pytest.mark.parametrize("status", Status)
def test_taking_back_is_open_until_the_decision(status: Status) -> None:
    assert may(status, Act.WITHDRAW) is (status not in DECIDED and status is not Status.WITHDRAWN)


@pytest.mark.parametrize("status", sorted(ENDS))
def test_an_end_is_an_end(status: Status) -> None:
    assert not TRANSITIONS[status]


@given(ACTS)
def test_nothing_is_decided_that_was_not_sent(acts: list[Act]) -> None:
    seen = walk(acts)
    if seen[-1] in DECIDED:
        assert Status.SUBMITTED in seen


@given(ACTS)
def test_a_draft_never_comes_back(acts: list[Act]) -> None:
    seen = walk(acts)
    after = seen[seen.index(Status.SUBMITTED) :] if Status.SUBMITTED in seen else []
    assert Status.DRAFT not in after


@given(ACTS)
def test_the_path_only_goes_forward(acts: list[Act]) -> None:
    done = [
        sum(step.progress is Progress.DONE for step in path(status))
        for status in walk(acts)
        if status is not Status.WITHDRAWN
    ]
    assert done == sorted(done)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WITHDRAWN}))
def test_the_path_shows_all_stages_and_at_most_one_of_them_now(status: Status) -> None:
    steps = path(status)
    assert [step.stage for step in steps] == list(Stage)
    assert sum(step.progress is Progress.NOW for step in steps) == (0 if status in DECIDED else 1)


def test_a_withdrawn_application_goes_nowhere() -> None:
    assert path(Status.WITHDRAWN) == ()
