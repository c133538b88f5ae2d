"""The helper's side: asking somebody who is here, bringing a signed paper, typing an invitation, being the guardian."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import NotAllowed, NotFound, RuleBroken
from citizen.core.references import CODE_LENGTH, grouped, normalise_code
from citizen.letters.files import Form as LetterForm
from citizen.letters.files import available_forms, form_name, letter_file
from citizen.people import service as people
from citizen.people.attempts import count_failure
from citizen.people.entering import require_signed_in
from citizen.proxies import consent, consent_words, evidence, invitations, mandate_papers, mandates
from citizen.proxies.acting import act_for_person, current_who
from citizen.proxies.authority import Basis, Relation
from citizen.proxies.consent_routes import this_browser
from citizen.proxies.evidence import KeptEvidence
from citizen.proxies.mandate_forms import AskHereForm, HowForm, InvitationForm, PaperForm
from citizen.proxies.mandate_words import acts_in_words
from citizen.proxies.models import MandateRow
from citizen.web import where_from
from citizen.web.access import needs_visit
from citizen.web.fields import FileField
from citizen.web.forms import Form
from citizen.web.i18n import _
from citizen.web.own_words import typed
from citizen.web.pages import local_path, page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("mandates", __name__, url_prefix="/for-whom")
_HOW = {"here": "mandates.ask_here", "code": "mandates.invitation", "paper": "mandates.paper"}


@blueprint.route("/ask", methods=["GET", "POST"])
@needs_visit
def ask() -> Response:
    """How somebody allows it. Who is not signed in may go on without."""
    if not current_who().is_signed_in:
        return page("proxies/mandate_sign_in.html", then=then())
    form = HowForm.from_request()
    if form.submitted_and_valid():
        return see_other(_HOW[str(form.how.data)], then=then())
    return page("proxies/ask_how.html", status=422 if form.problems else 200, form=form, back=then())


@blueprint.route("/ask/here", methods=["GET", "POST"])
@needs_visit
def ask_here() -> Response:
    """What the helper asks for; then the device changes hands."""
    actor_id = require_signed_in()
    form = AskHereForm.prepare(start={"helper_name": _own_name(actor_id)})
    if form.submitted_and_valid():
        look = current_ui().as_cookie()
        consent.ask(session(), browser=this_browser(), actor_id=actor_id, asked=form.asked(), look=look, then=then())
        return see_other(".hand_over")
    return _form_page("proxies/ask_here.html", form)


@blueprint.get("/ask/hand-over")
@needs_visit
def hand_over() -> Response:
    """Please hand the device to the person."""
    actor_id = require_signed_in()
    turn = consent.find_turn(session(), browser=this_browser())
    if turn is None or turn.actor_id != actor_id:
        return see_other(".ask_here")
    return page("proxies/hand_over.html", turn=turn)


@blueprint.get("/ask/answer")
@needs_visit
def told() -> Response:
    """Whether the helper may act. Never why not."""
    actor_id = require_signed_in()
    turn = consent.find_turn(session(), browser=this_browser())
    if turn is not None and turn.is_thinking and turn.actor_id == actor_id:
        return page("proxies/told_thinking.html", turn=turn)
    told_here = consent.find_told(session(), browser=this_browser())
    if told_here is None:
        return see_other("proxies.for_whom")
    if not told_here["may"]:
        return page("proxies/told_no.html")
    row = _own_row(told_here["mandate"], actor_id)
    return page(
        "proxies/told_yes.html",
        reference=row.reference,
        acts=acts_in_words(row.acts),
        name=_name_of(row),
        is_of_visit=mandates.ONLY_IN in (row.consent or {}),
    )


@blueprint.post("/begin")
@needs_visit
def begin() -> Response:
    """Act for this person from now on, and go on with what one came for."""
    row = _own_row(request.form.get("mandate", ""), require_signed_in())
    act_for_person(row.subject_id)
    found = consent.find_told(session(), browser=this_browser())
    return _go_on(local_path(request.form.get("then") or (found or {}).get("then"), default=url_for("home.start")))


@blueprint.route("/invitation", methods=["GET", "POST"])
@needs_visit
def invitation() -> Response:
    """The code that the person, or the guardian, made in their own account."""
    actor_id = require_signed_in()
    form = InvitationForm.from_request()
    if form.submitted_and_valid():
        row = _accepted(form, actor_id)
        if row is not None:
            return see_other(".begun", reference=row.reference, then=then())
    return _form_page("proxies/invitation.html", form)


@blueprint.get("/begun/<reference>")
@needs_visit
def begun(reference: str) -> Response:
    """What one may do now, and what not yet."""
    row = _own_row(reference, require_signed_in())
    return page(
        "proxies/begun.html",
        mandate=row.reference,
        reference=typed(grouped(row.reference)),
        is_guardian=row.relation is Relation.GUARDIAN,
        name=_name_of(row),
        then=then(),
        **mandate_papers.standing(row),
    )


@blueprint.route("/ask/paper", methods=["GET", "POST"])
@needs_visit
def paper() -> Response:
    """A signed paper: a little is open until a member of staff has looked, and nothing where the person is known."""
    actor_id = require_signed_in()
    form = PaperForm.prepare(start={"helper_name": _own_name(actor_id)})
    if form.submitted_and_valid():
        kept = take_paper(form, form.paper)
        if kept is not None:
            row = mandate_papers.propose_by_paper(
                session(),
                actor_id=actor_id,
                asked=form.asked(),
                was_here=form.was_here.data != "no",
                district=str(form.district.data),
                kept=kept,
            )
            return see_other(".begun", reference=row.reference, then=then())
    return _form_page("proxies/ask_paper.html", form)


@blueprint.route("/ask/paper/form", methods=["GET", "POST"])
@needs_visit
def paper_form() -> Response:
    """The paper to sign, with blanks for whoever has no printer for names."""
    forms = [
        {"text": form_name(one), "href": url_for(".paper_file", ending=one.value)}
        for one in available_forms(current_ui().locale.code)
        if one in (LetterForm.PDF, LetterForm.LARGE_PDF, LetterForm.SPOKEN)
    ]
    return page("proxies/paper_form.html", letter=consent_words.paper_letter(mandate_papers.BLANK), forms=forms)


@blueprint.get("/ask/paper/form/<ending>")
@needs_visit
def paper_file(ending: str) -> Response:
    """The same to print or to hear."""
    return letter_file(consent_words.paper_letter(mandate_papers.BLANK), ending, name="permission")


def then() -> str:
    """Where one came from and goes on to: a page of this site."""
    return local_path(request.args.get("then"), default=url_for("proxies.for_whom"))


def take_paper(form: Form, field: FileField) -> KeptEvidence | None:
    """The file, looked through and sealed; what is wrong with it stands at the field."""
    if field.data is None:
        return None
    try:
        return evidence.office().take(field.data.read(), field.data.filename or "")
    except RuleBroken as broken:
        form.refuse(field.name, evidence.office().problem(broken))
        return None


def _form_page(template: str, form: Form) -> Response:
    return page(template, status=422 if form.problems else 200, form=form, back=url_for(".ask", then=then()))


def _accepted(form: InvitationForm, actor_id: uuid.UUID) -> MandateRow | None:
    """Every wrong code counts, for the one who types and for the address."""
    code, scopes = str(form.code.data), [f"invitation:{actor_id}", where_from.place()]
    people.check_attempts(session(), scopes=scopes)
    try:
        if len(normalise_code(code)) != CODE_LENGTH:
            raise NotFound("invitation")
        return invitations.accept(session(), code=code, actor_id=actor_id)
    except RuleBroken:
        form.refuse("code", _("This is your own invitation. Give the code to the person who is to help you."))
    except (NotFound, NotAllowed):
        form.refuse(
            "code", _("This code is not valid. Perhaps it was used, or its 10 days are over. Ask for a new one.")
        )
        count_failure(scopes)
    return None


def _own_row(reference: str, actor_id: uuid.UUID) -> MandateRow:
    row = mandates.get_mandate(session(), reference=reference)
    if row.actor_id != actor_id or row.basis is Basis.COUNTER:
        raise NotFound("mandate")
    return row


def _name_of(row: MandateRow) -> str:
    return people.get_person(session(), person_id=row.subject_id).name or row.reference


def _own_name(actor_id: uuid.UUID) -> str:
    return people.get_person(session(), person_id=actor_id).name or ""


def _go_on(path: str) -> Response:
    return Response(status=303, headers={"Location": path})
