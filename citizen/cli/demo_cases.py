"""The fictional applications of the demo: one in every state an application can have, each with its history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from citizen.applications import cases, choosing, messages, objections, service, submission, withdrawal
from citizen.applications.answer_sheet import Origin, Place
from citizen.applications.asking import answer_mark, contents_mark, first_unanswered, mark_of
from citizen.applications.lifecycle import MOVES, Act, PapersPlan
from citizen.applications.models import Application, Case
from citizen.applications.office_acts import Asked, Decision, Officer, Per
from citizen.applications.origins import Known
from citizen.applications.service import GivenAnswer
from citizen.cli.demo_people import DISTRICT, FICTIONAL, FIGURES, Cast
from citizen.core import clock
from citizen.eligibility.answers import Answers
from citizen.proxies.authority import Who

OFFICE = Officer("staff:demo", DISTRICT)
_AMOUNT = Decimal("100.00")  # invented, and said to be
_REASON = "演示：材料里的户籍不在本区。这是编造的决定。"


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody applied for, how many days ago, and what happened to it since, in order."""

    figure: str
    programme: str
    days_ago: int
    #: Acts of the office and of the person; "draft" and "full draft": it was never sent.
    acts: tuple[str, ...] = ()


STORIES = (
    Story("lin", "blind-massage-support", 1, ("draft",)),
    Story("lin", "training-living-allowance", 2, ("full draft",)),
    Story("lin", "skills-training", 3),
    Story("lin", "assistive-device-subsidy", 12, ("accept", "ask")),
    Story("lin", "job-placement-service", 9, ("accept", "write to office", "reply")),
    Story("chen", "motor-wheelchair-fuel-subsidy", 60, ("accept", "review", "approve", "pay")),
    Story("chen", "home-accessibility-modification", 20, ("accept", "review")),
    Story("chen", "adult-rehab-subsidy", 25, ("accept", "review", "send_to_civil_affairs")),
    Story("chen", "resident-pension-contribution-aid", 6, ("accept",)),
    Story("chen", "assistive-device-subsidy", 120, ("accept", "review", "approve", "pay", "close")),
    Story("lele", "child-rehab-subsidy", 30, ("accept", "review", "publicise")),
    Story("lele", "lottery-fund-child-aid", 40, ("accept", "refuse", "object")),
    Story("wang", "home-care-assistance-subsidy", 45, ("accept", "review", "approve")),
    Story("wang", "resident-medical-insurance-aid", 15, ("accept", "refuse")),
    Story("wang", "resident-pension-contribution-aid", 10, ("accept", "withdraw")),
)


def play_stories(session: Session, cast: Cast) -> int:
    """Every story, each act on its own day; returns how many."""
    for story in STORIES:
        _play(session, cast, story)
    return len(STORIES)


def _play(session: Session, cast: Cast, story: Story) -> None:
    who, began = cast.who(session, story.figure), clock.now() - timedelta(days=story.days_ago)
    with clock.fixed(began):
        application = _draft(session, who, story)
        if story.acts == ("draft",):
            return
        _complete(session, who, application)
        if story.acts == ("full draft",):
            return
        seen = contents_mark(application)
        submission.submit_application(session, who=who, application=application, seen=seen, knows_of_alike=True)
    for number, act in enumerate(story.acts, 1):
        with _later(began, number, of=len(story.acts)):
            _happen(session, who, application.cases[0], act)
            session.flush()


@contextmanager
def _later(began: datetime, number: int, *, of: int) -> Iterator[None]:
    """The time at which an act happens: the acts spread evenly from the beginning until an hour ago."""
    whole = clock.now() - timedelta(hours=1) - began
    with clock.fixed(began + whole * number / of):
        yield


def _draft(session: Session, who: Who, story: Story) -> Application:
    figure = next(one for one in FIGURES if one.key == story.figure)
    known = Answers({**figure.facts, "person_district": DISTRICT, "birth_date": date.fromisoformat(figure.birth_date)})
    brought = Known(known, dict.fromkeys(known, Origin(Place.CHECK, clock.today())))
    return choosing.start_draft(session, who=who, programme_ids=[story.programme], known=brought)


def _complete(session: Session, who: Who, application: Application) -> None:
    """What is not known stays "not sure"; nobody is stopped by that."""
    while fact := first_unanswered(application):
        given = GivenAnswer(fact, None, answer_mark(application, fact))
        service.save_answer(session, who=who, application=application, given=given)
    service.confirm_answers(session, who=who, application=application)
    contact = {"name": who.subject.name, "told": "email", "email": "nobody@example.org"}
    service.save_contact(session, who=who, application=application, contact=contact, seen=mark_of(application.contact))
    service.plan_papers(session, who=who, application=application, plan=PapersPlan.BRING)


def _happen(session: Session, who: Who, case: Case, act: str) -> None:
    match act:
        case "ask":
            until = clock.today() + timedelta(days=20)
            asked = Asked(contact=True)
            cases.ask_correction(
                session, case=case, by=OFFICE, asked=asked, reason=f"请核对联系方式{FICTIONAL}", until=until
            )
        case "write to office":
            text = f"请问还要多久？{FICTIONAL}"
            messages.write_message(session, who=who, application=case.application, body=text)
        case "reply":
            cases.send_message(session, case=case, by=OFFICE, body=f"本周内联系您{FICTIONAL}")
        case "approve" | "refuse":
            cases.decide(session, case=case, by=OFFICE, decision=_decision(act))
        case "object":
            objections.send_objection(session, who=who, case=case, body=f"户籍就在本区，请再看一次{FICTIONAL}")
        case "withdraw":
            withdrawal.withdraw_cases(session, who=who, application=case.application, positions=[case.position])
        case _:
            _move(session, case, Act(act))


def _move(session: Session, case: Case, act: Act) -> None:
    if act not in MOVES:
        raise ValueError(act)
    cases.advance_case(session, case=case, act=act, by=OFFICE)


def _decision(act: str) -> Decision:
    if act == "refuse":
        return Decision(Act.REFUSE, _REASON)
    today = clock.today()
    return Decision(
        Act.APPROVE, f"金额是编造的{FICTIONAL}", _AMOUNT, Per.MONTH, today, today.replace(year=today.year + 1)
    )
