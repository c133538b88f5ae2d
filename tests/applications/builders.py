"""Applications as they stand, for tests."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from citizen.applications import choosing, service, submission
from citizen.applications.answer_sheet import Origin, Place
from citizen.applications.asking import answer_mark, contents_mark, first_unanswered, mark_of
from citizen.applications.lifecycle import PapersPlan
from citizen.applications.models import Application
from citizen.applications.origins import Known
from citizen.applications.service import GivenAnswer
from citizen.eligibility.answers import Answers
from citizen.people import service as people
from citizen.proxies.authority import Relation, Subject, Who

PROGRAMME = "home-care-assistance-subsidy"
KNOWN = Answers(
    {
        "person_district": "tongzhou",
        "birth_date": date(1990, 5, 1),
        "employment_status": "unemployed",
        "severe": True,
        "owns_motor_wheelchair": False,
    }
)
CONTACT = {"name": "王小明", "told": "text", "phone": "13800001234"}


def somebody(session: Session, key: str = "one", *, relation: Relation = Relation.SELF, name: str = "") -> Who:
    """A visit that acts for this person."""
    visit = people.start_visit(session, key=key, on_kiosk=False)
    return Who(visit_id=visit.id, subject=Subject(relation, name))


FROM_CHECK = Origin(Place.CHECK, date(2026, 3, 1))


def a_draft(
    session: Session, who: Who, *programmes: str, known: Answers = KNOWN, origin: Origin = FROM_CHECK
) -> Application:
    """A draft for one programme or several, with answers from a check."""
    brought = Known(known, dict.fromkeys(known, origin))
    return choosing.start_draft(session, who=who, programme_ids=programmes or [PROGRAMME], known=brought)


def say(session: Session, who: Who, application: Application, fact: str, value: object) -> None:
    given = GivenAnswer(fact, value, answer_mark(application, fact))  # type: ignore[arg-type]
    service.save_answer(session, who=who, application=application, given=given)


def a_complete_draft(session: Session, who: Who, *programmes: str) -> Application:
    application = a_draft(session, who, *programmes)
    while fact := first_unanswered(application):
        say(session, who, application, fact, None)
    service.confirm_answers(session, who=who, application=application)
    service.save_contact(session, who=who, application=application, contact=CONTACT, seen=mark_of(application.contact))
    service.plan_papers(session, who=who, application=application, plan=PapersPlan.BRING)
    return application


def send(session: Session, who: Who, application: Application) -> None:
    seen = contents_mark(application)
    submission.submit_application(session, who=who, application=application, seen=seen, knows_of_alike=True)


def a_sent_application(session: Session, who: Who, *programmes: str) -> Application:
    application = a_complete_draft(session, who, *programmes)
    send(session, who, application)
    return application
