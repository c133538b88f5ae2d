"""For offices without a system of their own: their district's cases, and the log of all applications verified.

What goes wrong is one line on standard error and an exit code: 2 what was given is not right, 3 there is no such case
in this district, 4 the act is not possible now, 5 somebody else acted on the case meanwhile, 6 a log is not whole.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from citizen.applications import asking, cases, messages
from citizen.applications.approval_levels import NAMES, level_of
from citizen.applications.case_state import CaseChanged, find_open_correction, find_open_objection, standing_of
from citizen.applications.lifecycle import DECISIONS, MOVES, Act, NotPossibleNow, Status, open_acts
from citizen.applications.models import Case
from citizen.applications.office_acts import Asked, Decision, Officer, Per
from citizen.core import clock
from citizen.core.errors import CitizenError, NotFound, RuleBroken
from citizen.eligibility import catalogue
from citizen.web.transaction import database

case_commands = AppGroup("cases", help="The cases of one district, for its office.")

_EXIT: dict[type[CitizenError], int] = {RuleBroken: 2, NotFound: 3, CaseChanged: 5, NotPossibleNow: 4}


def _known_district(_context: click.Context, _option: click.Parameter, written: str) -> str:
    districts = catalogue.load().districts
    if written not in districts:
        raise click.BadParameter(f"{written!r} is not known; known are {', '.join(districts)}")
    return written


def _bound(command: Callable[..., None]) -> Callable[..., None]:
    """Every command works for one officer of one district, and prints JSON when asked."""

    @functools.wraps(command)
    def run(district: str, by: str, **rest: Any) -> None:
        try:
            command(by=Officer(f"staff:{by}"[:40], district), **rest)
        except CitizenError as problem:
            _fail(problem)

    options = (
        click.option("--json", "as_json", is_flag=True, help="JSON instead of lines."),
        click.option("--by", default="command", show_default=True, help="Code of the officer, never a name."),
        click.option("--district", required=True, callback=_known_district, help="Whose cases."),
    )
    return functools.reduce(lambda wrapped, option: option(wrapped), options, run)


def _acts(command: Callable[..., Any]) -> Callable[..., None]:
    """A command that acts on one case, at the version somebody looked at."""
    seen = click.option("--seen", type=int, help="Version of the case when it was looked at; others' acts stop this.")
    return _bound(click.argument("number")(seen(command)))


@case_commands.command("list")
@click.option("--status", "statuses", multiple=True, type=click.Choice([one.value for one in Status]))
@click.option("--programme", help="Only of this programme.")
@click.option("--at-most", default=100, show_default=True, type=click.IntRange(1, 10_000))
@_bound
def list_cases(by: Officer, statuses: tuple[str, ...], programme: str | None, at_most: int, as_json: bool) -> None:
    """The cases that were sent to the district, newest first."""
    wanted = [Status(one) for one in statuses]
    with database().reading() as session:
        found = cases.list_cases(session, by=by, statuses=wanted, programme=programme, at_most=at_most)
        _print([_in_short(session, one) for one in found], as_json)


@case_commands.command("show")
@click.argument("number")
@click.option("--with-names", is_flag=True, help="Also name, contact details and messages: keep it like a file.")
@_bound
def show_case(by: Officer, number: str, with_names: bool, as_json: bool) -> None:
    """One case with its answers. Looking at it is recorded: it can no longer be withdrawn without a trace."""
    with database().writing() as session:
        case = cases.get_case(session, by=by, number=number)
        cases.open_case(session, case=case, by=by)
        shown = {**_in_short(session, case), **_in_full(session, case)}
        if with_names:
            shown |= _with_names(session, case)
    _print(shown, as_json)


@case_commands.command("advance")
@click.option("--act", required=True, type=click.Choice(sorted(one.value for one in MOVES - {Act.REOPEN})))
@_acts
def advance(by: Officer, number: str, act: str, seen: int | None, as_json: bool) -> None:
    """Move a case on to the next office."""
    with _case(by, number, as_json) as (session, case):
        cases.advance_case(session, case=case, act=Act(act), by=by, seen=seen)


@case_commands.command("ask")
@click.option("--fact", "facts", multiple=True, help="A question to answer again; several times for several.")
@click.option("--paper", "papers", multiple=True, help="A kind of paper; several times for several.")
@click.option("--contact", is_flag=True, help="The contact details.")
@click.option("--reason", required=True, help="Why, in words the person understands.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day for an answer.")
@_acts
def ask(
    by: Officer,
    number: str,
    facts: tuple[str, ...],
    papers: tuple[str, ...],
    contact: bool,
    reason: str,
    until: datetime | None,
    seen: int | None,
    as_json: bool,
) -> None:
    """Ask the person to put something right; the clock stands still until they answer."""
    asked = Asked(facts, papers, contact)
    with _case(by, number, as_json) as (session, case):
        cases.ask_correction(session, case=case, by=by, asked=asked, reason=reason, until=_day(until), seen=seen)


@case_commands.command("cancel")
@_acts
def cancel(by: Officer, number: str, seen: int | None, as_json: bool) -> None:
    """What was asked is no longer needed."""
    with _case(by, number, as_json) as (session, case):
        cases.cancel_correction(session, case=case, by=by, seen=seen)


@case_commands.command("message")
@click.option("--text", required=True)
@_acts
def message(by: Officer, number: str, text: str, seen: int | None, as_json: bool) -> None:
    """Write to the person; what they wrote counts as read."""
    with _case(by, number, as_json) as (session, case):
        if seen is not None and seen != case.version:
            raise CaseChanged("case_changed")
        messages.mark_read(session, application=case.application, by_office=True)
        cases.send_message(session, case=case, by=by, body=text)


@case_commands.command("decide")
@click.option("--outcome", required=True, type=click.Choice(sorted(one.value for one in DECISIONS)))
@click.option("--reason", default="", help="Needed to refuse.")
@click.option("--amount", help="Yuan, for example 300.00.")
@click.option("--per", type=click.Choice([one.value for one in Per]))
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--valid-until", type=click.DateTime(["%Y-%m-%d"]))
@_acts
def decide(
    by: Officer,
    number: str,
    outcome: str,
    reason: str,
    amount: str | None,
    per: str | None,
    valid_from: datetime | None,
    valid_until: datetime | None,
    seen: int | None,
    as_json: bool,
) -> None:
    """Approve or refuse."""
    yuan = _yuan(amount) if amount else None
    decision = Decision(Act(outcome), reason, yuan, Per(per) if per else None, _day(valid_from), _day(valid_until))
    with _case(by, number, as_json) as (session, case):
        cases.decide(session, case=case, by=by, decision=decision, seen=seen)


@case_commands.command("answer-objection")
@click.option("--text", required=True, help="The answer, in words the person understands.")
@click.option("--reopen", is_flag=True, help="Take the decision back and decide again.")
@_acts
def answer_objection(by: Officer, number: str, text: str, reopen: bool, seen: int | None, as_json: bool) -> None:
    """Answer an objection."""
    with _case(by, number, as_json) as (session, case):
        cases.answer_objection(session, case=case, by=by, answer=text, reopen=reopen, seen=seen)


@contextmanager
def _case(by: Officer, number: str, as_json: bool) -> Iterator[tuple[Session, Case]]:
    """The case to act on, in a transaction of its own; afterwards it is printed as it stands."""
    with database().writing() as session:
        case = cases.get_case(session, by=by, number=number)
        yield session, case
        shown = _in_short(session, case)
    _print(shown, as_json)


def _in_short(session: Session, case: Case) -> dict[str, Any]:
    standing = standing_of(session, case=case)
    level = level_of(standing)
    return {
        "number": f"{case.application.reference}-{case.position}",
        "programme": case.programme_id,
        "district": case.district,
        "status": case.status.value,
        "level": level and {"code": level.value, "name": NAMES[level]},
        "since": case.status_since.isoformat(),
        "sent_at": case.application.submitted_at and case.application.submitted_at.isoformat(),
        "version": case.version,
        "waits_for_person": standing.correction_open,
        "objection": standing.objection_open,
        "unread": sum(
            not one.from_office and one.read_at is None
            for one in messages.list_messages(session, application=case.application)
        ),
    }


def _in_full(session: Session, case: Case) -> dict[str, Any]:
    correction = find_open_correction(session, case=case)
    answers = asking.answers_of(case.application)
    return {
        "possible": sorted(open_acts(standing_of(session, case=case))),
        "answers": {**answers.written_facts(), **dict.fromkeys(sorted(answers.unsure))},
        "papers": [
            {"kind": one.kind, "media_type": one.media_type, "size": one.size}
            for one in cases.papers_of_case(session, case=case)
        ],
        "asked": correction
        and {
            "facts": correction.facts,
            "papers": correction.papers,
            "contact": correction.asks_contact,
            "until": correction.until and correction.until.isoformat(),
        },
        "decision": case.decision,
    }


def _with_names(session: Session, case: Case) -> dict[str, Any]:
    objection = find_open_objection(session, case=case)
    return {
        "relation": case.application.relation.value,
        "for": case.application.subject_name,
        "contact": case.application.contact,
        "messages": [
            {"from": "office" if one.from_office else "person", "at": one.sent_at.isoformat(), "text": one.body}
            for one in messages.list_messages(session, application=case.application)
        ],
        "objection_text": objection.body if objection else None,
    }


def _print(shown: dict[str, Any] | list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    for one in shown if isinstance(shown, list) else [shown]:
        if isinstance(shown, list):
            click.echo(f"{one['number']}  {one['status']:<22} {one['since'][:10]}  {one['programme']}")
        else:
            for name, value in one.items():
                click.echo(f"{name}: {json.dumps(value, ensure_ascii=False)}")


def _fail(problem: CitizenError) -> NoReturn:
    code = next((code for kind, code in _EXIT.items() if isinstance(problem, kind)), 4)
    field = getattr(problem, "field", None)
    click.echo(f"{type(problem).__name__}: {problem.code}{f' ({field})' if field else ''}", err=True)
    raise SystemExit(code)


def _day(moment: datetime | None) -> date | None:
    return moment.replace(tzinfo=clock.LOCAL_ZONE).date() if moment else None


def _yuan(written: str) -> Decimal:
    whole, _point, fen = written.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 10) or (fen and not (fen.isdigit() and len(fen) < 3)):
        raise click.BadParameter(f"{written!r} is no amount; write for example 300.00", param_hint="--amount")
    return Decimal(written)
