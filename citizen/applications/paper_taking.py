"""Files of a request on their way to the application: each in a transaction of its own, so that whatever happens to
one, those before it are kept. Photos are unpacked while no transaction is open.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from citizen.applications import paper_service, service
from citizen.applications.blueprint import paper_store, settings
from citizen.applications.paper_check import refusal
from citizen.applications.paper_intake import Intake, KeptFile, SentFile, take_in
from citizen.applications.paper_scanning import scanner_at
from citizen.applications.paper_words import paper_problem
from citizen.applications.service import ChangedMeanwhile
from citizen.core.errors import RuleBroken
from citizen.core.fonts import find_font
from citizen.proxies.authority import Who
from citizen.web.transaction import database, session

if TYPE_CHECKING:
    import uuid

    from citizen.applications.models import Application

#: Two phones adding at once to the same application: the second tries again.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)


class Place(NamedTuple):
    """Where files go: an application, looked up anew in every transaction, and who adds them."""

    reference: str
    who: Who
    find: Callable[[Session], Application]


class Taken(NamedTuple):
    """What became of the files of one request."""

    added: list[uuid.UUID]
    #: One sentence for each file that was not kept.
    problems: list[str]
    was_stripped: bool
    #: The trouble is ours, not the person's.
    is_our_trouble: bool


def own_place(who: Who, reference: str) -> Place:
    """The application of this address, for whoever may open it."""
    return Place(reference, who, lambda short: service.get_application(short, who=who, reference=reference))


def joined(taken: Taken) -> str:
    """The ids of what was added, for an address: they say nothing to anybody else."""
    return ".".join(map(str, taken.added))


def intake() -> Intake:
    """What this deployment has for taking papers in."""
    chosen = settings()
    return Intake(
        store=paper_store(),
        scanner=scanner_at(chosen.scanner_address),
        largest=chosen.max_upload_bytes,
        font=find_font(chosen.font_file),
    )


def take_files(place: Place, kind: str, files: Iterable[FileStorage]) -> Taken:
    """Take in each file; one that cannot be taken leaves the others as they are."""
    into = intake()

    def reader(file: FileStorage) -> Callable[[], KeptFile]:
        # One byte more than allowed is enough to know that it is too large.
        sent = SentFile(kind, str(file.filename), file.stream.read(into.largest + 1))
        return lambda: take_in(into, sent, reference=place.reference)

    return take_all(place, into, [(str(file.filename), reader(file)) for file in files])


def take_all(place: Place, into: Intake, waiting: Iterable[tuple[str, Callable[[], KeptFile]]]) -> Taken:
    """Take in whatever the callables prepare, each named for its message."""
    # What was looked up so far stays readable, but nothing of it may open a transaction again before all is done.
    session().expunge_all()
    session().rollback()
    added, problems, codes, was_stripped = [], [], set(), False
    for name, prepare in waiting:
        try:
            kept = prepare()
            added.append(_keep(place, into, kept))
            was_stripped |= kept.was_stripped
        except RuleBroken as broken:
            problems.append(paper_problem(broken, largest=into.largest))
            codes.add(broken.code)
        except ChangedMeanwhile:
            problems.append(paper_problem(refusal("paper_not_saved", name), largest=into.largest))
    return Taken(added, problems, was_stripped, not codes.isdisjoint(("paper_no_room", "paper_not_saved")))


def _keep(place: Place, into: Intake, kept: KeptFile) -> uuid.UUID:
    """The row of a sealed file, or of the same one that is there already; a file without a row goes again."""
    is_needed = False
    try:
        paper_id, is_needed = _row_of(place, kept)
        return paper_id
    finally:
        if not is_needed:
            into.store.let_go(kept.stored_name)


def _row_of(place: Place, kept: KeptFile) -> tuple[uuid.UUID, bool]:
    """The id of the row, and whether it is about this very file. Tries again while others change the application."""
    for pause in _PAUSES:
        try:
            with database().writing() as short:
                application = place.find(short)
                paper = paper_service.keep_paper(short, who=place.who, application=application, kept=kept)
                return paper.id, paper.stored_name == kept.stored_name
        except ChangedMeanwhile:
            time.sleep(pause)
    raise ChangedMeanwhile("paper")
