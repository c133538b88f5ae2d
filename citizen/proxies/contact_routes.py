"""Telephones and mail addresses of the person it is about: which there are, what each is used for, adding, removing.

Here and not in the room below because a guardian or helper may do it for somebody: their mandate decides. What signs
in is a matter of governing the account; no helper is ever allowed that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import Conflict, NotAllowed, NotFound
from citizen.notices.channels import Recipient
from citizen.people import account_news, code_routes, code_sending, contact_news, contacts
from citizen.people.code_page import PROBLEMS, CodePages, channel_named, code_page, soon, ways_for
from citizen.people.code_sending import Proved, Purpose, TooSoon
from citizen.people.contact_forms import use_form
from citizen.people.contacts import Use
from citizen.people.credential_models import CodeChannel
from citizen.people.last_way import ask_first
from citizen.people.notice_kinds import CONTACT_CHANGED, CONTACT_CODE
from citizen.people.one_time_codes import Answer
from citizen.people.proving_again import after_proof
from citizen.people.sign_in_forms import CodeForm, address_form
from citizen.people.sign_in_routes import blueprint
from citizen.proxies import wards
from citizen.proxies.account_subject import subject_of_account
from citizen.proxies.acting import current_who
from citizen.proxies.acts import may_now, needs_act
from citizen.proxies.authority import Act
from citizen.proxies.contact_rows import rows_of
from citizen.proxies.doings import note_doing
from citizen.web.i18n import N_, _
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.people.models import ContactWay

_ADD = Purpose("add_contact", CONTACT_CODE)
_PAGES = CodePages(
    enter="people.confirm_contact",
    more_time="people.contact_more_time",
    again="people.contact_again",
    other="people.contacts",
    button=N_("Confirm"),
)


#: Importing the pages of codes registers them with the same blueprint.
__all__ = ["blueprint", "code_routes"]


@blueprint.get("/account/contacts", endpoint="contacts")
@needs_act(Act.MANAGE)
def contacts_page() -> Response:
    """Which there are, and how to add one."""
    person_id = subject_of_account()
    ways = contacts.list_ways(session(), person_id=person_id)
    news = account_news.list_news(session(), person_id=person_id, language=current_ui().locale.code)
    news = [one for one in news if one.kind == CONTACT_CHANGED]  # ways in are no matter of a helper
    add = ways_for("people.add_contact")
    rows = rows_of(ways, untouchable={way.id for way in ways if _is_untouchable(way)})
    return page("people/contacts.html", ways=rows, add=add, news=news, done=request.args.get("done"))


@blueprint.route("/account/contacts/add/<way>", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
@after_proof
def add_contact(way: str) -> Response:
    """The new number or address; a code goes there."""
    person_id = subject_of_account()
    form = address_form(channel_named(way), complete_own=current_who().is_self and not current_ui().kiosk)
    if form.submitted_and_valid() and form.address:
        try:
            for_whom = {"person": person_id.hex}
            session().rollback()  # sending writes in a transaction of its own
            code_sending.send_code(_ADD, channel=form.channel, address=form.address, remembered=for_whom)
        except TooSoon as wait:
            form.refuse("to", soon(wait.seconds))
        else:
            return see_other(".confirm_contact")
    return page("people/contacts_add.html", status=422 if form.problems else 200, form=form, way=way)


@blueprint.route("/account/contacts/confirm", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
def confirm_contact() -> Response:
    """The code that came: the address is proved."""
    subject_of_account()
    form = CodeForm.from_request()
    if form.submitted_and_valid():
        session().rollback()  # judging writes in a transaction of its own
        answer, proved = code_sending.judge(_ADD, form.code.data)
        if proved is not None and (refused := _add_proved(proved)) is None:
            return see_other(".contacts", done="added")
        form.refuse("code", refused if proved is not None and refused else _(PROBLEMS[_as_told(answer)]))
    return code_page(_ADD, _PAGES, form, longer="longer" in request.args)


@blueprint.post("/account/contacts/confirm/more-time")
@needs_act(Act.MANAGE)
def contact_more_time() -> Response:
    """Ten minutes from now on, again and again."""
    if code_sending.more_time(_ADD):
        return see_other(".confirm_contact", longer="yes")
    return see_other(".confirm_contact")


@blueprint.post("/account/contacts/confirm/again")
@needs_act(Act.MANAGE)
def contact_again() -> Response:
    """Another code to the same place."""
    asked = request.form.get("way")
    session().rollback()
    try:
        code_sending.send_again(_ADD, channel=channel_named(asked) if asked else None)
    except TooSoon as wait:
        return page("people/code_too_soon.html", status=429, text=soon(wait.seconds), back="people.confirm_contact")
    except NotFound:
        return see_other(".contacts")
    return see_other(".confirm_contact")


@blueprint.route("/account/contacts/<uuid:way_id>", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
@after_proof
def change_contact(way_id: uuid.UUID) -> Response:
    """What it is used for."""
    way = _way_to_change(way_id)
    may_govern = may_now(Act.GOVERN)
    form = use_form(_use_of(way), can_call=way.kind.value == "phone", may_govern=may_govern)
    if form.submitted_and_valid():
        use = form.use if may_govern else Use(way.signs_in, form.use.gets_notices, form.use.by_voice)
        if way.signs_in and not use.signs_in and (asked := _ask_first(way, form.used_for.data or [])) is not None:
            return asked
        told = contact_news.tell_before(session(), person_id=way.person_id, way=way)
        try:
            contacts.change_use(session(), way=way, use=use)
        except Conflict as problem:
            form.refuse("used_for", _(_REFUSALS[problem.code]))
        else:
            return _told(way.person_id, told, done="changed")
    status = 422 if form.problems else 200
    return page("people/contacts_change.html", status=status, form=form, row=rows_of([way])[0])


@blueprint.route("/account/contacts/<uuid:way_id>/remove", methods=["GET", "POST"])
@needs_act(Act.MANAGE)
@after_proof
def remove_contact(way_id: uuid.UUID) -> Response:
    """Asks once more, then removes it. About the only way in it asks twice."""
    way = _way_to_change(way_id)
    if way.signs_in and not may_now(Act.GOVERN):
        raise NotAllowed("govern")
    if way.signs_in and (asked := _ask_first(way)) is not None:
        return asked
    if request.method == "POST":
        told = contact_news.tell_before(session(), person_id=way.person_id, way=way)
        contacts.remove_way(session(), way=way)
        return _told(way.person_id, told, done="removed")
    return page("people/contacts_remove.html", row=rows_of([way])[0])


_REFUSALS = {
    "taken": N_("This already signs in to another account. Use it there, or take another one here."),
}


def _way_to_change(way_id: uuid.UUID) -> ContactWay:
    """:raises NotAllowed: it is the own way of an adult, which their guardian leaves as it is."""
    way = contacts.get_way(session(), person_id=subject_of_account(), way_id=way_id)
    if _is_untouchable(way):
        raise NotAllowed("own_way")
    return way


def _is_untouchable(way: ContactWay) -> bool:
    return wards.is_untouchable(session(), who=current_who(), way=way)


def _ask_first(way: ContactWay, used_for: Iterable[str] = ()) -> Response | None:
    """The page that comes first when this is the only way in; what was chosen for it is carried along."""
    carried = [("used_for", code) for code in used_for]
    return ask_first(person_id=way.person_id, way_id=way.id, keep=url_for(".contacts"), carried=carried)


def _add_proved(proved: Proved) -> str | None:
    """Adds it for the person for whom it was asked; says why not."""
    person_id = subject_of_account()
    if proved.remembered.get("person") != person_id.hex:
        return _(PROBLEMS[Answer.EXPIRED])
    told = contact_news.tell_before(session(), person_id=person_id)
    try:
        _add_way(person_id, proved)
    except Conflict as taken:
        return _(_REFUSALS[taken.code])
    if not code_sending.take(proved):  # then nothing of this request is kept
        return _(PROBLEMS[Answer.EXPIRED])
    _note()
    contact_news.tell(session(), person_id=person_id, to=told)
    return None


def _add_way(person_id: uuid.UUID, proved: Proved) -> None:
    """Whoever governs the account adds a way to sign in; what another than the person added is known as that."""
    who, is_called = current_who(), proved.channel is CodeChannel.VOICE
    contacts.add_way(
        session(),
        person_id=person_id,
        channel=proved.channel,
        address=proved.address,
        use=Use(signs_in=may_now(Act.GOVERN), gets_notices=not is_called, by_voice=is_called),
        added_by=who.actor_id if who.mandate else None,
    )


def _told(person_id: uuid.UUID, to: list[Recipient], *, done: str) -> Response:
    _note()
    contact_news.tell(session(), person_id=person_id, to=to)
    return see_other(".contacts", done=done)


def _note() -> None:
    note_doing(session(), who=current_who(), doing="contact_changed")


def _use_of(way: ContactWay) -> Use:
    return Use(signs_in=way.signs_in, gets_notices=way.gets_notices, by_voice=way.by_voice)


def _as_told(answer: Answer) -> Answer:
    """A right code that somebody else used in the meantime is over."""
    return Answer.EXPIRED if answer is Answer.RIGHT else answer
