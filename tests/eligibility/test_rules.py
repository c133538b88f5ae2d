"""How conditions become verdicts, reasons and missing facts: catalogue by catalogue rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.programme import Basis, Outcome, ReasonCode, Source, Verdict
from citizen.eligibility.rules import decide, next_question

ON = dt.date(2021, 6, 1)


def _some_answer(fact: Fact) -> Any:
    match fact.kind:
        case FactKind.YES_NO:
            return True
        case FactKind.CHOICE:
            return fact.values[0]
        case _:
            return frozenset()


def outcome(
    catalogue: Catalogue, programme: str, /, *, on: dt.date = ON, district: str | None = None, **facts: Any
) -> Outcome:
    typed = {name: frozenset(value) if isinstance(value, list) else value for name, value in facts.items()}
    return decide(catalogue, typed, on=on, district=district).of(programme)


class TestVerdict:
    def test_every_programme_has_one_outcome_in_the_order_of_the_catalogue(self, catalogue: Catalogue) -> None:
        decision = decide(catalogue, {}, on=ON)
        assert [o.programme_id for o in decision.results] == list(catalogue.programmes)
        assert len(decision.results) == 150

    def test_all_conditions_met(self, catalogue: Catalogue) -> None:
        decided = outcome(
            catalogue, "home-care-assistance-subsidy", person_district="tongzhou", age_years=30,
            employment_status="unemployed", severe=True,
        )  # fmt: skip
        assert (decided.verdict, decided.basis, decided.missing) == (Verdict.ELIGIBLE, Basis.REPORT, ())
        assert all(reason.holds for reason in decided.reasons)

    def test_one_condition_not_met_settles_it_whatever_else_is_open(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "home-care-assistance-subsidy", person_district="tongzhou", severe=False)
        assert (decided.verdict, decided.missing) == (Verdict.NOT_ELIGIBLE, ())
        assert [r.facts for r in decided.reasons if r.holds is False] == [("severe",)]
        assert [r.facts for r in decided.reasons if r.holds is None] == [("age_years",), ("employment_status",)]

    def test_one_condition_open_leaves_it_unknown(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "child-rehab-subsidy", person_district="tongzhou", certificate_status="valid")
        assert (decided.verdict, decided.missing) == (Verdict.UNKNOWN, ("birth_date",))

    def test_a_label_decides_once_it_is_given(self, catalogue: Catalogue) -> None:
        facts = {"person_district": "tongzhou", "has_disability_in_household": True}
        assert outcome(catalogue, "home-help-services", **facts, household_hardship=True).verdict == "eligible"
        assert outcome(catalogue, "home-help-services", **facts, household_hardship=False).verdict == "not_eligible"

    @pytest.mark.parametrize(
        ("programme", "district", "fact"),
        [
            ("motor-wheelchair-fuel-subsidy", "chaoyang", "owns_motor_wheelchair"),
            ("guide-dog-access", "chaoyang", "disability_categories"),
            ("childrens-day-consolation", "tongzhou", "is_child"),
            ("psychiatric-instant-settlement", "fenghua", "psychiatric_treatment"),
        ],
    )
    def test_what_can_only_exclude_never_admits_but_may_refuse(
        self, catalogue: Catalogue, programme: str, district: str, fact: str
    ) -> None:
        no = frozenset[str]() if fact == "disability_categories" else False
        yes = frozenset({"visual"}) if fact == "disability_categories" else True
        refused = decide(catalogue, {fact: no}, on=ON, district=district).of(programme)
        assert refused.verdict is Verdict.NOT_ELIGIBLE
        met = decide(catalogue, {fact: yes}, on=ON, district=district).of(programme)
        assert (met.verdict, met.reason_code) == (Verdict.UNKNOWN, ReasonCode.CONDITIONS_NOT_STATED)
        assert (met.reasons[-1].facts, met.reasons[-1].holds) == (("conditions_not_stated",), None)
        assert met.missing == ()

    def test_what_can_only_exclude_still_asks_for_what_excludes(self, catalogue: Catalogue) -> None:
        assert outcome(catalogue, "guide-dog-access", district="chaoyang").missing == ("disability_categories",)

    def test_nothing_stated(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "home-care-assistance-subsidy", person_district="xicheng")
        assert (decided.verdict, decided.basis) == (Verdict.UNKNOWN, None)
        assert decided.reason_code is ReasonCode.CONDITIONS_NOT_STATED
        assert [(r.facts, r.holds, r.source) for r in decided.reasons] == [(("conditions_not_stated",), None, None)]

    def test_a_label_without_conditions_states_nothing(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "purchased-home-care-services", person_district="xicheng")
        assert (decided.verdict, decided.reason_code) == ("unknown", "conditions_not_stated")


class TestDistrict:
    def test_a_district_that_does_not_run_it(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "home-care-assistance-subsidy", person_district="fenghua")
        assert (decided.verdict, decided.reason_code) == ("unknown", "district_not_covered")
        assert [(r.facts, r.holds) for r in decided.reasons] == [(("district_not_covered",), None)]
        assert decided.missing == ()

    def test_a_person_of_another_place_is_covered_by_none(self, catalogue: Catalogue) -> None:
        decision = decide(catalogue, {"person_district": "other", "employer_district": "other"}, on=ON)
        assert {o.reason_code for o in decision.results} == {ReasonCode.DISTRICT_NOT_COVERED}

    def test_nobody_said_which(self, catalogue: Catalogue) -> None:
        decision = decide(catalogue, {}, on=ON)
        assert decision.district is None
        for programme, decided in zip(catalogue.programmes.values(), decision.results, strict=True):
            fact = "person_district" if programme.audience == "citizen" else "employer_district"
            assert (decided.verdict, decided.missing, decided.reasons[0].facts) == ("unknown", (fact,), (fact,))

    def test_employer_programmes_ask_the_employers_district(self, catalogue: Catalogue) -> None:
        facts = {"employer_kind": "enterprise", "new_district_disabled_hires_this_year": 5}
        decided = outcome(
            catalogue, "employer-scale-hiring-bonus", **facts, person_district="tongzhou", employer_district="xicheng"
        )
        assert decided.verdict == "eligible"
        assert outcome(catalogue, "employer-scale-hiring-bonus", **facts, person_district="xicheng").missing == (
            "employer_district",
        )
        institution = outcome(
            catalogue,
            "institution-comprehensive-insurance-subsidy",
            employer_district="fenghua",
            institution_type="none",
        )
        assert institution.verdict == "not_eligible"

    def test_a_given_district_decides_for_all(self, catalogue: Catalogue) -> None:
        decision = decide(catalogue, {"person_district": "chaoyang"}, on=ON, district="xicheng")
        assert decision.district == "xicheng"
        assert decision.of("edge-family-child-living-allowance").verdict == "not_eligible"
        assert decision.of("employer-scale-hiring-bonus").missing == (
            "employer_kind", "employer_district", "new_district_disabled_hires_this_year",
        )  # fmt: skip

    def test_the_persons_district_stays_a_condition_where_it_is_one(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "assistive-device-subsidy", district="tongzhou")
        assert set(decided.missing) == {"person_district", "certificate_status"}


class TestTime:
    def test_a_stated_start_limits_the_rule(self, catalogue: Catalogue) -> None:
        facts = {"person_district": "xicheng", "employment_difficulty_confirmed": True, "accepts_community_work": True}
        before = outcome(catalogue, "public-welfare-job-post", on=dt.date(2010, 12, 31), **facts)
        assert (before.verdict, before.reason_code, before.missing) == ("unknown", "not_in_force", ())
        assert [(r.facts, r.holds) for r in before.reasons] == [(("not_in_force",), None)]
        assert outcome(catalogue, "public-welfare-job-post", on=dt.date(2011, 1, 1), **facts).verdict == "eligible"

    @pytest.mark.parametrize("on", [dt.date(1999, 1, 1), dt.date(2031, 1, 1)])
    def test_reporting_periods_and_horizons_do_not(self, catalogue: Catalogue, on: dt.date) -> None:
        for district, programme, fact in (
            ("chaoyang", "volunteer-help", "needs_volunteer_help"),
            ("tongzhou", "festival-consolation-families", "household_hardship"),
            ("fenghua", "severe-disability-nursing-subsidy", "severe"),
        ):
            assert (
                outcome(catalogue, programme, on=on, **{"person_district": district, fact: True}).verdict == "eligible"
            )

    def test_before_its_start_a_programme_that_states_nothing_says_both(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "home-care-assistance-subsidy", on=dt.date(2010, 1, 1), person_district="xicheng")
        assert [r.facts[0] for r in decided.reasons] == ["not_in_force", "conditions_not_stated"]


class TestOpenConditions:
    def test_a_failing_condition_may_leave_it_open(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "severe-disability-nursing-subsidy", person_district="fenghua", severe=False)
        assert (decided.verdict, decided.missing) == ("unknown", ())
        assert [r.holds for r in decided.reasons if r.facts == ("severe",)] == [None]

    def test_answers_the_text_is_silent_about_leave_it_open(self, catalogue: Catalogue) -> None:
        rest = {"person_district": "tongzhou", "age_years": 30, "severe": True}
        for status, verdict in (
            ("student", "unknown"),
            ("retired", "unknown"),
            ("employed", "not_eligible"),
            ("flexible", "not_eligible"),
        ):
            decided = outcome(catalogue, "home-care-assistance-subsidy", **rest, employment_status=status)
            assert (status, decided.verdict, decided.missing) == (status, verdict, ())

    def test_a_condition_that_cannot_fail_is_asked_only_while_a_yes_is_possible(self, catalogue: Catalogue) -> None:
        programme = "home-accessibility-modification"
        assert outcome(catalogue, programme, person_district="chaoyang").missing == ("household_hardship", "severe")
        closed = outcome(catalogue, programme, person_district="chaoyang", household_hardship=False)
        assert (closed.verdict, closed.missing) == ("unknown", ())


class TestAnyOf:
    def test_one_member_met_is_enough(self, catalogue: Catalogue) -> None:
        decided = outcome(
            catalogue,
            "vocational-rehab-station-place",
            person_district="tongzhou",
            disability_categories=["psychiatric"],
        )
        assert decided.verdict == "eligible"
        assert [r.facts for r in decided.reasons] == [("disability_categories", "severe_physical")]

    def test_it_fails_when_all_fail(self, catalogue: Catalogue) -> None:
        programme = "mental-day-care-station"
        facts: dict[str, Any] = {"person_district": "chaoyang", "disability_categories": ["visual"]}
        assert outcome(catalogue, programme, **facts, compound_severe=False).verdict == "not_eligible"
        assert outcome(catalogue, programme, **facts).missing == ("compound_severe",)

    def test_a_member_that_cannot_fail_keeps_it_open(self, catalogue: Catalogue) -> None:
        decided = outcome(
            catalogue,
            "child-rehab-centre",
            person_district="tongzhou",
            age_years=10,
            developmental_delay=False,
            disability_categories=["visual"],
        )
        assert (decided.verdict, decided.missing) == ("unknown", ())

    def test_only_what_matters_is_missing(self, catalogue: Catalogue) -> None:
        programme = "vocational-rehab-station-place"
        assert outcome(catalogue, programme, person_district="tongzhou").missing == ("disability_categories", "severe")
        assert outcome(
            catalogue, programme, person_district="tongzhou", disability_categories=["physical"]
        ).missing == ("severe",)
        assert outcome(catalogue, programme, person_district="tongzhou", severe=False).missing == (
            "disability_categories",
        )


class TestReasons:
    def test_the_clause_stands_with_the_condition(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "family-respite", person_district="chaoyang", applicant_role="self")
        failed = next(r for r in decided.reasons if r.holds is False)
        assert failed.source is not None
        assert (failed.facts, failed.source.document) == (("applicant_role",), "K")
        assert failed.criteria[0].sentence["zh"] == "由家长申请"

    def test_every_reason_with_a_condition_has_its_source(self, catalogue: Catalogue) -> None:
        for district in catalogue.districts:
            for decided in decide(catalogue, {}, on=ON, district=district).results:
                for reason in decided.reasons:
                    assert isinstance(reason.source, Source) == bool(reason.criteria)

    def test_rule_text_and_reports_are_told_apart(self, catalogue: Catalogue) -> None:
        decision = decide(
            catalogue, {"person_district": "chaoyang", "disability_categories": frozenset({"hearing"})}, on=ON
        )
        assert decision.of("bathing-service").basis is Basis.REPORT
        assert decision.of("family-respite").basis is Basis.POLICY
        # One of its two documents is a report: a refusal must be worded as one.
        assert decision.of("motor-wheelchair-fuel-subsidy").basis is Basis.REPORT


class TestMissing:
    def test_names_what_a_person_can_be_asked(self, catalogue: Catalogue) -> None:
        decided = outcome(catalogue, "child-rehab-case-management", person_district="chaoyang")
        assert decided.missing == ("birth_date", "certificate_status")
        assert {fact for r in decided.reasons for fact in r.facts} == {"age_years", "has_disability"}

    def test_an_answer_that_leaves_it_open_is_not_missing(self, catalogue: Catalogue) -> None:
        decided = outcome(
            catalogue, "adult-rehab-subsidy", person_district="tongzhou", age_years=17, certificate_status="expired"
        )
        assert (decided.verdict, decided.missing) == ("unknown", ())

    def test_an_impossible_birth_date_is_missing(self, catalogue: Catalogue) -> None:
        decided = outcome(
            catalogue, "child-rehab-subsidy", person_district="tongzhou", certificate_status="valid",
            birth_date=dt.date(2030, 1, 1), age_years=5,
        )  # fmt: skip
        assert (decided.verdict, decided.missing) == ("unknown", ("birth_date",))

    def test_two_names_of_one_fact_are_asked_once(self, catalogue: Catalogue) -> None:
        programme = "family-member-job-placement"
        assert outcome(catalogue, programme, person_district="chaoyang").missing == ("has_disability_in_household",)
        for name in ("has_disability_in_household", "household_has_disabled_member"):
            assert (
                outcome(catalogue, programme, **{"person_district": "chaoyang", name: False}).verdict == "not_eligible"
            )


class TestNextQuestion:
    def test_first_where_then_what_settles_most(self, catalogue: Catalogue) -> None:
        assert next_question(catalogue, {}, on=ON) == "person_district"
        first = next_question(catalogue, {"person_district": "tongzhou"}, on=ON)
        counts: dict[str, int] = {}
        for decided in decide(catalogue, {"person_district": "tongzhou"}, on=ON).results:
            for fact in decided.missing:
                counts[fact] = counts.get(fact, 0) + 1
        assert first in sorted(counts, key=lambda fact: -counts[fact])[:4]

    def test_only_among_the_programmes_asked_about(self, catalogue: Catalogue) -> None:
        asked = next_question(
            catalogue, {"person_district": "tongzhou"}, on=ON, among=["resident-pension-contribution-aid"]
        )
        assert asked == "pension_enrolled"
        assert next_question(catalogue, {}, on=ON, among=["free-clinic"]) is None
        assert next_question(catalogue, {"person_district": "tongzhou"}, on=ON, among=["free-clinic"]) is None

    def test_not_sure_is_not_asked_again_nor_what_hangs_on_it(self, catalogue: Catalogue) -> None:
        among = ["home-accessibility-modification"]
        facts = {"person_district": "chaoyang"}
        assert next_question(catalogue, facts, on=ON, among=among) in ("household_hardship", "severe")
        # Both would have to be yes, and neither can make it a no.
        assert next_question(catalogue, facts, on=ON, among=among, answered={"severe"}) is None

    def test_which_disability_comes_before_how_stable_it_is(self, catalogue: Catalogue) -> None:
        among, facts = ["vocational-rehab-station-place"], {"person_district": "xicheng"}
        assert next_question(catalogue, facts, on=ON, among=among) == "disability_categories"
        assert (
            next_question(catalogue, facts, on=ON, among=among, answered={"disability_categories"})
            == "psychiatric_stable"
        )

    def test_the_audience_the_facts_speak_of_comes_first(self, catalogue: Catalogue) -> None:
        assert next_question(catalogue, {"employer_kind": "enterprise"}, on=ON) == "employer_district"
        everything_about_the_person = {"person_district": "other"}
        assert next_question(catalogue, everything_about_the_person, on=ON) == "employer_district"

    @pytest.mark.parametrize("district", ["tongzhou", "chaoyang", "xicheng", "fenghua"])
    def test_it_ends_with_nothing_missing(self, catalogue: Catalogue, district: str) -> None:
        facts: dict[str, Any] = {"person_district": district, "employer_district": district}
        unsure: set[str] = set()
        for number in range(len(catalogue.facts) + 1):
            question = next_question(catalogue, facts, on=ON, answered=unsure)
            if question is None:
                break
            assert question not in facts
            assert question not in unsure
            fact = catalogue.facts[question]
            if number % 3 == 2 or fact.kind in ("date", "number", "money"):
                unsure.add(question)
            else:
                facts[question] = _some_answer(fact)
        else:
            pytest.fail("it never ends")
        for decided in decide(catalogue, facts, on=ON).results:
            if not unsure.intersection(decided.missing):
                assert decided.missing == ()
