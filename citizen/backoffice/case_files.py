"""For offices without a system of their own: their cases as a file, and decisions back from a file.

A table is opened in a spreadsheet program, so no cell may be a formula: what a person typed and begins like one gets an
apostrophe in front. Files are whole or not there, and only their owner may read them.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from citizen.applications import cases
from citizen.applications.lifecycle import DECISIONS, Act
from citizen.applications.models import Case
from citizen.applications.office_acts import Decision, Officer, Per
from citizen.backoffice import case_documents, case_lists
from citizen.backoffice.case_lists import Wanted
from citizen.backoffice.schemas import CaseInFull
from citizen.backoffice.tokens import Bearer
from citizen.core.errors import CitizenError

#: The columns of the table, in their order; docs/case-systems.md explains them.
COLUMNS = (
    "number", "programme", "programme_name", "status", "chain_code", "chain_name", "since", "sent_at", "version",
    "waits_for_person", "name", "phone", "email", "address", "told", "relation", "subject_name", "helper_name",
    "helper_phone", "answers", "papers", "promised_papers", "messages", "decision", "reason",
    "needs",
)  # fmt: skip
#: The columns of a file of decisions; the first two must be filled in.
DECISION_COLUMNS = ("number", "outcome", "reason", "amount", "per", "valid_from", "valid_until", "version")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_PAGE = 200
_LARGEST_FILE = 20 * 1024 * 1024


class FileWrong(Exception):
    """A file of decisions that cannot be taken; one line per problem, each with its number."""


# -- out -------------------------------------------------------------------------------------------------------


def cases_of_district(
    session: Session, *, by: Officer, since: datetime | None = None, scans: bool
) -> Iterator[CaseInFull]:
    """Every case of the district that changed since, in the order of changes. Whatever is given out counts as opened:
    from then on it cannot be taken back unseen. Needs a language bound.
    """
    bearer, after, has_more = Bearer(by.code, by.district, frozenset(), frozenset()), 0, True
    while has_more:
        placed, has_more = case_lists.list_after(
            session, by=bearer, after=after, at_most=_PAGE, wanted=Wanted(changed_since=since)
        )
        for one in placed:
            after = one.sequence
            cases.open_case(session, case=one.case, by=by)
            if one.case.opened_at is not None:
                yield case_documents.in_full(session, one, scans=scans)


def as_csv(found: Iterable[CaseInFull]) -> bytes:
    """UTF-8 with its mark, so that spreadsheet programs read Chinese; lines end as they like it."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for one in found:
        table.writerow([safe_cell(str(value)) for value in _row(one).values()])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def as_json(found: Iterable[CaseInFull]) -> bytes:
    """An array of cases as the API gives them."""
    return json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False, indent=1).encode() + b"\n"


def write_whole(path: Path, data: bytes) -> None:
    """The file is there with everything or not at all; only its owner may read it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def safe_cell(text: str) -> str:
    """Never a formula, whatever a person typed."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def _row(one: CaseInFull) -> dict[str, Any]:
    contact, decision = one.contact, one.decision
    values: dict[str, Any] = {
        **{name: value for name, value in one.model_dump(mode="json").items() if name in COLUMNS},
        **{name: value or "" for name, value in contact.model_dump().items() if name in COLUMNS},
        "relation": one.acting.relation.value,
        "subject_name": one.acting.subject_name or "",
        "answers": "\n".join(f"{said.question} {said.words}" for said in one.answers),
        "papers": "\n".join(f"{paper.kind_name} {paper.file_name}" for paper in one.papers),
        "promised_papers": "\n".join(f"{paper.kind_name} {paper.instead}" for paper in one.promised_papers),
        "messages": "\n".join(f"{said.sender} {said.sent_at:%Y-%m-%d} {said.text}" for said in one.messages),
        "decision": decision.outcome if decision else "",
        "reason": (decision.reason or "") if decision else "",
        "needs": "\n".join([*(need.words for need in contact.needs), contact.needs_more or ""]).strip(),
    }
    return {name: values[name] for name in COLUMNS}


# -- in --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One decision of a file."""

    line: int
    number: str
    decision: Decision
    version: int | None


def read_decisions(data: bytes) -> list[Line]:
    """The decisions of a file; raises FileWrong with every line that is wrong."""
    rows = _rows(data)
    lines, problems = [], []
    seen: dict[str, int] = {}
    for number, row in rows:
        try:
            one = _line(number, row)
        except ValueError as wrong:
            problems.append(f"line {number}: {wrong}")
            continue
        if one.number in seen:
            problems.append(f"line {number}: number: the same case as in line {seen[one.number]}")
        seen.setdefault(one.number, number)
        lines.append(one)
    if problems:
        raise FileWrong("\n".join(problems))
    return lines


def import_decisions(session: Session, *, by: Officer, lines: Iterable[Line]) -> tuple[int, int]:
    """Take all of them or none; returns how many were taken and how many stood already. The same file twice changes
    nothing. Raises FileWrong with every line that cannot be; the caller rolls back.
    """
    taken, stood, problems = 0, 0, []
    for one in lines:
        try:
            case = cases.get_case(session, by=by, number=one.number)
            if _stands(case, one.decision):
                stood += 1
            else:
                cases.decide(session, case=case, by=by, decision=one.decision, seen=one.version)
                taken += 1
        except CitizenError as problem:
            problems.append(f"line {one.line}: {type(problem).__name__}: {problem.code}")
    if problems:
        raise FileWrong("\n".join(problems))
    return taken, stood


def _stands(case: Case, decision: Decision) -> bool:
    return case.decision is not None and case.decision == decision.as_json()


def _rows(data: bytes) -> list[tuple[int, Mapping[str, str]]]:
    if len(data) > _LARGEST_FILE:
        raise FileWrong("line 1: the file is too large")
    try:
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        columns = [name.strip() for name in table.fieldnames or ()]
        table.fieldnames = columns
        if not {"number", "outcome"} <= set(columns) or set(columns) - set(DECISION_COLUMNS):
            raise FileWrong(f"line 1: columns are {', '.join(DECISION_COLUMNS)}; the first two are needed")
        return [(table.line_num, row) for row in table if any(row.values())]
    except UnicodeDecodeError as wrong:
        raise FileWrong("line 1: save the file as CSV UTF-8") from wrong
    except csv.Error as wrong:
        raise FileWrong(f"line {table.line_num}: {wrong}") from wrong


def _line(number: int, row: Mapping[str, str]) -> Line:
    if None in row or None in row.values():
        raise ValueError("more or fewer cells than columns")
    cell = {name: value.strip().removeprefix("'") for name, value in row.items()}
    if cell["outcome"] not in {one.value for one in DECISIONS}:
        raise ValueError("outcome: approve or refuse")
    decision = Decision(
        Act(cell["outcome"]),
        cell.get("reason", ""),
        _amount(cell.get("amount", "")),
        _per(cell.get("per", "")),
        _day(cell, "valid_from"),
        _day(cell, "valid_until"),
    )
    return Line(number, cell["number"].upper(), decision, _version(cell.get("version", "")))


def _amount(written: str) -> Decimal | None:
    if not written:
        return None
    try:
        amount = Decimal(written)
    except InvalidOperation as wrong:
        raise ValueError("amount: yuan, for example 300.00") from wrong
    if not amount.is_finite() or not 0 < amount < 10**9 or amount != round(amount, 2):
        raise ValueError("amount: yuan, for example 300.00")
    return amount


def _per(written: str) -> Per | None:
    try:
        return Per(written) if written else None
    except ValueError as wrong:
        raise ValueError(f"per: {', '.join(Per)}") from wrong


def _day(cell: Mapping[str, str], name: str) -> date | None:
    try:
        return date.fromisoformat(cell[name]) if cell.get(name) else None
    except ValueError as wrong:
        raise ValueError(f"{name}: a day like 2026-12-31") from wrong


def _version(written: str) -> int | None:
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise ValueError("version: a whole number")
    return int(written)
