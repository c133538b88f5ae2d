"""Files broken on purpose, as an officer may break them, and exactly what the check says: file, line, reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from citizen.eligibility import catalogue as policy
from citizen.eligibility.policy_commands import policy_commands
from tests.eligibility import guide

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
        [":106: criterion 4.any: is empty: name at least two"],
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
    "an id that is not the name of the file": (
        'id = "home-care-assistance-subsidy"', 'id = "home-care"',
        [":6: id: must be the name of the file, home-care-assistance-subsidy"],
    ),
    "a district that is none": (
        "[districts.xicheng]", "[districts.haidian]",
        ["… there is no such district; known are tongzhou…"],
    ),
    "a date that is none": (
        "value = [16, 59]\n", 'value = [16, 59]\nfrom = "2026-02-30"\n',
        [":86: criterion 2.from: '2026-02-30' is not a day in the calendar"],
    ),
    "an age that is no number": (
        "value = [16, 59]\n", 'value = ["16", 59]\n', [":85: criterion 2.value: must be a whole number, not '16'"],
    ),
    "a combination with nobody": (
        FIRST_CRITERION,
        '[[combination]]\nwith = ["no-such-programme"]\neffect = "both"\ndistrict = "tongzhou"\ndocument = "T"\n\n'
        + FIRST_CRITERION,
        ["…combination 1.effect: must be one of stack, exclude, take_higher", "…combination 1.quote: is missing",
         "…combination 1.with: there is no programme 'no-such-programme'"],
    ),
    "full-width signs, all of them at once": (
        'audience = "citizen"\njourneys = ["check", "apply", "info"]',
        'audience ＝ “citizen”\njourneys = ["check"， "apply"， "info"]',
        [":8: has full-width signs: ＝ “ ”", ":9: has full-width signs: ，"],
    ),
    "an ideographic space": (
        "zh = '重度残疾'", "zh　= '重度残疾'", [":109: has full-width signs: (space)"],
    ),
    "a date as it is said": (
        "value = [16, 59]\n", 'value = [16, 59]\nfrom = "2026年1月1日"\nuntil = 2026-12-31T00:00:00\n',
        [
            ":86: criterion 2.from: must be a date written YYYY-MM-DD, not '2026年1月1日'",
            ":87: criterion 2.until: must be a date written YYYY-MM-DD, not '2026-12-31 00:00:00'",
        ],
    ),
    "a date with strokes": (
        "value = [16, 59]\n", "value = [16, 59]\nfrom = 2026/01/01\n",
        [":86: is not TOML: Expected newline or end of document after a statement"],
    ),
    "a quotation inside a text": (
        "zh = '重度残疾'", "zh = '所谓'重度'残疾'", [":109: is not TOML: Expected newline or end of document"],
    ),
    "one name twice": (
        "value = [16, 59]\n", "value = [16, 59]\nvalue = [16, 64]\n", [":86: is not TOML: Cannot overwrite a value"],
    ),
    "one district twice": (
        "[districts.xicheng]", "[districts.chaoyang]", [":68: is not TOML: Cannot declare"],
    ),
    "a bracket that stays open": ("value = [16, 59]", "value = [16, 59", [":86: is not TOML: Unclosed array"]),
    "a yes in Chinese": (
        'fact = "severe"\nop = "eq"\nvalue = true', 'fact = "severe"\nop = "eq"\nvalue = "是"\nnot = "是"',
        [":108: criterion 4.value: must be true or false", ":109: criterion 4.not: must be true or false"],
    ),
    "a condition that everybody meets": (
        FIRST_CRITERION,
        '[[criterion]]\ndistrict = "tongzhou"\nfact = "age_years"\nop = "below"\nvalue = 0\nnot = true\n'
        'zh = "不是负数"\nen = "not negative"\n' + CLAUSE + FIRST_CRITERION,
        [":71: criterion 1: is always met"],
    ),
    "either so or not so": (
        'fact = "severe"\nop = "eq"\nvalue = true\n',
        'any = [{ fact = "severe", op = "eq", value = true }, { fact = "severe", op = "eq", value = false }]\n',
        [":104: criterion 4: is always met"],
    ),
    "a district in which it does not run": (
        FIRST_CRITERION, FIRST_CRITERION.replace("tongzhou", "fenghua"),
        [":72: criterion 1.district: the programme does not run in fenghua"],
    ),
    "an amount that multiplies nothing": (
        'type = "derived"', 'type = "formula"\nshare = 0.5', [":127: amount 1.share: is a share of nothing: …"],
    ),
    "an amount by a parameter that is none": (
        'type = "derived"', 'type = "formula"\nshare = "50%"\nparameter = "minimum_wage"',
        [
            ":127: amount 1.share: must be an amount in yuan, not '50%'",
            ":128: amount 1.parameter: there is no such parameter",
        ],
    ),
    "a group of one": (
        'fact = "severe"\nop = "eq"\nvalue = true\n', 'any = [{ fact = "severe", op = "eq", value = true }]\n',
        [":106: criterion 4.any: holds only one condition: name at least two"],
    ),
    "a group that is no list": (
        'fact = "severe"\nop = "eq"\nvalue = true\n', 'any = "severe"\n',
        [":106: criterion 4.any: must be a list of conditions"],
    ),
    "ages the wrong way round": (
        "value = [16, 59]", "value = [59, 16]",
        [":85: criterion 2.value: must be [first, last], the first not above the last"],
    ),
    "an address for a quotation": (
        "quote = '全面推进居家助残服务'", "quote = 'https://www.example.org/a?b=1#c'",
        [":178: source 3.quote: is an address, not the words of the document"],
    ),
    "a case with facts nobody knows": (
        'severe = false\nemployment_status = "unemployed"\nbirth_date = "1981-01-01"',
        'sever = false\nemployment_status = "none"\nbirth_date = "1.1.1981"',
        [
            ":252: example 6.facts.sever: there is no such fact",
            ":253: example 6.facts.employment_status: must be one of …",
            ":254: example 6.facts.birth_date: must be a date written YYYY-MM-DD, not '1.1.1981'",
        ],
    ),
    "a language that is missing": (
        "[en]\nname", "[english]\nname", [":1: en: is missing", ":45: english: is not known here"],
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
    policy.load.cache_clear()
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


@pytest.mark.parametrize("name", BROKEN)
def test_under_every_problem_stands_in_chinese_what_to_do(name: str, tmp_path: Path) -> None:
    old, new, _ = BROKEN[name]
    text = (policy.FOLDER / "programmes" / PROGRAMME).read_text(encoding="utf-8")
    (tmp_path / PROGRAMME).write_text(text.replace(old, new), encoding="utf-8")
    said = said_about(tmp_path)
    problems, sentences = said[::2], said[1::2]
    for problem, sentence in zip(problems, sentences, strict=True):
        assert not problem.startswith(" ")
        assert sentence.startswith("    "), problem
        assert "问管理员" not in sentence, f"not explained: {problem}"


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


@pytest.mark.parametrize("how", ["a byte order mark", "lines as Windows ends them", "tabs"])
def test_what_editors_do_to_a_file_is_no_mistake(how: str, tmp_path: Path) -> None:
    text = (policy.FOLDER / "programmes" / PROGRAMME).read_text(encoding="utf-8")
    if how == "lines as Windows ends them":
        text = text.replace("\n", "\r\n")
    if how == "tabs":
        text = text.replace("decidability", "\tdecidability")
    path = tmp_path / PROGRAMME
    path.write_bytes(text.encode("utf-8-sig" if how == "a byte order mark" else "utf-8"))
    result = CliRunner().invoke(policy_commands, ["check", str(tmp_path)])
    assert result.output.startswith("1 programmes and ")
    path.write_bytes(path.read_bytes().replace(b'fact = "severe"', b'fact = "servere"'))
    assert said_about(tmp_path)[0].startswith(f"{PROGRAMME}:106: criterion 4.fact: 'servere' is not known")


def test_another_encoding_is_told(tmp_path: Path) -> None:
    text = (policy.FOLDER / "programmes" / PROGRAMME).read_text(encoding="utf-8")
    (tmp_path / PROGRAMME).write_bytes(text.encode("gb18030"))
    problem, sentence = said_about(tmp_path)
    assert problem.startswith(f"{PROGRAMME}:1: is not UTF-8 text")
    assert "请用 UTF-8 另存一遍" in sentence


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("facts.toml", '[severe]\n', '[severe]\nderived_from = ["severe_physical"]\n',
         "facts.toml:43: severe: does not agree with derivation.py on what it derives from"),
        ("facts.toml", '[birth_date]\n', '[birth_date]\nask_after = ["severe"]\n',
         "facts.toml:23: birth_date.ask_after: severe must stand earlier in the file"),
        ("questions.toml", 'kind = "choice"\ntopic = "person"', 'kind = "date"\ntopic = "persons"',
         "questions.toml:24: applicant_role.topic: must be one of person, disability"),
        ("typical_people.toml", 'work_capacity = "partial"', 'work_capacity = "half"',
         "typical_people.toml:14: everybody.work_capacity: must be one of "),
    ],
)  # fmt: skip
def test_the_other_files_of_a_copy_are_checked_too(
    file: str, old: str, new: str, expected: str, tmp_path: Path
) -> None:
    folder = guide.copy_of_policy(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    said = said_about(folder)
    assert any(line.startswith(expected) for line in said), "\n".join(said)
