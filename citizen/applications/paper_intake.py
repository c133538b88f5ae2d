"""A file on its way in: looked through, checked, marked where it could be misused, sealed. No database here, so that
nobody waits for it while a photo is unpacked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from citizen.applications import paper_marks
from citizen.applications.paper_check import CheckedPaper, check_paper, refusal
from citizen.applications.paper_kinds import get_kind
from citizen.applications.paper_scanning import Scanner, ScanState
from citizen.applications.paper_store import NoRoom, PaperStore
from citizen.core import clock
from citizen.core.characters import visible
from citizen.core.errors import Unreachable
from citizen.core.references import grouped
from citizen.db.sealing import keyed_hash

if TYPE_CHECKING:
    from citizen.applications.paper_models import Paper

_LONGEST_NAME = 120


class SentFile(NamedTuple):
    """A file as it was sent, and what the person says is on it."""

    kind: str
    file_name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Intake:
    """What a deployment has for taking papers in."""

    store: PaperStore
    scanner: Scanner
    #: Bytes of one file.
    largest: int
    #: With Chinese characters, for the marks; see core.fonts.find_font.
    font: Path | None


class KeptFile(NamedTuple):
    """A file that stands sealed in the store and waits for its row."""

    kind: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    sent_hash: str
    stored_name: str
    scan: ScanState
    was_stripped: bool


def take_in(intake: Intake, sent: SentFile, *, reference: str) -> KeptFile:
    """Check a file and seal it; raises RuleBroken naming the file. Whatever is refused leaves nothing behind.

    An infected file is refused before anything tries to read it. Where the scanner is away the file is kept, and
    looked through later.
    """
    name = short_name(sent.file_name)
    checked_name = name or sent.file_name
    if len(sent.data) > intake.largest:
        raise refusal("paper_too_large", checked_name)
    scan = intake.scanner.scan([sent.data]) if sent.data else ScanState.UNSCANNED
    if scan is ScanState.INFECTED:
        raise refusal("paper_infected", checked_name)
    paper = check_paper(sent.data, file_name=checked_name, largest=intake.largest)
    if get_kind(sent.kind).is_identity:
        paper = _marked(intake, paper, checked_name, reference)
    return KeptFile(
        kind=sent.kind,
        file_name=checked_name,
        media_type=paper.media_type,
        size=len(paper.data),
        sha256=hashlib.sha256(paper.data).hexdigest(),
        sent_hash=keyed_hash("paper", hashlib.sha256(sent.data).hexdigest()),
        stored_name=_sealed(intake.store, paper.data, checked_name),
        scan=scan,
        was_stripped=paper.was_stripped,
    )


def take_copy(intake: Intake, paper: Paper, *, reference: str) -> KeptFile:
    """A file that is there already, once more for another application; raises NotFound and RuleBroken.

    A marked one notes its new use. What the scanner said goes along.
    """
    try:
        data = intake.store.get(paper.stored_name)
    except Unreachable as away:
        raise refusal("paper_not_saved", paper.file_name) from away
    if get_kind(paper.kind).is_identity:
        checked = CheckedPaper(paper.media_type, data)
        data = paper_marks.marked(checked, _purpose(intake, reference), font=intake.font, is_again=True).data
    return KeptFile(
        kind=paper.kind,
        file_name=paper.file_name,
        media_type=paper.media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        sent_hash=paper.sent_hash or keyed_hash("paper", paper.sha256),
        stored_name=_sealed(intake.store, data, paper.file_name),
        scan=paper.scan,
        was_stripped=False,
    )


def short_name(file_name: str) -> str:
    """The name without a path and without characters that cannot be shown; the end, with the kind, is kept."""
    bare = file_name.replace("\\", "/").rpartition("/")[2]
    shown = visible(bare).strip()
    return shown if len(shown) <= _LONGEST_NAME else "…" + shown[-_LONGEST_NAME:]


def _marked(intake: Intake, paper: CheckedPaper, name: str, reference: str) -> CheckedPaper:
    try:
        return paper_marks.marked(paper, _purpose(intake, reference), font=intake.font)
    except Exception as fault:  # a document that can be read but not written on
        raise refusal("paper_damaged", name) from fault


def _purpose(intake: Intake, reference: str) -> str:
    return paper_marks.purpose(grouped(reference), clock.today().isoformat(), font=intake.font)


def _sealed(store: PaperStore, data: bytes, name: str) -> str:
    try:
        return store.put(data)
    except NoRoom as full:
        raise refusal("paper_no_room", name) from full
    except Unreachable as away:
        raise refusal("paper_not_saved", name) from away
