"""Files of places, read whole: every cell, every row, and what the rows say about each other. Pure.

Nothing is repaired in silence and nothing is taken by halves: either there are rows to import, or there are problems,
all of them at once, each with its file, line and column as a spreadsheet program counts them.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from citizen.booking import place_cells as cells
from citizen.booking.place_tables import Table

LARGEST_FILE = 10 * 1024 * 1024
#: The second is what older Chinese spreadsheet programs write.
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that has to be put right."""

    file: str
    line: int | None
    column: str | None
    what: str

    def __str__(self) -> str:
        where = self.file + (f" 第 {self.line} 行" if self.line else "") + (f"“{self.column}”" if self.column else "")
        return f"{where}：{self.what}。"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. A column that is not in the file is not in `cells`: what is known of it stays."""

    line: int
    cells: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.cells[name]


@dataclass(slots=True)
class Read:
    """What was found in the files."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    #: Said, but no reason to stop.
    hints: list[str] = field(default_factory=list)

    def of(self, table: Table) -> list[Row]:
        return self.rows.get(table.file, [])


def read_files(files: Mapping[str, bytes], tables: Sequence[Table]) -> Read:
    """The rows of all files, by the name of the file. Every cell and every row is looked at."""
    found = Read()
    known = {table.file: table for table in tables}
    for name in files:
        if name not in known:
            found.problems.append(Problem(name, None, None, f"不认识这个文件名。可以用：{'、'.join(known)}"))
    for table in tables:
        if table.file in files:
            _read_table(found, table, files[table.file])
    return found


def _read_table(found: Read, table: Table, data: bytes) -> None:
    written = _decode(found, table.file, data)
    if written is None:
        return
    lines = _lines(found, table.file, written)
    if not lines:
        found.problems.append(Problem(table.file, None, None, "文件是空的。第一行写列的名称"))
        return
    columns = _columns(found, table, lines[0][1])
    if columns is None:
        return
    rows = found.rows.setdefault(table.file, [])
    for number, line in lines[1:]:
        rows.append(_row(found, table, columns, number, line))
    found.problems += repeated(table, rows)


def _decode(found: Read, file: str, data: bytes) -> str | None:
    if len(data) > LARGEST_FILE:
        found.problems.append(Problem(file, None, None, "文件太大，最多 10 MB"))
        return None
    is_text = not data.startswith((b"\xff\xfe", b"\xfe\xff", b"PK")) and b"\0" not in data
    for encoding in _ENCODINGS if is_text else ():
        try:
            written = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != _ENCODINGS[0]:
            found.hints.append(f"{file} 是 GB18030 编码，已经按它读取。下次请另存为“CSV UTF-8”，少一点误会。")
        return written
    found.problems.append(Problem(file, None, None, "不是 CSV 文本。请在表格软件里另存为“CSV UTF-8（逗号分隔）”"))
    return None


def _lines(found: Read, file: str, written: str) -> list[tuple[int, list[str]]]:
    """Lines with something in them, and where each begins."""
    reader = csv.reader(io.StringIO(written, newline=""), strict=True)
    lines, begins = [], 1
    try:
        for line in reader:
            if any(cell.strip() for cell in line):
                lines.append((begins, line))
            begins = reader.line_num + 1
    except csv.Error:
        found.problems.append(Problem(file, reader.line_num, None, "引号不成对，或者列太长。请检查这一行的英文引号"))
    return lines


def _columns(found: Read, table: Table, headings: Sequence[str]) -> list[str] | None:
    """What each column is; None when that cannot be said."""
    columns, before = [], len(found.problems)
    for heading in headings:
        column = table.column(heading)
        if column is None:
            names = "、".join(one.title for one in table.columns)
            what = f"不认识这一列。可以用：{names}" if heading.strip() else "有一列没有名称。请写上名称，或者删掉这一列"
            found.problems.append(Problem(table.file, 1, heading.strip()[:40] or None, what))
        elif column.name in columns:
            found.problems.append(Problem(table.file, 1, heading.strip(), "这一列出现了两次"))
        columns.append(column.name if column else "")
    for column in table.columns:
        if column.needed and column.name not in columns:
            found.problems.append(Problem(table.file, 1, column.title, "缺少这一列"))
    return columns if len(found.problems) == before else None


def _row(found: Read, table: Table, columns: Sequence[str], number: int, line: Sequence[str]) -> Row:
    """The cells that can be read; what is wrong with the others goes to the problems."""
    read: dict[str, Any] = {}
    if any(cell.strip() for cell in line[len(columns) :]):
        found.problems.append(
            Problem(table.file, number, None, "这一行的格子比第一行多。文字里有逗号时，两边要加英文引号")
        )
    for column in table.columns:
        if column.name not in columns:
            continue
        at = columns.index(column.name)
        written = line[at] if at < len(line) else ""
        try:
            read[column.name] = _cell(column.read, written, column.needed, column.empty)
        except cells.CellWrong as wrong:
            found.problems.append(Problem(table.file, number, column.title, str(wrong)))
    return Row(number, read)


def _cell(read: cells.Reader, written: str, needed: bool, empty: Any) -> Any:
    if written.strip():
        value = read(written)
        if value not in ("", []):
            return value
    if needed:
        raise cells.CellWrong("没有填")
    return empty


# -- rows among themselves -----------------------------------------------------------------------------------------


def repeated(table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """Rows that say the same thing twice."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = tuple(row.cells.get(name) for name in table.key)
        if not key or key[0] is None:
            continue
        if key in first:
            yield Problem(table.file, row.line, table.column(table.key[0]).title, f"和第 {first[key]} 行重复：{key[0]}")  # type: ignore[union-attr]
        first.setdefault(key, row.line)


def hours_in_order(table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """From before to, and from one day until a later one."""
    for row in rows:
        begin, end = row.cells.get("from"), row.cells.get("to")
        if begin is not None and end is not None and begin >= end:
            yield Problem(table.file, row.line, "结束", "结束要晚于开始")
        first, last = row.cells.get("valid_from"), row.cells.get("valid_to")
        if first is not None and last is not None and first > last:
            yield Problem(table.file, row.line, "到哪天止", "要晚于“从哪天起”")


def overlapping(table: Table, rows: Iterable[Row]) -> Iterator[Problem]:
    """Hours of one resource that meet on the same weekday in the same weeks."""
    of_resource: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if {"resource", "weekdays", "from", "to"} <= row.cells.keys():
            of_resource[row["resource"]].append(row)
    for same in of_resource.values():
        for at, row in enumerate(same):
            earlier = next((one for one in same[:at] if _meet(one, row)), None)
            if earlier is not None:
                yield Problem(table.file, row.line, "开始", f"和第 {earlier.line} 行的时间重叠：{row['resource']}")


def _meet(one: Row, other: Row) -> bool:
    if not set(one["weekdays"]) & set(other["weekdays"]):
        return False
    if one["to"] <= other["from"] or other["to"] <= one["from"]:
        return False
    (first, last), (begin, end) = _weeks(one), _weeks(other)
    return first <= end and begin <= last


def _weeks(row: Row) -> tuple[date, date]:
    return row.cells.get("valid_from") or date.min, row.cells.get("valid_to") or date.max


def unknown(table: Table, rows: Iterable[Row], name: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    """Codes nobody knows; `what` says where they would have to stand."""
    there = set(known)
    column = next(one for one in table.columns if one.name == name)
    for row in rows:
        said = row.cells.get(name)
        for code in said if isinstance(said, list) else [said]:
            if code and code not in there:
                yield Problem(table.file, row.line, column.title, f"“{code}”{what}")
