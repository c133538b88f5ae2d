"""What of the applications in a folder is within what somebody was allowed."""

from __future__ import annotations

from collections.abc import Iterable

from citizen.applications.lifecycle import DECIDED, Phase
from citizen.applications.models import Application, Case
from citizen.core.errors import RuleBroken
from citizen.proxies.authority import Act, Who
from citizen.proxies.scope import is_allowed


def is_within(who: Who, application: Application) -> bool:
    """Whether it is there at all for the one who acts: a draft for whoever may fill in, what was sent for whoever may
    see, and only if every programme of it is within the mandate.
    """
    act = Act.FILL if application.phase is Phase.DRAFT else Act.SEE
    return is_allowed(who, act) and all(who.covers(case.programme_id) for case in application.cases)


def check_covered(who: Who, programme_ids: Iterable[str]) -> None:
    """:raises RuleBroken: "not_covered": one of these is not within the mandate."""
    if not all(who.covers(one) for one in programme_ids):
        raise RuleBroken("not_covered")


def sees_decisions(who: Who) -> bool:
    return is_allowed(who, Act.SEE_DECISIONS)


def hides_decision(who: Who, case: Case) -> bool:
    """Whether something was decided that the one who acts may not see: not the outcome, and nothing that follows from
    it alone.
    """
    return case.status in DECIDED and not sees_decisions(who)
