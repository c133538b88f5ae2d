"""Everything that happened to an application, as whoever reads would say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from citizen.applications import sent_words
from citizen.applications.lifecycle import Act
from citizen.applications.rows import Row, case_name
from citizen.applications.scope import sees_decisions
from citizen.proxies.acting import current_who
from citizen.proxies.actors import actor_in_words
from citizen.web.i18n import _
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application, ApplicationEvent


def history_rows(application: Application, events: Sequence[ApplicationEvent]) -> list[Row]:
    """Everything that happened since it was sent, newest first, and what was done before in one line."""
    by_id = {case.id: case for case in application.cases}
    shown = [event for event in events_to_show(events) if event.act in _TOLD]
    return [
        {
            "at": event.at,
            "text": _(sent_words.DONE[event.act]),
            "about": case_name(by_id[event.case_id]) if event.case_id in by_id and len(by_id) > 1 else None,
            "who": _doer(event),
        }
        for event in reversed(shown)
    ]


def events_to_show(events: Sequence[ApplicationEvent]) -> list[ApplicationEvent]:
    """Without those that tell what was decided, for whoever may not see decisions."""
    hidden = frozenset[Act]() if sees_decisions(current_who()) else _OF_DECISIONS
    return [event for event in events if event.act not in hidden]


#: The many small saves of a draft are left out.
_TOLD = frozenset(Act) - {
    Act.ANSWER, Act.GIVE_CONTACT, Act.ADD_PAPER, Act.REMOVE_PAPER, Act.PLAN_PAPERS, Act.CHOOSE_PROGRAMMES,
}  # fmt: skip
#: What tells what was decided, or follows from it alone.
_OF_DECISIONS = frozenset({
    Act.APPROVE, Act.REFUSE, Act.PAY, Act.CLOSE, Act.OBJECT, Act.ANSWER_OBJECTION, Act.REOPEN,
})  # fmt: skip


def _doer(event: ApplicationEvent) -> str:
    """Who did it, as whoever reads would say it. What a member of staff did in a browser, they did in an assisted
    session; an officer has none.
    """
    mandate, code = current_who().mandate, event.actor
    if event.act is Act.LOOK:
        return actor_in_words(session(), actor=code, reader=current_who())
    if code == "visitor":
        return _("You") if mandate is None else _("The person themselves")
    if code == "helper":
        return _("The helper")
    if code.startswith("mandate:"):
        return _("You") if mandate is not None and code == f"mandate:{mandate.id.hex}" else _("The helper")
    if code.startswith("staff:") and event.visit_id is not None:
        return _("A member of staff, with the person there")
    return _("The office")
