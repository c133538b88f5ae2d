"""One place for the answer to "who are you doing this for?": every journey asks it, and acts for whoever was chosen.

Nobody is kept from helping. Without signing in, one says for whom it is, and the office sees it. Whoever is signed in
and names a child, a ward or somebody who allowed it goes through their flow once, and finds them by name from then on.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, request

from citizen.core import clock
from citizen.core.errors import NotFound
from citizen.people import service as people
from citizen.proxies import mandates
from citizen.proxies.acting import act_for, act_for_person, current_who
from citizen.proxies.authority import MandateState, Relation, Who, is_in_force
from citizen.proxies.forms import ForWhomForm
from citizen.proxies.mandate_words import ground_of
from citizen.proxies.models import MandateRow
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

_FLOWS = {Relation.GUARDIAN: "mandates.child", Relation.AUTHORISED: "mandates.ask"}
_WAITING = (MandateState.ASKED, MandateState.PROVISIONAL)


class Helped(NamedTuple):
    """Somebody the one who is signed in acts for, or asked to."""

    row: MandateRow
    name: str


def question() -> ForWhomForm:
    """The question, with the people one may act for, starting from whom one acts for now: nothing is asked twice."""
    who = current_who()
    helped = [one for one in _helped_by(who) if is_in_force(mandates.as_mandate(one.row), clock.now())]
    form = ForWhomForm.from_request(start=_answers_from(who, helped))
    form.offer_people([(one.row.reference, one.name, ground_of(one.row)) for one in helped])
    return form


def page_with(form: ForWhomForm, *, back: str) -> Response:
    """The page that asks it."""
    return page("proxies/for_whom.html", status=422 if form.problems else 200, form=form, back=back, not_yet=waiting())


def waiting() -> list[Helped]:
    """The people one has asked to act for and may not yet, for a sentence below the question."""
    return [
        one
        for one in _helped_by(current_who())
        if one.row.state in _WAITING and not is_in_force(mandates.as_mandate(one.row), clock.now())
    ]


def first_elsewhere(form: ForWhomForm) -> Response | None:
    """To the flow by which somebody new comes to be acted for; it leads back to this page. None: go on."""
    relation = form.chosen_relation
    if not current_who().is_signed_in or relation not in _FLOWS:
        return None
    return see_other(_FLOWS[relation], then=request.full_path if request.query_string else request.path)


def act_for_chosen(form: ForWhomForm) -> Who:
    """From now on this visit acts for whoever was chosen."""
    relation = form.chosen_relation
    if relation is not None:
        return act_for(relation, form.chosen_name)
    row = mandates.get_mandate(session(), reference=str(form.relation.data))
    if row.actor_id != current_who().actor_id:
        raise NotFound("mandate")
    return act_for_person(row.subject_id)


def _answers_from(who: Who, helped: list[Helped]) -> dict[str, str]:
    if who.mandate is not None:
        chosen = next((one for one in helped if one.row.subject_id == who.mandate.subject_id), None)
        return {"relation": chosen.row.reference} if chosen else {}
    if who.is_self:
        return {} if who.is_signed_in else {"subject_name": who.subject.name}
    return {"relation": who.subject.relation.value, "subject_name": who.subject.name}


def _helped_by(who: Who) -> list[Helped]:
    """Each person once, by the mandate that counts; nobody whose mandate is over or who had everything erased."""
    if who.actor_id is None:
        return []
    found: list[Helped] = []
    rows = mandates.list_of_actor(session(), actor_id=who.actor_id)
    for subject_id in dict.fromkeys(row.subject_id for row in rows):
        counting = mandates.find_between(
            session(), actor_id=who.actor_id, subject_id=subject_id, session_mark=who.session_mark
        )
        row = next((one for one in rows if counting is not None and one.id == counting.id), None)
        name = _name_of(row) if row is not None else None
        if row is not None and name is not None:
            found.append(Helped(row, name))
    return found


def _name_of(row: MandateRow) -> str | None:
    """What the person is called; the reference where nobody gave a name. None: they had everything erased."""
    try:
        return people.get_person(session(), person_id=row.subject_id).name or row.reference
    except NotFound:
        return None
