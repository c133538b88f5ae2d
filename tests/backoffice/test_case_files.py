"""Files for offices without a system: what stands in them, who can read them, and what comes back."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from citizen.applications.messages import write_message
from citizen.backoffice.case_files import COLUMNS, DECISION_COLUMNS, FileWrong, read_decisions, safe_cell
from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody

pytestmark = pytest.mark.database

Run = Callable[..., Any]


@pytest.fixture
def run(app: Flask) -> Run:
    def invoke(*arguments: object, district: str = "tongzhou") -> Any:
        return app.test_cli_runner().invoke(args=["cases", *map(str, arguments), "--district", district])

    return invoke


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


# -- out -------------------------------------------------------------------------------------------------------


def test_a_district_gets_its_cases_as_a_table(run: Run, number: str, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    assert run("export", file).stdout == f"1 cases in {file}\n"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [row] = table(file)
    assert tuple(row) == COLUMNS
    assert (row["number"], row["name"], row["phone"]) == (number, "王小明", "13800001234")
    assert (row["status"], row["chain_code"], row["chain_name"]) == ("submitted", "3", "待乡镇街道审批")
    assert "1990年5月1日" in row["answers"]
    assert [path.name for path in tmp_path.iterdir()] == ["cases.csv"]


def test_as_json_it_is_what_the_api_gives(run: Run, number: str, tmp_path: Path, system: Any) -> None:
    file = tmp_path / "cases.json"
    assert run("export", file, "--format", "json").exit_code == 0
    [case] = json.loads(file.read_text(encoding="utf-8"))
    given = system.get(f"/cases/{number}").json
    changing = {"sequence", "changed_at"}
    assert {**case, **dict.fromkeys(changing)} == {**given, **dict.fromkeys(changing)}


def test_another_district_gets_nothing(run: Run, number: str, tmp_path: Path) -> None:
    assert run("export", tmp_path / "a.csv", district="chaoyang").stdout.startswith("0 cases")
    assert run("export", tmp_path / "b.csv", district="nowhere").exit_code == 2
    assert not (tmp_path / "b.csv").exists()


def test_only_what_changed_since(run: Run, number: str, tmp_path: Path) -> None:
    assert run("export", tmp_path / "a.csv", "--since", "2099-01-01").stdout.startswith("0 cases")
    assert run("export", tmp_path / "a.csv", "--since", "2001-01-01").stdout.startswith("1 cases")


def test_what_is_given_out_counts_as_opened_and_what_is_not_written_does_not(
    run: Run, number: str, tmp_path: Path, database: Database
) -> None:
    def opened() -> list[str]:
        with database.reading() as session:
            return list(session.scalars(sa.text("SELECT actor FROM application_event WHERE act = 'open'")))

    result = run("export", tmp_path / "no-such-folder" / "a.csv")
    assert result.exit_code == 1
    assert "could not be written" in result.stderr
    assert opened() == []
    run("export", tmp_path / "a.csv", "--by", "li")
    assert opened() == ["staff:li"]


def test_no_cell_is_a_formula(run: Run, database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        who = somebody(session)
        application = a_sent_application(session, who)
        application.contact = {**application.contact, "name": '=HYPERLINK("http://x","王")', "address": "+1\n=2"}
        write_message(session, who=who, application=application, body="@SUM(A1)")
    run("export", tmp_path / "a.csv")
    [row] = table(tmp_path / "a.csv")
    assert row["name"].startswith("'=")
    assert row["address"].startswith("'+")
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for value in row.values())


@given(st.text())
def test_no_text_is_a_formula(text: str) -> None:
    assert not safe_cell(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert safe_cell(text).removeprefix("'") == text.removeprefix("'")


# -- in --------------------------------------------------------------------------------------------------------


def decisions(path: Path, *rows: dict[str, str], encoding: str = "utf-8-sig") -> Path:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, DECISION_COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(written.getvalue().encode(encoding))
    return path


def status_of(run: Run) -> list[str]:
    return sorted(one["status"] for one in json.loads(run("list", "--json").stdout))


def test_decisions_are_taken_once(run: Run, send_one: Callable[..., str], tmp_path: Path) -> None:
    one, two = send_one("one"), send_one("two")
    run("advance", one, "--act", "accept")
    approved = {"number": one, "outcome": "approve", "amount": "300", "per": "month", "valid_from": "2026-12-01"}
    file = decisions(tmp_path / "d.csv", approved, {"number": two, "outcome": "refuse", "reason": "不符合规定。"})
    assert run("import-decisions", file).stdout == "2 decisions taken, 0 stood already\n"
    assert status_of(run) == ["approved", "refused"]
    assert run("import-decisions", file).stdout == "0 decisions taken, 2 stood already\n"


def test_all_or_nothing_with_the_numbers_of_the_lines(run: Run, send_one: Callable[..., str], tmp_path: Path) -> None:
    one, two = send_one("one"), send_one("two")
    right = {"number": one, "outcome": "refuse", "reason": "不符合规定。\n第二行。"}
    file = decisions(
        tmp_path / "d.csv", right, {"number": two, "outcome": "approve"}, {"number": "A1-1", "outcome": "approve"}
    )
    result = run("import-decisions", file)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == "line 4: NotPossibleNow: approve_when_submitted\nline 5: NotFound: case\n"
    assert status_of(run) == ["submitted", "submitted"]


def test_another_district_decides_nothing(run: Run, number: str, tmp_path: Path) -> None:
    file = decisions(tmp_path / "d.csv", {"number": number, "outcome": "refuse", "reason": "x"})
    assert run("import-decisions", file, district="fenghua").stderr == "line 2: NotFound: case\n"


def test_a_version_that_is_gone_is_not_decided_upon(run: Run, number: str, tmp_path: Path) -> None:
    file = decisions(tmp_path / "d.csv", {"number": number, "outcome": "refuse", "reason": "x", "version": "99"})
    assert run("import-decisions", file).stderr == "line 2: CaseChanged: case_changed\n"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"outcome": "maybe"}, "line 2: outcome"),
        ({"amount": "1e99"}, "line 2: amount"),
        ({"amount": "NaN"}, "line 2: amount"),
        ({"amount": "1.005"}, "line 2: amount"),
        ({"per": "decade"}, "line 2: per"),
        ({"valid_from": "2026-02-30"}, "line 2: valid_from"),
        ({"version": "²"}, "line 2: version"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, row: dict[str, str], problem: str) -> None:
    file = decisions(tmp_path / "d.csv", {"number": "A7K3M9QX4-1", "outcome": "approve", **row})
    with pytest.raises(FileWrong, match=problem):
        read_decisions(file.read_bytes())


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", "编号,结果\n".encode("gb18030"), b"number,outcome\nA,approve,x\n", b"number,outcome\nA\n",
     b"number\nA\n", b"number,outcome,colour\n", b'number,outcome\n"A,approve\n',
     b"number,outcome\nA,approve\nA,approve\n"],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(FileWrong, match=r"^line \d"):
        read_decisions(data)
