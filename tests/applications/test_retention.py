"""What is no longer needed goes in time, after its owner was told, and nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from citizen.applications import cases, messages, paper_service, retention_rules, withdrawal
from citizen.applications.audit import verify_events
from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, ApplicationEvent, Message, Objection, Paper
from citizen.applications.paper_store import PaperStore
from citizen.applications.retention_rules import Of, RetentionFileError, Rule, Rules, read_rules
from citizen.applications.service import find_by_code
from citizen.db.models import RetentionRun, StoredDataKey
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from citizen.notices.service import list_notices
from citizen.people.models import Visit
from tests.applications.builders import PROGRAMME, a_complete_draft, a_draft, a_sent_application, somebody
from tests.applications.office import OFFICER, REFUSAL, bring_to_review, the_case

pytestmark = pytest.mark.database

START = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
A_YEAR = '[[rule]]\nof = "application"\ndays = 365\nsource = "区残联公布"\n'


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def run(app: Flask, *args: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["retention", "run", *args])
    assert result.exit_code == code, result.output
    return result.output


def done(output: str) -> dict[str, int]:
    """What the table says, without what there was nothing of."""
    rows = [line.split() for line in output.splitlines() if line[:7].strip().isdigit()]
    return {row[1]: int(row[0]) for row in rows if int(row[0])}


@pytest.fixture(autouse=True)
def no_files(papers_folder: Path) -> None:
    for file in papers_folder.glob("*"):
        file.unlink()


@pytest.fixture
def by_rule(app: Flask, tmp_path: Path):
    """The district has said: one year."""
    file = tmp_path / "retention.toml"
    file.write_text(A_YEAR, encoding="utf-8")
    retention_rules.use_file(file)
    yield
    retention_rules.use_file(None)


def the_refused_one(database: Database, store: PaperStore) -> str:
    """An application with a paper and a message, refused on its first day; returns its reference."""
    with database.writing() as session:
        who = somebody(session)
        application = a_sent_application(session, who)
        session.add(
            Paper(application_id=application.id, kind="other", file_name="诊断.jpg", media_type="image/jpeg", size=5,
                  sha256="0" * 64, stored_name=store.put(b"paper"), added_at=START)
        )  # fmt: skip
        messages.write_message(session, who=who, application=application, body="请问还要多久")
        bring_to_review(session, the_case(application))
        cases.decide(session, case=the_case(application), by=OFFICER, decision=REFUSAL)
        return application.reference


def test_a_draft_is_announced_then_deleted(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        reference = a_complete_draft(session, somebody(session)).reference
    with at(day(24)):
        assert done(run(app, "--yes")) == {}
    with at(day(26)):
        assert done(run(app)) == {"drafts-told": 1}
        assert done(run(app)) == {}
        with database.reading() as session:
            [notice] = list_notices(session, about=reference)
            assert "4月1日" in notice.body
    with at(day(30) + timedelta(hours=1)):
        assert done(run(app)) == {}
    with at(day(31) + timedelta(hours=1)):
        assert done(run(app, "--dry-run")) == {"drafts": 1}
        assert done(run(app)) == {"drafts": 1}
    with database.reading() as session:
        for table in (Application, ApplicationEvent, WrittenNotice, StoredDataKey):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_a_draft_nobody_was_told_about_is_not_deleted_at_once(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        a_draft(session, somebody(session))
    with at(day(90)):
        assert done(run(app, "--yes")) == {"drafts-told": 1}
    with at(day(94)):
        assert done(run(app)) == {}
    with at(day(95) + timedelta(minutes=1)):
        assert done(run(app)) == {"drafts": 1}


def test_who_comes_back_after_the_notice_keeps_the_draft(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        a_draft(session, somebody(session))
    with at(day(26)):
        run(app, "--yes")
    with at(day(28)), database.writing() as session:
        session.execute(sa.update(Application).values(changed_at=day(28)))
    with at(day(33)):
        assert done(run(app)) == {}
    with at(day(54)):
        assert done(run(app, "--yes")) == {"drafts-told": 1}


def test_what_an_office_ended_stays_until_its_rule_says_so(
    app: Flask, database: Database, papers_folder: Path, at
) -> None:
    with at(START):
        the_refused_one(database, PaperStore(papers_folder))
    with at(day(4000)):
        output = run(app, "--yes")
    assert "ended" not in done(output)
    assert "1 ended applications stay" in output


def test_what_is_over_by_rule_leaves_its_log_only(
    app: Flask, database: Database, papers_folder: Path, by_rule, at
) -> None:
    store = PaperStore(papers_folder)
    with at(START):
        reference = the_refused_one(database, store)
    with at(day(364)):
        assert "ended" not in done(run(app, "--yes"))
    with at(day(366)):
        assert done(run(app)) == {"ended": 1}
        assert done(run(app)) == {}
    with database.reading() as session:
        [application] = session.scalars(sa.select(Application))
        assert (application.answers, application.contact, application.subject_name) == ({}, {}, None)
        assert application.erased_at == day(366)
        assert the_case(application).decision is None
        for table in (Paper, Message, WrittenNotice, StoredDataKey):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        events = session.scalars(sa.select(ApplicationEvent).order_by(ApplicationEvent.position)).all()
        assert (events[-1].act, events[-1].actor) == (Act.ERASE, "retention")
        assert all(event.detail is None for event in events)
        audit = verify_events(session)
        assert audit.breaks == []
        assert audit.erased_details > 0
    assert not list(papers_folder.glob("*.sealed"))
    shown = app.test_cli_runner().invoke(args=["audit", "show", reference])
    assert shown.exit_code == 0
    assert "log whole" in shown.output
    assert "staff:test" in shown.output
    assert shown.output.rstrip().endswith("detail none")
    assert app.test_cli_runner().invoke(args=["audit", "verify"]).exit_code == 0


def test_the_page_of_what_was_erased_still_opens(app: Flask, database: Database, by_rule, papers_folder, at) -> None:
    with at(START):
        reference = the_refused_one(database, PaperStore(papers_folder))
    with at(day(366)):
        run(app, "--yes")
    with database.reading() as session:
        [application] = session.scalars(sa.select(Application))
        assert find_by_code(session, reference=reference, code=application.access_code) is not None


def test_an_objection_that_waits_keeps_everything(
    app: Flask, database: Database, papers_folder: Path, by_rule, at
) -> None:
    with at(START):
        the_refused_one(database, PaperStore(papers_folder))
        with database.writing() as session:
            [application] = session.scalars(sa.select(Application))
            session.add(Objection(case_id=the_case(application).id, body="我不同意", sent_at=START))
    with at(day(900)):
        assert "ended" not in done(run(app, "--yes"))


def test_taken_back_before_an_office_read_it_goes_at_once(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        who = somebody(session)
        application = a_sent_application(session, who)
        assert withdrawal.withdraw_cases(session, who=who, application=application, positions={1})
        assert application.contact == {}
        assert application.access_code
        assert session.scalar(sa.select(sa.func.count()).select_from(StoredDataKey)) == 0
        assert verify_events(session).breaks == []


def test_small_batches_and_two_runs_do_everything_once(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        for name in ("one", "two", "three"):
            a_draft(session, somebody(session, name))
    with at(day(26)):
        assert done(run(app, "--batch", "1", "--yes")) == {"drafts-told": 3}
    with at(day(32)):
        assert done(run(app, "--batch", "2"))["drafts"] == 3
    with at(day(33)):
        assert done(run(app)) == {}
    with database.reading() as session:
        runs = session.scalars(sa.select(RetentionRun).order_by(RetentionRun.started_at)).all()
        assert [one.erased["drafts"] for one in runs] == [0, 3, 0]
        assert all(one.finished_at for one in runs)


def test_a_clock_that_went_back_erases_nothing(app: Flask, database: Database, at) -> None:
    with at(day(100)), database.writing() as session:
        a_draft(session, somebody(session, "later"))
    with at(START):
        output = run(app, code=7)
    assert "later than now" in output
    assert "Nothing was erased" in output


def test_a_clock_that_jumped_ahead_erases_nothing(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        a_draft(session, somebody(session))
    with at(START):
        run(app)
    with at(day(700)):
        assert "more than 14 days before now" in run(app, code=7)
        assert done(run(app, "--dry-run")) == {"drafts-told": 1}
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Application)) == 1
            assert session.scalar(sa.select(sa.func.count()).select_from(RetentionRun)) == 1
        assert done(run(app, "--yes")) == {"drafts-told": 1}
    with at(day(701)):
        run(app)


def test_visits_that_own_something_stay(app: Flask, database: Database, at) -> None:
    with at(START), database.writing() as session:
        owner = somebody(session, "owner")
        somebody(session, "nobody")
        a_sent_application(session, owner)
        session.execute(sa.update(Visit).values(ended_at=START))
    with at(day(31)):
        assert done(run(app, "--yes"))["visits"] == 1
    with database.reading() as session:
        assert session.scalars(sa.select(Visit.id)).all() == [owner.visit_id]


# -- rules -----------------------------------------------------------------------------------------------------


def test_the_most_special_rule_counts_and_the_longest_of_several() -> None:
    everywhere = Rule(Of.APPLICATION, 100, "a")
    here = Rule(Of.APPLICATION, 200, "b", district="tongzhou")
    this = Rule(Of.APPLICATION, 50, "c", programme=PROGRAMME)
    rules = Rules((everywhere, here, this))
    assert rules.find(Of.APPLICATION, programme=PROGRAMME, district="tongzhou") is this
    assert rules.find(Of.APPLICATION, programme="other", district="tongzhou") is here
    assert rules.find(Of.APPLICATION, programme="other", district=None) is everywhere
    assert rules.find(Of.NEEDS, district="tongzhou") is None
    assert rules.for_cases([(PROGRAMME, "tongzhou"), ("other", "tongzhou")]) is here
    assert Rules((here,)).for_cases([("other", "tongzhou"), ("other", None)]) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[rule]]\nof = 'application'\ndays = 0\nsource = 'x'", "days is a whole number above 0"),
        ("[[rule]]\nof = 'application'\ndays = 9", "source says where"),
        ("[[rule]]\nof = 'everything'\ndays = 9\nsource = 'x'", "of is one of"),
        ("[[rule]]\nof = 'needs'\ndays = 9\nsource = 'x'\ndistrict = 'atlantis'", "district is not known"),
        ("[[rule]]\nof = 'needs'\ndays = 9\nsource = 'x'\nyears = 2", "are known"),
        ("[rules]", "only [[rule]] is known"),
        ("[[rule]", "retention.toml"),
        (A_YEAR + A_YEAR, "two rules say something about the same"),
    ],
)
def test_a_wrong_file_is_refused_with_its_faults(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "retention.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(RetentionFileError, match=said.replace("[", r"\[")):
        read_rules(file)


def test_files_of_a_draft_go_with_it(app: Flask, database: Database, papers_folder: Path, at) -> None:
    store = PaperStore(papers_folder)
    with at(START), database.writing() as session:
        draft = a_draft(session, somebody(session))
        session.add(
            Paper(application_id=draft.id, kind="other", file_name="a.jpg", media_type="image/jpeg", size=5,
                  sha256="0" * 64, stored_name=store.put(b"paper"), added_at=START)
        )  # fmt: skip
        assert paper_service.list_unscanned(session)
    with at(day(26)):
        run(app, "--yes")
    with at(day(32)):
        run(app)
    assert not list(papers_folder.glob("*.sealed"))
