"""One application for several programmes: asked once, added to, taken out of, and brought along from elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from citizen.applications import asking, choosing, service
from citizen.applications.answer_sheet import Origin, Place
from citizen.applications.field_registry import facts_to_ask, fields_for, most_questions
from citizen.applications.lifecycle import Act, NotPossibleNow, Part, Phase
from citizen.applications.origins import Known, contact_before, earlier_applications, known_before
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.session import Database
from citizen.eligibility import catalogue
from citizen.eligibility.answers import Answers
from citizen.eligibility.programme import Audience
from citizen.eligibility.service import all_questions, record_answer, start_check
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications.builders import (
    CONTACT,
    FROM_CHECK,
    PROGRAMME,
    a_complete_draft,
    a_draft,
    a_sent_application,
    say,
    somebody,
)

OTHER, THIRD, FOR_EMPLOYERS = "skills-training", "student-aid", "employer-social-insurance-subsidy"
NOBODY_KNOWS = Known()


def named(application: object) -> list[str]:
    return [case.programme_id for case in application.cases]  # type: ignore[attr-defined]


# -- the registry of questions -----------------------------------------------------------------------------------


def applied_for() -> list[object]:
    return [one for one in catalogue.load().programmes.values() if "apply" in one.journeys]


def test_no_two_questions_of_the_whole_catalogue_mean_the_same() -> None:
    everything = [(one, district) for one in applied_for() for district in one.districts]  # type: ignore[attr-defined]
    fields = fields_for(everything)
    facts = [field.fact for field in fields]
    assert len(facts) == len(set(facts)) == len({all_questions().asked_as(fact) for fact in facts})
    for locale in ("zh-Hans", "en"):
        words = [all_questions().get_question(fact).wording[locale].to_self for fact in facts]
        assert len(words) == len(set(words))


def test_every_question_names_everybody_who_needs_it() -> None:
    both = [(choosing.get_programmes([code])[0], "tongzhou") for code in (PROGRAMME, THIRD)]
    by_fact = {field.fact: field.needed_by for field in fields_for(both)}
    assert by_fact["person_district"] == (PROGRAMME, THIRD)
    for programme, district in both:
        assert set(facts_to_ask(programme, district)) == {f for f, who in by_fact.items() if programme.id in who}


def test_several_programmes_never_ask_more_than_each_for_itself() -> None:
    one, other = choosing.get_programmes([PROGRAMME, THIRD])
    together = most_questions([one, other])
    assert max(most_questions([one]), most_questions([other])) <= together
    assert together < most_questions([one]) + most_questions([other])
    assert most_questions([]) == 0


# -- beginning ---------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_draft_for_several_has_a_case_for_each_and_asks_everything_once(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who, PROGRAMME, OTHER, PROGRAMME)
    assert [(case.position, case.programme_id, case.district) for case in draft.cases] == [
        (1, PROGRAMME, "tongzhou"),
        (2, OTHER, "tongzhou"),
    ]
    facts = asking.asked_facts(draft)
    assert len(facts) == len(set(facts))
    assert asking.case_number(draft.cases[1]).endswith("-2")
    assert a_draft(session, who, PROGRAMME, OTHER) is draft
    assert a_draft(session, who, OTHER) is not draft


@pytest.mark.database
@pytest.mark.parametrize(
    ("programmes", "code"), [([PROGRAMME, FOR_EMPLOYERS], "other_audience"), (None, "too_many_programmes")]
)
def test_what_does_not_go_together_is_refused(session: Session, programmes: list[str] | None, code: str) -> None:
    citizens = [one.id for one in applied_for() if one.audience is Audience.CITIZEN]  # type: ignore[attr-defined]
    wanted = programmes or citizens[: choosing.MOST_PROGRAMMES + 1]
    with pytest.raises(RuleBroken, match=code):
        a_draft(session, somebody(session), *wanted)
    with pytest.raises(NotFound):
        choosing.start_draft(session, who=somebody(session, "two"), programme_ids=[], known=NOBODY_KNOWS)


@pytest.mark.database
def test_a_family_with_two_children_applies_for_each(session: Session) -> None:
    one = somebody(session, relation=Relation.GUARDIAN, name="小红")
    other = Who(one.visit_id, Subject(Relation.GUARDIAN, "小明"))
    drafts = [a_draft(session, who, THIRD, known=Answers()) for who in (one, other)]
    say(session, one, drafts[0], "person_district", "tongzhou")
    assert [earlier_applications(session, who=who) for who in (one, other)] == [[drafts[0]], [drafts[1]]]
    assert "person_district" not in known_before(session, who=other, check=None).answers
    assert {draft.reference for draft in service.list_applications(session, who=one)} == {
        draft.reference for draft in drafts
    }


# -- adding and taking out ---------------------------------------------------------------------------------------


@pytest.mark.database
def test_adding_keeps_what_is_there_and_asks_only_what_is_new(session: Session) -> None:
    who = somebody(session)
    draft = a_complete_draft(session, who)
    before = asking.answers_of(draft)
    for _ in range(2):
        choosing.add_programmes(
            session, who=who, application=draft, programme_ids=[THIRD, PROGRAMME], known=NOBODY_KNOWS
        )
    assert named(draft) == [PROGRAMME, THIRD]
    assert {fact: asking.answers_of(draft).facts[fact] for fact in before.facts} == before.facts
    assert draft.contact == CONTACT
    assert asking.missing_parts(draft) == [Part.ANSWERS]
    assert asking.first_unanswered(draft) not in before
    (event,) = [one for one in service.list_events(session, application=draft) if one.act is Act.CHOOSE_PROGRAMMES]
    assert event.detail == {"added": [THIRD]}


@pytest.mark.database
def test_taking_out_numbers_the_others_anew_and_leaves_at_least_one(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who, PROGRAMME, OTHER, THIRD)
    assert choosing.remove_programme(session, who=who, application=draft, programme_id=PROGRAMME)
    assert not choosing.remove_programme(session, who=who, application=draft, programme_id=PROGRAMME)
    session.expire_all()
    assert [(case.position, case.programme_id) for case in draft.cases] == [(1, OTHER), (2, THIRD)]
    choosing.remove_programme(session, who=who, application=draft, programme_id=THIRD)
    with pytest.raises(RuleBroken, match="last_programme"):
        choosing.remove_programme(session, who=who, application=draft, programme_id=OTHER)


@pytest.mark.database
def test_two_windows_that_change_the_programmes_lose_nothing_of_each_other(database: Database) -> None:
    with database.writing() as session:
        who = somebody(session)
        reference = a_draft(session, who, PROGRAMME, OTHER).reference
    for change in (
        lambda s, a: choosing.remove_programme(s, who=who, application=a, programme_id=PROGRAMME),
        lambda s, a: choosing.add_programmes(s, who=who, application=a, programme_ids=[THIRD], known=NOBODY_KNOWS),
    ):
        with database.writing() as session:
            change(session, service.get_application(session, who=who, reference=reference))
    with database.reading() as session:
        assert named(service.get_application(session, who=who, reference=reference)) == [OTHER, THIRD]


@pytest.mark.database
def test_what_was_sent_asks_for_what_it_asks(session: Session) -> None:
    who = somebody(session)
    sent = a_sent_application(session, who)
    with pytest.raises(NotPossibleNow):
        choosing.add_programmes(session, who=who, application=sent, programme_ids=[OTHER], known=NOBODY_KNOWS)
    with pytest.raises(NotPossibleNow):
        choosing.remove_programme(session, who=who, application=sent, programme_id=PROGRAMME)
    assert sent.phase is Phase.SENT


# -- what is known already ---------------------------------------------------------------------------------------


@pytest.mark.database
def test_an_earlier_application_is_brought_along_with_its_origin(session: Session) -> None:
    who = somebody(session)
    earlier = a_sent_application(session, who)
    known = known_before(session, who=who, check=None)
    draft = choosing.start_draft(session, who=who, programme_ids=[OTHER, PROGRAMME], known=known)
    origin = asking.origin_of(draft, "birth_date")
    assert origin is not None
    assert (origin.place, origin.reference) == (Place.APPLICATION, earlier.reference)
    assert asking.answers_of(draft).facts["birth_date"] == date(1990, 5, 1)
    assert Part.ANSWERS in asking.missing_parts(draft)
    assert contact_before(session, who=who, application=draft) is earlier
    assert draft.contact == {}


@pytest.mark.database
def test_a_newer_check_comes_before_an_older_application(session: Session) -> None:
    who = somebody(session)
    a_sent_application(session, who)
    check = start_check(session, who=who)
    record_answer(session, who=who, key=check.key, fact="birth_date", value=date(1991, 1, 1))
    known = known_before(session, who=who, check=check)
    assert known.answers.facts["birth_date"] == date(1991, 1, 1)
    assert known.origins["birth_date"].place is Place.CHECK
    assert known.origins["severe"].place is Place.APPLICATION
    assert known.origins["applicant_role"] == Origin(Place.FOR_WHOM)


@pytest.mark.database
def test_two_people_without_a_name_are_not_taken_for_one(session: Session) -> None:
    who = somebody(session, relation=Relation.AUTHORISED)
    a_sent_application(session, who)
    assert known_before(session, who=who, check=None) == NOBODY_KNOWS


@pytest.mark.database
def test_another_visit_knows_nothing(session: Session) -> None:
    a_sent_application(session, somebody(session))
    stranger = somebody(session, "two")
    assert "birth_date" not in known_before(session, who=stranger, check=None).answers


@pytest.mark.database
def test_an_own_answer_is_never_replaced_by_one_brought_along(session: Session) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    say(session, who, draft, "severe", False)
    known = Known(Answers({"severe": True, "person_district": "tongzhou"}), {"severe": FROM_CHECK})
    choosing.add_programmes(session, who=who, application=draft, programme_ids=[OTHER], known=known)
    assert asking.answers_of(draft).facts["severe"] is False
    assert asking.origin_of(draft, "severe") is None
