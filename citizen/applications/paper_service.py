"""Papers of an application: taken in, given out, removed. The file comes first and the row second, so that no row
ever points at nothing; a file whose row was never committed is swept away later.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from citizen.applications import correction_papers, paper_scanning
from citizen.applications.correction_papers import Promise
from citizen.applications.corrections import open_for_papers
from citizen.applications.hand_over_service import stop_waiting_of_visit
from citizen.applications.lifecycle import Act, NotPossibleNow, PapersPlan, Phase
from citizen.applications.models import Application, ApplicationEvent, HandOver, Paper, PaperPromise
from citizen.applications.paper_intake import KeptFile
from citizen.applications.paper_models import Instead
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_store import PaperStore
from citizen.applications.service import UNTOUCHED, list_papers, record_change
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.db.envelope import destroy_key
from citizen.proxies.authority import Who
from citizen.proxies.doings import note_doing
from citizen.proxies.models import MandateRow

MOST_PAPERS = 40
_ORPHAN_AGE = timedelta(days=1)
_PROMISES = sa.select(PaperPromise).where(PaperPromise.application_id == sa.bindparam("application"))


def keep_paper(session: Session, *, who: Who, application: Application, kept: KeptFile) -> Paper:
    """The row of a file that stands in the store; raises RuleBroken naming the file. For a file that was sent before
    it is the row there was: then, and when the row is not committed, the caller removes the file again.
    """
    _must_be_open(session, application, Act.ADD_PAPER, kept.kind)
    # After sending, the same file once more is an answer, too: what the office has already stays apart.
    papers = changeable_papers(session, application=application)
    for paper in papers:
        if paper.kind == kept.kind and kept.sent_hash == paper.sent_hash:
            return paper
    if len(papers) >= MOST_PAPERS:
        raise RuleBroken("paper_too_many", field="paper", name=kept.file_name)
    paper = Paper(
        application_id=application.id,
        **{name: value for name, value in kept._asdict().items() if name != "was_stripped"},
        scanned_at=clock.now() if kept.scan is ScanState.CLEAN else None,
        added_at=clock.now(),
        is_held_back=application.phase is not Phase.DRAFT,
    )
    session.add(paper)
    _say(session, application, kept.kind, None)
    record_change(session, who=who, application=application, act=Act.ADD_PAPER)
    if paper.is_held_back:
        note_doing(session, who=who, doing="paper_added", about=application.reference)
    return paper


def get_paper(session: Session, *, application: Application, paper_id: uuid.UUID) -> Paper:
    """A paper of this application; raises NotFound."""
    paper = session.get(Paper, paper_id)
    if paper is None or paper.application_id != application.id:
        raise NotFound("paper")
    return paper


def remove_paper(
    session: Session, *, who: Who, application: Application, store: PaperStore, paper_id: uuid.UUID
) -> str:
    """Remove a paper no office has; returns the name its file had. The file goes when the row is surely gone."""
    paper = get_paper(session, application=application, paper_id=paper_id)
    if not _is_changeable(application, paper):
        raise NotPossibleNow(Act.REMOVE_PAPER)
    _forget(session, store, paper)
    if application.papers_plan is PapersPlan.COMPLETE:
        application.papers_plan = PapersPlan.OPEN
    record_change(session, who=who, application=application, act=Act.REMOVE_PAPER)
    return paper.file_name


def changeable_papers(session: Session, *, application: Application) -> list[Paper]:
    """The papers the person may still remove: all of a draft, after sending those no office has."""
    return [paper for paper in list_papers(session, application=application) if _is_changeable(application, paper)]


def list_promises(session: Session, *, application: Application) -> dict[str, PaperPromise]:
    """What is said about papers that come another way or not at all, by kind, as offices see it."""
    return {one.kind: one for one in session.scalars(_PROMISES, {"application": application.id})}


def promises_now(session: Session, *, application: Application) -> dict[str, Promise]:
    """The same as the person last said it, sent or not."""
    if application.phase is not Phase.DRAFT:
        return correction_papers.promises_aside(session, application=application)
    said = list_promises(session, application=application)
    return {kind: Promise(one.instead, one.reason) for kind, one in said.items()}


def promise_paper(
    session: Session, *, who: Who, application: Application, kind: str, instead: Instead | None, reason: str = ""
) -> None:
    """Say that a paper is brought, posted, or not there; None takes it back: a file of it comes after all."""
    _must_be_open(session, application, Act.PLAN_PAPERS, kind)
    kept_reason = (reason or None) if instead is Instead.NONE else None
    said = None if instead is None else Promise(instead, kept_reason)
    if promises_now(session, application=application).get(kind) == said:
        return
    _say(session, application, kind, said)
    record_change(session, who=who, application=application, act=Act.PLAN_PAPERS)


def list_unscanned(session: Session) -> list[Paper]:
    """Papers a scanner has not looked through, oldest first."""
    waiting = Paper.scan.in_((ScanState.UNSCANNED, ScanState.FAILED))
    return list(session.scalars(sa.select(Paper).where(waiting).order_by(Paper.added_at, Paper.id)))


def note_scan(session: Session, *, store: PaperStore, paper_id: uuid.UUID, state: ScanState) -> None:
    """What the scanner said about a paper, which may be gone by now. An infected file is destroyed; its row stays,
    so that the person sees why it is missing.
    """
    paper = session.get(Paper, paper_id)
    if paper is None:
        return
    paper.scan, paper.scanned_at = state, clock.now()
    if state is ScanState.INFECTED:
        stored_name = paper.stored_name
        _when_committed(session, lambda: store.let_go(stored_name))
    session.flush()


def is_released(paper: Paper, *, scans: bool) -> bool:
    """Whether an office may have this file: sent to it, and found clean where a scanner is configured (`scans`)."""
    return not paper.is_held_back and paper_scanning.is_released(paper.scan, scans=scans)


def open_released(paper: Paper, *, store: PaperStore, scans: bool) -> Iterator[bytes]:
    """The file for an office, piece by piece; raises NotFound while it is not released."""
    if not is_released(paper, scans=scans):
        raise NotFound("paper")
    return store.pieces(paper.stored_name)


def forget_papers(session: Session, *, application: Application, store: PaperStore) -> None:
    """Remove all that is about papers from an application that is given up."""
    for paper in list_papers(session, application=application):
        _forget(session, store, paper)
    for table in (PaperPromise, HandOver):
        session.execute(sa.delete(table).where(table.application_id == application.id))


def forget_old_drafts(session: Session, *, store: PaperStore, days: int) -> int:
    """Delete drafts that nobody touched for so many days, with everything in them; returns how many."""
    old = sa.select(Application).where(
        Application.phase == Phase.DRAFT, Application.changed_at < clock.now() - timedelta(days=days)
    )
    return _delete_drafts(session, old, store)


def forget_drafts_of_visit(session: Session, visit_id: uuid.UUID, *, store: PaperStore) -> None:
    """Delete the drafts of an ended visit in which nobody entered anything (see people.endings).

    What somebody worked on is never lost by the end of a visit, be it a terminal that waited too long or a browser
    that forgot its cookie: it opens with its reference and access code only, and goes after its days as a draft.
    """
    stop_waiting_of_visit(session, visit_id)
    untouched = sa.select(Application).where(
        Application.phase == Phase.DRAFT, Application.visit_id == visit_id, Application.version == UNTOUCHED
    )
    _delete_drafts(session, untouched, store)


def sweep_papers(session: Session, *, store: PaperStore) -> int:
    """Remove files older than a day that no row knows, and what was never written to its end; returns how many."""
    known = set(session.scalars(sa.select(Paper.stored_name)))
    known |= set(session.scalars(sa.select(MandateRow.evidence_file).where(MandateRow.evidence_file.is_not(None))))
    unfinished = store.remove_unfinished(before=clock.now() - _ORPHAN_AGE)
    orphans = [name for name in store.names_before(clock.now() - _ORPHAN_AGE) if name not in known]
    for name in orphans:
        store.remove(name)
    return len(orphans) + unfinished


def _delete_drafts(session: Session, chosen: sa.Select[Application], store: PaperStore) -> int:
    drafts = list(session.scalars(chosen))
    for draft in drafts:
        forget_papers(session, application=draft, store=store)
        session.execute(sa.delete(ApplicationEvent).where(ApplicationEvent.application_id == draft.id))
        destroy_key(session, owner_id=draft.id)
        session.delete(draft)
    session.flush()
    return len(drafts)


def _say(session: Session, application: Application, kind: str, said: Promise | None) -> None:
    """Note how a paper comes; None: as a file after all. After sending it stands aside with the answer."""
    if application.phase is not Phase.DRAFT:
        correction_papers.put_promise_aside(session, application=application, kind=kind, said=said)
        return
    if (before := session.get(PaperPromise, (application.id, kind))) is not None:
        session.delete(before)
        session.flush()
    if said is not None:
        promise = PaperPromise(application_id=application.id, kind=kind, said_at=clock.now(), **said._asdict())
        session.add(promise)


def _is_changeable(application: Application, paper: Paper) -> bool:
    return application.phase is Phase.DRAFT or paper.is_held_back


def _must_be_open(session: Session, application: Application, act: Act, kind: str) -> None:
    """In a draft all is open; after sending only what an office asked for."""
    if not open_for_papers(session, application=application).takes(kind):
        raise NotPossibleNow(act)


def _forget(session: Session, store: PaperStore, paper: Paper) -> None:
    stored_name = paper.stored_name
    session.delete(paper)
    session.flush()
    _when_committed(session, lambda: store.let_go(stored_name))


def _when_committed(session: Session, act: Callable[[], None]) -> None:
    """Do it when this transaction is committed; not when it is rolled back and a later one of the session is."""
    is_open = True

    def settle(*, is_committed: bool) -> None:
        nonlocal is_open
        if is_open and is_committed:
            act()
        is_open = False

    event.listen(session, "after_commit", lambda _session: settle(is_committed=True), once=True)
    event.listen(session, "after_rollback", lambda _session: settle(is_committed=False), once=True)
