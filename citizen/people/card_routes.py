"""Sign-in cards: coming in with one, making one, printing it, reporting it lost."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, current_app, request, url_for

from citizen.core.errors import Conflict, NotFound
from citizen.letters.files import Form as LetterForm
from citizen.letters.files import available_forms, form_name, letter_file
from citizen.letters.letter import Letter
from citizen.people import card_sheets, cards, entering, one_time_codes
from citizen.people import service as people
from citizen.people.browser_visit import current_visit
from citizen.people.card_forms import CardCodeForm, FirstCardForm, NewCardForm
from citizen.people.card_paper import card_letter, kind_name, shown_number
from citizen.people.card_sheets import Sheet
from citizen.people.cards import Admitted, Finding, Found, Standing
from citizen.people.credential_models import CardKind
from citizen.people.entering import WayIn
from citizen.people.last_way import ask_first
from citizen.people.proving_again import after_proof
from citizen.web import browser_key, where_from
from citizen.web.access import needs_visit, open_to_all
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import database, session

blueprint = Blueprint("cards", __name__)

_OPENED, _GO_ON = "card_opened", "card_go_on"
_WAYS_IN = {CardKind.CODES: WayIn.CARD_CODE, CardKind.QR: WayIn.CARD_QR}
_SAYINGS = {
    Finding.UNKNOWN: N_("This code does not fit. Compare it with your card, character by character."),
    Finding.USED: N_("This code has been used already. Each is good once: take the next one on your card."),
    Finding.ENDED: N_("The card of this code was blocked or replaced. Use your newer card, or another way to sign in."),
}


# -- coming in -------------------------------------------------------------------------------------------------


@blueprint.route("/sign-in/card", methods=["GET", "POST"])
@needs_visit
def sign_in() -> Response:
    """One field for one code. A used or ended one says so; whoever can type it once had the card."""
    form = CardCodeForm.from_request()
    if form.submitted_and_valid():
        found = _prove(form.meant)
        came_in = _admit(found) if found.finding is Finding.GOOD else None
        if came_in is not None:
            return came_in
        form.refuse("code", _(_SAYINGS[Finding.USED if found.finding is Finding.GOOD else found.finding]))
    return page("people/card_sign_in.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/sign-in/card/<code>")
@needs_visit
def open_square(code: str) -> Response:
    """Where a square leads. Nobody is signed in by opening an address: the next page asks, and holds no code in its
    own address, so that none stays in a list of visited pages.
    """
    meant = cards.code_in(code)
    if meant is not None and cards.is_square(meant):
        browser = one_time_codes.browser_hash(browser_key.ensure_key())
        with database().writing() as short:
            code_id = cards.find_code(short, code=meant).code_id
            remembered = {"code": code_id.hex if code_id is not None else None}
            one_time_codes.keep(short, browser=browser, purpose=_OPENED, remembered=remembered)
    response = see_other(".opened")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.route("/sign-in/card/opened", methods=["GET", "POST"])
@needs_visit
def opened() -> Response:
    """One button: sign in with the card whose square was opened in this browser."""
    found = _opened_here()
    if request.method == "POST" and found.finding is Finding.GOOD:
        one_time_codes.end_live(session(), browser=_browser(), purpose=_OPENED)
        return _admit(found) or see_other(".opened")
    is_good = found.finding is Finding.GOOD
    return page(
        "people/card_opened.html", status=200 if is_good else 410, found=found, number=shown_number(found.number)
    )


@blueprint.get("/account/cards/few-left")
@needs_visit
def few_left() -> Response:
    """Right after signing in with one of the last codes: make a new card now, or go on."""
    person_id = entering.require_signed_in()
    kept = one_time_codes.find_live(session(), browser=_browser(), purpose=_GO_ON)
    path = str((kept.remembered or {}).get("path", "")) if kept is not None else ""
    card = next((one for one in cards.list_cards(session(), person_id=person_id) if one.runs_out), None)
    return page("people/card_few_left.html", card=card, path=path or url_for("account.overview"))


# -- without anything ------------------------------------------------------------------------------------------


@blueprint.route("/sign-in/card/new", methods=["GET", "POST"])
@needs_visit
def begin() -> Response:
    """Somebody without telephone and mail: an account and its first card, in one step."""
    if entering.signed_in_person() is not None:
        return see_other(".make")
    form = FirstCardForm.from_request()
    if form.submitted_and_valid():
        _count_new_account()
        person = entering.first_time(session(), name=form["name"].data or None)
        card, codes = cards.make_card(session(), person_id=person.id, kind=form.chosen, tells=False)
        entering.remember_where(url_for(".paper", number=card.number))
        came_in = entering.enter(person_id=person.id, way_in=_WAYS_IN[form.chosen])
        card_sheets.keep_sheet(session(), browser=browser_key.ensure_key(), number=card.number, codes=codes)
        return came_in
    return page("people/card_begin.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/sign-in/card/lost")
@open_to_all
def lost() -> Response:
    """What to do about a lost card, also for somebody who cannot sign in any more."""
    return page("people/card_lost.html")


# -- one's own cards -------------------------------------------------------------------------------------------


@blueprint.get("/account/cards")
@needs_visit
def overview() -> Response:
    """Every card of the one who is signed in, whomever they act for."""
    person_id = entering.require_signed_in()
    entries = [_entry(one) for one in cards.list_cards(session(), person_id=person_id)]
    return page("people/cards.html", entries=entries, is_kept="kept" in request.args)


@blueprint.route("/account/cards/new", methods=["GET", "POST"])
@needs_visit
@after_proof
def make() -> Response:
    """Which card; the page says beforehand that an older one of the same kind ends."""
    person_id = entering.require_signed_in()
    form = NewCardForm.from_request()
    if form.submitted_and_valid():
        card, codes = cards.make_card(session(), person_id=person_id, kind=form.chosen)
        card_sheets.keep_sheet(session(), browser=browser_key.ensure_key(), number=card.number, codes=codes)
        return see_other(".paper", number=card.number)
    good = [one for one in cards.list_cards(session(), person_id=person_id) if one.ended_at is None]
    return page(
        "people/card_make.html",
        status=422 if form.problems else 200,
        form=form,
        ends=[(kind_name(one.kind), shown_number(one.number)) for one in good],
    )


@blueprint.get("/account/cards/<number>/paper")
@needs_visit
def paper(number: str) -> Response:
    """The new card, to print or to have in another form; afterwards nobody can see its codes again."""
    card, sheet = _own_sheet(number)
    if sheet is None:
        return page("people/card_paper_over.html", status=410, number=shown_number(card.number))
    letter = _letter(card, sheet)
    forms = [
        {"text": form_name(one), "href": url_for(".paper_in_form", number=number, ending=one.value)}
        for one in available_forms(letter.language)
    ]
    return page("people/card_paper.html", card=card, letter=letter, forms=forms, until=sheet.until)


@blueprint.get("/account/cards/<number>/paper/<ending>")
@needs_visit
def paper_in_form(number: str, ending: str) -> Response:
    """The new card as a file."""
    card, sheet = _own_sheet(number)
    if sheet is None or ending not in {one.value for one in LetterForm}:
        raise NotFound("paper")
    return letter_file(_letter(card, sheet), ending, name=f"card-{card.number}")


@blueprint.post("/account/cards/<number>/kept")
@needs_visit
def kept(number: str) -> Response:
    """The card is printed or written down: its codes are shown no more."""
    _own_sheet(number)
    card_sheets.forget_sheet(session(), browser=browser_key.ensure_key())
    return see_other(".overview", kept=1)


@blueprint.route("/account/cards/<number>/lost", methods=["GET", "POST"])
@needs_visit
def report(number: str) -> Response:
    """Asks once, then the card and every visit opened with it are over; the next step is a new card. About the only way
    in it asks twice.
    """
    person_id = entering.require_signed_in()
    card = cards.get_card(session(), person_id=person_id, number=number)
    if (asked := ask_first(person_id=person_id, way_id=card.id, keep=url_for(".overview"), is_card=True)) is not None:
        return asked
    if request.method == "POST":
        visit = current_visit()
        card = cards.report_lost(
            session(), person_id=person_id, number=number, keep=visit.id if visit is not None else None
        )
        return see_other(".report", number=card.number)
    return page("people/card_report.html", card=card, entry=_entry(card))


# -- inside ----------------------------------------------------------------------------------------------------


def _prove(code: str) -> Found:
    """What the code is. Failures count for where they come from, in a transaction of their own. The code of a square is
    never kept waiting: it cannot be guessed, and in a hall many people share one address.
    """
    scopes = [f"card from {where_from.place()}"]
    with database().writing() as short:
        if not cards.is_square(code):
            people.check_attempts(short, scopes=scopes)
        found = cards.find_code(short, code=code)
        if found.finding is not Finding.GOOD:
            people.record_attempt(short, scopes=scopes)
        return found


def _count_new_account() -> None:
    """Nothing is proved when an account begins with a card: so many from one place, and then a pause."""
    scopes = [f"new account from {where_from.place()}"]
    people.check_attempts(session(), scopes=scopes)
    people.record_attempt(session(), scopes=scopes)


def _admit(found: Found) -> Response | None:
    """In, by way of a page that says so when codes run out. None: somebody was faster, or the card has just ended."""
    if found.code_id is None:
        return None
    try:
        admitted = cards.use_code(session(), code_id=found.code_id)
    except Conflict:
        return None
    came_in = entering.enter(person_id=admitted.person_id, way_in=_WAYS_IN[admitted.kind])
    return _by_way_of_few_left(came_in) if _runs_out(admitted) else came_in


def _runs_out(admitted: Admitted) -> bool:
    return admitted.kind is CardKind.CODES and admitted.left <= cards.FEW_LEFT


def _by_way_of_few_left(came_in: Response) -> Response:
    where = {"path": came_in.headers["Location"]}
    one_time_codes.keep(session(), browser=_browser(), purpose=_GO_ON, remembered=where)
    return see_other(".few_left")


def _opened_here() -> Found:
    kept = one_time_codes.find_live(session(), browser=_browser(), purpose=_OPENED)
    if kept is None or not kept.remembered or kept.remembered["code"] is None:
        return Found(Finding.UNKNOWN)
    return cards.find_code_by_id(session(), code_id=uuid.UUID(kept.remembered["code"]))


def _browser() -> str:
    return one_time_codes.browser_hash(browser_key.ensure_key())


def _own_sheet(number: str) -> tuple[Standing, Sheet | None]:
    person_id = entering.require_signed_in()
    card = cards.get_card(session(), person_id=person_id, number=number)
    if card.ended_at is not None:
        return card, None
    return card, card_sheets.find_sheet(session(), browser=browser_key.ensure_key(), number=card.number)


def _letter(card: Standing, sheet: Sheet) -> Letter:
    public_url: str = current_app.extensions["settings"].public_url
    return card_letter(number=card.number, kind=card.kind, codes=sheet.codes, public_url=public_url)


def _entry(card: Standing) -> dict[str, object]:
    """One card in words."""
    return {"card": card, "name": kind_name(card.kind), "number": shown_number(card.number)}
