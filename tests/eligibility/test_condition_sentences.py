"""Every outcome of a condition has its whole sentence, to the person and about somebody else, in every language."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.condition_sentences import condition_sentence, own_sentence
from citizen.eligibility.criterion import Comparison, Criterion, Source, Spoken
from citizen.eligibility.derivation import Context
from citizen.eligibility.findings import Finding
from citizen.eligibility.phrases import reason_lines
from citizen.eligibility.programme import Basis, Reason, Verdict
from citizen.eligibility.questions import load_questions
from citizen.eligibility.reachability import Trials, stated
from citizen.eligibility.rules import decide
from citizen.eligibility.texts import localised
from citizen.web.i18n import use_locale

CLAUSE = Source("T", "…")


def reason(holds: bool | None, **rest: object) -> Reason:
    return Reason(("age_years",), holds, CLAUSE, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", LOCALES.values(), ids=str)
def test_each_outcome_has_a_sentence_of_its_own(app: Flask, locale: object) -> None:
    with app.app_context():
        use_locale(locale.babel)  # type: ignore[attr-defined]
        said = [
            condition_sentence(reason(holds), "16—59", basis, name=name)
            for holds, basis, name in product((True, False, None), Basis, (None, "小明"))
        ]
    assert len(set(said)) == 12
    assert all("16—59" in sentence for sentence in said)
    assert all(("小明" in sentence) == bool(number % 2) for number, sentence in enumerate(said))


def test_in_chinese_and_without_a_figure(app: Flask) -> None:
    with app.app_context():
        use_locale("zh_Hans_CN" if "zh_Hans_CN" in {one.babel for one in LOCALES.values()} else "zh_Hans")
        yes = condition_sentence(reason(True), "16至59岁", Basis.POLICY, name=None)
        no = condition_sentence(reason(False), "16至59岁", Basis.REPORT, name=None)
        unset = condition_sentence(reason(None, unset=("adult_age",)), "成年", Basis.POLICY, name=None)
    assert yes == "您满足这一条：16至59岁。"
    assert no == "报道里写的是：16至59岁。不一定只给这些人，请问一问。"
    assert "请问一问区残联" in unset


@pytest.mark.parametrize(
    ("programme", "district", "facts", "conditions"),
    [
        ("severe-disability-nursing-subsidy", "fenghua", {"severe": False}, {"severe"}),
        ("home-accessibility-modification", "chaoyang", {"household_hardship": False}, {"household_hardship"}),
        ("resident-pension-contribution-aid", "tongzhou", {"pension_enrolled": False}, {"pension_enrolled"}),
        (
            "child-rehab-centre",
            "tongzhou",
            {"developmental_delay": False, "disability_categories": frozenset({"hearing"})},
            {"disability_categories", "developmental_delay"},
        ),
        ("child-rehab-centre", "tongzhou", {"disability_categories": frozenset({"hearing"})}, set()),
        ("severe-disability-nursing-subsidy", "fenghua", {}, set()),
        ("home-care-assistance-subsidy", "tongzhou", {"employment_status": "student"}, set()),
        ("adult-rehab-subsidy", "tongzhou", {"age_years": 17}, set()),
    ],
)  # fmt: skip
def test_who_answered_otherwise_is_not_told_that_nobody_knows(
    catalogue: Catalogue, programme: str, district: str, facts: dict[str, object], conditions: set[str]
) -> None:
    """No answer is missing and it does not fit; but the text does not say that this rules anybody out."""
    decided = decide(catalogue, facts, on=dt.date(2026, 3, 2), district=district).of(programme)  # type: ignore[arg-type]
    assert decided.verdict is Verdict.UNKNOWN
    assert {fact for one in decided.reasons if one.answered_otherwise for fact in one.facts} == conditions
    assert all(one.holds is None for one in decided.reasons if one.answered_otherwise)


def test_the_sentence_for_who_answered_otherwise(app: Flask) -> None:
    with app.app_context():
        use_locale("zh_Hans_CN" if "zh_Hans_CN" in {one.babel for one in LOCALES.values()} else "zh_Hans")
        otherwise = condition_sentence(reason(None, answered_otherwise=True), "重度残疾", Basis.REPORT, name=None)
    assert otherwise == "报道里写的是：重度残疾。不一定只给这些人，请问一问。"


@pytest.mark.parametrize(
    ("programme", "district", "facts", "refused"),
    [
        # Two documents of 朝阳区 name the vehicle: a report, and a rule. The verdict rests on the report.
        ("motor-wheelchair-fuel-subsidy", "chaoyang", {"owns_motor_wheelchair": False}, 0),
        ("motor-wheelchair-fuel-subsidy", "tongzhou", {"owns_motor_wheelchair": False}, 0),
        ("free-parking-disabled-vehicle", "chaoyang", {"owns_disability_vehicle": False}, 1),
    ],
)
def test_nothing_is_called_not_met_where_the_verdict_rests_on_a_report(
    app: Flask, catalogue: Catalogue, programme: str, district: str, facts: dict[str, bool], refused: int
) -> None:
    decided = decide(catalogue, facts, on=dt.date(2026, 3, 2), district=district).of(programme)
    finding = Finding(catalogue.programmes[programme], decided)
    with app.test_request_context():
        use_locale("en")
        lines = reason_lines(finding, catalogue, load_questions(vocabulary=catalogue.facts), "en")
        standing = app.jinja_env.get_template("eligibility/finding.html").module.standing  # type: ignore[attr-defined]
        tags = [standing(line) for line in lines if line.holds is False]
    assert decided.verdict is Verdict.NOT_ELIGIBLE
    assert len([tag for tag in tags if "Not met" in tag]) == refused
    assert len(tags) - refused == len([tag for tag in tags if "Differs" in tag])


def test_a_criterion_may_bring_its_own() -> None:
    spoken = {
        Spoken(False, on_behalf=False): localised("您要先登记。", "You have to register first."),
        Spoken(False, on_behalf=True): localised("%(name)s要先登记。", "%(name)s has to register first."),
    }
    rule = Comparison("severe", "eq", True)
    criterion = Criterion(rule, "tongzhou", CLAUSE, localised("登记", "Registered"), spoken=spoken)
    assert own_sentence(reason(False, criteria=(criterion,)), "zh-Hans", name=None) == "您要先登记。"
    assert own_sentence(reason(False, criteria=(criterion,)), "en", name="Xiao Ming").startswith("Xiao Ming has")  # type: ignore[union-attr]
    assert own_sentence(reason(True, criteria=(criterion,)), "zh-Hans", name=None) is None


@pytest.mark.parametrize(
    ("rules", "unreachable"),
    [
        ([("age_years", "lt", 10), ("age_years", "gte", 16)], True),
        ([("age_years", "lt", 17), ("age_years", "gte", 16)], False),
        ([("is_child", "eq", True), ("age_years", "gte", 18)], True),
        ([("has_disability", "eq", False), ("certificate_status", "in", frozenset({"valid"}))], True),
        ([("has_disability", "eq", True), ("certificate_status", "in", frozenset({"valid"}))], False),
        ([("months_insured", "lt", 0)], True),
        ([("severe_physical", "eq", True), ("severe", "eq", False)], True),
    ],
)
def test_what_nobody_can_meet(catalogue: Catalogue, rules: list[tuple[str, str, object]], unreachable: bool) -> None:
    on = dt.date(2026, 3, 2)
    criteria = [Criterion(Comparison(*rule), "tongzhou", CLAUSE, {}) for rule in rules]  # type: ignore[arg-type]
    trials = Trials(catalogue.facts, Context(on, "tongzhou", catalogue.parameters.at(on)))
    assert bool(list(trials.unreachable(stated(criteria)))) is unreachable
