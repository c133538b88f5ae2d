"""The person's own turn on somebody else's device. Its pages show what is asked and nothing else; they belong to one
browser, are answered once, and close when the device is handed back.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, current_app, request, url_for
from flask.blueprints import BlueprintSetupState

from citizen.accessibility.preferences import Preferences
from citizen.accessibility.ui import change_ui, current_ui
from citizen.core.errors import Conflict, RuleBroken
from citizen.core.references import grouped
from citizen.letters.files import Form as LetterForm
from citizen.letters.files import available_forms, form_name, letter_file
from citizen.people import one_time_codes
from citizen.people.entering import WayIn, let_take_proofs
from citizen.people.ways import WAYS
from citizen.proxies import consent, consent_words
from citizen.proxies.acting import current_who
from citizen.proxies.consent import Answer, Asked, Period, Turn
from citizen.proxies.mandate_forms import AnswerForm, PartForm, areas_in_words
from citizen.proxies.mandates import ONLY_IN
from citizen.web import browser_key
from citizen.web.access import needs_visit
from citizen.web.own_words import typed
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("consent", __name__, url_prefix="/consent")
#: Ways by which somebody shows that an account is theirs.
_PROOFS = ("code", "passkey", "card", "identity")


@blueprint.record_once
def _take_proofs(_state: BlueprintSetupState) -> None:
    let_take_proofs(take_proof)


def this_browser() -> str:
    """How this browser is known to what it keeps for minutes."""
    return one_time_codes.browser_hash(browser_key.find_key() or "")


def take_proof(person_id: uuid.UUID, way_in: WayIn) -> Response | None:
    """In a person's turn a proof says whose turn it is: the helper stays signed in, and nothing of the person opens."""
    turn = _find_turn()
    if turn is None or not turn.is_proving:
        return None
    try:
        consent.bind_person(session(), browser=this_browser(), person_id=person_id, way_in=way_in.value)
    except RuleBroken:
        return see_other("consent.turn", own="1")
    return see_other("consent.question")


@blueprint.get("")
@needs_visit
def turn() -> Response:
    """Whose turn it is, and how they read, hear or see best."""
    found = _find_turn()
    if found is None:
        return _over()
    return page("proxies/consent_turn.html", turn=found, is_own="own" in request.args)


@blueprint.route("/account", methods=["GET", "POST"])
@needs_visit
def account() -> Response:
    """By any way in, somebody shows that an account here is theirs."""
    found = _find_turn()
    if found is None:
        return _over()
    if request.method == "POST":
        consent.begin_proving(session(), browser=this_browser())
        return see_other(".account")
    if not found.is_proving:
        return see_other(".turn")
    ways = [way for way in WAYS if way.code in _PROOFS and way.is_open_in(current_app.view_functions)]
    return page("proxies/consent_account.html", turn=found, ways=ways)


@blueprint.post("/no-account")
@needs_visit
def no_account() -> Response:
    """On without an account."""
    consent.stop_proving(session(), browser=this_browser())
    return see_other(".question")


@blueprint.route("/question", methods=["GET", "POST"])
@needs_visit
def question() -> Response:
    """Who wants what, for how long; and the answer."""
    found = _find_turn()
    if found is None or not _is_of(found):
        return _over()
    form = AnswerForm.from_request()
    if form.submitted_and_valid():
        given = Answer(str(form.answer.data))
        if given is Answer.PART:
            return see_other(".part")
        return _answer(found, given, found.asked)
    return page(
        "proxies/consent_question.html",
        status=422 if form.problems else 200,
        form=form,
        turn=found,
        can_be_heard=LetterForm.SPOKEN in available_forms(current_ui().locale.code),
        **_words_of(found.asked),
    )


@blueprint.route("/part", methods=["GET", "POST"])
@needs_visit
def part() -> Response:
    """What of it is allowed: fewer things, less time. Never more."""
    found = _find_turn()
    if found is None or not _is_of(found):
        return _over()
    form = PartForm.prepare_for(found.asked)
    if form.submitted_and_valid():
        return _answer(found, Answer.PART, form.allowed(found.asked))
    return page("proxies/consent_part.html", status=422 if form.problems else 200, form=form, turn=found)


@blueprint.get("/question/<ending>")
@needs_visit
def question_file(ending: str) -> Response:
    """The question to hear, to feel or to print."""
    found = _find_turn()
    return (
        _over() if found is None else letter_file(consent_words.question_letter(found.asked), ending, name="question")
    )


@blueprint.get("/answered")
@needs_visit
def answered() -> Response:
    """What was answered, and what the person keeps; until the device is handed back."""
    receipt = consent.find_receipt(session(), browser=this_browser())
    found = _find_turn()
    if receipt is None and found is not None and found.is_thinking:
        return page("proxies/consent_thinking.html", turn=found)
    if receipt is None:
        return _over()
    return _answered_page(receipt)


def _answered_page(receipt: dict[str, Any]) -> Response:
    forms = [
        {"text": form_name(one), "href": url_for(".receipt_file", ending=one.value)}
        for one in available_forms(current_ui().locale.code)
    ]
    return page(
        "proxies/consent_answered.html",
        answer=receipt["answer"],
        reference=typed(grouped(receipt["mandate"])) if receipt["mandate"] else None,
        code=typed(grouped(receipt["code"])) if receipt["code"] else None,
        forms=forms if receipt["may"] else [],
        ending=consent_words.ending_lines(),
        **_words_of(_asked_in(receipt)),
    )


@blueprint.get("/answered/<ending>")
@needs_visit
def receipt_file(ending: str) -> Response:
    """What the person keeps, in the form they can use."""
    receipt = consent.find_receipt(session(), browser=this_browser())
    if receipt is None or not receipt["may"]:
        return _over()
    letter = consent_words.receipt_letter(
        _asked_in(receipt), reference=grouped(receipt["mandate"]), code=grouped(receipt["code"])
    )
    return letter_file(letter, ending, name="permission")


@blueprint.post("/hand-back")
@needs_visit
def hand_back() -> Response:
    """The person is done. Nothing of their turn can be opened or changed from here on."""
    receipt = consent.hand_back(session(), browser=this_browser())
    found = _find_turn()
    if receipt is not None:
        _look_as(receipt["look"])
    elif found is not None and found.is_thinking:
        _look_as(found.look)
    return see_other("mandates.told")


@blueprint.post("/leave")
@needs_visit
def leave() -> Response:
    """The quiet way out: nothing is allowed, nothing is told, and no page of this turn opens again."""
    found = _find_turn()
    if found is not None:
        record: dict[str, Any] = {}
        consent.answer(
            session(), browser=this_browser(), turn=found, given=Answer.LEFT, allowed=found.asked, record=record
        )
        consent.hand_back(session(), browser=this_browser())
        _look_as(found.look)
    return see_other("home.start")


def _answer(found: Turn, given: Answer, allowed: Asked) -> Response:
    record = _shown_for(found, allowed)
    try:
        consent.answer(session(), browser=this_browser(), turn=found, given=given, allowed=allowed, record=record)
    except Conflict:
        return _over()
    return see_other(".answered")


def _shown_for(found: Turn, allowed: Asked) -> dict[str, Any]:
    """What was read and how; and the session in which alone a yes for this visit counts."""
    lines = consent_words.all_lines(found.asked)
    preferences = current_ui().preferences
    bound = {ONLY_IN: current_who().session_mark} if allowed.period is Period.VISIT else {}
    return {
        "language": current_ui().locale.code,
        "text_size": str(preferences.text),
        "contrast": str(preferences.contrast),
        "shown": lines,
        "text_version": consent.text_version(lines),
        **bound,
    }


def _find_turn() -> Turn | None:
    """The turn of this browser, as long as the one who asked is signed in here."""
    found = consent.find_turn(session(), browser=this_browser())
    return found if found is not None and found.actor_id == current_who().actor_id else None


def _is_of(found: Turn) -> bool:
    """A form of an earlier turn, found with the Back button, answers nothing."""
    return request.method != "POST" or request.form.get("turn") == found.mark


def _over() -> Response:
    return page("proxies/consent_over.html", status=404)


def _words_of(asked: Asked) -> dict[str, Any]:
    return {
        "helper": asked.helper_name,
        "short": consent_words.short_lines(asked),
        "acts": consent_words.acts_lines(asked),
        "areas": areas_in_words(asked.programmes),
        "further": consent_words.further_lines(asked),
        "until": consent_words.until_line(asked),
    }


def _asked_in(receipt: dict[str, Any]) -> Asked:
    return Asked.from_json(receipt["allowed"])


def _look_as(look: str) -> None:
    """The helper's pages look again as before."""
    before = dict(parse_qsl(look))
    change_ui(before.get("lang"), Preferences().changed(before))
