"""The person's own pages: who may act for me, what was done for me; and the helper's: whom I help.

What is decided here counts from the next click of anybody concerned.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, Response, request, url_for

from citizen.core.errors import Conflict, RuleBroken
from citizen.people.entering import require_signed_in
from citizen.proxies import activity, activity_rows, mandate_service
from citizen.proxies.account_subject import subject_of_account
from citizen.proxies.acting import current_who
from citizen.proxies.activity import Helping
from citizen.proxies.activity_forms import HelperFilterForm, LimitForm
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, MandateState
from citizen.proxies.mandate_service import Doer
from citizen.web.access import needs_visit
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("activity", __name__)

_REFUSED = {
    "nothing_left": N_("If the helper should do nothing any more, end it instead."),
    "only_less": N_("This would allow more than before. Choose only what is allowed now."),
}


@blueprint.get("/account/helpers")
@needs_act(Act.GOVERN)
def helpers() -> Response:
    """Who may act for me."""
    found = activity.helpers_of(session(), subject_id=subject_of_account())
    rows = [activity_rows.helper_row(one, href=_href("activity.helper", one)) for one in found]
    return page(
        "proxies/helpers.html",
        now=[row for row in rows if not row["is_over"]],
        over=[row for row in rows if row["is_over"]],
    )


@blueprint.get("/account/helpers/<reference>")
@needs_act(Act.GOVERN)
def helper(reference: str) -> Response:
    """One helper: what they may do, on what it rests, what happened; to limit or to end it."""
    one = activity.find_helper(session(), subject_id=subject_of_account(), reference=reference)
    return page(
        "proxies/helper.html",
        one=activity_rows.helper_row(one),
        facts=activity_rows.facts_of(one),
        happened=activity_rows.happened_rows(activity.history_of(session(), row=one.row)),
        may_decide=one.row.actor_id != current_who().actor_id,
    )


@blueprint.route("/account/helpers/<reference>/answer", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def answer(reference: str) -> Response:
    """Somebody asked to act: yes or no, from the person's own account."""
    one = activity.find_helper(session(), subject_id=subject_of_account(), reference=reference)
    if one.row.state is not MandateState.ASKED:
        return see_other("activity.helper", reference=one.row.reference)
    if request.method == "POST" and request.form.get("answer") in ("yes", "no"):
        if request.form["answer"] == "yes":
            consent = {"how": "account", "language": activity_rows.language()}
            mandate_service.allow(session(), row=one.row, by=_doer(), consent=consent)
        else:
            mandate_service.refuse(session(), row=one.row, by=_doer())
        return see_other("activity.helper", reference=one.row.reference)
    return page("proxies/helper_answer.html", one=activity_rows.helper_row(one), facts=activity_rows.facts_of(one))


@blueprint.route("/account/helpers/<reference>/limit", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def limit(reference: str) -> Response:
    """Less than now: fewer acts, fewer things, an earlier end."""
    one = activity.find_helper(session(), subject_id=subject_of_account(), reference=reference)
    return limit_page(one, by=_doer(), back="activity.helper", action="activity.limit")


@blueprint.route("/account/helpers/<reference>/end", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def end(reference: str) -> Response:
    """Asks once, no reason; then it is over."""
    one = activity.find_helper(session(), subject_id=subject_of_account(), reference=reference)
    return end_page(one, by=_doer(), back="activity.helper", action="activity.end")


@blueprint.get("/account/activity")
@needs_act(Act.GOVERN)
def done() -> Response:
    """Everything done for me, and every look at my data, newest first."""
    subject_id = subject_of_account()
    all_helpers = activity.helpers_of(session(), subject_id=subject_id)
    form = _filter_form(all_helpers)
    chosen = next((one for one in all_helpers if one.row.reference == form.by.data), None)
    found = activity.done_for(
        session(),
        subject_id=subject_id,
        actor_id=chosen.row.actor_id if chosen else None,
        by_staff=form.by.data == "staff",
        page=request.args.get("page", 1, type=int),
    )
    return page(
        "proxies/activity.html",
        form=form,
        done=activity_rows.done_rows(found.rows),
        newer=_page_href(found.number - 1, form.by.data) if found.number > 1 else None,
        older=_page_href(found.number + 1, form.by.data) if found.has_more else None,
    )


def _filter_form(all_helpers: Sequence[Helping]) -> HelperFilterForm:
    """Everybody, unless one is chosen."""
    form = HelperFilterForm.from_query()
    form.by.choices = activity_rows.filter_choices(all_helpers)
    form.by.data = form.by.data or "all"
    return form


@blueprint.get("/account/helping")
@needs_visit
def helping() -> Response:
    """Whom I help, and what I may do. Nothing of them is shown but their name, as long as it is in force."""
    found = activity.helped_by(session(), actor_id=require_signed_in())
    rows = [activity_rows.helped_row(one, href=_href("activity.helped", one)) for one in found]
    return page(
        "proxies/helping.html",
        now=[row for row in rows if not row["is_over"]],
        over=[row for row in rows if row["is_over"]],
    )


@blueprint.get("/account/helping/<reference>")
@needs_visit
def helped(reference: str) -> Response:
    """What I may do for one person."""
    one = activity.find_helped(session(), actor_id=require_signed_in(), reference=reference)
    return page("proxies/helping_one.html", one=activity_rows.helped_row(one), facts=activity_rows.facts_of(one))


@blueprint.route("/account/helping/<reference>/stop", methods=["GET", "POST"])
@needs_visit
def stop(reference: str) -> Response:
    """Anybody may stop helping, at once and without a reason."""
    one = activity.find_helped(session(), actor_id=require_signed_in(), reference=reference)
    if request.method == "POST":
        mandate_service.end(session(), row=one.row, by=Doer(person_id=one.row.actor_id), why="by_helper")
        return see_other("activity.helped", reference=one.row.reference)
    return page("proxies/helping_stop.html", one=activity_rows.helped_row(one))


def limit_page(one: Helping, *, by: Doer, back: str, action: str) -> Response:
    """The form to limit, and doing it; shared by the account and the page that opens with an access code."""
    if one.standing.is_over:
        return see_other(back, reference=one.row.reference)
    form = LimitForm.prepare_for(one.row)
    has_changed = request.method == "POST" and _seen() != one.row.version
    if not has_changed and form.submitted_and_valid():
        try:
            _limit(form, one, by)
            return see_other(back, reference=one.row.reference)
        except Conflict:
            one, has_changed = activity.helper_in(session(), one.row), True
        except RuleBroken as broken:
            form.refuse(broken.field or "acts", _(_REFUSED.get(broken.code, _REFUSED["only_less"])))
    return _limit_form_page(one, form, back=back, action=action, has_changed=has_changed)


def _limit_form_page(one: Helping, form: LimitForm, *, back: str, action: str, has_changed: bool) -> Response:
    return page(
        "proxies/limit.html",
        status=409 if has_changed else 422 if form.problems else 200,
        form=form,
        one=activity_rows.helper_row(one),
        facts=activity_rows.facts_of(one),
        seen=one.row.version,
        has_changed=has_changed,
        action=url_for(action, reference=one.row.reference),
        back=url_for(back, reference=one.row.reference),
    )


def end_page(one: Helping, *, by: Doer, back: str, action: str) -> Response:
    """The question, and ending; shared by the account and the page that opens with an access code."""
    if request.method == "POST":
        mandate_service.end(session(), row=one.row, by=by, why="by_person")
    if request.method == "POST" or one.standing.is_over:
        return see_other(back, reference=one.row.reference)
    return page(
        "proxies/end.html",
        one=activity_rows.helper_row(one),
        action=url_for(action, reference=one.row.reference),
        back=url_for(back, reference=one.row.reference),
    )


def _limit(form: LimitForm, one: Helping, by: Doer) -> None:
    mandate_service.limit(
        session(),
        row=one.row,
        by=by,
        acts=form.chosen_acts(),
        programmes=form.chosen_programmes(),
        ends_at=form.chosen_end(),
        seen_version=_seen(),
    )


def _seen() -> int:
    """The version of the mandate that the form had shown."""
    sent = request.form.get("seen", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


def _doer() -> Doer:
    return Doer(person_id=doer_id(), staff_id=current_who().staff_id)


def doer_id() -> uuid.UUID:
    """Who decides here: the person who is signed in."""
    return require_signed_in()


def _href(endpoint: str, one: Helping) -> str:
    return url_for(endpoint, reference=one.row.reference)


def _page_href(number: int, by: str | None) -> str:
    return url_for("activity.done", page=number, by=by) if by else url_for("activity.done", page=number)
