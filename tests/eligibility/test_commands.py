"""The commands other programs rely on: what they print, on which stream, and with which status."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import click
import pytest
from click.testing import CliRunner, Result

from citizen.core import clock
from citizen.eligibility import catalogue as policy
from citizen.eligibility.commands import eligibility_commands, programme_commands
from citizen.eligibility.policy_commands import policy_commands
from tests.eligibility import guide

PROGRAMME = "home-care-assistance-subsidy"
PERSON: dict[str, Any] = {
    "person_district": "tongzhou",
    "birth_date": "2005-03-10",
    "severe": True,
    "employment_status": "unemployed",
}


def run(group: click.Group, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(group, arguments, input=stdin)


def check(cases: object, *options: str) -> Any:
    result = run(eligibility_commands, "check", "-", "--json", *options, stdin=json.dumps(cases))
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def refused(cases: object, *options: str) -> list[str]:
    text = cases if isinstance(cases, str) else json.dumps(cases)
    result = run(eligibility_commands, "check", "-", "--json", *options, stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()


class TestProgrammesList:
    def test_as_json(self) -> None:
        listed = json.loads(run(programme_commands, "list", "--json").stdout)
        assert len(listed) == 150
        by_id = {one["id"]: one for one in listed}
        subsidy = by_id["home-care-assistance-subsidy"]
        assert subsidy["names"]["zh-Hans"] == "居家助残服务补贴"
        assert subsidy["names"]["en"] == "Home-care assistance subsidy"
        assert subsidy["kind"] == ["cash subsidy", "care"]
        assert subsidy["districts"] == ["tongzhou", "chaoyang", "xicheng"]
        assert subsidy["journeys"] == ["check", "apply", "info"]

    def test_as_lines(self) -> None:
        assert len(run(programme_commands, "list").stdout.splitlines()) == 150


class TestEligibilityCheck:
    def test_one_case_gives_an_object(self) -> None:
        decided = check({"facts": PERSON, "on": "2021-03-10"})
        assert list(decided) == ["on", "district", "results", "next_question"]
        assert (decided["on"], decided["district"]) == ("2021-03-10", "tongzhou")
        assert len(decided["results"]) == 150
        result = next(r for r in decided["results"] if r["programme"] == "home-care-assistance-subsidy")
        assert list(result) == ["programme", "verdict", "basis", "reasons", "missing", "amount"]
        assert (result["verdict"], result["basis"], result["missing"], result["amount"]) == (
            "eligible",
            "report",
            [],
            None,
        )
        assert result["reasons"][1] == {
            "facts": ["age_years"],
            "holds": True,
            "source": {"document": "T", "quote": "为全区16至59周岁无工作重残2369人次发放居家助残服务补贴金额268.6万元"},
        }

    def test_an_array_gives_an_array(self) -> None:
        assert check([]) == []
        assert [len(one["results"]) for one in check([{"facts": {}}, {"facts": PERSON}])] == [150, 150]

    def test_the_options_are_defaults(self) -> None:
        options = ("--district", "chaoyang", "--on", "2020-01-01")
        first, second = check([{"facts": {}}, {"facts": {}, "district": "xicheng", "on": "2021-01-01"}], *options)
        assert (first["district"], first["on"]) == ("chaoyang", "2020-01-01")
        assert (second["district"], second["on"]) == ("xicheng", "2021-01-01")

    def test_today_where_no_day_is_given(self) -> None:
        with clock.fixed(dt.datetime(2026, 3, 9, 16, 30, tzinfo=dt.UTC)):
            assert check({"facts": {}})["on"] == "2026-03-10"

    def test_null_is_unanswered(self) -> None:
        assert check(
            {"facts": {**PERSON, "severe": None}, "on": "2022-01-01", "district": None, "config": None}
        ) == check({"facts": {name: value for name, value in PERSON.items() if name != "severe"}, "on": "2022-01-01"})

    def test_the_deployers_keys(self) -> None:
        facts = {"person_district": "xicheng", "in_vocational_station": True, "disability_categories": ["hearing"]}
        decided = check({"facts": facts, "on": "2021-06-01", "config": {"minimum_wage_monthly": 2321}})
        result = next(r for r in decided["results"] if r["programme"] == "vocational-rehab-living-allowance")
        assert result["amount"] == {"cny": 1160.5, "per": "month"}

    def test_an_impossible_value_is_named_but_is_no_mistake(self) -> None:
        case = {"facts": {**PERSON, "birth_date": "2030-01-01", "months_insured": -1}, "on": "2021-06-01"}
        result = run(eligibility_commands, "check", "-", "--json", stdin=json.dumps(case))
        assert result.exit_code == 0
        assert result.stderr.splitlines() == [
            "case: facts: birth_date: 2030-01-01 is in the future on 2021-06-01; counts as unknown",
            "case: facts: months_insured: -1 is negative; counts as unknown",
        ]
        decided = json.loads(result.stdout)["results"]
        subsidy = next(r for r in decided if r["programme"] == "home-care-assistance-subsidy")
        assert (subsidy["verdict"], subsidy["missing"]) == ("unknown", ["birth_date"])

    @pytest.mark.parametrize(
        ("case", "line"),
        [
            ({"facts": {"severity": True}}, "case: facts: severity: there is no such fact"),
            ({"facts": {"severe": "yes"}}, "case: facts: severe: must be true or false, not 'yes'"),
            ({"facts": {"severe": 1}}, "case: facts: severe: must be true or false, not 1"),
            (
                {"facts": {"birth_date": "2021-02-30"}},
                "case: facts: birth_date: '2021-02-30' is not a day in the calendar",
            ),
            ({"facts": {"birth_date": "20210101"}}, "birth_date: must be a date written YYYY-MM-DD"),
            ({"facts": {"birth_date": 20210101}}, "birth_date: must be a date written YYYY-MM-DD"),
            ({"facts": {"person_district": "haidian"}}, "person_district: must be one of tongzhou"),
            ({"facts": {"disability_categories": "physical"}}, "disability_categories: must be a list"),
            ({"facts": {"disability_categories": ["body"]}}, "disability_categories: must hold only visual"),
            ({"facts": {"disability_categories": [None]}}, "disability_categories: must hold only visual"),
            ({"facts": {"disability_grade": 5}}, "disability_grade: must be one of 1, 2, 3, 4"),
            ({"facts": {"months_insured": 12.5}}, "months_insured: must be a whole number"),
            ({"facts": {"months_insured": True}}, "months_insured: must be a whole number"),
            ({"facts": {"employer_social_insurance_paid": "8400"}}, "must be an amount in yuan"),
            ({"facts": [], "on": "2021-01-01"}, "case: facts: must be an object"),
            ({}, "case: facts: is missing"),
            ({"facts": {}, "on": "tomorrow"}, "case: on: must be a date written YYYY-MM-DD, not 'tomorrow'"),
            ({"facts": {}, "on": "2021-13-01"}, "case: on: '2021-13-01' is not a day in the calendar"),
            ({"facts": {}, "district": "haidian"}, "case: district: must be one of"),
            ({"facts": {}, "district": 1}, "case: district: must be one of"),
            ({"facts": {}, "config": {"wage": 1}}, "case: config: wage: there is no such parameter"),
            ({"facts": {}, "config": {"adult_age": "16"}}, "case: config: adult_age: must be an age"),
            ({"facts": {}, "config": []}, "case: config: must be an object"),
            ({"facts": {}, "apply_district": "xicheng"}, "case: apply_district is not part of a case"),
            ("person", "case: must be an object with facts"),
            ([{"facts": {}}, 3], "case 2: must be an object with facts"),
        ],
    )
    def test_a_mistake_is_one_line(self, case: object, line: str) -> None:
        (said,) = refused(json.dumps(case))
        assert line in said

    @pytest.mark.parametrize(
        "text", ["", "{", '{"facts": {"severe": true, "severe": false}}', '{"facts": {"months_insured": NaN}}']
    )
    def test_what_is_not_json_is_one_line(self, text: str) -> None:
        (said,) = refused(text)
        assert said.startswith("not valid JSON: ")

    def test_every_mistake_has_its_line(self) -> None:
        cases = [{"facts": {"severe": "x", "nothing": 1}}, {"facts": {}, "on": "x"}, {"facts": {}}]
        assert [line.split(":")[0] for line in refused(cases)] == ["case 1", "case 1", "case 2"]

    def test_options_are_checked(self) -> None:
        assert refused({"facts": {}}, "--district", "haidian")[0].startswith("--district: must be one of")
        assert refused({"facts": {}}, "--on", "2021-02-30")[0].startswith("--on: '2021-02-30' is not a day")

    def test_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "cases.json"
        path.write_text("\ufeff" + json.dumps({"facts": PERSON}), encoding="utf-8")
        assert json.loads(run(eligibility_commands, "check", str(path), "--json").stdout)["district"] == "tongzhou"
        for broken, content in (("none.json", None), ("bytes.json", b"\xff\xfe")):
            if content:
                (tmp_path / broken).write_bytes(content)
            result = run(eligibility_commands, "check", str(tmp_path / broken), "--json")
            assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)

    def test_for_reading(self) -> None:
        result = run(eligibility_commands, "check", "-", stdin=json.dumps({"facts": PERSON, "on": "2022-01-01"}))
        assert "eligible     home-care-assistance-subsidy" in result.stdout
        assert result.stdout.splitlines()[-1].startswith("next question: ")


class TestPolicyCheck:
    def test_all_is_in_order(self) -> None:
        result = run(policy_commands, "check")
        assert result.exit_code == 0
        assert result.stdout.startswith("150 programmes and ")


def test_a_name_with_a_line_break_is_still_one_line() -> None:
    assert refused({"facts": {"a\nb": 1}}) == ["case: facts: a\\nb: there is no such fact"]


class TestParametersNobodyHasSet:
    """A condition that compares with one stays open, and both forms of the answer say which one is missing."""

    @pytest.fixture(autouse=True)
    def _a_condition_with_a_parameter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = guide.copy_of_policy(tmp_path)
        steps = next(steps for name, steps in guide.examples().items() if name.startswith("例六"))
        guide.apply(steps[0], folder)
        changed = policy.load(folder)
        monkeypatch.setattr(policy, "load", lambda: changed)

    CASE: ClassVar[dict[str, Any]] = {
        "facts": {"person_district": "chaoyang", "age_years": 61, "certificate_status": "valid"},
        "on": "2026-03-02",
    }

    def reasons(self, case: dict[str, Any]) -> list[dict[str, Any]]:
        results = check(case)["results"]
        found: list[dict[str, Any]] = next(r for r in results if r["programme"] == PROGRAMME)["reasons"]
        return found

    def test_the_reason_names_it(self) -> None:
        by_age, by_certificate, not_stated = self.reasons(self.CASE)
        assert (by_age["facts"], by_age["holds"], by_age["parameters"]) == (
            ["age_years"],
            None,
            ["limit.home-care-age"],
        )
        assert by_certificate["holds"] is True
        assert "parameters" not in by_certificate
        assert "parameters" not in not_stated

    def test_once_set_it_is_named_no_more(self) -> None:
        by_age, *_ = self.reasons({**self.CASE, "config": {"limit.home-care-age": 60}})
        assert by_age["holds"] is True
        assert "parameters" not in by_age

    def test_the_lines_say_whom_to_ask(self) -> None:
        lines = run(eligibility_commands, "check", "-", stdin=json.dumps(self.CASE)).stdout.splitlines()
        (said,) = [line.split(maxsplit=1) for line in lines if "未设置" in line]
        assert said == [PROGRAMME, "以区残联公布为准（limit.home-care-age 未设置）"]


def test_as_another_program_calls_it() -> None:
    """One real process: the JSON is alone on standard output."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "flask", "--app", "app", "eligibility", "check", "-", "--json"]
    done = subprocess.run(
        command, cwd=root, input=json.dumps({"facts": PERSON}), capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"}, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["results"]) == 150


class TestPolicyDiff:
    def test_nothing_changed(self) -> None:
        result = run(policy_commands, "diff", str(policy.FOLDER), str(policy.FOLDER / "programmes"))
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.splitlines()[-1].startswith("0 of ")

    def test_who_changes_and_because_of_which_condition(self, tmp_path: Path) -> None:
        shutil.copytree(policy.FOLDER / "programmes", tmp_path / "programmes")
        path = tmp_path / "programmes" / "home-care-assistance-subsidy.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("[16, 59]", "[16, 40]"), encoding="utf-8")
        result = run(policy_commands, "diff", str(policy.FOLDER), str(tmp_path / "programmes"), "--json")
        found = json.loads(result.stdout)
        assert {change["programme"] for change in found["changes"]} == {"home-care-assistance-subsidy"}
        change = next(one for one in found["changes"] if one["person"] == "severe-without-work in tongzhou")
        assert (change["from"], change["to"]) == ("eligible", "not_eligible")
        (because,) = change["because"]
        assert (because["facts"], because["holds"]) == (["age_years"], False)

    def test_a_parameter_that_starts_later_is_tried_on_that_day(self, tmp_path: Path) -> None:
        folder = guide.copy_of_policy(tmp_path)
        value = '[[parameter]]\nkey = "minimum_wage_monthly"\nvalue = 2540\nfrom = 2030-07-01\nsource = "…"\n'
        (folder / "parameters.toml").write_text(value, encoding="utf-8")
        first, *_ = run(policy_commands, "diff", str(policy.FOLDER), str(folder)).stdout.splitlines()
        assert first.startswith("vocational-rehab-living-allowance: eligible, amount not known -> 1270 yuan (month): ")
        assert first.endswith("on 2030-07-01")

    def test_what_is_neither_folder_nor_revision(self, tmp_path: Path) -> None:
        for unknown in ("no-such-revision", "--output=/tmp/x", str(tmp_path)):
            result = run(policy_commands, "diff", "--", unknown)
            assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)


class TestPolicyCoverage:
    def test_every_programme_stands_once_in_each_district(self) -> None:
        found = json.loads(run(policy_commands, "coverage", "--json").stdout)
        for district in found["districts"]:
            kinds = ("decides", "label", "excludes_only", "name_only", "not_named")
            assert sum(district[kind]["count"] for kind in kinds) == 150
        assert "minimum_wage_monthly" in found["unset_parameters"]

    def test_one_district_for_reading(self) -> None:
        lines = run(policy_commands, "coverage", "--district", "fenghua").stdout.splitlines()
        assert lines[0] == "fenghua: 43 programmes, 107 not named here"
        assert run(policy_commands, "coverage", "--district", "haidian").exit_code == 2


def test_typical_people_are_asked_few_questions() -> None:
    """The report in docs/ is what the command prints, and a named programme needs five questions at most."""
    printed = run(eligibility_commands, "questions").stdout
    assert printed == (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
    assert "只看一个项目时超过5个问题的：没有" in printed
