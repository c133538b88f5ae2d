"""The policy files as they stand, and what is said about broken ones: file, key and reason, all at once."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from citizen.eligibility import catalogue as policy
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.examples import broken_examples
from citizen.eligibility.policy_file import PolicyError
from citizen.eligibility.programme import AmountKind, Criterion, Decidability

PROGRAMME = P = "programmes/child-rehab-subsidy.toml"
FILES = ("facts", "districts", "documents", "labels", "parameters")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue of its own, to be broken."""
    (tmp_path / "programmes").mkdir()
    for name in FILES:
        shutil.copy(policy.FOLDER / f"{name}.toml", tmp_path)
    shutil.copy(policy.FOLDER / PROGRAMME, tmp_path / "programmes")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> list[str]:
    try:
        policy.load.__wrapped__(folder)
    except PolicyError as error:
        return list(map(str, error.problems))
    return []


def _can_refuse(criterion: Criterion) -> bool:
    return not criterion.any_group and not any(one.fails_open for one in criterion.comparisons)


class TestAsTheyStand:
    def test_the_catalogue_is_whole(self, catalogue: Catalogue) -> None:
        assert len(catalogue.programmes) == 150
        assert Counter(p.audience for p in catalogue.programmes.values()) == {
            "citizen": 134,
            "employer": 13,
            "institution": 3,
        }
        runs = [run for p in catalogue.programmes.values() for run in p.runs.values()]
        assert Counter(run.decidability for run in runs) == {
            Decidability.DECIDES: 28, Decidability.LABEL: 38,
            Decidability.EXCLUDES_ONLY: 21, Decidability.NAME_ONLY: 164,
        }  # fmt: skip
        assert sum(len(p.criteria) for p in catalogue.programmes.values()) == 175
        kinds = Counter(a.kind for p in catalogue.programmes.values() for a in p.amounts if a.kind != "unspecified")
        assert kinds == {AmountKind.DERIVED: 20, AmountKind.FORMULA: 4, AmountKind.BY_REFERENCE: 1}

    def test_every_clause_is_quoted_and_from_a_document_of_its_district(self, catalogue: Catalogue) -> None:
        for programme in catalogue.programmes.values():
            for criterion in programme.criteria:
                assert 0 < len(criterion.source.quote) <= 60
                assert catalogue.documents[criterion.source.document].district == criterion.district
                assert criterion.sentence["zh"]
                assert criterion.sentence["en"]
            for run in programme.runs.values():
                assert run.documents

    def test_every_programme_reads_in_three_languages(self, catalogue: Catalogue) -> None:
        for programme in catalogue.programmes.values():
            assert programme.text["zh"] is programme.text["zh-Hans"]
            for tag in ("zh-Hans", "zh-Hant", "en"):
                text = programme.text[tag]
                assert all((text.name, text.summary, text.what, text.who, text.how, text.how_long))
        assert catalogue.programmes["disability-certificate"].text["zh-Hant"].name.startswith("殘疾人證")

    def test_every_example_holds(self, catalogue: Catalogue) -> None:
        assert list(map(str, broken_examples(catalogue))) == []

    def test_what_decides_promises_a_yes_and_what_can_refuse_a_no(self, catalogue: Catalogue) -> None:
        for programme in catalogue.programmes.values():
            verdicts = {example.verdict for example in programme.examples}
            if any(programme.criteria_in(d) and run.decidability.can_admit for d, run in programme.runs.items()):
                assert "eligible" in verdicts, programme.id
            if any(_can_refuse(c) and c.facts != ("person_district",) for c in programme.criteria):
                assert "not_eligible" in verdicts, programme.id

    def test_they_are_read_once(self) -> None:
        assert policy.load() is policy.load()


class TestBroken:
    @pytest.mark.parametrize(
        ("file", "old", "new", "expected"),
        [
            (P, 'fact = "age_years"', 'fact = "age"', "criterion 2.fact: 'age' is not known"),
            (P, 'op = "between"', 'op = "within"', "criterion 2.op: 'within' is not known"),
            (P, "value = [0, 15]", "value = 15", "criterion 2.value: must be [first, last], not 15"),
            (P, "value = [0, 15]", "value = [15, 0]", "criterion 2.value: must be [first, last]"),
            (P, "value = [0, 15]", 'value = ["0", "15"]', "criterion 2.value: must be a whole number"),
            (P, 'op = "between"', 'op = "includes"', "criterion 2.op: includes does not compare"),
            (P, '"suspected"]', '"suspect"]', "criterion 3.value: must be one of valid, expiring"),
            (P, 'unknown_values = ["expired"]', 'unknown_values = ["old"]', "criterion 3.unknown_values: must be"),
            (P, 'district = "tongzhou"', 'district = "haidian"', "criterion 1.district: 'haidian' is not known"),
            (P, "[districts.tongzhou]", "[districts.haidian]", "districts.haidian: there is no such district"),
            (P, 'decidability = "decides"', 'decidability = "yes"', "districts.tongzhou.decidability: must be one of"),
            (P, 'document = "T"', 'document = "Z"', "criterion 1.document: 'Z' is not known"),
            (P, 'document = "T"\n', "", "criterion 1.document: is missing"),
            (P, "quote = ", "quotation = ", "criterion 1.quote: is missing"),
            (P, "quote = ", "quotation = ", "criterion 1.quotation: is not known here"),
            (P, "name = ", "nme = ", "zh.name: is missing"),
            (P, "[en]", "[fr]", "en: is missing"),
            (P, 'id = "child-rehab-subsidy"', 'id = "child"', "id: must be the name of the file"),
            (P, 'audience = "citizen"', 'audience = "all"', "audience: must be one of citizen, employer, institution"),
            (P, '"check"', '"chek"', "journeys: 'chek' is not known"),
            (P, "\n[[criterion]]", "\n[[criterium]]", "criterium: is not known here"),
            (P, "\n[[criterion]]", '\n[[criterion]]\nany_group = "who"', "any_group 'who' has only one criterion"),
            (P, "\n[[criterion]]", '\n[[criterion]]\non_fail = "no"', 'criterion 1.on_fail: can only be "unknown"'),
            (P, "\n[[criterion]]", "\n[[criterion]]\nfrom = 2022-01-01\nuntil = 2021-12-31", "until: lies before from"),
            (P, "\n[[criterion]]", '\n[[criterion]]\nfrom = "soon"', "from: must be a date written"),
            (P, 'expect = "eligible"', 'expect = "yes"', "example 1.expect: must be one of eligible"),
            (P, "on = 2021-05-01", "on = 2021-02-30", "child-rehab-subsidy.toml:"),
            (P, "id = ", "id ", "child-rehab-subsidy.toml:6: is not TOML"),
            ("facts.toml", 'derived_from = ["birth_date"]', "", "age_years: does not agree"),
            ("facts.toml", 'kind = "date"', 'kind = "day"', "facts.toml:23: birth_date.kind: must be one of"),
            ("facts.toml", "[person_district]", "[district]", "facts.toml:1: person_district: is missing"),
            ("documents.toml", "in_force_quote = ", "in_force = ", "X.in_force_quote: a start or end needs the words"),
            ("documents.toml", 'district = "tongzhou"', 'district = "haidian"', "T.district: 'haidian' is not known"),
            ("districts.toml", 'document = "T"', 'document = "Z"', "tongzhou.document: 'Z' is not known"),
            ("labels.toml", "[bring.identity]\nzh = ", "[bring.identity]\nch = ", "bring.identity.zh: is missing"),
        ],
    )  # fmt: skip
    def test_a_mistake_is_named_by_file_and_key(
        self, folder: Path, file: str, old: str, new: str, expected: str
    ) -> None:
        change(folder / file, old, new)
        assert any(expected in problem for problem in problems(folder)), problems(folder)

    def test_all_mistakes_are_named_at_once(self, folder: Path) -> None:
        change(folder / PROGRAMME, 'fact = "age_years"', 'fact = "age"')
        change(folder / PROGRAMME, 'document = "T"', 'document = "Z"')
        shutil.copy(folder / PROGRAMME, folder / "programmes" / "copy.toml")
        found = problems(folder)
        assert len([p for p in found if p.startswith("child-rehab-subsidy.toml")]) >= 2
        assert any(p.startswith("copy.toml:6: id: must be the name of the file") for p in found)

    def test_a_missing_file_and_a_file_in_another_encoding_are_named(self, folder: Path) -> None:
        (folder / PROGRAMME).write_bytes("id = '儿童'".encode("gb18030"))
        assert any("child-rehab-subsidy.toml:1: is not UTF-8 text" in problem for problem in problems(folder))
        (folder / "labels.toml").unlink()
        assert "labels.toml: is missing" in problems(folder)

    def test_a_parameter_needs_its_source_and_days_of_its_own(self, folder: Path) -> None:
        value = '[[parameter]]\nkey = "adult_age"\nvalue = {}\nfrom = {}\n'
        path = folder / "parameters.toml"
        path.write_text(value.format(16, "2020-01-01") + value.format(18, "2021-01-01"), encoding="utf-8")
        found = problems(folder)
        assert "parameters.toml:1: parameter 1.source: is missing" in found
        assert "parameters.toml:5: parameter 2: two values of adult_age hold on the same days" in found

    def test_a_parameter_that_is_right_is_read(self, folder: Path) -> None:
        text = '[[parameter]]\nkey = "minimum_wage_monthly"\nvalue = 2320\nfrom = 2021-01-01\nsource = "…"\n'
        (folder / "parameters.toml").write_text(text, encoding="utf-8")
        (value,) = policy.load.__wrapped__(folder).parameters.values
        assert (value.key, value.value, value.source) == ("minimum_wage_monthly", 2320, "…")

    def test_an_example_that_no_longer_holds_says_why(self, folder: Path) -> None:
        change(folder / PROGRAMME, "value = [0, 15]", "value = [0, 14]")
        (problem, *_) = broken_examples(policy.load.__wrapped__(folder))
        assert problem.file == "child-rehab-subsidy.toml"
        assert "is not_eligible, not eligible: person_district met, age_years not met" in problem.message
