"""Letters as the person meets them: read, print, feel, listen, as often as wanted, and nobody else's."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pikepdf
import pytest

from citizen.applications import cases
from citizen.applications.office_acts import Asked
from citizen.db.session import Database
from tests.applications import steps
from tests.applications.office import OFFICER, REFUSAL, ask, at_the_office, bring_to_review
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database
LINK = "信件和通知：阅读、打印、盲文或朗读"
FORMS = (
    "PDF，可以打印",
    "PDF，大字版",
    "盲文文件（BRF），由程序转换",
    "盲文文字，由程序转换",
    "录音（MP3），由机器朗读",
)


@pytest.fixture
def reference(visitor: Visitor) -> str:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/status")
    return reference


def test_the_receipt_can_be_read_again_and_says_everything_that_was_sent(visitor: Visitor, reference: str) -> None:
    visitor.follow(LINK)
    visitor.follow("申请回执")
    page = visitor.page
    assert page.h1 == "申请回执"
    for words in (steps.NAME, "王小明", "1990年5月1日", "北京市通州区", "接下来"):
        assert page.has_text(words), words


def test_every_form_of_a_letter_can_be_had(visitor: Visitor, reference: str) -> None:
    visitor.open(f"/applications/{reference}/letters/receipt")
    files = {}
    for name in FORMS:
        visitor.follow(name)
        answer = visitor.page.response
        assert answer.headers["Cache-Control"] == "no-store"
        assert "王小明" not in answer.headers["Content-Disposition"]
        files[name] = answer.data
        visitor.open(f"/applications/{reference}/letters/receipt")
    pdf = pikepdf.open(BytesIO(files[FORMS[0]]))
    assert str(pdf.docinfo["/Title"]) == "申请回执"
    assert len(pikepdf.open(BytesIO(files[FORMS[1]])).pages) > len(pdf.pages)
    assert files[FORMS[2]].isascii()
    assert "⠼" in files[FORMS[3]].decode()
    assert len(files[FORMS[4]]) > 50_000


def test_what_the_office_asks_and_decides_are_letters_too(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        ask(session, case, Asked(facts=["birth_date"], contact=True), until=date(2099, 1, 1))
    visitor.open(f"/applications/{reference}/letters")
    visitor.follow("请补充您的申请材料")
    for words in ("身份证上看不清楚", "2099年1月1日", "联系方式"):
        assert visitor.page.has_text(words), words
    with at_the_office(database, reference) as (session, case):
        cases.cancel_correction(session, case=case, by=OFFICER)
        cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)
    visitor.open(f"/applications/{reference}/letters")
    visitor.follow("申请结果通知")
    for words in ("您的年龄不符合规定", "行政复议"):
        assert visitor.page.has_text(words), words
    visitor.open(f"/applications/{reference}/letters/correction-1-1")
    assert visitor.page.has_text("不用再答复")


def test_what_was_told_stands_beside_the_letters(visitor: Visitor, reference: str, database: Database) -> None:
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
    page = visitor.open(f"/applications/{reference}/letters")
    assert page.has_text("您的申请又办完了一步")
    assert visitor.open(f"/applications/{reference}/letters?lang=en").has_text("one step further")


def test_letters_come_in_the_language_of_the_reader(visitor: Visitor, reference: str) -> None:
    page = visitor.open(f"/applications/{reference}/letters/receipt?lang=en")
    assert page.h1 == "Receipt of your application"
    answer = visitor.open(f"/applications/{reference}/letters/receipt/pdf").response
    pdf = pikepdf.open(BytesIO(answer.data))
    assert str(pdf.Root["/Lang"]) == "en"


@pytest.mark.parametrize("path", ["", "/receipt", "/receipt/pdf", "/receipt/mp3"])
def test_nobody_else_gets_a_letter(other_visitor: Visitor, reference: str, path: str) -> None:
    assert other_visitor.open(f"/applications/{reference}/letters{path}").status == 404


@pytest.mark.parametrize("path", ["/decision-1", "/correction-1-1", "/decision-9", "/receipt/exe", "/receipt/html"])
def test_what_does_not_exist_is_not_found(visitor: Visitor, reference: str, path: str) -> None:
    assert visitor.open(f"/applications/{reference}/letters{path}").status == 404


def test_a_draft_has_no_letter_yet(visitor: Visitor) -> None:
    reference = steps.start(visitor)
    assert visitor.open(f"/applications/{reference}/letters").has_text("还没有信件")


def test_a_terminal_gives_no_files(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open("/kiosk")
    page = visitor.open(f"/applications/{reference}/letters/receipt")
    assert page.status == 200
    assert not page.has_text("PDF")
    assert visitor.open(f"/applications/{reference}/letters/receipt/pdf").status == 404
