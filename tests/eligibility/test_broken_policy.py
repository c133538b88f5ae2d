"""Ten files broken on purpose, as an officer may break them, and exactly what the check says: file, line, reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from citizen.eligibility import catalogue as policy
from citizen.eligibility.policy_commands import policy_commands

PROGRAMME = "home-care-assistance-subsidy.toml"
AGE_16_TO_59 = """[[criterion]]
district = "tongzhou"
fact = "age_years"
op = "between"
value = [16, 59]
"""
FIRST_CRITERION = '[[criterion]]\ndistrict = "tongzhou"\nfact = "person_district"\n'
CLAUSE = "document = \"T\"\nquote = '为全区16至59周岁无工作重残2369人次发放居家助残服务补贴金额268.6万元'\n\n"

BROKEN = {
    "a quotation mark is missing": (
        'audience = "citizen"', 'audience = "citizen',
        [":8: is not TOML: Illegal character '\\n' (at line 8, column 20)"],
    ),
    "an unknown fact": (
        'fact = "severe"', 'fact = "very_severe"',
        [":106: criterion 4.fact: 'very_severe' is not known; known are …"],
    ),
    "a criterion without its clause": (
        CLAUSE + '[[criterion]]\ndistrict = "tongzhou"\nfact = "age',
        '[[criterion]]\ndistrict = "tongzhou"\nfact = "age',
        [":71: criterion 1.document: is missing", ":71: criterion 1.quote: is missing"],
    ),
    "a criterion without its English sentence": (
        "en = 'Severe disability'\n", "", [":104: criterion 4.en: is missing"],
    ),
    "dates the wrong way round": (
        "value = [16, 59]\n", "value = [16, 59]\nfrom = 2027-01-01\nuntil = 2026-12-31\n",
        [":87: criterion 2.until: lies before from"],
    ),
    "an empty group": (
        'fact = "severe"\nop = "eq"\nvalue = true\n', "any = []\n",
        [":106: criterion 4.any: is empty: name at least one condition"],
    ),
    "two versions on the same days": (
        FIRST_CRITERION,
        AGE_16_TO_59.replace("59", "64") + 'from = 2027-01-01\nzh = "16 至 64 周岁"\nen = "16 to 64"\n'
        'document = "T"\nquote = "…"\n\n' + FIRST_CRITERION,
        [":92: criterion 3: overlaps criterion 1: both hold from 2027-01-01"],
    ),
    "a rule nobody can meet": (
        FIRST_CRITERION,
        '[[criterion]]\ndistrict = "tongzhou"\nfact = "age_years"\nop = "below"\nvalue = 10\nzh = "不满10岁"\n'
        'en = "under 10"\ndocument = "T"\nquote = "…"\n\n' + FIRST_CRITERION,
        [
            ":91: criterion 3: can never be met together with criterion 1",
            ":191: example 1: 'just 16, day after the birthday': is not_eligible, not eligible: …",
        ],
    ),
    "a misspelt key inside a group": (
        'fact = "severe"\nop = "eq"\nvalue = true\n',
        'any = [\n  { fact = "severe", op = "eq", value = true },\n  { fakt = "autism", op = "eq", value = true }\n]\n',
        [":108: criterion 4.any 2.fakt: is not known here", ":108: criterion 4.any 2.fact: is missing"],
    ),
    "a case that does not come out": (
        'title = \'40, severe, but employed\'\non = 2021-06-01\nexpect = "not_eligible"',
        'title = \'40, severe, but employed\'\non = 2021-06-01\nexpect = "eligible"',
        [":230: example 5: '40, severe, but employed': is not_eligible, not eligible: …employment_status not met…"],
    ),
    "an untranslated sentence": (
        "en = 'Severe disability'", "en = '重度残疾'",
        [":110: criterion 4.en: is not translated: it says the same as zh"],
    ),
    "a promise nobody can keep": (
        '[districts.xicheng]\ndecidability = "name_only"', '[districts.xicheng]\ndecidability = "decides"',
        [":69: districts.xicheng.decidability: is decides, but the district has no criterion: nobody gets a yes"],
    ),
    "a district without a case": (
        'facts = { person_district = "chaoyang"', 'facts = { person_district = "tongzhou"',
        [":65: districts.chaoyang: has criteria but no example"],
    ),
    "a parameter that is none": (
        "value = [16, 59]\n", 'parameter = "holiday_calendar"\n',
        [
            ":84: criterion 2.op: between does not compare a fact of kind number (age_years) with a parameter",
            ":85: criterion 2.parameter: 'holiday_calendar' is not a parameter that a condition can compare with",
        ],
    ),
}  # fmt: skip


def said_about(folder: Path) -> list[str]:
    result = CliRunner().invoke(policy_commands, ["check", str(folder)])
    assert result.exit_code == 1, result.output
    return result.output.splitlines()


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_check_says(name: str, tmp_path: Path) -> None:
    old, new, expected = BROKEN[name]
    text = (policy.FOLDER / "programmes" / PROGRAMME).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / PROGRAMME).write_text(text.replace(old, new), encoding="utf-8")
    said = said_about(tmp_path)
    for line in expected:
        assert any(_agrees(PROGRAMME + line, one) for one in said), "\n".join(said)


def _agrees(expected: str, said: str) -> bool:
    parts = expected.split("…")
    return said.startswith(parts[0]) and all(part in said for part in parts)


def test_a_gap_between_two_versions(tmp_path: Path) -> None:
    text = (policy.FOLDER / "programmes" / PROGRAMME).read_text(encoding="utf-8")
    later = AGE_16_TO_59 + 'from = 2027-02-01\nzh = "16 至 59 周岁"\nen = "16 to 59"\ndocument = "T"\nquote = "…"\n\n'
    text = text.replace("value = [16, 59]\n", "value = [16, 59]\nuntil = 2026-12-31\n", 1)
    (tmp_path / PROGRAMME).write_text(text.replace(FIRST_CRITERION, later + FIRST_CRITERION), encoding="utf-8")
    line = f"{PROGRAMME}:76: criterion 1.from: leaves nothing in force from 2027-01-01 until 2027-01-31"
    assert line in said_about(tmp_path)
