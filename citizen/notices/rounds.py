"""Delivering in rounds, once or until somebody stops it: for every command that delivers."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping

import click
from sqlalchemy.exc import SQLAlchemyError

from citizen.notices.delivery import Event

#: Delivers what is due and says what came of it; asks its argument between two whether to stop.
Round = Callable[[Callable[[], bool]], None]
_IN_WORDS = {Event.ACCEPT: "delivered", Event.POSTPONE: "tried and waiting", Event.GIVE_UP: "given up"}


def run_rounds(one_round: Round, *, every: int | None, log: logging.Logger) -> None:
    """One round; with `every` one each so many seconds, until the process is asked to stop."""
    stopping = threading.Event()
    if every is None:
        one_round(stopping.is_set)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_ignored: stopping.set())
    while not stopping.is_set():
        try:
            one_round(stopping.is_set)
        except SQLAlchemyError as fault:
            # The database is away for a moment: what is due stays due.
            log.warning("no delivery: %s", type(fault).__name__)
        stopping.wait(every)


def say(counted: Mapping[Event, int]) -> None:
    """What became of how many, in one line."""
    click.echo(", ".join(f"{counted[event]} {word}" for event, word in _IN_WORDS.items()))
