"""A draft outlives a new edition of its programme: what changed is found, answers stay, and nothing old is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from types import MappingProxyType

import pytest
from sqlalchemy.orm import Session

from citizen.applications import asking, choosing, editions, service
from citizen.applications.lifecycle import Part
from citizen.applications.models import Application
from citizen.applications.service import ChangedMeanwhile
from citizen.applications.submission import submit_application
from citizen.core.errors import NotFound, RuleBroken
from citizen.eligibility import catalogue
from citizen.eligibility.programme import Programme
from citizen.eligibility.questions import Question
from citizen.eligibility.service import all_questions
from citizen.eligibility.texts import Localised
from tests.applications.builders import PROGRAMME, a_complete_draft, say, send, somebody

OTHER = "skills-training"
Change = Callable[[str, Callable[[Programme], Programme | None]], None]
Reword = Callable[..., None]


@pytest.fixture
def change(monkeypatch: pytest.MonkeyPatch) -> Change:
    """A second catalogue, in which one programme is another."""

    def publish(programme_id: str, edit: Callable[[Programme], Programme | None]) -> None:
        now = catalogue.load()
        edited = edit(now.programmes[programme_id])
        programmes = {code: one for code, one in now.programmes.items() if code != programme_id}
        if edited is not None:
            programmes[programme_id] = edited
        second = dataclasses.replace(now, programmes=MappingProxyType(programmes))
        monkeypatch.setattr(catalogue, "load", lambda: second)

    return publish


@pytest.fixture
def reword(monkeypatch: pytest.MonkeyPatch) -> Reword:
    """Second words of one question."""

    def publish(fact: str, *, text: str | None = None, without: str | None = None) -> None:
        question: Question = all_questions().get_question(fact)
        words = {}
        for code in ("zh-Hans", "en"):
            wording = question.wording[code]
            options = {option: label for option, label in wording.options.items() if option != without}
            words[code] = dataclasses.replace(wording, to_self=text or wording.to_self, options=options)
        options = tuple(option for option in question.options if option != without)
        wording = Localised(words["zh-Hans"], words["en"], lambda one: one)
        second = dataclasses.replace(question, wording=wording, options=options)
        monkeypatch.setitem(all_questions()._questions, fact, second)
        monkeypatch.setattr(editions, "_EDITIONS", {})

    return publish


def without_fact(fact: str) -> Callable[[Programme], Programme]:
    return lambda one: dataclasses.replace(one, criteria=tuple(c for c in one.criteria if fact not in c.facts))


def complete(session: Session, *programmes: str) -> Application:
    return a_complete_draft(session, somebody(session), *programmes)


def test_an_edition_is_the_same_in_every_process_and_changes_with_the_rules() -> None:
    programme = catalogue.load().programmes[PROGRAMME]
    assert editions.edition_of(programme) == editions._edition_of(programme)
    assert editions._edition_of(without_fact("severe")(programme)) != editions.edition_of(programme)
    renamed = dataclasses.replace(programme, aliases=("another name",))
    assert editions._edition_of(renamed) == editions.edition_of(programme)


@pytest.mark.database
def test_nothing_new_is_no_news(session: Session) -> None:
    draft = complete(session)
    assert not asking.changes_of(draft)
    assert asking.missing_parts(draft) == []


@pytest.mark.database
def test_a_question_that_is_no_longer_asked_is_told_and_its_answer_not_sent(session: Session, change: Change) -> None:
    draft = complete(session)
    change(PROGRAMME, without_fact("severe"))
    changes = asking.changes_of(draft)
    assert changes.programmes == (PROGRAMME,)
    assert [text["en"] for text in changes.gone] == [all_questions().get_question("severe").wording["en"].to_self]
    assert asking.missing_parts(draft) == [Part.ANSWERS]
    service.confirm_answers(session, who=somebody(session, "two"), application=draft)
    assert asking.missing_parts(draft) == []
    assert "severe" not in asking.answers_of(draft)
    assert not asking.changes_of(draft)


@pytest.mark.database
def test_a_new_question_is_marked_and_asked_and_the_old_answers_stay(session: Session, change: Change) -> None:
    full = catalogue.load().programmes[PROGRAMME]
    change(PROGRAMME, without_fact("severe"))
    draft = complete(session)
    before = asking.answers_of(draft)
    change(PROGRAMME, lambda _one: full)
    changes = asking.changes_of(draft)
    assert changes.new == ("severe",)
    assert changes.touches("severe")
    assert not changes.touches("birth_date")
    assert asking.first_unanswered(draft) == "severe"
    with pytest.raises(RuleBroken, match="answers_missing"):
        service.confirm_answers(session, who=somebody(session, "two"), application=draft)
    say(session, somebody(session, "three"), draft, "severe", True)
    assert {fact: asking.answers_of(draft).facts[fact] for fact in before.facts} == before.facts
    assert asking.changes_of(draft).programmes == (PROGRAMME,)
    service.confirm_answers(session, who=somebody(session, "four"), application=draft)
    assert asking.missing_parts(draft) == []


@pytest.mark.database
def test_a_reworded_question_keeps_its_answer_and_asks_whether_it_is_still_right(
    session: Session, reword: Reword
) -> None:
    draft = complete(session)
    old = all_questions().get_question("severe").wording["zh-Hans"].to_self
    reword("severe", text="您的残疾等级是一级或者二级吗？")
    changes = asking.changes_of(draft)
    assert changes.asked_otherwise["severe"].text["zh-Hans"] == old
    assert asking.answers_of(draft).facts["severe"] is True
    assert Part.ANSWERS in asking.missing_parts(draft)
    who = somebody(session, "two")
    say(session, who, draft, "severe", True)
    assert "severe" not in asking.changes_of(draft).asked_otherwise
    service.confirm_answers(session, who=who, application=draft)
    assert asking.missing_parts(draft) == []


@pytest.mark.database
def test_a_choice_that_is_gone_is_asked_again_and_the_old_words_are_kept(
    session: Session, reword: Reword, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = complete(session)
    label = all_questions().get_question("employment_status").wording["zh-Hans"].options["unemployed"]
    reword("employment_status", without="unemployed")
    known = catalogue.load()
    fact = known.facts["employment_status"]
    fewer = dataclasses.replace(fact, values=tuple(one for one in fact.values if one != "unemployed"))
    second = dataclasses.replace(known, facts={**known.facts, "employment_status": fewer})
    monkeypatch.setattr(catalogue, "load", lambda: second)
    changes = asking.changes_of(draft)
    assert changes.no_longer_fits["employment_status"].said["zh-Hans"] == label
    assert asking.first_unanswered(draft) == "employment_status"


@pytest.mark.database
def test_a_programme_that_stopped_is_named_and_must_be_taken_out(session: Session, change: Change) -> None:
    draft = complete(session, PROGRAMME, OTHER)
    name = catalogue.load().programmes[OTHER].text["zh-Hans"].name
    change(OTHER, lambda one: dataclasses.replace(one, journeys=frozenset()))
    who = somebody(session, "two")
    assert asking.changes_of(draft).stopped == (OTHER,)
    assert asking.sheet_of(draft).wanted[OTHER].name["zh-Hans"] == name
    with pytest.raises(RuleBroken, match="programme_stopped"):
        service.confirm_answers(session, who=who, application=draft)
    with pytest.raises(NotFound):
        choosing.get_programmes([OTHER])
    choosing.remove_programme(session, who=who, application=draft, programme_id=OTHER)
    service.confirm_answers(session, who=who, application=draft)
    assert asking.missing_parts(draft) == []
    change(PROGRAMME, lambda _one: None)
    assert asking.changes_of(draft).stopped == (PROGRAMME,)
    assert asking.programmes_of(draft) == ()


@pytest.mark.database
def test_nobody_sends_under_rules_that_changed_since_the_page_was_shown(session: Session, change: Change) -> None:
    draft, who = complete(session), somebody(session, "two")
    shown = asking.contents_mark(draft)
    change(PROGRAMME, without_fact("severe"))
    with pytest.raises(ChangedMeanwhile):
        submit_application(session, who=who, application=draft, seen=shown)
    with pytest.raises(RuleBroken, match="parts_missing"):
        send(session, who, draft)


@pytest.mark.database
def test_a_new_edition_in_another_district_is_no_lost_question(session: Session, change: Change) -> None:
    """Questions that come and go with the district are no news."""
    draft, who = complete(session), somebody(session, "two")
    say(session, who, draft, "person_district", "xicheng")
    changes = asking.changes_of(draft)
    assert (changes.new, changes.gone) == ((), ())
