"""Being the guardian: who it is; for a child under 14 a consent of its own; for an adult what they want themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Response, url_for

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.core.errors import RuleBroken
from citizen.people import one_time_codes
from citizen.people.entering import require_signed_in
from citizen.people.service import VISIT_LIFETIME
from citizen.proxies import mandate_papers, own_channel
from citizen.proxies.acting import current_who
from citizen.proxies.consent import text_version
from citizen.proxies.consent_routes import this_browser
from citizen.proxies.guardian_forms import ChildForm, DocumentForm, NoticeForm, WishesForm
from citizen.proxies.mandate_routes import blueprint, take_paper, then
from citizen.proxies.mandate_words import child_notice
from citizen.proxies.own_channel import ToldBy
from citizen.web.access import needs_visit
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    import uuid

    from citizen.people.credential_models import OneTimeCode
    from citizen.proxies.evidence import KeptEvidence
    from citizen.proxies.models import MandateRow
    from citizen.web.forms import Form

__all__ = ["blueprint"]

_PURPOSE = "guardian"
_CHANNEL_PROBLEMS = {
    "own_channel_missing": N_("Enter the person’s own number or address"),
    "own_channel_wrong": N_("This cannot be a telephone number or an e-mail address. Check each character."),
    "own_channel_of_guardian": N_(
        "This is your own. We tell you anyway. Enter the person’s own, or choose that they have none."
    ),
}


@blueprint.route("/child", methods=["GET", "POST"])
@needs_visit
def child() -> Response:
    """Who it is. Who is not signed in may go on without."""
    if not current_who().is_signed_in:
        return page("proxies/mandate_sign_in.html", then=then())
    form = ChildForm.prepare()
    if form.submitted_and_valid() and form.born.data is not None:
        kept = {"name": form.name.data, "born": form.born.data.isoformat(), "as": form.guardian_as.data, "then": then()}
        one_time_codes.keep(
            session(), browser=this_browser(), purpose=_PURPOSE, remembered=kept, lifetime=VISIT_LIFETIME
        )
        return see_other(_next_step(kept))
    return _form_page("proxies/child.html", form, back=then())


@blueprint.route("/child/notice", methods=["GET", "POST"])
@needs_visit
def child_notice_page() -> Response:
    """For a child under 14: what is kept, why, how long, and the guardian's own consent."""
    draft, kept = _draft()
    if draft is None:
        return see_other(".child")
    form, lines = NoticeForm.from_request(), child_notice(kept["name"])
    if form.submitted_and_valid():
        shown = [f"{one.heading}\n{one.text}" for one in lines]
        _add(draft, notice={**_as_shown(shown), "agreed": True})
        return see_other(".guardian_document")
    return _form_page("proxies/child_notice.html", form, lines=lines, name=kept["name"], back=url_for(".child"))


@blueprint.route("/child/wishes", methods=["GET", "POST"])
@needs_visit
def ward_wishes() -> Response:
    """An adult is asked themselves, in whatever way they speak."""
    draft, kept = _draft()
    if draft is None:
        return see_other(".child")
    form = WishesForm.from_request()
    if form.submitted_and_valid():
        try:
            _add(draft, wishes=_wishes(form))
            return see_other(".guardian_document")
        except RuleBroken as problem:
            form.refuse("own_channel", _(_CHANNEL_PROBLEMS[problem.code]))
    return _form_page("proxies/ward_wishes.html", form, name=kept["name"], back=url_for(".child"))


def _wishes(form: WishesForm) -> dict[str, Any]:
    said = {name: form[name].data for name in ("told", "communicates", "agrees", "own_words", "told_by")}
    address = own_channel.tidy(
        session(),
        told_by=ToldBy(str(form.told_by.data)),
        typed=form.own_channel.data or "",
        guardian_id=require_signed_in(),
    )
    asked = {"asked_at": clock.now().isoformat(), "language": current_ui().locale.code}
    return {**said, "own_channel": address, **asked}


@blueprint.route("/child/paper", methods=["GET", "POST"])
@needs_visit
def guardian_document() -> Response:
    """The paper, now or later; then one may begin."""
    actor_id = require_signed_in()
    draft, kept = _draft()
    if draft is None or (step := _next_step(kept)) != ".guardian_document":
        return see_other(".child" if draft is None else step)
    form = DocumentForm.prepare()
    if form.submitted_and_valid():
        paper = None if form.paper.is_missing() else take_paper(form, form.paper)
        if not form.problems and one_time_codes.use_once(session(), code_id=draft.id):
            row = _propose(actor_id, kept, district=str(form.district.data), paper=paper)
            return see_other(".begun", reference=row.reference, then=kept["then"])
    return _form_page("proxies/guardian_document.html", form, name=kept["name"], back=url_for(".child"))


def _propose(actor_id: uuid.UUID, kept: dict[str, Any], *, district: str, paper: KeptEvidence | None) -> MandateRow:
    return mandate_papers.propose_as_guardian(
        session(),
        actor_id=actor_id,
        name=kept["name"],
        born=date.fromisoformat(kept["born"]),
        record={"guardian_as": kept["as"], "child_notice": kept.get("notice"), "wishes": kept.get("wishes")},
        says_no=(kept.get("wishes") or {}).get("agrees", "yes") != "yes",
        district=district,
        kept=paper,
    )


def _draft() -> tuple[OneTimeCode | None, dict[str, Any]]:
    require_signed_in()
    row = one_time_codes.find_live(session(), browser=this_browser(), purpose=_PURPOSE)
    return row, dict(row.remembered or {}) if row is not None else {}


def _add(row: OneTimeCode, **values: Any) -> None:
    row.remembered = {**(row.remembered or {}), **values}
    session().flush()


def _next_step(kept: dict[str, Any]) -> str:
    age = mandate_papers.age_on(date.fromisoformat(kept["born"]), clock.today())
    if age < mandate_papers.OWN_NOTICE_BELOW and "notice" not in kept:
        return ".child_notice_page"
    if age >= mandate_papers.ADULT and "wishes" not in kept:
        return ".ward_wishes"
    return ".guardian_document"


def _as_shown(lines: list[str]) -> dict[str, Any]:
    preferences = current_ui().preferences
    return {
        "shown": lines,
        "text_version": text_version(lines),
        "language": current_ui().locale.code,
        "text_size": str(preferences.text),
        "contrast": str(preferences.contrast),
        "answered_at": clock.now().isoformat(),
    }


def _form_page(template: str, form: Form, **context: object) -> Response:
    return page(template, status=422 if form.problems else 200, form=form, **context)
