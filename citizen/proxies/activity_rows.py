"""Mandates and doings as rows for pages: plain words, no codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.core.references import grouped
from citizen.proxies import programme_areas
from citizen.proxies.activity import By, Done, Happened, Helping, Standing
from citizen.proxies.actors import staff_in_words
from citizen.proxies.authority import Basis, Relation
from citizen.proxies.doings import LOOKED_AT, PROOFS, words_of
from citizen.proxies.mandate_letters import SOMEBODY, THE_PERSON
from citizen.proxies.mandate_words import acts_in_words
from citizen.proxies.own_channel import WORDS as TOLD_BY_WORDS
from citizen.proxies.own_channel import ToldBy, wishes_in
from citizen.web.i18n import N_, _, show_date
from citizen.web.own_words import sentence
from citizen.web.own_words import typed as typed

Row = dict[str, Any]

_STATUS: dict[Standing, tuple[str, str]] = {
    Standing.LIVE: (N_("In force"), "good"),
    Standing.PROVISIONAL: (N_("In force for a part, until the office has looked"), "wait"),
    Standing.ASKED: (N_("Waits for the person’s answer"), "wait"),
    Standing.WITH_OFFICE: (N_("Waits for the office; nothing is open yet"), "wait"),
    Standing.NOT_STARTED: (N_("Begins later"), "wait"),
    Standing.EXPIRED: (N_("Over: the time has passed"), "plain"),
    Standing.ENDED: (N_("Ended"), "plain"),
    Standing.REFUSED: (N_("Refused"), "plain"),
}
_BASIS = {
    Basis.ACCOUNT: N_("The person allowed it in their own account."),
    Basis.IN_PERSON: N_("The person said yes on the helper’s device."),
    Basis.SIGNED_PAPER: N_("A signed paper."),
    Basis.GUARDIAN_DOCUMENT: N_("A document of guardianship."),
    Basis.COUNTER: N_("Entered at a counter, with the person there."),
}
_RELATION = {
    Relation.GUARDIAN: N_("Guardian"),
    Relation.AUTHORISED: N_("Somebody the person allowed it"),
}
_BY = {
    By.SUBJECT: N_("The person themselves"),
    By.HELPER: N_("The helper"),
    By.GUARDIAN: N_("Another guardian"),
    By.STAFF: N_("The office"),
    By.TIME: N_("By itself"),
}
_HAPPENED = {
    "asked": N_("Asked whether this helper may act"),
    "provisional": N_("Showed a paper; the office looks at it"),
    "allowed": N_("Said yes"),
    "confirmed": N_("Looked at the paper and confirmed it"),
    "refused": N_("Said no"),
    "limited": N_("Limited it"),
    "account_found": N_("Found the account it is about"),
    "ended": N_("Ended it"),
}
_REPLACED = N_("Took the place of an earlier permission")
_VISIT_OVER = N_("Ended with the visit for which it was allowed")
#: Where a reference leads, by its first letter; only pages this deployment has.
_PAGES = {"A": "applications.task_list", "B": "booked.show", "N": "concerns.registered"}


def language() -> str:
    """In which language the person reads what they decide on."""
    return current_ui().locale.code


def helper_row(one: Helping, *, href: str | None = None) -> Row:
    """A mandate in a list of those who may act for somebody."""
    return {**_common(one), "name": one.name or _(SOMEBODY), "href": href}


def helped_row(one: Helping, *, href: str | None = None) -> Row:
    """A mandate in a list of those one helps."""
    return {
        **_common(one),
        "name": one.name or _(THE_PERSON),
        "href": href,
    }


def facts_of(one: Helping) -> list[Row]:
    """Everything about a mandate, as rows of a summary."""
    row = one.row
    rows = [
        (_("Number"), typed(grouped(row.reference))),
        (_("As"), _(_RELATION[row.relation])),
        (_("On what it rests"), _(_BASIS[row.basis])),
        (_("Since"), show_date(row.starts_at)),
    ]
    scope = scope_facts(row.acts, row.programmes, row.ends_at, is_of_visit=one.is_of_visit)
    told_by = wishes_in(row).get("told_by")
    if told_by:
        rows.append((_("How the person themselves is told"), _(TOLD_BY_WORDS[ToldBy(told_by)])))
    ended = [{"key": _("Ended on"), "value": show_date(row.ended_at)}] if row.ended_at else []
    return [*({"key": key, "value": value} for key, value in rows), *scope, *ended]


def scope_facts(
    acts: Sequence[str], programmes: Sequence[str] | None, ends_at: datetime | None, *, is_of_visit: bool = False
) -> list[Row]:
    """What may be done, about what and until when, as rows of a summary."""
    rows = [
        (_("May do"), _("; ").join(acts_in_words(list(acts)))),
        (_("About what"), about_what(programmes)),
        (_("Until"), until(ends_at, is_of_visit=is_of_visit)),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def about_what(programmes: Sequence[str] | None) -> str:
    if programmes is None:
        return _("Everything on this site")
    return _(", ").join(programme_areas.names_of(programmes, language())) or _("Nothing any more")


def until(ends_at: datetime | None, *, is_of_visit: bool = False) -> str:
    """The last day on which it counts, in words; the end of a visit may come earlier."""
    if is_of_visit and ends_at is not None:
        day = show_date(last_moment(ends_at))
        return _("The helper signs out; at the latest the end of %(day)s", day=day)
    return _("Until somebody ends it") if ends_at is None else show_date(last_moment(ends_at))


def last_moment(ends_at: datetime) -> datetime:
    """What ends at midnight counts for the last time on the day before."""
    return ends_at - timedelta(seconds=1)


def happened_rows(found: Sequence[Happened]) -> list[Row]:
    return [{"at": one.at, "who": _(_BY[one.by]), "text": _happened(one)} for one in found]


def done_rows(found: Sequence[Done]) -> list[Row]:
    """What was done, each as one sentence and the number of the thing."""
    return [
        {
            "at": one.at,
            "text": done_sentence(one),
            "number": typed(grouped(one.about)) if one.about else None,
            "href": _page_of(one.about),
            "proof": _(LOOKED_AT, paper=_(PROOFS[one.proof])) if one.proof in PROOFS else None,
        }
        for one in found
    ]


def done_sentence(one: Done) -> Markup:
    """Who did what, as one sentence."""
    return sentence(_(words_of(one.doing)), who=_who(one))


def filter_choices(helpers: Sequence[Helping]) -> list[tuple[str, str]]:
    """Everybody, each helper once, and staff."""
    names: dict[Any, tuple[str, str]] = {}
    for one in helpers:
        names.setdefault(one.row.actor_id, (one.row.reference, one.name or _(SOMEBODY)))
    return [("all", _("Everybody")), *names.values(), ("staff", _("Staff"))]


def _common(one: Helping) -> Row:
    status, tone = _STATUS[one.standing]
    return {
        "reference": one.row.reference,
        "number": typed(grouped(one.row.reference)),
        "status": _(status),
        "tone": tone,
        "standing": one.standing.value,
        "is_over": one.standing.is_over,
        "acts": acts_in_words(list(one.row.acts)),
        "about_what": about_what(one.row.programmes),
        "until": until(one.row.ends_at, is_of_visit=one.is_of_visit),
        "since": show_date(one.row.starts_at),
        "basis": _(_BASIS[one.row.basis]),
        "relation": _(_RELATION[one.row.relation]),
        "last_used": one.last_used,
    }


def _happened(one: Happened) -> str:
    if one.what == "ended" and one.detail.get("why") == "replaced":
        return _(_REPLACED)
    if one.what == "ended" and one.detail.get("why") == "visit_over":
        return _(_VISIT_OVER)
    if one.what == "limited":
        return " ".join([_(_HAPPENED[one.what]), *_less(one.detail)])
    return _(_HAPPENED.get(one.what, one.what))


def _less(detail: Mapping[str, Any]) -> list[str]:
    """What a limit took away."""
    before, after = detail.get("before", {}), detail.get("after", {})
    gone = [code for code in before.get("acts", ()) if code not in after.get("acts", ())]
    words = [_("No longer: %(acts)s.", acts=_("; ").join(acts_in_words(gone)))] if gone else []
    if before.get("programmes") != after.get("programmes"):
        words.append(_("About fewer things."))
    if before.get("ends_at") != after.get("ends_at") and after.get("ends_at"):
        day = show_date(last_moment(datetime.fromisoformat(after["ends_at"])))
        words.append(_("Until %(day)s.", day=day))
    return words


def _who(one: Done) -> Markup:
    return staff_in_words(one.staff) if one.is_staff else typed(one.name or _(SOMEBODY))


def _page_of(reference: str | None) -> str | None:
    endpoint = _PAGES.get(reference[0]) if reference else None
    if endpoint is None or endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, reference=reference)
