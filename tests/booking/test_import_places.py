"""Places from tables, as an operator does it: good files, bad files, twice, and from what the documents say alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from citizen.booking import inventory, place_template
from citizen.booking.export_places import export_places
from citizen.booking.models import Opening, OpeningException, Resource, Service, Site
from citizen.booking.sample import load_sample
from citizen.booking.terms import Need
from citizen.db.session import Database
from tests.code_base.sources import ROOT

pytestmark = pytest.mark.database

DOCUMENT = ROOT / "docs" / "places.md"
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    def run(*arguments: object) -> Result:
        return app.test_cli_runner().invoke(args=["places", *map(str, arguments)])

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The template, to be changed by a test."""
    for name, data in place_template.files().items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def count(session: Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def examples_of_the_document() -> Mapping[str, str]:
    """Every example file of docs/places.md: a heading with the name, then the block."""
    found = re.findall(r"^#+ `(\w+\.csv)`.*?^```csv\n(.*?)^```", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return dict(found)


# -- what works ------------------------------------------------------------------------------------------------


def test_the_example_of_the_document_can_be_booked(run: Run, tmp_path: Path, database: Database) -> None:
    for name, text in examples_of_the_document().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("import", tmp_path)
    assert done.exit_code == 0, done.output
    with database.reading() as session:
        site = session.scalars(sa.select(Site)).one()
        service = session.scalars(sa.select(Service).where(Service.is_group.is_(False))).one()
        assert not site.is_sample
        assert site.meets == ["step_free", "large_print", "companion", "guide_dog"]
        plan = inventory.get_plan(
            session, service=service, site_code=site.code, needs=[Need.SIGN_LANGUAGE], person_key=None
        )
        assert plan.offers()
        assert plan.arranged == (Need.SIGN_LANGUAGE,)


def test_the_document_shows_the_template(run: Run, tmp_path: Path) -> None:
    shown = examples_of_the_document()
    assert shown == {one.name: one.read_text("utf-8") for one in place_template.FOLDER.glob("*.csv")}
    assert run("template", tmp_path / "new").exit_code == 0
    assert {one.name for one in (tmp_path / "new").iterdir()} == set(shown)
    refused = run("template", tmp_path / "new")
    assert refused.exit_code == 1
    assert "没有覆盖" in refused.output


def test_the_document_names_every_column() -> None:
    from citizen.booking.place_checks import tables_here

    text = DOCUMENT.read_text(encoding="utf-8")
    missing = [
        f"{table.file} {column.title}"
        for table in tables_here()
        for column in table.columns
        if f"| {column.title} `{column.name}`" not in text
    ]
    assert missing == []


def test_the_same_again_changes_nothing_and_says_so(run: Run, folder: Path, database: Database) -> None:
    first = run("import", folder)
    assert "新增地点：tz-rehab" in first.output
    with database.reading() as session:
        before = [count(session, one) for one in (Site, Resource, Service, Opening, OpeningException)]
    again = run("import", folder)
    assert again.exit_code == 0
    assert "和现有的完全一样，没有改动。" in again.output
    with database.reading() as session:
        assert [count(session, one) for one in (Site, Resource, Service, Opening, OpeningException)] == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_usual_encoding_is_read(run: Run, folder: Path, encoding: str) -> None:
    for path in folder.iterdir():
        path.write_text(path.read_text("utf-8-sig"), encoding=encoding)
    done = run("import", "--check", folder)
    assert done.exit_code == 0, done.output
    assert ("GB18030" in done.output) == (encoding == "gb18030")


def test_english_headings_codes_and_full_width_digits_are_read(run: Run, folder: Path, database: Database) -> None:
    assert run("import", folder).exit_code == 0
    written = "Resource,weekdays,from,to\ntz-rehab-room-1,mon-fri,９：００,１２：３０\n"
    path = folder / "openings.csv"
    path.write_text(written, encoding="utf-8")
    done = run("import", path)
    assert done.exit_code == 0, done.output
    with database.reading() as session:
        hours = session.execute(
            sa.select(Opening.weekday, Opening.from_minute, Opening.to_minute)
            .join(Resource, Resource.id == Opening.resource_id)
            .where(Resource.code == "tz-rehab-room-1")
        ).all()
    assert sorted(map(tuple, hours)) == [(day, 540, 750) for day in range(5)]


def test_looking_first_writes_nothing(run: Run, folder: Path, database: Database) -> None:
    checked = run("import", "--check", folder)
    assert checked.output == "检查过了，没有错误：services.csv 2 行、requirements.csv 3 行、places.csv 1 行、" + (
        "resources.csv 3 行、openings.csv 4 行、exceptions.csv 2 行、sessions.csv 1 行。\n"
    )
    tried = run("import", "--dry-run", folder)
    assert "新增地点：tz-rehab" in tried.output
    assert "这次没有写入" in tried.output
    with database.reading() as session:
        assert count(session, Site) == 0


def test_what_is_not_in_the_files_stays_until_they_are_complete(run: Run, folder: Path, database: Database) -> None:
    run("import", folder)
    for name in ("resources.csv", "openings.csv"):
        lines = (folder / name).read_text("utf-8-sig").splitlines()
        kept = [line for line in lines if "interpreter" not in line]
        (folder / name).write_text("\n".join(kept), encoding="utf-8")
    assert "没有改动" in run("import", folder).output
    done = run("import", "--complete", folder)
    assert "停用人员、房间和车：tz-rehab-interpreter-1" in done.output
    with database.reading() as session:
        gone = session.scalars(sa.select(Resource).where(Resource.code == "tz-rehab-interpreter-1")).one()
        assert not gone.is_active


def test_what_was_closed_stays_closed_when_the_file_does_not_say(run: Run, folder: Path, database: Database) -> None:
    """A column that is not in the file changes nothing; "启用" with "是" opens again."""
    run("import", folder)
    with database.writing() as session:
        session.execute(sa.update(Site).values(is_active=False))
        session.execute(sa.update(Resource).values(is_active=False))
    for name in ("places.csv", "resources.csv"):
        text = (folder / name).read_text("utf-8-sig")
        rows = list(csv.reader(text.splitlines()))
        assert rows[0][-1] == "启用"
        (folder / name).write_text("\n".join(_line(row[:-1]) for row in rows), encoding="utf-8")
    assert "没有改动" in run("import", folder).output
    with database.reading() as session:
        assert not any(session.scalars(sa.select(Site.is_active)))
        assert not any(session.scalars(sa.select(Resource.is_active)))
    for name, data in place_template.files().items():
        (folder / name).write_bytes(data)
    run("import", folder)
    with database.reading() as session:
        assert all(session.scalars(sa.select(Site.is_active)))


def test_a_series_longer_than_the_pages_offer_is_refused(run: Run, folder: Path) -> None:
    name = "services.csv"
    rows = list(csv.reader((folder / name).read_text("utf-8-sig").splitlines()))
    rows[1][rows[0].index("一次最多约几回")] = "21"
    (folder / name).write_text("\n".join(map(_line, rows)), encoding="utf-8")
    refused = run("import", "--check", folder)
    assert refused.exit_code != 0
    assert "一次最多约几回" in refused.output
    assert "20" in refused.output


def _line(cells: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def test_a_place_stands_for_everything_it_has(run: Run, folder: Path, database: Database) -> None:
    run("import", folder)
    with database.reading() as session:
        closed = session.scalars(sa.select(OpeningException).where(OpeningException.is_open.is_(False))).all()
        assert len(closed) == 3
        assert {one.reason for one in closed} == {"内部培训"}


def test_what_is_exported_changes_nothing(run: Run, tmp_path: Path, database: Database) -> None:
    with database.writing() as session:
        load_sample(session)
    assert run("export", tmp_path / "out").exit_code == 0
    with database.reading() as session:
        before = export_places(session)
    done = run("import", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert set(re.findall(r"（(.*?)）", done.output)) <= {"不再是示例"}
    with database.reading() as session:
        assert export_places(session) == before


# -- what is refused -------------------------------------------------------------------------------------------

WRONG = {
    "half past midnight does not exist": (
        "openings.csv", "17:00,2026", "24:30,2026",
        "openings.csv 第 3 行“结束”：没有“24:30”这个时间",
    ),
    "ten past is no quarter": (
        "openings.csv", "9:00,12:00,2026-01-01,\n", "9:10,12:00,2026-01-01,\n",
        "openings.csv 第 2 行“开始”：“9:10”不行。时间按 15 分钟算",
    ),
    "ends before it begins": (
        "openings.csv", "13:00,17:00", "17:00,13:00",
        "openings.csv 第 3 行“结束”：结束要晚于开始",
    ),
    "hours meet": (
        "openings.csv", "13:00,17:00", "11:00,17:00",
        "openings.csv 第 3 行“开始”：和第 2 行的时间重叠：tz-rehab-therapist-1",
    ),
    "an unknown weekday": (
        "openings.csv", "周二、周四", "周二、周八",
        "openings.csv 第 5 行“星期”：“周八”不是星期几",
    ),
    "a day that never comes": (
        "exceptions.csv", "2027-03-15", "2027-02-30",
        "exceptions.csv 第 2 行“日期”：没有“2027-02-30”这一天",
    ),
    "an unknown resource": (
        "openings.csv", "tz-rehab-room-1", "tz-rehab-room-9",
        "openings.csv 第 4 行“资源”：“tz-rehab-room-9”不在 resources.csv 里",
    ),
    "an unknown place": (
        "resources.csv", "room-1,tz-rehab,", "room-1,tz-other,",
        "resources.csv 第 3 行“地点”：“tz-other”不在 places.csv 里",
    ),
    "a skill nobody needs": (
        "resources.csv", "康复治疗", "therapst",
        "resources.csv 第 2 行“能做什么”：“therapst”没有哪个服务用到",
    ),
    "an unknown kind": (
        "resources.csv", "人员", "机器人",
        "resources.csv 第 2 行“种类”：“机器人”不认识。可以写：人员（staff）",
    ),
    "the same code twice": (
        "resources.csv", "tz-rehab-room-1", "tz-rehab-therapist-1",
        "resources.csv 第 3 行“代码”：和第 2 行重复：tz-rehab-therapist-1",
    ),
    "an unknown district": (
        "places.csv", "通州区,示例", "海淀区,示例",
        "places.csv 第 2 行“区”：“海淀区”不是本网站的区",
    ),
    "an unknown need": (
        "places.csv", "欢迎导盲犬", "导盲猫",
        "places.csv 第 2 行“现场有什么”：“导盲猫”不认识",
    ),
    "a formula": (
        "places.csv", "示例康复中心（请改）", "=HYPERLINK(1)",
        "places.csv 第 2 行“名称”：以“=”开头",
    ),
    "a command": (
        "exceptions.csv", "内部培训", "@SUM(1)",
        "exceptions.csv 第 2 行“原因”：以“@”开头",
    ),
    "nothing where something is needed": (
        "places.csv", "示例路1号,1", ",1",
        "places.csv 第 2 行“地址”：没有填",
    ),
    "a strange column": (
        "places.csv", "街道,纬度", "楼层,纬度",
        "places.csv 第 1 行“楼层”：不认识这一列",
    ),
    "a column that is missing": (
        "openings.csv", "资源,星期", "资源,从哪天起",
        "openings.csv 第 1 行“星期”：缺少这一列",
    ),
    "a column twice": (
        "openings.csv", "从哪天起,到哪天止", "结束,到哪天止",
        "openings.csv 第 1 行“结束”：这一列出现了两次",
    ),
    "too many cells": (
        "exceptions.csv", "周六加开", "周六,加开",
        "exceptions.csv 第 3 行：这一行的格子比第一行多",
    ),
    "minutes that are no quarters": (
        "services.csv", ",45,30,", ",50,30,",
        "services.csv 第 2 行“分钟”：“50”不对。要是 15 的倍数",
    ),
    "an unknown programme": (
        "services.csv", "adult-rehab-subsidy", "moon-travel",
        "services.csv 第 2 行“政策项目”：“moon-travel”不是政策目录里的项目",
    ),
    "one language says more": (
        "services.csv", "|Loose clothes", "",
        "services.csv 第 2 行“英文带什么”：中文有 2 句，英文有 1 句",
    ),
    "a quotation mark too few": (
        "exceptions.csv", "内部培训", '"内部',
        "exceptions.csv",
    ),
    "capital letters": (
        "places.csv", "\ntz-rehab,", "\nTZ-Rehab,",
        "places.csv 第 2 行“代码”：“TZ-Rehab”不能用",
    ),
    "an address without https": (
        "places.csv", "adult-rehab,,", "adult-rehab,http://x.example/,",
        "places.csv 第 2 行“远程会面网址”：不是网址",
    ),
    "nowhere on earth": (
        "places.csv", "39.90", "139.90",
        "places.csv 第 2 行“纬度”：“139.90”不对",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_written(
    run: Run, folder: Path, database: Database, case: str
) -> None:
    file, old, new, said = WRONG[case]
    change(folder, file, old, new)
    refused = run("import", folder)
    assert refused.exit_code == 2, refused.output
    assert said in refused.output
    assert "什么也没有写入" in refused.output
    with database.reading() as session:
        assert count(session, Site) == 0


def test_everything_that_is_wrong_is_said_at_once(run: Run, folder: Path) -> None:
    change(folder, "places.csv", "通州区", "月球")
    change(folder, "openings.csv", "周二、周四", "周八")
    change(folder, "openings.csv", "13:00,17:00", "25:00,17:00")
    refused = run("import", folder)
    assert "有 3 处需要修改。" in refused.output
    said = refused.output.splitlines()
    assert [line.partition("：")[0] for line in said if line.partition(" ")[0].endswith(".csv")] == [
        "openings.csv 第 3 行“开始”", "openings.csv 第 5 行“星期”", "places.csv 第 2 行“区”",
    ]  # fmt: skip


def test_a_workbook_is_no_table(run: Run, folder: Path) -> None:
    (folder / "places.csv").write_bytes(b"PK\x03\x04\x14\x00")
    assert "另存为“CSV UTF-8（逗号分隔）”" in run("import", folder).output
    (folder / "places.csv").write_bytes("代码,区".encode("utf-16"))
    assert "另存为“CSV UTF-8（逗号分隔）”" in run("import", folder).output
    (folder / "places.csv").write_bytes(b"")
    assert "places.csv：文件是空的" in run("import", folder).output


def test_a_file_of_another_name_is_named(run: Run, tmp_path: Path) -> None:
    other = tmp_path / "地点.csv"
    other.write_text("代码\n", encoding="utf-8")
    refused = run("import", other)
    assert "地点.csv：不认识这个文件名。可以用：services.csv" in refused.output
    assert "里面没有这些文件" in run("import", tmp_path).output


def test_an_apostrophe_that_keeps_a_number_is_not_part_of_it(run: Run, folder: Path, database: Database) -> None:
    change(folder, "places.csv", "010-00000000", "'+86 10 00000000")
    assert run("import", folder).exit_code == 0
    with database.reading() as session:
        assert session.scalars(sa.select(Site.phone)).one() == "+86 10 00000000"
        assert "'+86 10 00000000" in export_places(session)["places.csv"].decode("utf-8-sig")
