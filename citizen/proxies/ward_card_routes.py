"""Sign-in cards of a child or ward, for their guardian: which there are, blocking a lost one, having a new one made.

The child or ward is told of each in their own channel, and sees it in what was done for them.
"""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, abort, current_app, request, url_for

from citizen.core.errors import NotFound, RuleBroken
from citizen.letters.files import Form as LetterForm
from citizen.letters.files import available_forms, form_name, letter_file
from citizen.letters.letter import Letter
from citizen.people import card_sheets, cards
from citizen.people.card_forms import NewCardForm
from citizen.people.card_paper import card_letter, kind_name, shown_number
from citizen.people.card_sheets import Sheet
from citizen.people.cards import Standing
from citizen.proxies import wards
from citizen.proxies.account_subject import subject_of_account
from citizen.proxies.acting import current_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.proxies.doings import note_doing
from citizen.web import browser_key
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

blueprint = Blueprint("ward_cards", __name__, url_prefix="/account/ward/cards")
_OWN_CARD = N_(
    "There is a good card of this kind already, and it belongs to this person. Block it first if it is lost."
)


@blueprint.get("")
@needs_act(Act.GOVERN)
def overview() -> Response:
    """Every card of the child or ward."""
    found = cards.list_cards(session(), person_id=_ward())
    return page("people/ward_cards.html", entries=[_entry(one) for one in found], is_kept="kept" in request.args)


@blueprint.route("/new", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def make() -> Response:
    """A new card. The own card of an adult is never ended by it."""
    person_id, form = _ward(), NewCardForm.from_request()
    if form.submitted_and_valid():
        try:
            card, codes = wards.order_card(session(), person_id=person_id, kind=form.chosen)
        except RuleBroken:
            form.refuse("kind", _(_OWN_CARD))
        else:
            card_sheets.keep_sheet(session(), browser=browser_key.ensure_key(), number=card.number, codes=codes)
            note_doing(session(), who=current_who(), doing="card_handed_over", about=card.number)
            return see_other(".paper", number=card.number)
    return page("people/ward_card_make.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/<number>/paper")
@needs_act(Act.GOVERN)
def paper(number: str) -> Response:
    """The new card, to be printed and given to the child or ward."""
    card, sheet = _sheet(number)
    letter = _letter(card, sheet)
    forms = [
        {"text": form_name(one), "href": url_for(".paper_in_form", number=number, ending=one.value)}
        for one in available_forms(letter.language)
    ]
    return page("people/ward_card_paper.html", card=card, letter=letter, forms=forms, until=sheet.until)


@blueprint.get("/<number>/paper/<ending>")
@needs_act(Act.GOVERN)
def paper_in_form(number: str, ending: str) -> Response:
    """The new card as a file."""
    card, sheet = _sheet(number)
    if ending not in {one.value for one in LetterForm}:
        raise NotFound("paper")
    return letter_file(_letter(card, sheet), ending, name=f"card-{card.number}")


@blueprint.post("/<number>/kept")
@needs_act(Act.GOVERN)
def kept(number: str) -> Response:
    """It is printed: its codes are shown no more."""
    _sheet(number)
    card_sheets.forget_sheet(session(), browser=browser_key.ensure_key())
    return see_other(".overview", kept=1)


@blueprint.route("/<number>/lost", methods=["GET", "POST"])
@needs_act(Act.GOVERN)
def report(number: str) -> Response:
    """Asks once, then the card and every visit opened with it are over."""
    person_id = _ward()
    card = cards.get_card(session(), person_id=person_id, number=number)
    if request.method == "POST" and card.ended_at is None:
        cards.report_lost(session(), person_id=person_id, number=number, tells=False)
        note_doing(session(), who=current_who(), doing="card_reported_lost", about=card.number)
        return see_other(".report", number=card.number)
    return page("people/ward_card_report.html", card=card, entry=_entry(card))


def _ward() -> uuid.UUID:
    """Whose cards these are. Whoever acts for themselves has pages of their own."""
    person_id = subject_of_account()
    if current_who().mandate is None:
        abort(see_other("cards.overview"))
    return person_id


def _sheet(number: str) -> tuple[Standing, Sheet]:
    """:raises NotFound: another browser made it, or its codes can be seen no more."""
    card = cards.get_card(session(), person_id=_ward(), number=number)
    sheet = card_sheets.find_sheet(session(), browser=browser_key.ensure_key(), number=card.number)
    if sheet is None or card.ended_at is not None:
        raise NotFound("sheet")
    return card, sheet


def _letter(card: Standing, sheet: Sheet) -> Letter:
    public_url: str = current_app.extensions["settings"].public_url
    return card_letter(number=card.number, kind=card.kind, codes=sheet.codes, public_url=public_url)


def _entry(card: Standing) -> dict[str, object]:
    """One card in words."""
    return {"card": card, "name": kind_name(card.kind), "number": shown_number(card.number)}
