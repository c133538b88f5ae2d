"""The deployer's parameters: forms accepted and refused, dates, and the amounts that follow from them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.parameters import Parameters, ParameterValue, read_parameter
from citizen.eligibility.programme import Amount, Period
from citizen.eligibility.rules import decide

ON = dt.date(2021, 6, 1)
TRAINEE = {"person_district": "xicheng", "in_vocational_station": True, "disability_categories": frozenset({"hearing"})}


def amount(
    catalogue: Catalogue, programme: str, facts: dict[str, Any], on: dt.date = ON, **config: Any
) -> Amount | None:
    parameters = catalogue.parameters.with_config({key.replace("__", "."): value for key, value in config.items()})
    return decide(catalogue, facts, on=on, parameters=parameters).of(programme).amount


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("minimum_wage_monthly", 2320),
        ("minimum_wage_monthly", {"2020": 2200, "2021": 2320.5}),
        ("severe_rule", {"physical": [1, 2]}),
        ("hardship_rule", "dibao"),
        ("adult_age", 16),
        ("working_age", [16, 59]),
        ("age_convention", {"leap_day": "28_february"}),
        ("hukou_or_residence", "hukou"),
        ("amount.festival-consolation-families.tongzhou", {"cny": 800, "per": "household"}),
        ("psychiatric_stable_proof", "…"),
        ("suspected_child_proof", ["…"]),
        ("cert_expiry_effect", "stops"),
        ("employer_quota_percent", 1.5),
        ("contact.tongzhou", {"telephone": "…"}),
        ("appointment.assistive-device-fitting", {"minutes": 30}),
        ("holiday_calendar", ["2026-01-01"]),
        ("student_stage_scope", "disabled_students"),
        ("training_subsidy_standard", 100),
    ],
)
def test_every_key_of_a_deployer_is_read(key: str, written: object) -> None:
    assert {value.key for value in read_parameter(key, written)} == {key}


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("minimum_wage", 2320),
        ("amount.tongzhou", 1),
        ("contact.", "…"),
        ("minimum_wage_monthly", "2320"),
        ("minimum_wage_monthly", True),
        ("minimum_wage_monthly", -1),
        ("minimum_wage_monthly", float("nan")),
        ("minimum_wage_monthly", {"21": 2320}),
        ("severe_rule", {"physical": [5]}),
        ("severe_rule", {"body": [1]}),
        ("severe_rule", [1, 2]),
        ("hardship_rule", ["poor"]),
        ("adult_age", "16"),
        ("working_age", [59, 16]),
        ("working_age", {"female": [16, 54]}),
        ("age_convention", {"counts": "never"}),
        ("age_convention", "birthday"),
        ("cert_expiry_effect", "maybe"),
        ("employer_quota_percent", 101),
        ("holiday_calendar", ["2026-02-30"]),
    ],
)
def test_a_wrong_key_or_form_is_refused_by_name(key: str, written: object) -> None:
    with pytest.raises(ValueError, match=key.split(".")[0]):
        read_parameter(key, written)


def test_a_share_of_the_minimum_wage(catalogue: Catalogue) -> None:
    programme = "vocational-rehab-living-allowance"
    assert amount(catalogue, programme, TRAINEE, minimum_wage_monthly=2320) == Amount(Decimal(1160), "month")
    assert amount(catalogue, programme, TRAINEE, minimum_wage_monthly=2321) == Amount(Decimal("1160.5"), "month")
    assert amount(catalogue, programme, TRAINEE) is None
    assert amount(catalogue, programme, {**TRAINEE, "in_vocational_station": False}, minimum_wage_monthly=2320) is None
    post = {"person_district": "xicheng", "employment_difficulty_confirmed": True, "accepts_community_work": True}
    assert amount(catalogue, "public-welfare-job-post", post, minimum_wage_monthly=2320) == Amount(
        Decimal(2320), "month"
    )


def test_the_minimum_wage_of_the_year_counts(catalogue: Catalogue) -> None:
    for year, expected in ((2020, Decimal(1100)), (2021, Decimal(1160)), (2022, None)):
        found = amount(
            catalogue, "vocational-rehab-living-allowance", TRAINEE, dt.date(year, 12, 31),
            minimum_wage_monthly={"2020": 2200, "2021": 2320},
        )  # fmt: skip
        assert (found.cny if found else None) == expected


def test_null_in_a_case_means_that_nobody_has_set_it(catalogue: Catalogue) -> None:
    district = Parameters([ParameterValue("minimum_wage_monthly", Decimal(2320)), ParameterValue("adult_age", 16)])
    case = district.with_config({"minimum_wage_monthly": None})
    assert [value.key for value in case.values] == ["adult_age"]
    assert amount(catalogue, "vocational-rehab-living-allowance", TRAINEE, minimum_wage_monthly=None) is None
    with pytest.raises(ValueError, match="minimum_wage"):
        district.with_config({"minimum_wage": None})


def test_what_the_employer_paid(catalogue: Catalogue) -> None:
    facts = {
        "employer_kind": "employer", "employer_district": "xicheng", "new_hire_is_district_disabled": True,
        "labour_contract": True, "wages_paid_in_full": True, "social_insurance_paid": True, "months_insured": 12,
        "years_already_subsidised": 0,
    }  # fmt: skip
    programme = "employer-social-insurance-subsidy"
    paid = {**facts, "employer_social_insurance_paid": Decimal("8400.50")}
    assert amount(catalogue, programme, paid) == Amount(Decimal("8400.50"), "year")
    assert amount(catalogue, programme, facts) is None


def test_an_average_is_never_an_amount_but_the_deployers_figure_is(catalogue: Catalogue) -> None:
    facts = {"person_district": "tongzhou", "household_hardship": True}
    programme = "festival-consolation-families"
    assert amount(catalogue, programme, facts) is None
    configured = {"amount__festival-consolation-families__tongzhou": {"cny": 800, "per": "household"}}
    assert amount(catalogue, programme, facts, **configured) == Amount(Decimal(800), "household")
    assert amount(catalogue, programme, {**facts, "person_district": "chaoyang"}, **configured) is None


def test_a_standard_by_reference(catalogue: Catalogue) -> None:
    facts = {"employer_district": "xicheng", "trains_disabled_staff": True}
    assert amount(catalogue, "employer-training-subsidy", facts) is None
    assert amount(catalogue, "employer-training-subsidy", facts, training_subsidy_standard=500) == Amount(
        Decimal(500), "trainee"
    )


def test_dated_values_hold_on_their_days() -> None:
    change = dt.date(2021, 8, 1)
    parameters = Parameters(
        [
            ParameterValue("minimum_wage_monthly", Decimal(2200), Period(None, dt.date(2021, 7, 31))),
            ParameterValue("minimum_wage_monthly", Decimal(2320), Period(change, None)),
        ]
    )
    assert parameters.at(dt.date(2021, 7, 31)).money("minimum_wage_monthly") == 2200
    assert parameters.at(change).money("minimum_wage_monthly") == 2320
    assert parameters.with_config({"minimum_wage_monthly": 1}).at(change).money("minimum_wage_monthly") == 1
