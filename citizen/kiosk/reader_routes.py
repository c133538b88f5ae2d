"""An identity card at a terminal: the reader on the machine reads its number, this site takes from it what a question
asks, shows that, and forgets the number. Nobody types it, nobody sees more of it than its ends.
"""

from __future__ import annotations

import json

from flask import Blueprint, Flask, Response, current_app, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.db.sealing import keyed_hash
from citizen.eligibility import service
from citizen.eligibility.check_in_hand import CheckInHand
from citizen.eligibility.identity_number import masked, read_number, tidy
from citizen.eligibility.number_form import BORN, what_was_read
from citizen.kiosk import reader_protocol
from citizen.kiosk.reader_protocol import AnswerRefused
from citizen.kiosk.terminals import current_terminal, current_terminal_id
from citizen.proxies.acting import require_who
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web import browser_key
from citizen.web.i18n import N_, _
from citizen.web.pages import page
from citizen.web.security import policy_with_connection
from citizen.web.transaction import session

blueprint = Blueprint("kiosk_reader", __name__, url_prefix="/kiosk/card")

_ASKED = ("number",)
_PROBLEMS = {
    "refused": N_("What the reader said could not be checked. Please try once more, or call the staff."),
    "unreadable": N_("The number on this card cannot be read. Please enter the date of birth yourself."),
}


def install(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals["reader_address"] = reader_address


def reader_address() -> str:
    """Where the reader of this terminal answers; empty on every other machine."""
    terminal = current_terminal()
    return str(current_app.extensions["settings"].card_reader) if terminal is not None and terminal.card_reader else ""


def reader_key(terminal_id: object) -> str:
    """What the reader of a terminal signs with; `flask kiosk reader-key` prints it once for its installation."""
    return keyed_hash("card reader", str(terminal_id))


@blueprint.get("/<key>")
@needs_act(Act.FILL)
def card(key: str) -> Response:
    """Lay the card on the reader. Only this page may reach the reader, and only on a terminal that has one."""
    address = reader_address()
    _check(key)
    if not address:
        return page("kiosk/card_none.html", back=_question(key))
    answer = page(
        "kiosk/card.html",
        key=key,
        back=_question(key),
        reader=f"{address}/v1/read",
        asked=",".join(_ASKED),
        ticket=_tickets().dumps(_mark()),
    )
    answer.headers["Content-Security-Policy"] = policy_with_connection(address)
    return answer


@blueprint.post("/<key>")
@needs_act(Act.FILL)
def read(key: str) -> Response:
    """Shows what the card says about the question; goes on only when the person agrees. The number is not kept."""
    check = _check(key)
    try:
        number = tidy(_number())
    except AnswerRefused:
        return _again(key, "refused")
    reading = read_number(number, today=clock.today())
    if reading.problem is not None:
        return _again(key, "unreadable")
    rows = what_was_read(reading, check.questions, current_ui().locale.code)
    return page("kiosk/card_read.html", key=key, rows=rows, number=masked(number), back=_question(key))


def _check(key: str) -> CheckInHand:
    """Of whoever is here; anybody else's answers "not found"."""
    return CheckInHand.of(service.get_check(session(), who=require_who(), key=key))


def _number() -> str:
    ticket = request.form.get("ticket", "")
    try:
        mark = _tickets().loads(ticket, max_age=int(reader_protocol.FRESH.total_seconds()))
        sent = json.loads(request.form.get("answer", ""))
    except (BadSignature, ValueError, RecursionError) as fault:
        raise AnswerRefused("ticket") from fault
    terminal_id = current_terminal_id()
    if terminal_id is None or mark != _mark():
        raise AnswerRefused("terminal")
    answer = reader_protocol.read_answer(
        sent, key=reader_key(terminal_id), request=ticket, asked=_ASKED, now=clock.now()
    )
    return answer.fields["number"]


def _again(key: str, problem: str) -> Response:
    return page("kiosk/card_problem.html", status=422, key=key, problem=_(_PROBLEMS[problem]), back=_question(key))


def _mark() -> str:
    """This terminal and this browser session: an answer for one person is worth nothing for the next."""
    return keyed_hash("card reader ticket", f"{current_terminal_id()}/{browser_key.ensure_key()}")[:32]


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="card reader")


def _question(key: str) -> str:
    return url_for("eligibility.question", key=key, fact=BORN)
