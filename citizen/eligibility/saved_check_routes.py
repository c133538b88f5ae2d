"""Saved checks: keep the result, find it again on any device, compare, change, be told, delete."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, current_app, request, url_for

from citizen.accessibility.reading_codes import reading_code, wants_easy
from citizen.accessibility.ui import current_ui
from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.core.references import grouped
from citizen.eligibility import check_file, saved_check_page, saved_checks, service
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.models import SavedCheck
from citizen.eligibility.saved_check_forms import FindSavedForm, news_form
from citizen.notices.service import list_notices
from citizen.people.find_again import prove
from citizen.people.receipts import Receipts
from citizen.proxies.acting import act_for, called, current_who, open_with_code, require_who, show_for
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act, Relation, Who
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.squares import code_of
from citizen.web.transaction import session

blueprint = Blueprint("saved_checks", __name__, url_prefix="/check")


@blueprint.post("/<key>/save")
@needs_act(Act.FILL)
def save(key: str) -> Response:
    """Keeps the result. One that belongs to a saved check takes its place there and keeps its codes."""
    before = service.get_check(session(), who=require_who(), key=key).saved_as
    saved = saved_checks.save_check(session(), who=require_who(), key=key, keep_for=_keep_for())
    return see_other(".show" if before == saved.reference else ".codes", reference=saved.reference)


@blueprint.get("/saved/<reference>/codes")
@needs_act(Act.FILL)
def codes(reference: str) -> Response:
    """Reference and access code, in the visit in which it was saved and nowhere else."""
    saved = _open(reference)
    if saved.access_code is None or not _shows_code(saved):
        return see_other(".show", reference=reference)
    address = url_for(".find", _external=True)
    return page(
        "eligibility/saved_codes.html",
        saved=saved,
        reference=saved_check_page.spelt(saved.reference),
        access_code=saved_check_page.spelt(saved.access_code),
        address=address,
        square=code_of(address).svg_data_uri(scale=5, border=4, light="white"),
        until=saved_check_page.kept_until(saved),
    )


@blueprint.route("/find", methods=["GET", "POST"])
@needs_visit
def find() -> Response:
    """Come back from any browser. An unknown reference and a wrong code get the same answer."""
    form = FindSavedForm.from_request()
    if form.submitted_and_valid():
        reference = prove(form, kind="saved check", find=saved_checks.find_by_code)
        if reference is not None:
            return opened(reference)
        form.refuse("reference", _("We find nothing saved with this reference and access code. Check both."))
    mine = [] if form.problems else saved_checks.list_saved_checks(session(), who=current_who())
    return page(
        "eligibility/find.html",
        status=422 if form.problems else 200,
        form=form,
        mine=[(one, grouped(one.reference), called(saved_checks.subject_of(one))) for one in mine],
    )


def opened(reference: str) -> Response:
    """After reference and access code were right: it is kept for as long again."""
    open_with_code(reference)
    saved_checks.keep_on(session(), reference=reference, keep_for=_keep_for())
    return see_other("saved_checks.show", reference=reference)


RECEIPTS = Receipts("C", "saved check", saved_checks.find_by_code, opened)


@blueprint.get("/saved/<reference>")
@needs_act(Act.FILL)
def show(reference: str) -> Response:
    """The result now beside what it was, the answers, and everything one can do with a saved check."""
    saved, locale = _open(reference), current_ui().locale.code
    consent = saved_checks.find_change_notice(session(), saved=saved)
    return page(
        "eligibility/saved.html",
        saved=saved,
        shows_code=_shows_code(saved),
        reference=grouped(saved.reference),
        comparison=saved_check_page.compare(saved, locale, name=_name_of_the_helped()),
        groups=saved_check_page.answer_rows(saved, locale),
        told_by=_(saved_check_page.CHANNELS[consent.channel]) if consent else None,
        notices=list_notices(session(), about=saved.reference, language=locale),
        until=saved_check_page.kept_until(saved),
    )


@blueprint.post("/saved/<reference>/<where>")
@needs_act(Act.FILL)
def open_answers(reference: str, where: str) -> Response:
    """A check of this visit with the saved answers: to change them, or to see every reason."""
    if where not in ("answers", "result"):
        raise NotFound("page")
    saved = _open(reference)
    check = saved_checks.open_answers(session(), who=_act_for_the_one_of(saved), saved=saved)
    return see_other(f"eligibility.{where}", key=check.key)


@blueprint.route("/saved/<reference>/news", methods=["GET", "POST"])
@needs_act(Act.FILL)
def news(reference: str) -> Response:
    """Asks how to be told when something changes; nothing is sent to anybody who did not ask here."""
    saved, ui = _open(reference), current_ui()
    form = news_form(language=ui.locale.code, complete_own=current_who().is_self and not ui.kiosk)
    if form.submitted_and_valid() and form.chosen is not None:
        language = reading_code(form["language"].data, easy=wants_easy(ui.reads))
        saved_checks.ask_to_be_told(
            session(), saved=saved, channel=form.chosen, address=form.goes_to, language=language
        )
        return see_other(".show", reference=reference)
    return page("eligibility/news.html", status=422 if form.problems else 200, form=form, saved=saved)


@blueprint.post("/saved/<reference>/news/stop")
@needs_act(Act.FILL)
def stop_news(reference: str) -> Response:
    """At once and without a question: the address is forgotten, nothing more is sent."""
    saved_checks.stop_telling(session(), saved=_open(reference))
    return see_other(".show", reference=reference)


@blueprint.route("/saved/<reference>/delete", methods=["GET", "POST"])
@needs_act(Act.FILL)
def delete(reference: str) -> Response:
    """Asks once more, then deletes."""
    saved = _open(reference)
    if request.method == "POST":
        saved_checks.delete_saved_check(session(), saved=saved)
        return see_other(".deleted")
    return page("eligibility/saved_delete.html", saved=saved, reference=grouped(saved.reference))


@blueprint.get("/saved/deleted")
@open_to_all
def deleted() -> Response:
    """Says that nothing is left."""
    return page("eligibility/saved_deleted.html")


@blueprint.get("/<key>/result.txt")
@needs_act(Act.FILL)
def text_file(key: str) -> Response:
    """The whole result as a text of one's own; never on a shared terminal."""
    check = CheckInHand.of(service.get_check(session(), who=require_who(), key=key))
    text = check_file.as_text(check, current_ui().locale.code)
    return _file(text.encode("utf-8-sig"), "text/plain; charset=utf-8", "check-result.txt")


@blueprint.get("/<key>/check.json")
@needs_act(Act.FILL)
def json_file(key: str) -> Response:
    """Answers and verdicts for other programs; never on a shared terminal."""
    check = CheckInHand.of(service.get_check(session(), who=require_who(), key=key))
    return _file(check_file.as_json(check).encode(), "application/json", "check.json")


def _file(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep. Its name says nothing about the person; the terminal's shell answers a page instead."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, content_type=media_type, headers=headers)


def _open(reference: str) -> SavedCheck:
    """The saved check of this address; the page and its acts speak of the person it is about."""
    saved = saved_checks.get_saved_check(session(), who=require_who(), reference=reference)
    show_for(saved_checks.subject_of(saved), folder_id=saved.visit_id)
    return saved


def _shows_code(saved: SavedCheck) -> bool:
    """Only in the folder in which it was saved, and not to whoever acts there under a mandate: with the code they could
    open it when the mandate is over.
    """
    who = current_who()
    return saved.access_code is not None and saved.visit_id == who.visit_id and who.mandate is None


def _act_for_the_one_of(saved: SavedCheck) -> Who:
    """In a person's folder it is about them. Else from now on this visit acts for the one it is about; whoever is
    signed in then helps somebody who is present, and nothing of it comes into their own folder.
    """
    subject = saved_checks.subject_of(saved)
    who = current_who()
    if who.subject.person_id is not None:
        return who
    relation = Relation.HELPING_PRESENT if who.is_signed_in and not subject.is_self else subject.relation
    return act_for(relation, subject.name)


def _name_of_the_helped() -> str | None:
    who = current_who()
    return None if who.is_self else called(who.subject)


def _keep_for() -> dt.timedelta:
    settings: Settings = current_app.extensions["settings"]
    return dt.timedelta(days=settings.saved_check_days)
