"""My data: everything that is kept is shown, can be taken along, and goes when it may."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications.models import Application, Paper
from citizen.core import clock
from citizen.db.models import StoredDataKey
from citizen.db.session import Database
from citizen.home import my_data
from citizen.proxies.authority import Who
from tests.applications import steps
from tests.applications.office import at_the_office, bring_to_review
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def download(visitor: Visitor) -> zipfile.ZipFile:
    response = visitor.client.get("/my-data/download")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert response.headers["Cache-Control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(response.data))


def test_who_has_nothing_is_told_so(visitor: Visitor) -> None:
    page = visitor.open("/my-data")
    assert page.h1 == "我的信息"
    assert page.has_text("我们没有为这个浏览器保存任何信息")
    assert visitor.client.get("/my-data/download").status_code == 404


def sealed_papers(app: Flask) -> set[Path]:
    """Every file in the store: other tests leave theirs there."""
    return set(app.extensions["settings"].papers_folder.glob("*.sealed"))


def test_a_draft_is_shown_taken_along_and_deleted(app: Flask, visitor: Visitor, database: Database) -> None:
    before = sealed_papers(app)
    reference = steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.add_paper(visitor, "王小明残疾人证.jpg")
    page = visitor.open("/my-data")
    assert page.has_text(steps.NAME)
    assert page.has_text("方便您以后继续填写")
    archive = download(visitor)
    assert sorted(archive.namelist()) == ["my-data.json", "my-data.txt", "papers/1.jpg"]
    data = json.loads(archive.read("my-data.json"))
    [mine] = data["applications"]
    assert mine["reference"] == reference
    assert mine["contact"]["phone"] == "13800001234"
    assert mine["answers"]["birth_date"] == "1990-05-01"
    assert mine["papers"][0]["your_name_for_it"] == "王小明残疾人证.jpg"
    assert archive.read("papers/1.jpg").startswith(b"\xff\xd8")
    text = archive.read("my-data.txt").decode("utf-8-sig")
    assert "13800001234" in text
    assert "内容：回答、联系方式、材料" in text
    visitor.open("/my-data")
    page = visitor.follow("删除可以删除的信息")
    assert page.has_text("这些会马上删除")
    page = visitor.press("删除")
    assert page.has_text("能删除的都已删除")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredDataKey)) == 0
    assert sealed_papers(app) == before


def added_later(application_id: uuid.UUID) -> Paper:
    """A paper that the store does not have."""
    return Paper(
        application_id=application_id,
        kind="other",
        file_name="稍后.jpg",
        media_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        stored_name="0" * 48,
        added_at=clock.now(),
    )


def test_the_file_is_of_one_moment_whatever_is_written_meanwhile(
    visitor: Visitor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = steps.start(visitor)
    steps.give_contact(visitor)
    find_all = my_data.find_all

    def find_and_be_overtaken(session: Session, *, who: Who) -> my_data.Found:
        found = find_all(session, who=who)
        with database.writing() as other:
            mine = other.scalars(sa.select(Application.id).where(Application.reference == reference)).one()
            other.add(added_later(mine))
        return found

    monkeypatch.setattr(my_data, "find_all", find_and_be_overtaken)
    [mine] = json.loads(download(visitor).read("my-data.json"))["applications"]
    assert mine["papers"] == []
    monkeypatch.setattr(my_data, "find_all", find_all)
    [mine] = json.loads(download(visitor).read("my-data.json"))["applications"]
    assert [(one["your_name_for_it"], one["file"]) for one in mine["papers"]] == [("稍后.jpg", None)]


def test_looking_at_the_page_before_deleting_deletes_nothing(visitor: Visitor, database: Database) -> None:
    steps.start(visitor)
    visitor.open("/my-data/erase")
    visitor.follow("全部保留")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == 1


def test_what_an_office_has_stays_and_the_page_says_so(visitor: Visitor, database: Database) -> None:
    reference = steps.apply(visitor)
    page = visitor.open("/my-data")
    assert page.has_text("撤回并全部删除")
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
    page = visitor.open("/my-data")
    assert not page.has_text("撤回并全部删除")
    assert page.has_text("有错？给受理单位发消息")
    assert page.has_text("办完以后保存多久，以区残联公布为准")
    page = visitor.open("/my-data/erase")
    assert page.has_text("这里没有可以删除的信息")
    assert page.has_text("这些会保留")


def test_deleting_everything_takes_the_draft_and_leaves_what_was_sent(visitor: Visitor, database: Database) -> None:
    sent = steps.apply(visitor)
    steps.start(visitor)
    visitor.open("/my-data/erase")
    visitor.press("删除")
    with database.reading() as session:
        [left] = session.scalars(sa.select(Application))
        assert left.reference == sent
        assert left.contact["phone"] == "13800001234"


def test_nobody_sees_what_is_somebody_elses(visitor: Visitor, other_visitor: Visitor) -> None:
    steps.apply(visitor)
    steps.start(other_visitor)
    page = other_visitor.open("/my-data")
    assert not page.has_text("撤回并全部删除")
    data = json.loads(download(other_visitor).read("my-data.json"))
    assert [one["phase"] for one in data["applications"]] == ["draft"]


def test_a_terminal_gives_no_file(visitor: Visitor) -> None:
    visitor.open("/kiosk")
    steps.start(visitor)
    page = visitor.open("/my-data")
    assert page.has_text("自助终端上不能保存文件")
    assert not page.has_text("下载我的信息")


@pytest.mark.parametrize("address", ["/applications", "/privacy"])
def test_the_way_to_it(visitor: Visitor, address: str) -> None:
    visitor.open(address)
    assert visitor.follow("我的信息：保存了什么，保存到什么时候").h1 == "我的信息"
