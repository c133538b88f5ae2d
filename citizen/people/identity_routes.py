"""Signing in by a provincial or national identity service, and connecting one with an account.

The way back is an address that the service opens, so it consumes nothing: it keeps what came, sealed, for this browser,
and cleans the address. The press of the button that follows goes on.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, Response, current_app, request, url_for

from citizen.accessibility.ui import current_ui
from citizen.core.errors import Conflict, NotFound
from citizen.people import entering, identity, identity_protocol
from citizen.people import service as people
from citizen.people.attempts import count_try
from citizen.people.identity_forms import BIRTH_DATE, NewcomerForm, NewcomerWithBirthDateForm
from citizen.people.identity_protocol import IdentityFault, Proven, Trouble
from citizen.people.identity_services import IdentityService, all_services, find_service
from citizen.people.last_way import ask_first
from citizen.people.one_time_codes import browser_hash
from citizen.people.profile import FactOrigin, remember_facts
from citizen.people.proving_again import after_proof
from citizen.people.sign_in_routes import open_ways
from citizen.web import browser_key, where_from
from citizen.web.access import needs_visit
from citizen.web.pages import page, see_other
from citizen.web.transaction import close_transaction, database, session

blueprint = Blueprint("identity", __name__)
#: In ten minutes. A hall full of people shares one address of the network.
_FROM_ONE_PLACE = 60


# -- there -----------------------------------------------------------------------------------------------------------


@blueprint.route("/sign-in/identity", methods=["GET", "POST"])
@needs_visit
def begin() -> Response:
    """The services to choose from; choosing one prepares the way there."""
    if request.method == "POST":
        return _set_out(connect=None)
    return page("people/identity.html", services=_shown(), on_terminal=current_ui().kiosk)


@blueprint.get("/sign-in/identity/leaving")
@needs_visit
def leaving() -> Response:
    """The link to the service: where it leads, and that one comes back."""
    way = identity.find_way(session(), browser=_browser())
    if way is None:
        return see_other(".begin")
    return page("people/identity_leaving.html", address=way.address, name=_called(way.service), connect=way.connect)


# -- and back --------------------------------------------------------------------------------------------------------


@blueprint.get("/sign-in/identity/back")
@needs_visit
def back() -> Response:
    """Opened by the service. Keeps what came if this browser asked for it, and leaves nothing in the address."""
    with database().writing() as short:
        way = identity.find_way(short, browser=_browser())
        code, trouble = _what_came(None if way is None else find_service(way.service))
        identity.note_answer(short, browser=_browser(), state=request.args.get("state", ""), code=code, trouble=trouble)
    return see_other(".arrived")


@blueprint.get("/sign-in/identity/arrived")
@needs_visit
def arrived() -> Response:
    """One press goes on; or what went wrong, and the other ways in."""
    way = identity.find_way(session(), browser=_browser())
    if way is None or not (way.code or way.trouble):
        return _not_done(Trouble.NOT_OURS, way)
    if way.trouble:
        return _not_done(Trouble(way.trouble), way)
    return page("people/identity_arrived.html", name=_called(way.service), connect=way.connect)


@blueprint.post("/sign-in/identity/arrived")
@needs_visit
def go_on() -> Response:
    """Take the proof, once; then in, or to the question of who is new."""
    with database().writing() as short:
        way = identity.find_way(short, browser=_browser())
        is_taken = way is not None and bool(way.code) and identity.take_way(short, way=way)
    service = None if way is None else find_service(way.service)
    if way is None or service is None or not is_taken:
        return _not_done(Trouble.NOT_OURS, way)
    close_transaction()
    try:
        proven = identity_protocol.prove(
            service, code=way.code, verifier=way.verifier, nonce=way.nonce, redirect_uri=_redirect_uri()
        )
        return _connect(way.connect, service, proven) if way.connect else _come_in(service, proven)
    except IdentityFault as fault:
        current_app.logger.warning("identity service %s: %s", service.code, fault)
        return _not_done(fault.trouble, way)


@blueprint.route("/sign-in/identity/first", methods=["GET", "POST"])
@needs_visit
def first() -> Response:
    """Somebody nobody here knows yet: a new account, or the one they have. What the service said is only offered."""
    newcomer = identity.find_newcomer(session(), browser=_browser())
    if newcomer is None:
        return see_other(".begin")
    form = _newcomer_form(newcomer.offered)
    if form.submitted_and_valid() and identity.take_newcomer(session(), newcomer=newcomer):
        return _begin_account(newcomer, form)
    return page(
        "people/identity_first.html",
        status=422 if form.problems else 200,
        form=form,
        name=_called(newcomer.service),
        born=identity.birth_date_in(newcomer.offered),
    )


# -- in the account --------------------------------------------------------------------------------------------------


@blueprint.route("/account/identity", methods=["GET", "POST"])
@needs_visit
@after_proof
def overview() -> Response:
    """The services by which the person signs in; choosing another one prepares the way there."""
    person_id = entering.require_signed_in()
    if request.method == "POST":
        return _set_out(connect=person_id)
    connections = identity.list_connections(session(), person_id=person_id)
    return page(
        "people/identity_account.html",
        connections=[(one, _called(one.service)) for one in connections],
        services=[] if current_ui().kiosk else _shown(),
        done=request.args.get("done", ""),
    )


@blueprint.route("/account/identity/<uuid:connection_id>/disconnect", methods=["GET", "POST"])
@needs_visit
@after_proof
def disconnect(connection_id: uuid.UUID) -> Response:
    """Asks once, then nobody signs in here with it. The account stays. About the only way in it asks twice."""
    person_id = entering.require_signed_in()
    connection = identity.get_connection(session(), person_id=person_id, connection_id=connection_id)
    if (asked := ask_first(person_id=person_id, way_id=connection.id, keep=url_for(".overview"))) is not None:
        return asked
    if request.method == "POST":
        identity.disconnect(session(), person_id=person_id, connection_id=connection.id)
        return see_other(".overview", done="disconnected")
    return page("people/identity_disconnect.html", name=_called(connection.service))


# -- steps -----------------------------------------------------------------------------------------------------------


def _set_out(*, connect: uuid.UUID | None) -> Response:
    """The service is asked before anything is written, and with no transaction open: a slow one holds up nobody else.
    So many ways are begun from one place, and then there is a pause: nobody uses us to press on a service.
    """
    service = _chosen()
    close_transaction()
    count_try(scopes=[f"identity from {where_from.place()}"], allowed=_FROM_ONE_PLACE)
    try:
        way = identity_protocol.begin(
            service, redirect_uri=_redirect_uri(), language="en" if current_ui().locale.code == "en" else "zh-CN"
        )
    except IdentityFault as fault:
        current_app.logger.warning("identity service %s: %s", service.code, fault)
        return _not_done(fault.trouble, None, name=_called(service.code))
    said = {"address": way.address, "state": way.state, "nonce": way.nonce, "verifier": way.verifier}
    identity.keep_way(session(), browser=_browser(), said={**said, "service": service.code}, connect=connect)
    return see_other(".leaving")


def _what_came(service: IdentityService | None) -> tuple[str, str]:
    """A code, or why there is none. Another service's answer is none (RFC 9207)."""
    if service is not None and request.args.get("iss", service.issuer) != service.issuer:
        return "", Trouble.NOT_PROVED
    error, code = request.args.get("error", ""), request.args.get("code", "")
    if error in ("server_error", "temporarily_unavailable"):
        return "", Trouble.AWAY
    return ("", Trouble.REFUSED) if error or not code else (code, "")


def _come_in(service: IdentityService, proven: Proven) -> Response:
    subject_hash = identity.hash_of(service.issuer, proven.subject)
    person_id = identity.find_person(session(), subject_hash=subject_hash)
    if person_id is None:
        identity.keep_newcomer(
            session(), browser=_browser(), service=service.code, subject_hash=subject_hash, offered=proven.offered
        )
        return see_other(".first")
    people.get_person(session(), person_id=person_id)
    return entering.enter(person_id=person_id, way_in=entering.WayIn.IDENTITY)


def _connect(person_id: uuid.UUID, service: IdentityService, proven: Proven) -> Response:
    """Only for the person who set out, and who is still signed in here."""
    if entering.signed_in_person() != person_id:
        raise IdentityFault(Trouble.NOT_OURS, "somebody else is signed in now")
    subject_hash = identity.hash_of(service.issuer, proven.subject)
    try:
        identity.connect(session(), person_id=person_id, service=service.code, subject_hash=subject_hash)
    except Conflict:
        raise IdentityFault(Trouble.TAKEN, "it belongs to another account") from None
    return see_other(".overview", done="connected")


def _begin_account(newcomer: identity.Newcomer, form: NewcomerForm) -> Response:
    """A new account that begins with this identity, and with what was ticked."""
    person = entering.first_time(session(), name=form.name.data or None)
    identity.connect(
        session(), person_id=person.id, service=newcomer.service, subject_hash=newcomer.subject_hash, is_first=True
    )
    _remember_what_was_ticked(person.id, form, newcomer.offered)
    return entering.enter(person_id=person.id, way_in=entering.WayIn.IDENTITY)


def _newcomer_form(offered: Mapping[str, str]) -> NewcomerForm:
    kind = NewcomerWithBirthDateForm if identity.birth_date_in(offered) else NewcomerForm
    return kind.from_request(start={"name": offered.get("name", "")[:30]})


def _remember_what_was_ticked(person_id: uuid.UUID, form: NewcomerForm, offered: Mapping[str, str]) -> None:
    if isinstance(form, NewcomerWithBirthDateForm) and BIRTH_DATE in (form.remember.data or []):
        facts = {BIRTH_DATE: offered["birthdate"]}
        remember_facts(session(), person_id=person_id, facts=facts, origin=FactOrigin.IDENTITY)


def _not_done(trouble: Trouble, way: identity.Way | None, *, name: str = "") -> Response:
    """What happened in plain words, and every other way in."""
    status = 503 if trouble is Trouble.AWAY else 403
    return page(
        "people/identity_not_done.html",
        status=status,
        trouble=trouble.value,
        name=name if way is None else _called(way.service),
        back=url_for(".overview" if way is not None and way.connect else ".begin"),
        ways=[] if way is not None and way.connect else [one for one in open_ways() if one.code != "identity"],
    )


def _chosen() -> IdentityService:
    """A terminal leads to no other site."""
    service = find_service(request.form.get("service", ""))
    if service is None or current_ui().kiosk:
        raise NotFound("identity_service")
    return service


def _shown() -> list[tuple[str, str]]:
    return [(one.code, one.called(current_ui().locale.code)) for one in all_services()]


def _called(code: str) -> str:
    service = find_service(code)
    return code if service is None else service.called(current_ui().locale.code)


def _redirect_uri() -> str:
    """As the provider knows it: the public address of the site."""
    public = current_app.extensions["settings"].public_url
    return f"{public}{url_for('.back')}" if public else url_for(".back", _external=True)


def _browser() -> str:
    return browser_hash(browser_key.ensure_key())
