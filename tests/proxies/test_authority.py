"""Who may do what for whom: every act in every state, relation and moment; and laws that hold for all of them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.proxies.authority import (
    CAN_BE_ALLOWED,
    Act,
    Mandate,
    MandateState,
    Refusal,
    Relation,
    Subject,
    acts_now,
    acts_of,
    is_in_force,
    may_decide_about,
    refusal_of,
)

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HELPER, PERSON, STRANGER = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
BY_MANDATE = (Relation.GUARDIAN, Relation.AUTHORISED)
OVER = (MandateState.ENDED, MandateState.REFUSED)
ON_PAPER = {Act.FILL, Act.SUBMIT, Act.SEE, Act.BOOK}


def mandate(**changes: object) -> Mandate:
    values: dict[str, object] = {
        "id": uuid.UUID(int=9),
        "actor_id": HELPER,
        "subject_id": PERSON,
        "relation": Relation.AUTHORISED,
        "state": MandateState.LIVE,
        "acts": frozenset(CAN_BE_ALLOWED),
        "starts_at": NOW - DAY,
    }
    return Mandate(**{**values, **changes})  # type: ignore[arg-type]  # the fields of a mandate


def refusal(
    act: Act,
    held: Mandate | None,
    *,
    actor: uuid.UUID | None = HELPER,
    subject: uuid.UUID | None = PERSON,
    now: datetime = NOW,
    programme: str | None = None,
) -> Refusal | None:
    about = Subject(held.relation if held else Relation.AUTHORISED, person_id=subject)
    return refusal_of(act, actor_id=actor, subject=about, mandate=held, now=now, programme=programme)


# -- the table -------------------------------------------------------------------------------------------------

#: state × whether the person had things before → why nothing is open, or what is, for a mandate over all acts.
STATES: list[tuple[MandateState, bool, Refusal | set[Act]]] = [
    (MandateState.ASKED, False, Refusal.NOT_YET_ALLOWED),
    (MandateState.ASKED, True, Refusal.NOT_YET_ALLOWED),
    (MandateState.PROVISIONAL, False, ON_PAPER),
    (MandateState.PROVISIONAL, True, Refusal.NOT_YET_ALLOWED),
    (MandateState.LIVE, False, set(CAN_BE_ALLOWED)),
    (MandateState.LIVE, True, set(CAN_BE_ALLOWED)),
    (MandateState.REFUSED, False, Refusal.ENDED),
    (MandateState.REFUSED, True, Refusal.ENDED),
    (MandateState.ENDED, False, Refusal.ENDED),
    (MandateState.ENDED, True, Refusal.ENDED),
]


def test_the_table_knows_every_state() -> None:
    assert {(state, known) for state, known, _ in STATES} == {(s, k) for s in MandateState for k in (False, True)}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("relation", BY_MANDATE)
@pytest.mark.parametrize(("state", "was_known", "expected"), STATES)
def test_each_act_in_each_state_and_relation(
    state: MandateState, was_known: bool, expected: Refusal | set[Act], relation: Relation, act: Act
) -> None:
    acts = acts_of(relation, frozenset(CAN_BE_ALLOWED))
    held = mandate(state=state, relation=relation, acts=acts, subject_was_known=was_known)
    found = refusal(act, held)
    if isinstance(expected, Refusal):
        assert found is expected
    elif act is Act.GOVERN and relation is Relation.AUTHORISED:
        assert found is Refusal.OTHER_ACT
    elif act in expected or (act is Act.GOVERN and state is MandateState.LIVE):
        assert found is None
    else:
        assert found is Refusal.NOT_YET_ALLOWED


#: start, end, moment, relative to now → why it is refused.
TIMES = [
    (-DAY, None, timedelta(0), None),
    (-DAY, DAY, timedelta(0), None),
    (timedelta(0), DAY, timedelta(0), None),
    (-DAY, DAY, DAY - timedelta(microseconds=1), None),
    (-DAY, DAY, DAY, Refusal.EXPIRED),
    (-DAY, DAY, 2 * DAY, Refusal.EXPIRED),
    (DAY, None, timedelta(0), Refusal.NOT_STARTED),
    (DAY, 2 * DAY, DAY - timedelta(microseconds=1), Refusal.NOT_STARTED),
    (DAY, 2 * DAY, DAY, None),
    (-2 * DAY, -DAY, timedelta(0), Refusal.EXPIRED),
]


@pytest.mark.parametrize("act", CAN_BE_ALLOWED)
@pytest.mark.parametrize(("start", "end", "moment", "expected"), TIMES)
def test_each_act_at_each_moment(
    start: timedelta, end: timedelta | None, moment: timedelta, expected: Refusal | None, act: Act
) -> None:
    held = mandate(starts_at=NOW + start, ends_at=None if end is None else NOW + end)
    assert refusal(act, held, now=NOW + moment) is expected


#: what was allowed → what can be done: nobody sends what they cannot fill in and see.
IMPLIED = [
    ({Act.FILL}, {Act.FILL}),
    ({Act.SUBMIT}, {Act.SUBMIT, Act.FILL, Act.SEE}),
    ({Act.SEE}, {Act.SEE}),
    ({Act.SEE_DECISIONS}, {Act.SEE_DECISIONS, Act.SEE}),
    ({Act.BOOK}, {Act.BOOK}),
    ({Act.MANAGE}, {Act.MANAGE}),
    (set(), set()),
]


@pytest.mark.parametrize(("allowed", "can"), IMPLIED)
@pytest.mark.parametrize("act", list(Act))
def test_each_act_that_was_allowed_brings_only_what_it_needs(allowed: set[Act], can: set[Act], act: Act) -> None:
    assert refusal(act, mandate(acts=frozenset(allowed))) is (None if act in can else Refusal.OTHER_ACT)


@pytest.mark.parametrize(
    ("programmes", "programme", "expected"),
    [
        (None, None, None),
        (None, "care", None),
        (frozenset({"care"}), None, None),
        (frozenset({"care"}), "care", None),
        (frozenset({"care"}), "taxi", Refusal.OTHER_PROGRAMME),
        (frozenset(), "care", Refusal.OTHER_PROGRAMME),
    ],
)
def test_only_the_programmes_it_is_about(
    programmes: frozenset[str] | None, programme: str | None, expected: Refusal | None
) -> None:
    assert refusal(Act.SUBMIT, mandate(programmes=programmes), programme=programme) is expected


@pytest.mark.parametrize("act", list(Act))
def test_for_oneself_everything_is_open_and_without_a_mandate_nothing(act: Act) -> None:
    assert refusal(act, None, actor=PERSON) is None
    assert refusal(act, None) is Refusal.NO_MANDATE
    assert refusal(act, mandate(), actor=None) is Refusal.NO_MANDATE
    assert refusal(act, mandate(), actor=STRANGER) is Refusal.NOT_YOURS
    assert refusal(act, mandate(), subject=STRANGER) is Refusal.NOT_YOURS


# -- the laws --------------------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  aware by timezones
some_acts = st.frozensets(st.sampled_from(Act))
some_programmes = st.none() | st.frozensets(st.sampled_from(["care", "taxi", "school"]))
persons = st.sampled_from([HELPER, PERSON, STRANGER])


@st.composite
def mandates(draw: st.DrawFn) -> Mandate:
    return mandate(
        relation=draw(st.sampled_from(BY_MANDATE)),
        state=draw(st.sampled_from(MandateState)),
        acts=draw(some_acts),
        programmes=draw(some_programmes),
        starts_at=draw(moments),
        ends_at=draw(st.none() | moments),
        subject_was_known=draw(st.booleans()),
    )


programme_asked = st.none() | st.sampled_from(["care", "taxi", "school", "other"])


@given(mandates(), st.sampled_from(Act), moments, programme_asked, st.data())
def test_limiting_never_allows_more(
    held: Mandate, act: Act, now: datetime, programme: str | None, data: st.DataObject
) -> None:
    sooner = data.draw(moments)
    limited = replace(
        held,
        acts=held.acts & data.draw(some_acts),
        programmes=data.draw(some_programmes.map(lambda fewer: _fewer(held.programmes, fewer))),
        ends_at=sooner if held.ends_at is None else min(sooner, held.ends_at),
    )
    if refusal(act, limited, now=now, programme=programme) is None:
        assert refusal(act, held, now=now, programme=programme) is None


def _fewer(programmes: frozenset[str] | None, chosen: frozenset[str] | None) -> frozenset[str] | None:
    if programmes is None or chosen is None:
        return chosen if programmes is None else programmes
    return programmes & chosen


@given(mandates(), st.sampled_from(Act), moments, st.sampled_from(OVER))
def test_what_has_ended_never_allows_anything_again(
    held: Mandate, act: Act, now: datetime, state: MandateState
) -> None:
    over = replace(held, state=state)
    assert refusal(act, over, now=now) is Refusal.ENDED
    assert not is_in_force(over, now)
    assert acts_now(over, now) == frozenset()


@given(mandates(), st.sampled_from(Act), moments, st.timedeltas(timedelta(0), 900 * DAY))
def test_what_has_run_out_stays_out(held: Mandate, act: Act, now: datetime, later: timedelta) -> None:
    if refusal(act, held, now=now) is Refusal.EXPIRED:
        assert refusal(act, held, now=now + later) is Refusal.EXPIRED


@given(mandates(), st.sampled_from(Act), moments, persons | st.none(), persons)
def test_nobody_outside_the_two_is_ever_allowed(
    held: Mandate, act: Act, now: datetime, actor: uuid.UUID | None, subject: uuid.UUID
) -> None:
    if (actor, subject) != (HELPER, PERSON) and actor != subject:
        assert refusal(act, held, actor=actor, subject=subject, now=now) is not None


@given(mandates(), st.sampled_from(Act), moments)
def test_a_paper_alone_opens_less_than_the_office_would(held: Mandate, act: Act, now: datetime) -> None:
    on_paper = replace(held, state=MandateState.PROVISIONAL)
    if refusal(act, on_paper, now=now) is None:
        assert act in ON_PAPER
        assert refusal(act, replace(held, state=MandateState.LIVE), now=now) is None


@given(mandates(), st.sampled_from(Act), moments)
def test_what_can_be_done_now_is_said_the_same_in_both_ways(held: Mandate, act: Act, now: datetime) -> None:
    assert (act in acts_now(held, now)) == (refusal(act, held, now=now) is None)


@given(mandates(), st.none() | mandates(), moments, persons)
def test_nobody_decides_about_their_own_authority(
    held: Mandate, own: Mandate | None, now: datetime, person: uuid.UUID
) -> None:
    may = may_decide_about(held, person_id=person, own=own, now=now)
    if person == HELPER:
        assert not may
    if person == PERSON:
        assert may


@given(mandates(), mandates(), moments)
def test_another_decides_only_as_a_guardian_in_force_of_the_same_person(
    held: Mandate, own: Mandate, now: datetime
) -> None:
    of_stranger = replace(own, actor_id=STRANGER)
    if may_decide_about(held, person_id=STRANGER, own=of_stranger, now=now):
        assert Act.GOVERN in of_stranger.acts
        assert of_stranger.state is MandateState.LIVE
        assert is_in_force(of_stranger, now)
    elsewhere = replace(of_stranger, subject_id=uuid.UUID(int=7))
    assert not may_decide_about(held, person_id=STRANGER, own=elsewhere, now=now)


@given(st.sampled_from(BY_MANDATE), some_acts)
def test_only_a_guardian_governs_and_always_does(relation: Relation, chosen: frozenset[Act]) -> None:
    assert (Act.GOVERN in acts_of(relation, chosen)) == (relation is Relation.GUARDIAN)
    assert acts_of(relation, chosen) - {Act.GOVERN} == chosen - {Act.GOVERN}


@pytest.mark.parametrize("act", CAN_BE_ALLOWED)
def test_what_was_allowed_for_one_session_counts_in_no_other(act: Act) -> None:
    held = mandate(only_in="this one")
    about = Subject(held.relation, person_id=PERSON)
    asked = {"actor_id": HELPER, "subject": about, "mandate": held, "now": NOW}
    assert refusal_of(act, session_mark="this one", **asked) is None  # type: ignore[arg-type]  # as above
    for other in ("another", ""):
        assert refusal_of(act, session_mark=other, **asked) is Refusal.OTHER_SESSION  # type: ignore[arg-type]
