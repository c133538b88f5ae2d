from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from citizen.applications.lifecycle import (
    DECIDED,
    EDITS,
    TRANSITIONS,
    UNDECIDED,
    Act,
    NotPossibleNow,
    Standing,
    Status,
    follow,
    may,
    next_status,
    open_acts,
)

ENDS = {Status.CLOSED, Status.WITHDRAWN}
TALK = {Act.WRITE, Act.REPLY}
ALL_STANDINGS = [
    (status, opened, correction, objection)
    for status in Status
    for opened in (False, True)
    for correction in (False, True)
    for objection in (False, True)
]


def every_reachable_standing() -> set[Standing]:
    reached = {Standing(Status.DRAFT)}
    waiting = list(reached)
    while waiting:
        standing = waiting.pop()
        for act in open_acts(standing):
            after = follow(standing, act)
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached


def allowed_standings() -> set[Standing]:
    allowed = set()
    for values in ALL_STANDINGS:
        try:
            allowed.add(Standing(*values))
        except ValueError:
            continue
    return allowed


def test_what_can_be_reached_is_exactly_what_is_declared_possible() -> None:
    assert every_reachable_standing() == allowed_standings()


def test_every_status_can_be_reached_from_a_draft() -> None:
    assert {standing.status for standing in every_reachable_standing()} == set(Status)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", Act)
def test_an_act_leads_where_the_table_says_or_is_refused(status: Status, act: Act) -> None:
    if act in TRANSITIONS[status]:
        assert next_status(status, act) is TRANSITIONS[status][act]
    else:
        with pytest.raises(NotPossibleNow):
            next_status(status, act)


@pytest.mark.parametrize("standing", sorted(allowed_standings(), key=repr))
@pytest.mark.parametrize("act", Act)
def test_an_act_that_is_not_open_is_refused_in_every_standing(standing: Standing, act: Act) -> None:
    if act in open_acts(standing):
        assert follow(standing, act).status is TRANSITIONS[standing.status][act]
    else:
        with pytest.raises(NotPossibleNow):
            follow(standing, act)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.DRAFT}))
@pytest.mark.parametrize("act", EDITS)
def test_what_was_sent_is_never_edited(status: Status, act: Act) -> None:
    assert not may(status, act)


@pytest.mark.parametrize("status", Status)
def test_taking_back_is_open_until_the_decision(status: Status) -> None:
    assert may(status, Act.WITHDRAW) is (status not in DECIDED and status is not Status.WITHDRAWN)


@pytest.mark.parametrize("standing", sorted(allowed_standings(), key=repr))
def test_taking_back_is_open_whatever_else_is_asked(standing: Standing) -> None:
    assert (Act.WITHDRAW in open_acts(standing)) is (standing.status in UNDECIDED | {Status.DRAFT})


@pytest.mark.parametrize("status", sorted(ENDS))
def test_an_end_is_an_end(status: Status) -> None:
    assert set(TRANSITIONS[status]) <= TALK


@pytest.mark.parametrize("status", sorted(UNDECIDED - {Status.PUBLICISED}))
def test_while_a_correction_is_open_the_office_can_only_wait_cancel_or_refuse(status: Status) -> None:
    acts = open_acts(Standing(status, opened=True, correction_open=True))
    expected = {Act.ANSWER_CORRECTION, Act.CANCEL_CORRECTION, Act.REFUSE, Act.WITHDRAW, *TALK}
    assert acts == {act for act in expected if may(status, act)}


def test_an_objection_keeps_a_case_from_being_closed_until_it_is_answered() -> None:
    objected = follow(Standing(Status.APPROVED, opened=True), Act.OBJECT)
    assert Act.CLOSE not in open_acts(objected)
    assert Act.CLOSE in open_acts(follow(objected, Act.ANSWER_OBJECTION))
    assert follow(objected, Act.REOPEN) == Standing(Status.FEDERATION_REVIEW, opened=True)


@given(st.lists(st.sampled_from(list(Act)), max_size=40))
def test_a_decision_is_only_taken_back_for_an_objection(acts: list[Act]) -> None:
    standing = Standing(Status.DRAFT)
    for act in acts:
        if act in open_acts(standing):
            after = follow(standing, act)
            if standing.status in DECIDED and after.status in UNDECIDED:
                assert standing.objection_open
            standing = after


class AnyOrderOfActs(RuleBasedStateMachine):
    """Whoever tries what, in whatever order: the standing stays one that can be."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = Standing(Status.DRAFT)
        self.was_sent = self.was_decided = False

    @rule(act=st.sampled_from(list(Act)))
    def somebody_tries(self, act: Act) -> None:
        before = self.standing
        if act not in open_acts(before):
            with pytest.raises(NotPossibleNow):
                follow(before, act)
            return
        self.standing = follow(before, act)
        self.was_sent |= act is Act.SUBMIT
        self.was_decided |= self.standing.status in DECIDED

    @precondition(lambda self: self.standing.status is Status.DRAFT)
    @rule()
    def it_is_sent(self) -> None:
        self.somebody_tries(Act.SUBMIT)

    @precondition(lambda self: open_acts(self.standing))
    @rule(data=st.data())
    def something_possible_is_done(self, data: st.DataObject) -> None:
        self.somebody_tries(data.draw(st.sampled_from(sorted(open_acts(self.standing)))))

    @invariant()
    def nothing_is_decided_that_was_not_sent(self) -> None:
        assert self.was_sent or self.standing.status in (Status.DRAFT, Status.WITHDRAWN)

    @invariant()
    def a_draft_never_comes_back(self) -> None:
        assert not (self.was_sent and self.standing.status is Status.DRAFT)

    @invariant()
    def a_decided_case_is_never_withdrawn_without_being_reopened(self) -> None:
        if self.standing.status in DECIDED:
            assert Act.WITHDRAW not in open_acts(self.standing)

    @invariant()
    def a_correction_is_only_open_while_it_can_be_answered(self) -> None:
        assert self.standing.correction_open is (Act.ANSWER_CORRECTION in open_acts(self.standing))


TestAnyOrderOfActs = AnyOrderOfActs.TestCase
