"""The pages about papers, as a person without script uses them."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from citizen.applications.models import Paper
from citizen.applications.paper_store import NoRoom, PaperStore
from citizen.db.session import Database
from tests.applications import papers, steps
from tests.support.visitor import Visitor


@pytest.fixture
def reference(visitor: Visitor) -> str:
    """A draft; the visitor stands on its papers."""
    reference = steps.start(visitor)
    visitor.open(f"/applications/{reference}/papers")
    return reference


def kept(database: Database) -> list[Paper]:
    with database.reading() as session:
        return list(session.scalars(sa.select(Paper).order_by(Paper.added_at)))


def test_every_kind_says_what_it_is_for_and_what_must_be_readable(visitor: Visitor, reference: str) -> None:
    visitor.follow("添加身份证")
    page = visitor.page
    assert page.h1 == "添加身份证"
    for words in ("看您是谁", "正面：姓名、住址和18位号码", "每个不超过10 MB", "JPEG、PNG、HEIC", "仅用于这份申请"):
        assert page.has_text(words)
    assert " multiple" in page.html


def test_an_identity_paper_is_kept_with_its_mark(visitor: Visitor, reference: str, database: Database) -> None:
    visitor.follow("添加身份证")
    plain = papers.jpeg(size=(800, 500), colour="white")
    visitor.attach("选择文件", "身份证.jpg", plain)
    visitor.press("添加")
    assert visitor.page.has_text("已添加1个文件")
    opened = visitor.download("打开 身份证.jpg")
    picture = Image.open(io.BytesIO(opened.data)).convert("RGB")
    assert picture.size == (800, 500)
    assert min(low for low, _high in picture.getextrema()) < 200


def test_a_heic_photo_comes_back_as_jpeg(visitor: Visitor, reference: str) -> None:
    visitor.follow("添加其他材料")
    visitor.attach("选择文件", "IMG_1.HEIC", papers.real_heic())
    visitor.press("添加")
    assert visitor.download("打开 IMG_1.HEIC").media_type == "image/jpeg"


def test_programs_in_a_pdf_are_taken_out_and_said(visitor: Visitor, reference: str) -> None:
    visitor.follow("添加其他材料")
    visitor.attach("选择文件", "表格.pdf", papers.pdf_with_script())
    visitor.press("添加")
    assert visitor.page.has_text("有一个PDF里带了程序或附件，已经去掉。页面都还在。")


def test_a_paper_can_be_brought_and_the_summary_says_so(visitor: Visitor, reference: str) -> None:
    visitor.follow("带来、寄来或没有身份证")
    visitor.press("保存并继续")
    assert visitor.page.status == 422
    visitor.choose("身份证，您打算怎么交？", "没有这份材料")
    visitor.fill("为什么没有？ （选填）", "正在换证")
    visitor.press("保存并继续")
    assert visitor.page.has_text("区残联会看到您打算怎么交")
    assert visitor.page.has_text("没有这份材料")
    visitor.follow("带来、寄来或没有身份证")
    assert "正在换证" in visitor.page.html
    visitor.choose("身份证，您打算怎么交？", "我在这里添加照片或文件")
    visitor.press("保存并继续")
    assert visitor.page.h1 == "添加身份证"


def test_a_request_that_is_too_large_answers_on_the_same_page(visitor: Visitor, reference: str) -> None:
    visitor.follow("添加身份证")
    visitor.attach("选择文件", "录像.jpg", b"0" * (42 * 1024 * 1024))
    visitor.press("添加")
    assert visitor.page.status == 413
    assert visitor.page.h1 == "添加身份证"
    assert visitor.page.errors[0].startswith("这些文件加起来太大了")
    visitor.attach("选择文件", "身份证.jpg", papers.jpeg())
    visitor.press("添加")
    assert visitor.page.has_text("已添加1个文件")


def test_a_full_disk_is_said_and_nothing_is_half_saved(
    visitor: Visitor, reference: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_store: PaperStore, _data: bytes) -> str:
        raise NoRoom

    visitor.follow("添加身份证")
    visitor.attach("选择文件", "身份证.jpg", papers.jpeg())
    with monkeypatch.context() as broken:
        broken.setattr(PaperStore, "put", full)
        visitor.press("添加")
    assert visitor.page.status == 503
    assert visitor.page.errors == [
        "“身份证.jpg”没有保存：我们的服务器暂时存不下了。其他内容都已保存。请过一会儿再试，或者把材料带来。"
    ]
    assert kept(database) == []


def test_one_failed_file_never_loses_another(visitor: Visitor, reference: str, database: Database) -> None:
    visitor.follow("添加身份证")
    for name, content in (
        ("正面.jpg", papers.jpeg(colour="red")),
        ("程序.exe", b"MZ not a picture"),
        ("空.pdf", b""),
        ("反面👨\u200d👩\u200d👧𠮷.png", papers.png()),
    ):
        visitor.attach("选择文件", name, content)
    visitor.press("添加")
    assert visitor.page.status == 422
    assert visitor.page.errors == [
        "“程序.exe”不是照片（JPEG、PNG、HEIC），也不是PDF。请直接给材料拍照。",
        "“空.pdf”是空的。请重新选择，或者再拍一张。",
    ]
    assert visitor.page.has_text("已添加2个文件")
    assert visitor.page.has_text("这些已保存。")
    assert {paper.file_name for paper in kept(database)} == {"正面.jpg", "反面👨\u200d👩\u200d👧𠮷.png"}
    visitor.attach("选择文件", "反面.jpg", papers.jpeg(colour="blue"))
    visitor.press("添加")
    assert len(kept(database)) == 3


def test_a_paper_that_is_removed_is_said_first_thing_on_the_page(visitor: Visitor, reference: str) -> None:
    visitor.follow("添加身份证")
    visitor.attach("选择文件", "身份证.jpg", papers.jpeg())
    visitor.press("添加")
    visitor.press("删除 身份证.jpg")
    (message,) = visitor.page.document.having("autofocus")
    assert "已删除文件" in visitor.page.document.text(message)


def test_papers_of_an_earlier_application_are_used_again(visitor: Visitor, database: Database) -> None:
    first = steps.apply(visitor)
    second = steps.start(visitor, programme="skills-training")
    visitor.open(f"/applications/{second}/papers")
    visitor.follow("用以前交过的材料")
    visitor.press("用这些材料")
    assert visitor.page.errors == ["请至少勾选一份材料"]
    visitor.tick("残疾人证")
    visitor.press("用这些材料")
    assert visitor.page.h1 == "材料"
    assert visitor.page.has_text("已添加1个文件")
    one, other = kept(database)
    assert one.stored_name != other.stored_name
    visitor.press("删除 残疾人证.jpg")
    visitor.open(f"/applications/{first}/papers/{one.id}")
    assert visitor.page.status == 200
    assert not visitor.open(f"/applications/{second}/papers").has_text("打开 残疾人证.jpg")


def test_a_virus_is_refused_and_nothing_is_kept(visitor: Visitor, reference: str, database: Database, clamd) -> None:
    with clamd(lambda stream: b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in stream else b"stream: OK\0"):
        visitor.follow("添加身份证")
        visitor.attach("选择文件", "坏.jpg", b"\xff\xd8\xffEICAR")
        visitor.press("添加")
        assert visitor.page.errors == ["“坏.jpg”有病毒，没有保存。请直接给材料拍照。"]
        visitor.attach("选择文件", "好.jpg", papers.jpeg())
        visitor.press("添加")
    assert [paper.scan.value for paper in kept(database)] == ["clean"]


def test_while_the_scanner_is_away_papers_are_kept_and_looked_through_later(
    visitor: Visitor, reference: str, database: Database, clamd, app
) -> None:
    with clamd(None):
        visitor.follow("添加身份证")
        visitor.attach("选择文件", "身份证.jpg", papers.jpeg())
        visitor.press("添加")
        assert visitor.page.has_text("等待病毒检查。您不用做什么。")
        failed = app.test_cli_runner().invoke(args=["papers", "scan"])
        assert (failed.exit_code, failed.output) == (1, "0 clean, 0 infected and destroyed, 1 could not be scanned\n")
    with clamd(lambda _stream: b"stream: OK\0"):
        done = app.test_cli_runner().invoke(args=["papers", "scan"])
        assert (done.exit_code, done.output) == (0, "1 clean, 0 infected and destroyed, 0 could not be scanned\n")
        again = app.test_cli_runner().invoke(args=["papers", "scan"])
        assert again.output.startswith("0 clean, 0 infected")
    assert [paper.scan.value for paper in kept(database)] == ["clean"]


def test_an_infected_paper_found_later_is_said_to_the_person(
    visitor: Visitor, reference: str, database: Database, clamd, app
) -> None:
    visitor.follow("添加身份证")
    visitor.attach("选择文件", "身份证.jpg", papers.jpeg())
    visitor.press("添加")
    with clamd(lambda _stream: b"stream: Something FOUND\0"):
        assert "1 infected and destroyed" in app.test_cli_runner().invoke(args=["papers", "scan"]).output
    visitor.open(f"/applications/{reference}/papers")
    assert visitor.page.has_text("发现病毒，文件已销毁。请另外添加一个。")
    (paper,) = kept(database)
    assert visitor.open(f"/applications/{reference}/papers/{paper.id}").status == 404
