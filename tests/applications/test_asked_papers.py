"""Papers an office asks for after sending: added at the screen or by phone, promised, removed; sent in one piece."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications import cases, corrections, paper_service
from citizen.applications.cases import Asked
from citizen.applications.lifecycle import NotPossibleNow
from citizen.applications.models import Application, Paper
from citizen.applications.paper_intake import KeptFile
from citizen.applications.paper_models import Instead
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_store import PaperStore
from citizen.core.errors import NotFound
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.applications import steps
from tests.applications.office import OFFICER, ask, at_the_office, the_case
from tests.applications.papers import jpeg
from tests.applications.phones import phone_address
from tests.applications.test_hand_over import _legend as legend
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
YEAR = timedelta(days=366)


def names_at_the_office(database: Database, reference: str) -> list[str]:
    with at_the_office(database, reference) as (session, case):
        return [paper.file_name for paper in cases.papers_of_case(session, case=case)]


def test_from_the_question_of_the_office_to_its_desk(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    reference = steps.apply(visitor)
    with at_the_office(database, reference) as (session, case):
        ask(session, case, Asked(papers=["identity", "unemployment_proof"]))
    visitor.open(f"/applications/{reference}/status")
    visitor.follow("现在就答复")
    visitor.follow("用手机拍照，或者看看已经添加的文件")
    assert not visitor.page.has_text("残疾人证.jpg")
    visitor.press("用手机拍照添加")
    other_visitor.open(phone_address(visitor))
    other_visitor.press("开始")
    assert not other_visitor.page.has_text("残疾人证")
    other_visitor.choose(legend(other_visitor), "身份证")
    other_visitor.attach("现在拍照 （选填）", "身份证.jpg", jpeg(colour="red"))
    other_visitor.press("添加")
    assert other_visitor.page.has_text("已添加1个文件")
    visitor.follow("看看收到了什么")
    visitor.follow("返回全部材料")
    visitor.press(next(name for name in visitor.page.buttons if "身份证.jpg" in name))
    assert visitor.page.has_text("已删除文件")
    other_visitor.choose(legend(other_visitor), "身份证")
    other_visitor.attach("现在拍照 （选填）", "再拍.jpg", jpeg(colour="red"))
    other_visitor.press("添加")
    visitor.open(f"/applications/{reference}/papers/unemployment_proof/instead")
    visitor.choose(visitor.page.h1, "我会带来")
    visitor.press("保存并继续")
    assert visitor.page.has_text("全部交上去以后，受理单位才看得到")
    assert names_at_the_office(database, reference) == ["残疾人证.jpg"]
    for proof in ("receipt", "letters/receipt"):
        assert not visitor.open(f"/applications/{reference}/{proof}").has_text("再拍.jpg"), "It was not sent yet."
    visitor.open(f"/applications/{reference}/papers")
    with at_the_office(database, reference) as (session, case):
        assert paper_service.list_promises(session, application=case.application) == {}
    visitor.follow("继续")
    visitor.press("全部交给受理单位")
    assert visitor.page.has_text("受理单位已收到您的答复")
    assert names_at_the_office(database, reference) == ["残疾人证.jpg", "再拍.jpg"]
    assert visitor.open(f"/applications/{reference}/receipt").has_text("再拍.jpg")
    with at_the_office(database, reference) as (session, case):
        assert (
            paper_service.list_promises(session, application=case.application)["unemployment_proof"].instead
            is Instead.BRING
        )
    assert other_visitor.open("/phone/photos").status == 410
    assert visitor.open(f"/applications/{reference}/papers").url.endswith("/status")


def test_what_was_not_asked_for_stays_closed(visitor: Visitor, database: Database) -> None:
    reference = steps.apply(visitor)
    with at_the_office(database, reference) as (session, case):
        ask(session, case, Asked(papers=["identity"]))
        first = session.scalars(sa.select(Paper)).one().id
    address = f"/applications/{reference}/papers"
    assert visitor.open(f"{address}/add?kind=disability_certificate").url == address
    assert visitor.open(f"{address}/disability_certificate/instead").status == 404
    visitor.open(f"{address}/add?kind=identity")
    fields = {"csrf_token": _token(visitor)}
    assert visitor.client.post(f"{address}/{first}/remove", data=fields).status_code == 409
    assert visitor.client.post(address, data={**fields, "plan": "bring"}).status_code == 409
    assert names_at_the_office(database, reference) == ["残疾人证.jpg"]


def _token(visitor: Visitor) -> str:
    return visitor.page.html.partition('name="csrf_token" value="')[2].partition('"')[0]


# -- service ---------------------------------------------------------------------------------------------------


def a_file(kind: str = "identity", number: int = 1) -> KeptFile:
    mark = f"{number}" * 64
    return KeptFile(kind, "a.jpg", "image/jpeg", 3, mark, mark, f"stored-{number}", ScanState.CLEAN, False)


def keep(session: Session, who: Who, application: Application, number: int = 1) -> Paper:
    return paper_service.keep_paper(session, who=who, application=application, kept=a_file(number=number))


def send(session: Session, who: Who, application: Application) -> None:
    case = the_case(application)
    correction = corrections.get_correction(session, case=case)
    seen = corrections.buffer_mark(correction)
    corrections.send_correction(session, who=who, case=case, correction=correction, seen=seen)


@pytest.mark.parametrize("jump", [YEAR, -YEAR])
def test_a_clock_that_jumps_neither_shows_nor_loses_a_paper(
    session: Session, who: Who, sent: Application, at, jump: timedelta
) -> None:
    with at(NOON):
        ask(session, the_case(sent), Asked(papers=["identity"]))
    with at(NOON + jump):
        paper = keep(session, who, sent)
        assert not paper_service.is_released(paper, scans=False)
        assert cases.papers_of_case(session, case=the_case(sent)) == []
        send(session, who, sent)
    assert paper_service.is_released(paper, scans=True)
    assert cases.papers_of_case(session, case=the_case(sent)) == [paper]


def test_what_was_never_sent_is_never_shown_and_can_be_removed(
    session: Session, who: Who, sent: Application, tmp_path: Path
) -> None:
    ask(session, the_case(sent), Asked(papers=["identity"]))
    paper = keep(session, who, sent)
    cases.cancel_correction(session, case=the_case(sent), by=OFFICER)
    assert cases.papers_of_case(session, case=the_case(sent)) == []
    with pytest.raises(NotFound):
        paper_service.open_released(paper, store=a_store(tmp_path), scans=False)
    with pytest.raises(NotPossibleNow):
        keep(session, who, sent, 2)
    paper_service.remove_paper(session, who=who, application=sent, store=a_store(tmp_path), paper_id=paper.id)
    assert paper_service.changeable_papers(session, application=sent) == []


def test_the_same_file_once_more_is_an_answer(session: Session, who: Who, sent: Application) -> None:
    ask(session, the_case(sent), Asked(papers=["identity"]))
    first = keep(session, who, sent)
    assert keep(session, who, sent) is first
    send(session, who, sent)
    ask(session, the_case(sent), Asked(papers=["identity"]))
    again = paper_service.keep_paper(
        session, who=who, application=sent, kept=a_file()._replace(stored_name="stored-again")
    )
    assert again is not first
    assert again.is_held_back


def a_store(folder: Path) -> PaperStore:
    return PaperStore(folder)
