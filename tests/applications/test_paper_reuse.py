"""Papers used again: for the same person only, as a copy of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from citizen.applications import paper_reuse, paper_service, service
from citizen.applications.models import Application
from citizen.applications.paper_intake import Intake, SentFile, take_copy, take_in
from citizen.applications.paper_scanning import NoScanner, ScanState
from citizen.applications.paper_store import PaperStore
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who
from tests.applications import papers
from tests.applications.builders import a_complete_draft, a_draft, send, somebody

pytestmark = pytest.mark.database
KINDS = ("identity", "other")


@pytest.fixture
def into(tmp_path: Path) -> Intake:
    return Intake(store=PaperStore(tmp_path), scanner=NoScanner(), largest=10**6, font=None)


def sent_with_a_paper(session: Session, who: Who, into: Intake, *, colour: str = "navy") -> Application:
    application = a_complete_draft(session, who)
    sent = SentFile("identity", "身份证.jpg", papers.jpeg(colour=colour))
    kept = take_in(into, sent, reference=application.reference)
    paper_service.keep_paper(session, who=who, application=application, kept=kept)
    send(session, who, application)
    return application


def offered(session: Session, who: Who, application: Application, kinds: tuple[str, ...] = KINDS) -> list[str]:
    found = paper_reuse.list_earlier(session, who=who, application=application, kinds=kinds)
    return [one.paper.file_name for one in found]


def acting_for(who: Who, relation: Relation, name: str = "") -> Who:
    """The same browser, for somebody."""
    return Who(visit_id=who.visit_id, subject=Subject(relation, name))


def test_a_paper_sent_before_is_offered_once(session: Session, into: Intake) -> None:
    who = somebody(session)
    sent_with_a_paper(session, who, into)
    sent_with_a_paper(session, who, into)
    draft = a_draft(session, who)
    assert offered(session, who, draft) == ["身份证.jpg"]
    assert offered(session, who, draft, ("other",)) == []


def test_a_draft_and_the_application_itself_offer_nothing(session: Session, into: Intake) -> None:
    who = somebody(session)
    draft = a_draft(session, who)
    kept = take_in(into, SentFile("identity", "a.jpg", papers.jpeg()), reference=draft.reference)
    paper_service.keep_paper(session, who=who, application=draft, kept=kept)
    assert offered(session, who, draft) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((Relation.SELF, ""), (Relation.GUARDIAN, "小红")),
        ((Relation.GUARDIAN, "小红"), (Relation.SELF, "")),
        ((Relation.GUARDIAN, "小红"), (Relation.GUARDIAN, "小明")),
        ((Relation.GUARDIAN, "小红"), (Relation.AUTHORISED, "小红")),
        ((Relation.AUTHORISED, ""), (Relation.AUTHORISED, "")),
        ((Relation.HELPING_PRESENT, ""), (Relation.HELPING_PRESENT, "")),
    ],
)
def test_nothing_crosses_from_one_person_to_another(
    session: Session, into: Intake, before: tuple[Relation, str], now: tuple[Relation, str]
) -> None:
    browser = somebody(session)
    sent_with_a_paper(session, acting_for(browser, *before), into)
    later = acting_for(browser, *now)
    assert offered(session, later, a_draft(session, later)) == []


def test_two_names_given_are_two_persons_even_for_oneself(session: Session, into: Intake) -> None:
    """A computer in a family: both say "myself"."""
    who = somebody(session)
    earlier = sent_with_a_paper(session, who, into)
    draft = a_draft(session, who)
    draft.contact = {**earlier.contact, "name": "王芳"}
    assert offered(session, who, draft) == []
    draft.contact = dict(earlier.contact)
    assert offered(session, who, draft) == ["身份证.jpg"]


def test_another_visit_sees_nothing_until_it_may_open_the_application(session: Session, into: Intake) -> None:
    earlier = sent_with_a_paper(session, somebody(session), into)
    stranger = somebody(session, "two")
    draft = a_draft(session, stranger)
    assert offered(session, stranger, draft) == []
    assert stranger.visit_id is not None
    people.grant_access(session, visit_id=stranger.visit_id, reference=earlier.reference)
    assert offered(session, stranger, draft) == ["身份证.jpg"]


def test_what_a_scanner_found_infected_is_not_used_again(session: Session, into: Intake) -> None:
    who = somebody(session)
    earlier = sent_with_a_paper(session, who, into)
    (paper,) = service.list_papers(session, application=earlier)
    paper.scan = ScanState.INFECTED
    assert offered(session, who, a_draft(session, who)) == []


def test_erasing_one_leaves_the_other_whole(session: Session, into: Intake) -> None:
    who = somebody(session)
    earlier = sent_with_a_paper(session, who, into)
    (paper,) = service.list_papers(session, application=earlier)
    draft = a_draft(session, who)
    kept = take_copy(into, paper, reference=draft.reference)
    copy = paper_service.keep_paper(session, who=who, application=draft, kept=kept)
    assert copy.stored_name != paper.stored_name
    assert (copy.kind, copy.file_name, copy.sent_hash) == (paper.kind, paper.file_name, paper.sent_hash)
    assert offered(session, who, draft) == []
    into.store.remove(paper.stored_name)
    assert into.store.get(copy.stored_name).startswith(b"\xff\xd8")


def test_only_what_was_offered_can_be_chosen(session: Session, into: Intake) -> None:
    who = somebody(session)
    sent_with_a_paper(session, who, into)
    draft = a_draft(session, who)
    found = paper_reuse.list_earlier(session, who=who, application=draft, kinds=KINDS)
    assert paper_reuse.chosen_of(found, [str(draft.id)]) == []
    assert paper_reuse.chosen_of(found, [str(found[0].paper.id)]) == found
