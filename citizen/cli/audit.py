"""For an auditor: whether the logs are as they were written, and the log of one application: who did what, for whom,
when. Codes only; nothing a person typed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import click
from flask.cli import AppGroup

from citizen.applications.audit import Audit, verify_events
from citizen.applications.audit_view import Line, LogView, view_log
from citizen.backoffice import tokens
from citizen.core import clock, security_log
from citizen.core.errors import NotFound
from citizen.db import chained_log
from citizen.db.chained_log import ChainedLog, Standing
from citizen.proxies.actors import known_by
from citizen.staff import accesses
from citizen.web.transaction import database

audit_commands = AppGroup("audit", help="Whether the logs are as they were written.")

_NOT_WHOLE = 6
#: How much of a hash is noted elsewhere: enough that nobody makes another line with it.
_NOTED = 16
_CHAINS: Mapping[str, ChainedLog] = {one.name: one for one in (accesses.CHAIN, tokens.CHAIN)}


class Known(click.ParamType[tuple[ChainedLog, int, str]]):
    """A line as it was noted elsewhere: log, place, beginning of its hash."""

    name = "LOG:PLACE:HASH"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[ChainedLog, int, str]:
        log, _, rest = value.partition(":")
        place, _, beginning = rest.partition(":")
        if log not in _CHAINS or not place.isdecimal() or len(beginning) < _NOTED:
            self.fail(f"{value!r} is not of the form staff_access:1200:{'0' * _NOTED}", param, ctx)
        return _CHAINS[log], int(place), beginning


@audit_commands.command("verify")
@click.option("--known", multiple=True, type=Known(), help="A line noted elsewhere: it must still be the same.")
@click.option("--json", "as_json", is_flag=True)
def verify(known: tuple[tuple[ChainedLog, int, str], ...], as_json: bool) -> None:
    """Walk the logs of all applications, of the staff and of the interface for programs.

    Exit code 6 when one was changed, cut off or filled up. Where the logs of the staff and of the interface end is
    printed, and written into the log citizen.security: kept on another machine, it shows later (--known) that the whole
    database was not put back to an older state.
    """
    with database().reading() as session:
        audit = verify_events(session)
        chains = [chained_log.verify(session, log=one) for one in _CHAINS.values()]
        for log, place, noted in known:
            if chained_log.differs_from(session, log=log, position=place, beginning=noted):
                of_log = next(one for one in chains if one.log == log.name)
                of_log.breaks.append(chained_log.Break(place, "not_as_noted"))
    for one in chains:
        security_log.note("log_stands_at", log=one.log, place=str(one.position), hash=one.hash[:_NOTED] or "-")
    if as_json:
        click.echo(json.dumps(_standing(audit, chains), ensure_ascii=False))
    else:
        _tell(audit, chains)
    if audit.breaks or any(one.breaks for one in chains):
        raise SystemExit(_NOT_WHOLE)


def _standing(audit: Audit, chains: list[Standing]) -> dict[str, object]:
    return {
        "applications": audit.applications,
        "events": audit.events,
        "erased_details": audit.erased_details,
        "breaks": [
            {"reference": one.reference, "position": one.position, "problem": one.problem} for one in audit.breaks
        ],
        "logs": {
            one.log: {
                "lines": one.lines,
                "before_the_chain": one.before,
                "stands_at": f"{one.position}:{one.hash[:_NOTED]}",
                "breaks": [broken._asdict() for broken in one.breaks],
            }
            for one in chains
        },
    }


def _tell(audit: Audit, chains: list[Standing]) -> None:
    click.echo(f"{audit.applications} applications, {audit.events} events: {'broken' if audit.breaks else 'whole'}")
    for broken in audit.breaks:
        click.echo(f"{broken.reference}: event {broken.position}: {broken.problem}", err=True)
    for one in chains:
        end = f"stands at {one.position}:{one.hash[:_NOTED]}"
        click.echo(f"{one.log}, {one.lines} lines, {end}: {'broken' if one.breaks else 'whole'}")
        for gap in one.breaks:
            click.echo(f"{one.log}: line {gap.position}: {gap.problem}", err=True)


@audit_commands.command("show")
@click.argument("reference")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of lines.")
def show(reference: str, as_json: bool) -> None:
    """The log of the application with this REFERENCE. Exit code 3 when there is none, 6 when it is not whole.

    WHO did it: the person; a helper who was there; the helper of a mandate, by its number; a member of staff, by work
    number; an office, by the code it gave itself; retention (its time was over). FOR is whom it was done for, as the
    relation of the actor to that person: self, guardian, authorised, helping_present. Names stand nowhere in the log.
    JSON has the code of the log (actor) and the words (who).
    """
    try:
        with database().reading() as session:
            view = view_log(session, reference=reference)
            who = {code: known_by(session, actor=code) for code in {line.actor for line in view.lines}}
    except NotFound:
        click.echo("NotFound: application", err=True)
        raise SystemExit(3) from None
    click.echo(json.dumps(_as_json(view, who), ensure_ascii=False) if as_json else _as_text(view, who))
    if view.problem:
        raise SystemExit(6)


def _as_text(view: LogView, who: Mapping[str, str]) -> str:
    whole = f"broken at event {view.broken_at}: {view.problem}" if view.problem else "whole"
    head = [f"{view.reference}  {view.phase}  {len(view.lines)} events, log {whole}"]
    if view.erased_at:
        head.append(f"contents erased {view.erased_at.astimezone(clock.LOCAL_ZONE):%Y-%m-%d %H:%M}")
    return "\n".join([*head, *(_line(one, who[one.actor]) for one in view.lines)])


def _line(one: Line, doer: str) -> str:
    way = f"{one.before or '-'} > {one.after}"
    case = f"case {one.case}" if one.case else "-"
    at = f"{one.at.astimezone(clock.LOCAL_ZONE):%Y-%m-%d %H:%M:%S}"
    who = f"{doer:<30} for {one.relation:<16}"
    return f"{one.position:>3}  {at}  {who} {one.act:<20} {case:<7} {way}  detail {one.detail}"


def _as_json(view: LogView, who: Mapping[str, str]) -> dict[str, object]:
    return {
        "reference": view.reference,
        "phase": view.phase,
        "erased_at": view.erased_at and view.erased_at.isoformat(),
        "problem": view.problem,
        "broken_at": view.broken_at,
        "events": [{**one._asdict(), "who": who[one.actor], "at": one.at.isoformat()} for one in view.lines],
    }
