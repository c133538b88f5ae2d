"""Saved checks in the database: what is kept, who opens it, what goes, and when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from citizen.core.errors import NotFound
from citizen.db.session import Database
from citizen.eligibility import saved_checks, service
from citizen.eligibility.models import ChangeNotice, EligibilityCheck, SavedCheck
from citizen.eligibility.saved_check_keeping import TOLD_BEFORE, delete_old, tell_of_end
from citizen.notices.channels import Channel
from citizen.notices.models import WrittenNotice
from citizen.people import endings
from citizen.people import service as people
from citizen.people.models import Grant
from citizen.proxies.authority import Relation, Subject, Who

pytestmark = pytest.mark.database
At = Callable[[dt.datetime], AbstractContextManager[None]]
MOMENT = dt.datetime(2026, 3, 7, 1, 0, tzinfo=dt.UTC)
A_YEAR = dt.timedelta(days=365)
SAID = {"person_district": "tongzhou", "birth_date": dt.date(1990, 5, 1), "severe": True}


def a_visitor(session: Session, relation: Relation = Relation.SELF, name: str = "") -> Who:
    visit = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=False)
    return Who(visit.id, Subject(relation, name))


def a_check(session: Session, who: Who) -> str:
    key = service.start_check(session, who=who).key
    service.record_answers(session, who=who, key=key, answers=SAID)
    return key


def saved_by(session: Session, who: Who) -> SavedCheck:
    return saved_checks.save_check(session, who=who, key=a_check(session, who), keep_for=A_YEAR)


def opened_by(session: Session, who: Who, saved: SavedCheck) -> None:
    assert who.visit_id is not None
    people.grant_access(session, visit_id=who.visit_id, reference=saved.reference)
    saved_checks.keep_on(session, reference=saved.reference, keep_for=A_YEAR)


def test_a_saved_check_is_sealed_and_stands_under_a_reference_with_a_c(session: Session) -> None:
    saved = saved_by(session, a_visitor(session, Relation.GUARDIAN, "王小明"))
    assert saved.reference.startswith("C")
    assert saved.access_code is not None
    row = session.execute(sa.text("SELECT * FROM saved_check")).mappings().one()
    stored = " ".join(str(value) for value in row.values())
    for secret in (saved.access_code, "王小明", "1990-", "tongzhou", "eligible"):
        assert secret not in stored


def test_saving_again_keeps_reference_and_code(session: Session) -> None:
    who = a_visitor(session)
    key = a_check(session, who)
    first = saved_checks.save_check(session, who=who, key=key, keep_for=A_YEAR)
    before = (first.reference, first.access_hash, first.verdicts_fingerprint)
    service.record_answer(session, who=who, key=key, fact="person_district", value="fenghua")
    again = saved_checks.save_check(session, who=who, key=key, keep_for=A_YEAR)
    assert again.id == first.id
    assert (again.reference, again.access_hash) == before[:2]
    assert again.verdicts_fingerprint != before[2]
    assert saved_checks.answers_of(again).facts["person_district"] == "fenghua"


def test_only_reference_and_code_together_find_it(session: Session) -> None:
    saved = saved_by(session, a_visitor(session))
    code = str(saved.access_code)
    assert saved_checks.find_by_code(session, reference=saved.reference.lower(), code=code.lower()) == saved.reference
    assert saved_checks.find_by_code(session, reference=saved.reference, code="22222222") is None
    assert saved_checks.find_by_code(session, reference="C2", code=code) is None
    other = saved_by(session, a_visitor(session))
    assert saved_checks.find_by_code(session, reference=other.reference, code=code) is None


def test_an_unknown_reference_costs_the_same_statements_as_a_wrong_code(database: Database) -> None:
    with database.writing() as session:
        reference = saved_by(session, a_visitor(session)).reference
    counted = []
    for tried in (reference, "C22222222"):
        seen: list[str] = []
        with database.reading() as session:
            engine = session.get_bind()
            sa.event.listen(engine, "before_cursor_execute", lambda *a, seen=seen: seen.append(a[2]))
            assert saved_checks.find_by_code(session, reference=tried, code="22222222") is None
        counted.append(seen[-1])
    assert counted[0] == counted[1]
    assert "answers" not in counted[0]


def test_a_stranger_cannot_open_it_and_a_granted_visit_can(session: Session) -> None:
    saved = saved_by(session, a_visitor(session))
    stranger = a_visitor(session)
    for who in (stranger, Who()):
        with pytest.raises(NotFound):
            saved_checks.get_saved_check(session, who=who, reference=saved.reference)
    opened_by(session, stranger, saved)
    assert saved_checks.get_saved_check(session, who=stranger, reference=saved.reference).id == saved.id
    assert [one.id for one in saved_checks.list_saved_checks(session, who=stranger)] == [saved.id]


def test_after_the_visit_nobody_can_read_the_code_any_more(session: Session) -> None:
    who = a_visitor(session)
    saved = saved_by(session, who)
    code = str(saved.access_code)
    assert who.visit_id is not None
    endings.end_and_forget(session, visit_id=who.visit_id)
    session.expire_all()
    assert (saved.access_code, saved.visit_id) == (None, None)
    assert saved_checks.find_by_code(session, reference=saved.reference, code=code) == saved.reference
    with pytest.raises(NotFound):
        saved_checks.get_saved_check(session, who=who, reference=saved.reference)


def test_opened_answers_are_a_copy_that_only_saving_takes_back(session: Session, at: At) -> None:
    with at(MOMENT):
        saved = saved_by(session, a_visitor(session))
        other = a_visitor(session)
        opened_by(session, other, saved)
        copy = saved_checks.open_answers(session, who=other, saved=saved)
        service.record_answer(session, who=other, key=copy.key, fact="severe", value=False)
    assert saved_checks.answers_of(saved).facts["severe"] is True
    with at(MOMENT + dt.timedelta(hours=1)):
        again = saved_checks.open_answers(session, who=other, saved=saved)
        assert service.answers_of(service.get_check(session, who=other, key=again.key)).facts["severe"] is False
        saved_checks.save_check(session, who=other, key=again.key, keep_for=A_YEAR)
    assert saved_checks.answers_of(saved).facts["severe"] is False


def test_a_copy_that_is_older_than_what_was_saved_elsewhere_is_replaced(session: Session, at: At) -> None:
    with at(MOMENT):
        first, other = a_visitor(session), a_visitor(session)
        saved = saved_by(session, first)
        opened_by(session, other, saved)
        saved_checks.open_answers(session, who=other, saved=saved)
    with at(MOMENT + dt.timedelta(days=1)):
        own = service.find_latest_check(session, who=first)
        assert own is not None
        service.record_answer(session, who=first, key=own.key, fact="severe", value=False)
        saved_checks.save_check(session, who=first, key=own.key, keep_for=A_YEAR)
        copy = saved_checks.open_answers(session, who=other, saved=saved)
        assert service.answers_of(copy).facts["severe"] is False


def test_stopping_forgets_the_address_at_once(session: Session) -> None:
    saved = saved_by(session, a_visitor(session))
    saved_checks.ask_to_be_told(session, saved=saved, channel=Channel.SMS, address="13800000000", language="en")
    saved_checks.ask_to_be_told(session, saved=saved, channel=Channel.SCREEN, address="13800000000", language="en")
    consent = saved_checks.find_change_notice(session, saved=saved)
    assert consent is not None
    assert (consent.channel, consent.address) == ("screen", "")
    saved_checks.stop_telling(session, saved=saved)
    session.expunge_all()
    assert saved_checks.find_change_notice(session, saved=saved) is None


def rows(session: Session) -> list[int]:
    tables = (SavedCheck, ChangeNotice, WrittenNotice, EligibilityCheck, Grant)
    return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


def test_deleting_takes_every_row_along_and_leaves_others_alone(session: Session) -> None:
    kept = saved_by(session, a_visitor(session))
    before = rows(session)
    saved, other = saved_by(session, a_visitor(session)), a_visitor(session)
    opened_by(session, other, saved)
    saved_checks.open_answers(session, who=other, saved=saved)
    saved_checks.ask_to_be_told(session, saved=saved, channel=Channel.SMS, address="138", language="zh-Hans")
    assert rows(session) != before
    saved_checks.delete_saved_check(session, saved=saved)
    assert rows(session) == before
    assert session.scalars(sa.select(SavedCheck.reference)).all() == [kept.reference]


def keep(database: Database, *, news: bool) -> str:
    with database.writing() as session:
        saved = saved_by(session, a_visitor(session))
        if news:
            saved_checks.ask_to_be_told(session, saved=saved, channel=Channel.SMS, address="138", language="zh-Hans")
        return saved.reference


def references(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(sa.select(SavedCheck.reference)))


def test_who_asked_for_news_is_told_a_month_before_the_end(database: Database, at: At, app: Flask) -> None:
    with at(MOMENT):
        quiet, told = keep(database, news=False), keep(database, news=True)
    with at(MOMENT + A_YEAR - TOLD_BEFORE - dt.timedelta(days=1)):
        assert tell_of_end(database) == 0
    with at(MOMENT + A_YEAR - TOLD_BEFORE + dt.timedelta(days=1)):
        assert [tell_of_end(database, batch=1) for _ in range(2)] == [1, 0]
        assert delete_old(database) == 0
    with database.reading() as session:
        notice = session.scalars(sa.select(WrittenNotice)).one()
        assert (notice.about, notice.kind, notice.values["end_date"]) == (told, "saved_check_ends", "2027-03-08")
    with at(MOMENT + A_YEAR + dt.timedelta(days=2)):
        assert delete_old(database, batch=1) == 2
    assert references(database).isdisjoint({quiet, told})


def test_nothing_is_deleted_before_its_keeper_had_time(database: Database, at: At) -> None:
    """The command did not run for years: first the notice, then the month."""
    with at(MOMENT):
        told = keep(database, news=True)
    late = MOMENT + 3 * A_YEAR
    with at(late):
        assert (tell_of_end(database), delete_old(database)) == (1, 0)
    with at(late + TOLD_BEFORE + dt.timedelta(hours=1)):
        assert (tell_of_end(database), delete_old(database)) == (0, 1)
    assert told not in references(database)


def test_opening_begins_the_time_again(database: Database, at: At) -> None:
    with at(MOMENT):
        reference = keep(database, news=True)
    with at(MOMENT + A_YEAR - dt.timedelta(days=1)):
        assert tell_of_end(database) == 1
        with database.writing() as session:
            visit = a_visitor(session).visit_id
            assert visit is not None
            people.grant_access(session, visit_id=visit, reference=reference)
            saved_checks.keep_on(session, reference=reference, keep_for=A_YEAR)
    with at(MOMENT + A_YEAR + TOLD_BEFORE + dt.timedelta(days=1)):
        assert (tell_of_end(database), delete_old(database)) == (0, 0)
    assert reference in references(database)


def test_the_command_tells_and_deletes(app: Flask, database: Database, at: At) -> None:
    with at(MOMENT):
        keep(database, news=False)
    with at(MOMENT + A_YEAR + dt.timedelta(days=1)):
        answered = app.test_cli_runner().invoke(args=["eligibility", "forget-old"])
    assert (answered.exit_code, answered.output) == (0, "0 told, 1 saved checks deleted\n")
