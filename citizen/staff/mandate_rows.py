"""How staff read a mandate, and a new way to reach somebody: in words, with the work numbers of who dealt with it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask import url_for
from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.core.references import grouped
from citizen.people.contacts import masked
from citizen.proxies.authority import MandateState
from citizen.proxies.guardian_forms import AGREES
from citizen.proxies.mandate_words import BASIS_WORDS, RELATION_WORDS, acts_in_words
from citizen.proxies.own_channel import WORDS as TOLD_BY_WORDS
from citizen.proxies.own_channel import ToldBy, wishes_in
from citizen.proxies.programme_areas import names_of as programme_names
from citizen.staff import counter, counter_mandates, linking, service
from citizen.staff.access import require_staff
from citizen.staff.counter_forms import PROOFS
from citizen.staff.counter_routes import this_browser
from citizen.staff.linking import Link
from citizen.staff.mandate_forms import CONSENT, FOUND_BY
from citizen.web.i18n import N_, _
from citizen.web.own_words import typed
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.proxies.models import MandateRow
    from citizen.staff.models import CounterRequest

_STATES = {
    MandateState.ASKED: N_("Waits for the person's own yes"),
    MandateState.PROVISIONAL: N_("Waits for a second member of staff"),
    MandateState.LIVE: N_("In force"),
    MandateState.REFUSED: N_("The person said no"),
    MandateState.ENDED: N_("Ended"),
}


def waiting_entries(rows: list[MandateRow], requests: list[CounterRequest]) -> list[dict[str, Any]]:
    """What waits, without a name."""
    return [
        *(_entry("staff.mandate", row.reference, _(BASIS_WORDS[row.basis])) for row in rows),
        *(_entry("staff.decide_request", one.reference, _("A new telephone or e-mail")) for one in requests),
    ]


def _entry(endpoint: str, reference: str, text: str) -> dict[str, Any]:
    return {
        "text": Markup("{} · {}").format(typed(grouped(reference)), text),
        "href": url_for(endpoint, reference=reference),
    }


def shown_mandate(row: MandateRow) -> dict[str, object]:
    member, consent = require_staff(), row.consent or {}
    subject, helper = counter_mandates.names_of(session(), row=row)
    code = counter_mandates.receipt_code(session(), browser=this_browser(), reference=row.reference)
    language, link = current_ui().locale.code, linking.link_of(row)
    return {
        "row": row,
        "number": grouped(row.reference),
        "subject": subject,
        "helper": helper,
        "state": _(_STATES[row.state]),
        "relation": _(RELATION_WORDS[row.relation]),
        "basis": _(BASIS_WORDS[row.basis]),
        "acts": acts_in_words(row.acts),
        "programmes": None if row.programmes is None else programme_names(row.programmes, language),
        "wishes": _wishes(row),
        "link": _link(link),
        "consent_how": _word(CONSENT, consent.get("how")),
        "proof": _word(PROOFS, consent.get("proof")),
        "entered_by": _work_number(row.entered_by),
        "confirmed_by": _work_number(row.confirmed_by),
        "code": typed(grouped(code)) if code else None,
        "waits": row.state is MandateState.PROVISIONAL,
        "is_over": row.state in (MandateState.ENDED, MandateState.REFUSED),
        "is_mine": member.id in (row.entered_by, link.staff_id if link else None),
    }


def _link(link: Link | None) -> dict[str, object] | None:
    """The account that was found, for the second member to compare."""
    if link is None:
        return None
    return {
        "name": counter.name_of(session(), person_id=link.person_id),
        "how": _word(FOUND_BY, link.found_by.value),
        "by": _work_number(link.staff_id),
    }


def _wishes(row: MandateRow) -> list[dict[str, object]]:
    """What a person under guardianship wants themselves, and how they are told: whoever confirms has to know."""
    said = wishes_in(row)
    if not said:
        return []
    agrees = dict(AGREES).get(said.get("agrees", ""), "")
    told_by = _(TOLD_BY_WORDS[ToldBy(said["told_by"])]) if said.get("told_by") else ""
    rows = [
        (_("What the person says to it"), _(agrees) if agrees else ""),
        (_("In their own words"), typed(said["own_words"]) if said.get("own_words") else ""),
        (_("How they were told"), typed(said.get("told") or "")),
        (_("How they say what they want"), typed(said.get("communicates") or "")),
        (_("How the person themselves is told"), told_by),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def shown_request(asked: CounterRequest) -> dict[str, object]:
    name = counter.name_of(session(), person_id=asked.person_id)
    return {
        "asked": asked,
        "name": name,
        "address": asked.wanted.get("address"),
        "old": [masked(one) for one in counter.addresses_of(session(), person_id=asked.person_id)],
        "proof": _word(PROOFS, asked.wanted.get("proof")),
        "entered_by": _work_number(asked.entered_by),
        "decided_by": _work_number(asked.decided_by),
        "waits": asked.decided_at is None,
        "is_mine": asked.entered_by == require_staff().id,
    }


def _work_number(staff_id: object) -> str | None:
    return service.name_of(session(), member_id=staff_id)[1] if isinstance(staff_id, uuid.UUID) else None


def _word(words: tuple[tuple[str, str], ...], code: object) -> str | None:
    return next((_(text) for one, text in words if one == code), None)
