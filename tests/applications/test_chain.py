from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.applications import chain_file
from citizen.applications.chain import (
    Arrival,
    Chain,
    Desk,
    Period,
    Progress,
    Promise,
    Source,
    Stage,
    StageSetting,
    Way,
    last_day_to_object,
)
from citizen.applications.lifecycle import DECIDED, Act, Standing, Status, follow, open_acts
from citizen.applications.working_days import Pause
from citizen.eligibility import catalogue

CHAINS = chain_file.load()
PLAIN = CHAINS.chain_for("assistive-device-subsidy", "tongzhou")
TWO_SUBSIDIES = CHAINS.chain_for("living-allowance-hardship", "chaoyang")
STREET = Desk("street", {"zh": "街道", "en": "street"})
PROMISED = Chain({Stage.ACCEPTANCE: StageSetting(STREET, Promise(5, Source("a document", "五个工作日")))})
SENT_ON = date(2026, 11, 2)


def way(status: Status, *came: Status, chain: Chain = PLAIN, **beside: object) -> Way:
    """A case that came through these; each a day after the other."""
    arrivals = [Arrival(Status.DRAFT, date(2026, 11, 1))]
    arrivals += [Arrival(one, date(2026, 11, 2 + n)) for n, one in enumerate((*came, status))]
    standing = Standing(status, opened=status is not Status.SUBMITTED or bool(beside), **beside)  # type: ignore[arg-type]
    return Way(chain, standing, tuple(arrivals), CHAINS.calendar)


def told(way: Way) -> list[tuple[Stage, Progress]]:
    return [(step.stage, step.progress) for step in way.steps()]


def test_what_was_just_sent_waits_at_the_sub_district() -> None:
    steps = way(Status.SUBMITTED).steps()
    assert [(step.stage, step.progress) for step in steps] == [
        (Stage.SENT, Progress.DONE),
        (Stage.ACCEPTANCE, Progress.NOW),
        (Stage.FIRST_CHECK, Progress.LATER),
        (Stage.FEDERATION, Progress.LATER),
        (Stage.RESULT, Progress.LATER),
    ]
    assert steps[1].desk is not None
    assert steps[1].desk.name["zh"] == "街道办事处或乡镇政府"
    assert steps[1].on == SENT_ON


def test_the_two_subsidies_pass_civil_affairs_and_are_paid() -> None:
    stages = [step.stage for step in way(Status.SUBMITTED, chain=TWO_SUBSIDIES).steps()]
    assert stages[-3:] == [Stage.CIVIL_AFFAIRS, Stage.RESULT, Stage.PAYMENT]


def test_a_case_sent_where_the_chain_does_not_go_shows_it() -> None:
    came = (Status.SUBMITTED, Status.ACCEPTED, Status.FEDERATION_REVIEW)
    found = way(Status.CIVIL_AFFAIRS_REVIEW, *came)
    assert (Stage.CIVIL_AFFAIRS, Progress.NOW) in told(found)
    assert found.steps()[4].desk == PLAIN.stages[Stage.FEDERATION].desk


def test_skipped_stages_are_not_told_as_done() -> None:
    found = told(way(Status.APPROVED, Status.SUBMITTED, Status.ACCEPTED))
    assert found == [
        (Stage.SENT, Progress.DONE),
        (Stage.ACCEPTANCE, Progress.DONE),
        (Stage.FIRST_CHECK, Progress.DONE),
        (Stage.RESULT, Progress.DONE),
    ]


def test_a_refused_case_is_never_about_to_be_paid() -> None:
    stages = [step.stage for step in way(Status.REFUSED, Status.SUBMITTED, chain=TWO_SUBSIDIES).steps()]
    assert Stage.PAYMENT not in stages


def test_an_approved_case_waits_for_its_money_where_there_is_some() -> None:
    assert told(way(Status.APPROVED, Status.SUBMITTED, Status.ACCEPTED, chain=TWO_SUBSIDIES))[-1] == (
        Stage.PAYMENT,
        Progress.NOW,
    )


def test_a_correction_pauses_the_step() -> None:
    assert told(way(Status.ACCEPTED, Status.SUBMITTED, correction_open=True))[2] == (Stage.FIRST_CHECK, Progress.PAUSED)


def test_a_withdrawn_case_goes_nowhere() -> None:
    assert way(Status.WITHDRAWN, Status.SUBMITTED).steps() == ()


def test_a_promise_becomes_a_day() -> None:
    step = way(Status.SUBMITTED, chain=PROMISED).steps()[1]
    assert step.until == date(2026, 11, 9)


def test_a_promise_has_no_day_while_the_person_is_asked() -> None:
    asked = Way(
        PROMISED,
        Standing(Status.SUBMITTED, opened=True, correction_open=True),
        (Arrival(Status.DRAFT, SENT_ON), Arrival(Status.SUBMITTED, SENT_ON)),
        CHAINS.calendar,
        (Pause(date(2026, 11, 3)),),
    )
    assert asked.steps()[1].until is None


def test_a_promise_into_a_year_without_holidays_has_no_day() -> None:
    late = (Arrival(Status.DRAFT, date(2026, 12, 30)), Arrival(Status.SUBMITTED, date(2026, 12, 30)))
    assert Way(PROMISED, Standing(Status.SUBMITTED), late, CHAINS.calendar).steps()[1].until is None


def test_without_a_source_there_is_no_last_day_to_object() -> None:
    assert last_day_to_object(PLAIN.objection, SENT_ON) is None
    assert last_day_to_object(Period(60, Source("a", "b")), SENT_ON) == date(2027, 1, 1)


@given(st.lists(st.sampled_from(list(Act)), max_size=40), st.sampled_from([PLAIN, TWO_SUBSIDIES]))
def test_every_way_can_be_told(acts: list[Act], chain: Chain) -> None:
    standing, arrivals = Standing(Status.DRAFT), [Arrival(Status.DRAFT, SENT_ON)]
    for act in acts:
        if act in open_acts(standing):
            before, standing = standing, follow(standing, act)
            if before.status is not standing.status:
                arrivals.append(Arrival(standing.status, SENT_ON))
    steps = Way(chain, standing, tuple(arrivals), CHAINS.calendar).steps()
    going_on = [step for step in steps if step.progress in (Progress.NOW, Progress.PAUSED)]
    assert len(going_on) <= 1
    assert [step.stage for step in steps] == sorted((step.stage for step in steps), key=list(Stage).index)
    progress = [step.progress for step in steps]
    assert progress == sorted(progress, key=[Progress.DONE, Progress.NOW, Progress.PAUSED, Progress.LATER].index)
    if standing.status in DECIDED:
        assert (Stage.RESULT, Progress.DONE) in [(step.stage, step.progress) for step in steps]


def test_no_chain_that_comes_along_promises_days_nobody_stated() -> None:
    for rule in CHAINS.rules:
        assert rule.chain.objection is None
        assert all(setting.promise is None for setting in rule.chain.stages.values())


def test_every_programme_a_chain_names_exists() -> None:
    known = catalogue.load()
    for rule in CHAINS.rules:
        assert rule.programmes <= set(known.programmes)
        assert rule.districts <= set(known.districts)


def written(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture
def own_files() -> object:
    yield chain_file.use_files
    chain_file.use_files(chains=None, holidays=None)


OWN = """
[[chain]]
programmes = ["assistive-device-subsidy"]
districts = ["tongzhou"]
acceptance = { desk = "federation", working_days = 5, document = "a notice", quote = "五个工作日内受理" }
objection = { days = 30, document = "a notice", quote = "三十日内" }
"""


def test_a_deployment_says_its_own_chain_for_a_programme_in_a_district(own_files: object, tmp_path: Path) -> None:
    chain_file.use_files(chains=written(tmp_path, OWN), holidays=None)
    own = chain_file.load().chain_for("assistive-device-subsidy", "tongzhou")
    assert own.stages[Stage.ACCEPTANCE].promise is not None
    assert own.stages[Stage.ACCEPTANCE].promise.working_days == 5
    assert own.objection is not None
    assert chain_file.load().chain_for("assistive-device-subsidy", "fenghua") == PLAIN


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[chain]]\nfederation = { desk = 'federation' }", "acceptance"),
        ("[[chain]]\nacceptance = { desk = 'nobody' }", "nobody"),
        ("[[chain]]\nacceptance = { desk = 'street', working_days = 5 }", "document"),
        ("[[chain]]\nacceptance = { desk = 'street', working_days = 0, document = 'a', quote = 'b' }", "above 0"),
        ("[[chain]]\nacceptance = { desk = 'street' }\nsecond_check = { desk = 'street' }", "second_check"),
        ("[desks.hall]\nzh = '大厅'", "desks.hall: en"),
        ("not toml", "own.toml"),
    ],
)
def test_a_mistake_names_file_and_key(own_files: object, tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(chain_file.ChainError, match=named) as found:
        chain_file.use_files(chains=written(tmp_path, text), holidays=None)
    assert "own.toml" in str(found.value)
