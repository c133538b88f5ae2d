"""Checks are private to one visit and one person, sealed, and gone when nobody comes back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.db.session import Database
from citizen.eligibility import service
from citizen.eligibility.answers import Answers
from citizen.eligibility.interest import Interest
from citizen.eligibility.models import EligibilityCheck
from citizen.eligibility.programme import FactValue
from citizen.people import endings
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who

pytestmark = pytest.mark.database
At = Callable[[dt.datetime], AbstractContextManager[None]]
MOMENT = dt.datetime(2026, 3, 7, 1, 0, tzinfo=dt.UTC)


def a_visitor(session: Session, relation: Relation = Relation.SELF, name: str = "") -> Who:
    visit = people.start_visit(session, key=uuid.uuid4().hex, on_kiosk=False)
    return Who(visit.id, Subject(relation, name))


def test_an_answer_is_kept_and_typed_again(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    said: dict[str, FactValue | None] = {
        "birth_date": dt.date(1990, 5, 1),
        "disability_categories": frozenset({"physical", "visual"}),
        "disability_grade": 1,
        "severe": True,
        "school_stage": None,
    }
    for fact, value in said.items():
        service.record_answer(session, who=who, key=key, fact=fact, value=value)
    answers = service.answers_of(service.get_check(session, who=who, key=key))
    assert answers.facts == {fact: value for fact, value in said.items() if value is not None}
    assert answers.unsure == {"school_stage"}


def test_a_later_answer_takes_the_place_of_an_earlier_one(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    for value in (True, None, False):
        service.record_answer(session, who=who, key=key, fact="severe", value=value)
    answers = service.answers_of(service.get_check(session, who=who, key=key))
    assert (dict(answers.facts), answers.unsure) == ({"severe": False}, frozenset())


def test_what_is_given_back_says_what_is_kept(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    given = service.record_answer(session, who=who, key=key, fact="severe", value=True)
    assert given == service.get_check(session, who=who, key=key)
    assert given == service.get_check(session, who=who, key=key)._replace(revision=1)
    assert service.answers_of(given).facts == {"severe": True}


def test_who_checks_for_themselves_has_said_their_role(session: Session) -> None:
    own = service.start_check(session, who=a_visitor(session))
    for_child = service.start_check(session, who=a_visitor(session, Relation.GUARDIAN, "小明"))
    assert service.implied_answers(own).facts == {"applicant_role": "self"}
    assert service.implied_answers(for_child).facts == {}


def test_nobody_else_finds_a_check(session: Session) -> None:
    who, other = a_visitor(session), a_visitor(session)
    key = service.start_check(session, who=who).key
    for stranger in (other, Who(), Who(uuid.uuid4())):
        assert service.find_check(session, who=stranger, key=key) is None
        with pytest.raises(NotFound):
            service.record_answer(session, who=stranger, key=key, fact="severe", value=True)
        with pytest.raises(NotFound):
            service.forget_answers(session, who=stranger, key=key)
    assert service.answers_of(service.get_check(session, who=who, key=key)).facts == {}


def test_a_check_about_one_person_is_never_used_for_another(session: Session) -> None:
    for_mother = a_visitor(session, Relation.AUTHORISED, "王秀英")
    key = service.start_check(session, who=for_mother).key
    for subject in (Subject(), Subject(Relation.AUTHORISED, "李强"), Subject(Relation.GUARDIAN, "王秀英")):
        another = Who(for_mother.visit_id, subject)
        assert service.find_check(session, who=another, key=key) is None
        assert service.find_latest_check(session, who=another) is None
    assert service.get_check(session, who=for_mother, key=key).subject_name == "王秀英"


def test_the_check_answered_last_is_found(session: Session, at: At) -> None:
    who = a_visitor(session)
    with at(MOMENT):
        first = service.start_check(session, who=who).key
        second = service.start_check(session, who=who).key
    with at(MOMENT + dt.timedelta(hours=1)):
        service.record_answer(session, who=who, key=first, fact="severe", value=True)
    found = service.find_latest_check(session, who=who)
    assert found is not None
    assert (found.key, second != first) == (first, True)
    assert service.find_latest_check(session, who=Who()) is None


def test_the_rules_of_the_day_of_the_last_answer_decide(session: Session, at: At) -> None:
    who = a_visitor(session)
    with at(MOMENT):
        check = service.start_check(session, who=who)
        assert check.on == dt.date(2026, 3, 7)
    late_evening_in_utc = dt.datetime(2026, 3, 9, 20, 0, tzinfo=dt.UTC)
    with at(late_evening_in_utc):
        service.record_answer(session, who=who, key=check.key, fact="severe", value=True)
    assert service.get_check(session, who=who, key=check.key).on == dt.date(2026, 3, 10)


def test_forgetting_leaves_nothing(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    service.forget_answers(session, who=who, key=key)
    assert session.scalar(sa.select(sa.func.count()).select_from(EligibilityCheck)) == 0
    with pytest.raises(NotFound):
        service.get_check(session, who=who, key=key)


def test_the_end_of_a_visit_takes_its_checks_along(session: Session) -> None:
    ending, staying = a_visitor(session), a_visitor(session)
    gone = service.start_check(session, who=ending).key
    kept = service.start_check(session, who=staying).key
    assert ending.visit_id is not None
    endings.end_and_forget(session, visit_id=ending.visit_id)
    assert session.scalars(sa.select(EligibilityCheck.key)).all() == [kept]
    assert service.find_check(session, who=ending, key=gone) is None


def test_what_nobody_comes_back_for_goes_when_somebody_else_begins(session: Session, at: At) -> None:
    with at(MOMENT):
        who = a_visitor(session)
        old = service.start_check(session, who=who).key
    with at(MOMENT + service.KEPT_FOR):
        service.start_check(session, who=a_visitor(session))
        assert service.find_check(session, who=who, key=old) is not None
    with at(MOMENT + service.KEPT_FOR + dt.timedelta(minutes=1)):
        service.start_check(session, who=a_visitor(session))
        assert service.find_check(session, who=who, key=old) is None


def test_answers_and_names_are_not_readable_in_the_database(session: Session) -> None:
    who = a_visitor(session, Relation.GUARDIAN, "王小明")
    key = service.start_check(session, who=who).key
    service.record_answer(session, who=who, key=key, fact="certificate_status", value="suspected")
    row = session.execute(sa.text("SELECT answers, subject_name FROM eligibility_check")).one()
    assert "suspected" not in row.answers
    assert "王小明" not in row.subject_name


def test_two_windows_never_lose_an_answer(database: Database) -> None:
    with database.writing() as session:
        who = a_visitor(session)
        key = service.start_check(session, who=who).key
    with database.open_reading() as stale:
        before = service.get_check(stale, who=who, key=key)
    with database.writing() as one:
        service.record_answer(one, who=who, key=key, fact="severe", value=True)
    with database.writing() as other:
        assert not service._replace_answers(other, before, service.answers_of(before).saying("autism", False), None)
        service.record_answer(other, who=who, key=key, fact="autism", value=False)
    with database.reading() as reading:
        answers = service.answers_of(service.get_check(reading, who=who, key=key))
    assert answers.facts == {"severe": True, "autism": False}


def test_who_never_wins_is_told(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    monkeypatch.setattr(service, "_replace_answers", lambda *_: None)
    with pytest.raises(Conflict):
        service.record_answer(session, who=who, key=key, fact="severe", value=True)


def test_what_one_wants_to_know_is_kept_beside_the_answers(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    service.record_answer(session, who=who, key=key, fact="severe", value=True)
    assert service.interest_of(service.get_check(session, who=who, key=key)) is None
    wanted = Interest(needs=frozenset({"devices", "money"}))
    service.choose_interest(session, who=who, key=key, interest=wanted)
    check = service.record_answer(session, who=who, key=key, fact="autism", value=None)
    assert service.interest_of(check) == wanted
    assert service.answers_of(check) == Answers({"severe": True}, frozenset({"autism"}))
    with pytest.raises(NotFound):
        service.choose_interest(session, who=Who(uuid.uuid4()), key=key, interest=wanted)


def test_several_answers_are_recorded_together_or_not_at_all(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    with pytest.raises(NotFound):
        service.record_answers(session, who=who, key=key, answers={"severe": True, "shoe_size": 43})
    assert not service.answers_of(service.get_check(session, who=who, key=key))
    check = service.record_answers(session, who=who, key=key, answers={"severe": True, "disability_grade": 1})
    assert service.answers_of(check) == Answers({"severe": True, "disability_grade": 1})


def test_only_facts_of_the_catalogue_are_recorded(session: Session) -> None:
    who = a_visitor(session)
    key = service.start_check(session, who=who).key
    with pytest.raises(NotFound):
        service.record_answer(session, who=who, key=key, fact="shoe_size", value=43)
    with pytest.raises(NotFound):
        service.start_check(session, who=Who())
    assert clock.today() == service.get_check(session, who=who, key=key).on
