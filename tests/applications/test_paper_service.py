from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.applications import hand_over_service, paper_service, service
from citizen.applications.lifecycle import NotPossibleNow, PapersPlan, Phase
from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.applications.paper_intake import Intake, SentFile, take_in
from citizen.applications.paper_models import HandOver, Instead, PaperPromise
from citizen.applications.paper_scanning import NoScanner, ScanState
from citizen.applications.paper_service import MOST_PAPERS
from citizen.applications.paper_store import PaperStore
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.session import Database
from citizen.proxies.authority import Who
from tests.applications import papers
from tests.applications.builders import a_draft, a_sent_application, somebody

#: Files written now are older than this.
LATER = datetime(2100, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.database
LARGEST = 1024 * 1024
NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> PaperStore:
    return PaperStore(tmp_path)


def add(session: Session, who: Who, application: Application, store: PaperStore, **sent: object) -> Paper:
    given = {"kind": "identity", "file_name": "身份证.jpg", "data": papers.jpeg(), **sent}
    into = Intake(store=store, scanner=NoScanner(), largest=LARGEST, font=None)
    kept = take_in(into, SentFile(**given), reference=application.reference)
    paper = paper_service.keep_paper(session, who=who, application=application, kept=kept)
    if paper.stored_name != kept.stored_name:
        store.remove(kept.stored_name)
    return paper


def test_a_paper_is_kept_sealed_and_counted(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    before = draft.version
    paper = add(session, who, draft, store)
    assert service.list_papers(session, application=draft) == [paper]
    assert draft.version == before + 1
    assert store.get(paper.stored_name).startswith(b"\xff\xd8")
    row = str(session.connection().execute(sa.text("SELECT * FROM paper")).mappings().one())
    assert "身份证.jpg" not in row


def test_the_same_file_twice_is_kept_once(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    assert add(session, who, draft, store) is add(session, who, draft, store)
    assert add(session, who, draft, store, kind="other").kind == "other"
    assert len(list(store.names_before(LATER))) == 2


def test_a_refused_file_loses_no_other(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    good = add(session, who, draft, store)
    with pytest.raises(RuleBroken):
        add(session, who, draft, store, data=papers.archive())
    assert service.list_papers(session, application=draft) == [good]


def test_there_is_a_limit(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    for number in range(MOST_PAPERS):
        add(session, who, draft, store, data=papers.jpeg(size=(20 + number, 20)))
    with pytest.raises(RuleBroken, match="paper_too_many"):
        add(session, who, draft, store, data=papers.png())


def test_a_removed_file_goes_only_when_its_row_is_gone(database: Database, store: PaperStore) -> None:
    with database.writing() as session:
        who = somebody(session)
        draft = a_draft(session, who)
        reference, paper_id = draft.reference, add(session, who, draft, store).id

    def remove(session: Session) -> None:
        application = service.get_application(session, who=who, reference=reference)
        paper_service.remove_paper(session, who=who, application=application, store=store, paper_id=paper_id)

    with database.open_writing() as session:
        remove(session)
        session.rollback()
    assert len(list(store.names_before(LATER))) == 1
    with database.writing() as session:
        remove(session)
    assert not list(store.names_before(LATER))


def test_removing_a_paper_asks_again_whether_they_are_complete(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    paper = add(session, who, draft, store)
    service.plan_papers(session, who=who, application=draft, plan=PapersPlan.COMPLETE)
    paper_service.remove_paper(session, who=who, application=draft, store=store, paper_id=paper.id)
    assert draft.papers_plan is PapersPlan.OPEN


def test_a_paper_of_another_application_does_not_exist(session: Session, store: PaperStore) -> None:
    who, stranger = somebody(session), somebody(session, "two")
    paper = add(session, who, a_draft(session, who), store)
    with pytest.raises(NotFound):
        paper_service.get_paper(session, application=a_draft(session, stranger), paper_id=paper.id)


def test_papers_of_a_sent_application_stay_as_they_are(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    with pytest.raises(NotPossibleNow):
        add(session, who, sent, store)


def test_a_paper_can_come_another_way_and_that_can_be_changed_back(session: Session, store: PaperStore) -> None:
    who = somebody(session)
    draft = a_draft(session, who)

    def said() -> dict[str, tuple[Instead, str | None]]:
        promises = paper_service.list_promises(session, application=draft)
        return {kind: (one.instead, one.reason) for kind, one in promises.items()}

    def say(instead: Instead | None, reason: str = "") -> None:
        paper_service.promise_paper(
            session, who=who, application=draft, kind="identity", instead=instead, reason=reason
        )

    say(Instead.BRING, "kept only with “none”")
    assert said() == {"identity": (Instead.BRING, None)}
    say(Instead.NONE, "正在换证")
    assert said() == {"identity": (Instead.NONE, "正在换证")}
    row = str(session.connection().execute(sa.text("SELECT * FROM paper_promise")).mappings().one())
    assert "换证" not in row
    before = draft.version
    say(Instead.NONE, "正在换证")
    assert draft.version == before
    say(None)
    assert said() == {}
    say(Instead.POST)
    add(session, who, draft, store)
    assert said() == {}


def test_what_was_promised_stays_as_it_is_once_sent(session: Session) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    with pytest.raises(NotPossibleNow):
        paper_service.promise_paper(session, who=who, application=sent, kind="identity", instead=Instead.BRING)


def test_an_infected_file_is_destroyed_and_its_row_says_so(database: Database, store: PaperStore) -> None:
    with database.writing() as session:
        who = somebody(session)
        paper_id = add(session, who, a_draft(session, who), store).id
    with database.writing() as session:
        assert [one.id for one in paper_service.list_unscanned(session)] == [paper_id]
        paper_service.note_scan(session, store=store, paper_id=paper_id, state=ScanState.FAILED)
    assert len(list(store.names_before(LATER))) == 1
    with database.writing() as session:
        assert [one.id for one in paper_service.list_unscanned(session)] == [paper_id]
        paper_service.note_scan(session, store=store, paper_id=paper_id, state=ScanState.INFECTED)
    assert not list(store.names_before(LATER))
    with database.reading() as session:
        assert paper_service.list_unscanned(session) == []
        paper = session.get(Paper, paper_id)
        assert paper is not None
        assert paper.scan is ScanState.INFECTED
        with pytest.raises(NotFound):
            paper_service.open_released(paper, store=store, scans=True)


@pytest.mark.parametrize(
    ("state", "scans", "released"),
    [
        (ScanState.CLEAN, True, True),
        (ScanState.CLEAN, False, True),
        (ScanState.UNSCANNED, False, True),
        (ScanState.UNSCANNED, True, False),
        (ScanState.FAILED, True, False),
        (ScanState.FAILED, False, False),
        (ScanState.INFECTED, True, False),
        (ScanState.INFECTED, False, False),
    ],
)
def test_an_office_gets_nothing_before_it_was_found_clean(
    session: Session, store: PaperStore, state: ScanState, scans: bool, released: bool
) -> None:
    who = somebody(session)
    paper = add(session, who, a_draft(session, who), store)
    paper.scan = state
    assert paper_service.is_released(paper, scans=scans) is released
    if released:
        assert b"".join(paper_service.open_released(paper, store=store, scans=scans)).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\Users\\小明\\身份证.jpg", "身份证.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("全家 👨\u200d👩\u200d👧 𠮷㛃·.jpg", "全家 👨\u200d👩\u200d👧 𠮷㛃·.jpg"),
        ("照" * 200 + ".jpg", "…" + "照" * 116 + ".jpg"),
    ],
)
def test_file_names_are_shown_without_tricks(session: Session, store: PaperStore, name: str, kept: str) -> None:
    who = somebody(session)
    assert add(session, who, a_draft(session, who), store, file_name=name).file_name == kept


def test_drafts_nobody_came_back_for_go_with_all_that_is_in_them(database: Database, store: PaperStore, at) -> None:
    with database.writing() as session, at(NOON):
        who = somebody(session)
        draft = a_draft(session, who)
        add(session, who, draft, store)
        paper_service.promise_paper(session, who=who, application=draft, kind="other", instead=Instead.BRING)
        hand_over_service.start_hand_over(session, who=who, application=draft, minutes=10)
        a_sent_application(session, somebody(session, "two"))
    for days, left in ((30, 2), (31, 1)):
        with database.writing() as session, at(NOON + timedelta(days=days)):
            gone = paper_service.forget_old_drafts(session, store=store, days=30)
            assert gone == 2 - left
            assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == left
    with database.reading() as session:
        (kept,) = session.scalars(sa.select(Application))
        assert kept.phase is Phase.SENT
        for table in (Paper, PaperPromise, HandOver):
            assert not list(session.scalars(sa.select(table)))
        assert {one.application_id for one in session.scalars(sa.select(ApplicationEvent))} == {kept.id}
    assert not list(store.names_before(LATER))


def test_the_end_of_a_visit_deletes_only_what_nobody_worked_on(database: Database, store: PaperStore) -> None:
    with database.writing() as session:
        who = somebody(session)
        worked_on = a_draft(session, who)
        add(session, who, worked_on, store)
        reference, code = worked_on.reference, worked_on.access_code
        untouched = a_draft(session, who, "skills-training").reference
    with database.writing() as session:
        paper_service.forget_drafts_of_visit(session, who.visit_id, store=store)
    with database.reading() as session:
        assert service.find_by_code(session, reference=reference, code=code) is not None
        assert len(list(store.names_before(LATER))) == 1
        with pytest.raises(NotFound):
            service.get_application(session, who=who, reference=untouched)


def test_tidying_deletes_files_that_nobody_knows(app: Flask, database: Database, papers_folder: Path) -> None:
    store = PaperStore(papers_folder)
    with database.writing() as session:
        who = somebody(session)
        known = add(session, who, a_draft(session, who), store).stored_name
    forgotten, fresh = store.put(b"forgotten"), store.put(b"fresh")
    (papers_folder / "half.part").write_bytes(b"a process died here")
    for name in (f"{known}.sealed", f"{forgotten}.sealed", "half.part"):
        os.utime(papers_folder / name, (1, 1))
    result = app.test_cli_runner().invoke(args=["applications", "tidy"])
    assert result.output == "2 files deleted\n"
    assert not list(papers_folder.glob("*.part"))
    assert store.get(known)
    assert store.get(fresh) == b"fresh"
    with pytest.raises(NotFound):
        store.get(forgotten)
    store.remove(known)
    store.remove(fresh)
