"""What an office does in tests, through the services it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy.orm import Session

from citizen.applications import cases
from citizen.applications.lifecycle import Act
from citizen.applications.models import Application, Case
from citizen.applications.office_acts import Asked, Decision, Officer
from citizen.db.session import Database

OFFICER = Officer("staff:test", "tongzhou")
ELSEWHERE = Officer("staff:other", "chaoyang")
REASON = "请补充出生日期。身份证上看不清楚。"
APPROVAL = Decision(Act.APPROVE)
REFUSAL = Decision(Act.REFUSE, reason="您的年龄不符合规定。")


def the_case(application: Application, position: int = 1) -> Case:
    return next(case for case in application.cases if case.position == position)


def bring_to_review(session: Session, case: Case, *, by: Officer = OFFICER) -> None:
    for act in (Act.ACCEPT, Act.REVIEW):
        cases.advance_case(session, case=case, act=act, by=by)


def ask(session: Session, case: Case, asked: Asked | None = None, *, until: date | None = None) -> None:
    cases.ask_correction(
        session, case=case, by=OFFICER, asked=asked or Asked(facts=["birth_date"]), reason=REASON, until=until
    )


@contextmanager
def at_the_office(database: Database, reference: str, position: int = 1) -> Iterator[tuple[Session, Case]]:
    """The case as an officer has it in hand, in a transaction of its own."""
    with database.writing() as session:
        yield session, cases.get_case(session, by=OFFICER, number=f"{reference}-{position}")
