"""Taking back what was sent: one programme or all of them, until it is decided. In full, with everything that was sent,
as long as no officer has opened any of it; afterwards the office keeps the record.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from citizen.applications import notice_kinds as kinds
from citizen.applications.case_state import act_on_case, end_correction, find_open_correction, standing_of
from citizen.applications.erasure import erase_contents
from citizen.applications.events import author_of
from citizen.applications.lifecycle import Act, Phase, Status, open_acts
from citizen.applications.models import Application, Case
from citizen.applications.sent_models import CorrectionEnd
from citizen.applications.service import touch
from citizen.applications.telling import tell
from citizen.core.errors import RuleBroken
from citizen.notices.service import forget_notices
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing


def cases_to_withdraw(session: Session, *, application: Application) -> list[Case]:
    """The cases that can still be taken back."""
    return [case for case in application.cases if Act.WITHDRAW in open_acts(standing_of(session, case=case))]


def would_be_erased(application: Application, positions: Collection[int]) -> bool:
    """Whether nothing that was sent would be left: no officer opened any case, and all of them are taken back."""
    if any(case.opened_at is not None for case in application.cases):
        return False
    return all(case.position in positions or case.status is Status.WITHDRAWN for case in application.cases)


def withdraw_cases(session: Session, *, who: Who, application: Application, positions: Collection[int]) -> bool:
    """Take back these cases. True: everything that was sent is erased, and the caller forgets the papers. What is
    withdrawn already stays so. Raises RuleBroken when none is named, NotPossibleNow for a decided one.
    """
    chosen = [case for case in application.cases if case.position in positions]
    if not chosen:
        raise RuleBroken("nothing_chosen", field="cases")
    erased = would_be_erased(application, positions)
    for case in chosen:
        if case.status is not Status.WITHDRAWN:
            _withdraw(session, who, case)
    if all(case.status is Status.WITHDRAWN for case in application.cases):
        application.phase = Phase.WITHDRAWN
        if erased:
            _erase(session, who, application)
    touch(session, application=application)
    note_doing(session, who=who, doing="application_withdrawn", about=application.reference)
    return erased


def _withdraw(session: Session, who: Who, case: Case) -> None:
    correction = find_open_correction(session, case=case)
    act_on_case(session, case=case, act=Act.WITHDRAW, by=author_of(who))
    if correction:
        end_correction(session, correction=correction, end=CorrectionEnd.WITHDRAWN)
    key = f"{case.position}:{case.version}"
    tell(session, application=case.application, case=case, kind=kinds.CASE_WITHDRAWN, key=key)


def _erase(session: Session, who: Who, application: Application) -> None:
    """Only that there was something, and when, is left."""
    erase_contents(session, application=application, by=author_of(who))
    forget_notices(session, about=application.reference)
