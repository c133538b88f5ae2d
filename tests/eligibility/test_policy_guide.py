"""The guide for policy officers names every operator, parameter and key there is, and its worked example works."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from citizen.eligibility import catalogue as policy
from citizen.eligibility.conditions import OPERATORS
from citizen.eligibility.derivation import SOURCES
from citizen.eligibility.examples import broken_examples
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.programme import Decidability

GUIDE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*OPERATORS, *Decidability, *SOURCES, "any_group", "on_fail", "unknown_values"])
def test_the_guide_names(name: str) -> None:
    assert f"`{name}" in GUIDE or f"| {name} " in GUIDE


def test_every_parameter_of_the_guide_exists() -> None:
    table = GUIDE.split("## Parameters")[1].split("## Facts")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    names = [name.strip(" `") for row in rows for name in row.split(",")]
    assert len(names) == 17
    for name in names:
        assert Parameters.has_key(name.replace("<", "").replace(">", ""))


def test_the_worked_example(tmp_path: Path) -> None:
    for name in ("facts", "districts", "documents", "labels", "parameters"):
        shutil.copy(policy.FOLDER / f"{name}.toml", tmp_path)
    (tmp_path / "programmes").mkdir()
    with (tmp_path / "documents.toml").open("a", encoding="utf-8") as documents:
        documents.write('\n[N]\nzh = "…"\nen = "…"\nkind = "policy"\ndistrict = "tongzhou"\nreports_on = "2026"\n')
    written = (policy.FOLDER / "programmes" / "home-care-assistance-subsidy.toml").read_text(encoding="utf-8")
    before, old, after = _the_condition(written, "value = [16, 59]")
    new = old.replace("value = [16, 59]", "value = [16, 64]\nfrom = 2027-01-01").replace('"T"', '"N"')
    case = GUIDE.split("   ```toml\n")[1].split("   ```")[0].replace("\n   ", "\n")
    old = old.replace("value = [16, 59]", "value = [16, 59]\nuntil = 2026-12-31")
    sooner = case.replace("2027-03-01", "2026-12-31").replace('"eligible"', '"not_eligible"').replace("after", "before")
    path = tmp_path / "programmes" / "home-care-assistance-subsidy.toml"
    path.write_text("\n".join([before, old, new, after, case, sooner]), encoding="utf-8")
    assert list(map(str, broken_examples(policy.load.__wrapped__(tmp_path)))) == []


def _the_condition(text: str, line: str) -> tuple[str, str, str]:
    """What stands before the [[criterion]] with this line, the criterion, and what stands after it."""
    start = text.rindex("[[criterion]]", 0, text.index(line))
    end = text.index("[[", start + 2)
    return text[:start], text[start:end], text[end:]
