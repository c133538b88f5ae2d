"""Each programme stands in one group, and a report never refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citizen.eligibility import rules
from citizen.eligibility.catalogue import load
from citizen.eligibility.findings import Finding, Group, group_of, missing_facts, sort_findings
from citizen.eligibility.programme import Audience, Basis, Outcome, Reason, ReasonCode, Verdict

ON = dt.date(2026, 3, 7)
CATALOGUE = load()
FOR_CITIZENS = next(p for p in CATALOGUE.programmes.values() if p.audience is Audience.CITIZEN)
FOR_EMPLOYERS = next(p for p in CATALOGUE.programmes.values() if p.audience is Audience.EMPLOYER)


def an_outcome(
    verdict: Verdict, basis: Basis | None = None, code: ReasonCode | None = None, missing: tuple[str, ...] = ()
) -> Outcome:
    return Outcome(FOR_CITIZENS.id, verdict, basis, (Reason(("severe",), None, None),), missing, None, code)


@pytest.mark.parametrize(
    ("outcome", "group"),
    [
        (an_outcome(Verdict.ELIGIBLE, Basis.REPORT), Group.LIKELY),
        (an_outcome(Verdict.NOT_ELIGIBLE, Basis.REPORT), Group.PLEASE_ASK),
        (an_outcome(Verdict.NOT_ELIGIBLE, Basis.POLICY), Group.UNLIKELY),
        (an_outcome(Verdict.UNKNOWN, Basis.POLICY, missing=("severe",)), Group.TO_CONFIRM),
        (an_outcome(Verdict.UNKNOWN, Basis.POLICY), Group.PLEASE_ASK),
        (an_outcome(Verdict.UNKNOWN, code=ReasonCode.NOT_IN_FORCE), Group.PLEASE_ASK),
        (an_outcome(Verdict.UNKNOWN, code=ReasonCode.CONDITIONS_NOT_STATED), Group.NOT_STATED),
        (an_outcome(Verdict.UNKNOWN, code=ReasonCode.CONDITIONS_NOT_STATED, missing=("severe",)), Group.NOT_STATED),
        (an_outcome(Verdict.UNKNOWN, code=ReasonCode.DISTRICT_NOT_COVERED), Group.NOT_HERE),
        (
            an_outcome(Verdict.UNKNOWN, code=ReasonCode.DISTRICT_NOT_GIVEN, missing=("person_district",)),
            Group.TO_CONFIRM,
        ),
    ],
)
def test_where_an_outcome_stands(outcome: Outcome, group: Group) -> None:
    assert group_of(Finding(FOR_CITIZENS, outcome)) is group


def test_what_is_for_employers_stands_apart_whatever_was_decided() -> None:
    for verdict in Verdict:
        assert group_of(Finding(FOR_EMPLOYERS, an_outcome(verdict, Basis.POLICY))) is Group.FOR_OTHERS


@settings(max_examples=30, deadline=None)
@given(
    district=st.sampled_from([*CATALOGUE.districts, "other"]),
    severe=st.booleans() | st.none(),
    born=st.dates(dt.date(1930, 1, 1), ON),
)
def test_every_programme_is_found_once(district: str, severe: bool | None, born: dt.date) -> None:
    facts = {"person_district": district, "birth_date": born} | ({} if severe is None else {"severe": severe})
    findings = sort_findings(rules.decide(CATALOGUE, facts, on=ON), CATALOGUE.programmes)
    found = [finding.programme.id for group in Group for finding in findings[group]]
    assert sorted(found) == sorted(CATALOGUE.programmes)


def test_the_nearest_to_an_answer_comes_first() -> None:
    decision = rules.decide(CATALOGUE, {"person_district": "tongzhou"}, on=ON)
    open_ones = sort_findings(decision, CATALOGUE.programmes)[Group.TO_CONFIRM]
    numbers = [len(finding.outcome.missing) for finding in open_ones]
    assert numbers == sorted(numbers)
    assert numbers[0] < numbers[-1]
    assert {"birth_date", "certificate_status"} <= missing_facts(open_ones)
