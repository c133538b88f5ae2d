"""At the counter: who is here, a card, a lost card, a new telephone number."""

from __future__ import annotations

from flask import Response, current_app, request

from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import grouped
from citizen.people import card_sheets, cards, one_time_codes, sessions
from citizen.people import service as people
from citizen.people.attempts import find_or_count
from citizen.people.card_paper import card_letter, kind_name
from citizen.people.credential_models import CardKind, CodeChannel
from citizen.proxies import doings
from citizen.staff import counter
from citizen.staff.access import require_staff, staff_only
from citizen.staff.blueprint import blueprint
from citizen.staff.counter import AtCounter
from citizen.staff.counter_forms import CardForm, ContactForm, FindPersonForm, NewPersonForm
from citizen.staff.duties import Duty
from citizen.staff.looks import note_look
from citizen.web import browser_key
from citizen.web.i18n import _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

AT_COUNTER = (Duty.ENTER_MANDATE, Duty.HAND_OVER_CARD, Duty.REPORT_CARD_LOST, Duty.CHANGE_CONTACT)


@blueprint.route("/person", methods=["GET", "POST"])
@staff_only(*AT_COUNTER)
def find_person() -> Response:
    """One field. Nobody, and somebody of another district, get the same answer; failures are counted."""
    form, member = FindPersonForm.from_request(), require_staff()
    if form.submitted_and_valid():
        found = find_or_count(
            lambda short: counter.find_person(short, typed=form.known_by.data, member=member),
            scopes=counter.finding_scopes(member),
        )
        if found is not None:
            counter.receive(session(), browser=this_browser(), member=member, person_id=found)
            return see_other("staff.person")
        form.refuse("known_by", _("We find nobody with this in your district. Check it, or open a new account."))
    return page("staff/find_person.html", status=422 if form.problems else 200, form=form)


@blueprint.route("/person/new", methods=["GET", "POST"])
@staff_only(*AT_COUNTER)
def new_person() -> Response:
    """Somebody who has nothing here yet: only what they want to be called."""
    form = NewPersonForm.from_request()
    if form.submitted_and_valid():
        person = people.add_person(session(), name=form.called.data)
        counter.receive(session(), browser=this_browser(), member=require_staff(), person_id=person.id, is_new=True)
        return see_other("staff.person")
    return page("staff/new_person.html", status=422 if form.problems else 200, form=form)


@blueprint.get("/person/here")
@staff_only(*AT_COUNTER)
def person() -> Response:
    """What can be done for this person."""
    here = person_here()
    note_look(require_staff(), person_id=here.person_id)
    return page("staff/person.html", here=here)


@blueprint.post("/person/next")
@staff_only(*AT_COUNTER)
def next_person() -> Response:
    """Nobody is at the counter any more: no page of this browser is about the person before."""
    counter.next_please(session(), browser=this_browser())
    card_sheets.forget_sheet(session(), browser=browser_key.ensure_key())
    return see_other("staff.find_person")


@blueprint.route("/person/card", methods=["GET", "POST"])
@staff_only(Duty.HAND_OVER_CARD)
def hand_over_card() -> Response:
    """A new card; an older one of the same kind ends. The person is told in their own channel."""
    form, here, member = CardForm.from_request(), person_here(), require_staff()
    if form.submitted_and_valid():
        card, codes = cards.make_card(
            session(), person_id=here.person_id, kind=CardKind(str(form.kind.data)), made_by=member.id, tells=False
        )
        card_sheets.keep_sheet(session(), browser=browser_key.ensure_key(), number=card.number, codes=codes)
        doings.note_staff_doing(
            session(),
            subject_id=here.person_id,
            staff_id=member.id,
            doing="card_handed_over",
            about=card.number,
            proof=str(form.proof.data),
        )
        return see_other("staff.card_paper", number=card.number)
    return page("staff/card.html", status=422 if form.problems else 200, form=form, here=here)


@blueprint.route("/person/card/<number>", methods=["GET", "POST"])
@staff_only(Duty.HAND_OVER_CARD)
def card_paper(number: str) -> Response:
    """The card to print. After it was handed over nobody can see its codes again."""
    here = person_here()
    card = cards.get_card(session(), person_id=here.person_id, number=number)
    key = browser_key.ensure_key()
    if request.method == "POST":
        card_sheets.forget_sheet(session(), browser=key)
        return see_other("staff.person")
    sheet = card_sheets.find_sheet(session(), browser=key, number=card.number)
    if sheet is None:
        raise NotFound("sheet")
    public_url = current_app.extensions["settings"].public_url
    letter = card_letter(number=card.number, kind=card.kind, codes=sheet.codes, public_url=public_url)
    return page("staff/card_paper.html", here=here, card=card, letter=letter)


@blueprint.route("/person/lost", methods=["GET", "POST"])
@staff_only(Duty.REPORT_CARD_LOST)
def report_lost() -> Response:
    """Cards that are good, each with a button; and signing out everywhere, for a lost telephone."""
    here, member = person_here(), require_staff()
    if request.method == "POST":
        if "number" in request.form:
            lost = cards.report_lost(session(), person_id=here.person_id, number=request.form["number"], tells=False)
            doing, about = "card_reported_lost", lost.number
        else:
            sessions.end_every_session(session(), person_id=here.person_id)
            doing, about = "signed_out_everywhere", None
        doings.note_staff_doing(session(), subject_id=here.person_id, staff_id=member.id, doing=doing, about=about)
        return see_other("staff.report_lost", done="card" if about else "everywhere")
    note_look(member, person_id=here.person_id)
    good = [one for one in cards.list_cards(session(), person_id=here.person_id) if one.is_good]
    entries = [{"name": kind_name(one.kind), "number": one.number, "shown": grouped(one.number)} for one in good]
    return page("staff/lost.html", here=here, cards=entries, done=request.args.get("done"))


@blueprint.route("/person/contact", methods=["GET", "POST"])
@staff_only(Duty.CHANGE_CONTACT)
def change_contact() -> Response:
    """With the person present; a second member confirms."""
    form, here = ContactForm.from_request(), person_here()
    if form.submitted_and_valid():
        try:
            made = counter.ask_for_contact(
                session(),
                person_id=here.person_id,
                member=require_staff(),
                channel=CodeChannel(str(form.channel.data)),
                address=form.address.data,
                proof=str(form.proof.data),
            )
            return see_other("staff.decide_request", reference=made.reference)
        except RuleBroken:
            form.refuse("address", _("This cannot be a telephone number or an e-mail address. Check each character."))
    return page("staff/contact.html", status=422 if form.problems else 200, form=form, here=here)


def this_browser() -> str:
    return one_time_codes.browser_hash(browser_key.ensure_key())


def person_here() -> AtCounter:
    """Who is at the counter; a form that was made for somebody else changes nothing.

    :raises NotFound: nobody is. :raises Conflict: the form is about the person before.
    """
    here = counter.person_here(session(), browser=this_browser(), member=require_staff())
    if here is None:
        raise NotFound("person")
    if request.method == "POST" and request.form.get("person") != here.mark:
        raise Conflict("other_person")
    return here
