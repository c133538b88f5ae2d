"""Papers of an application: taken in, given out, removed. The file comes first and the row second, so that no row
ever points at nothing; a file whose row was never committed is swept away later.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act, PapersPlan, Status, next_status
from citizen.applications.models import Application, ApplicationEvent, Paper
from citizen.applications.paper_check import check_paper
from citizen.applications.paper_store import PaperStore
from citizen.applications.service import UNTOUCHED, list_papers, record_change
from citizen.core import clock
from citizen.core.errors import NotFound, RuleBroken
from citizen.proxies.authority import Who

MOST_PAPERS = 20
_LONGEST_NAME = 120
_ORPHAN_AGE = timedelta(days=1)


class SentFile(NamedTuple):
    """A file as it was sent, and what the person says is on it."""

    kind: str
    file_name: str
    data: bytes


def add_paper(
    session: Session,
    *,
    who: Who,
    application: Application,
    store: PaperStore,
    sent: SentFile,
    largest: int,
) -> Paper:
    """Check and keep a file; raises RuleBroken naming the file. The same file twice is kept once."""
    next_status(application.status, Act.ADD_PAPER)
    checked = check_paper(sent.data, file_name=sent.file_name, largest=largest)
    papers = list_papers(session, application=application)
    digest = hashlib.sha256(checked.data).hexdigest()
    for paper in papers:
        if (paper.sha256, paper.kind) == (digest, sent.kind):
            return paper
    if len(papers) >= MOST_PAPERS:
        raise RuleBroken("paper_too_many", field="paper", name=sent.file_name)
    paper = Paper(
        application_id=application.id,
        kind=sent.kind,
        file_name=_short(sent.file_name),
        media_type=checked.media_type,
        size=len(checked.data),
        sha256=digest,
        stored_name=_put(session, store, checked.data),
        added_at=clock.now(),
    )
    session.add(paper)
    record_change(session, who=who, application=application, act=Act.ADD_PAPER)
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
    """Remove a paper from a draft; returns the name its file had. The file goes when the row is surely gone."""
    next_status(application.status, Act.REMOVE_PAPER)
    paper = get_paper(session, application=application, paper_id=paper_id)
    _forget(session, store, paper)
    if application.papers_plan is PapersPlan.COMPLETE:
        application.papers_plan = PapersPlan.OPEN
    record_change(session, who=who, application=application, act=Act.REMOVE_PAPER)
    return paper.file_name


def forget_papers(session: Session, *, application: Application, store: PaperStore) -> None:
    """Remove all papers of an application that is given up."""
    for paper in list_papers(session, application=application):
        _forget(session, store, paper)


def forget_old_drafts(session: Session, *, store: PaperStore, days: int) -> int:
    """Delete drafts that nobody touched for so many days, with everything in them; returns how many."""
    old = sa.select(Application).where(
        Application.status == Status.DRAFT, Application.changed_at < clock.now() - timedelta(days=days)
    )
    return _delete_drafts(session, old, store)


def forget_drafts_of_visit(session: Session, visit_id: uuid.UUID, *, store: PaperStore) -> None:
    """Delete the drafts of an ended visit in which nobody entered anything (see people.endings).

    What somebody worked on is never lost by the end of a visit, be it a terminal that waited too long or a browser
    that forgot its cookie: it opens with its reference and access code only, and goes after its days as a draft.
    """
    untouched = sa.select(Application).where(
        Application.status == Status.DRAFT, Application.visit_id == visit_id, Application.version == UNTOUCHED
    )
    _delete_drafts(session, untouched, store)


def sweep_papers(session: Session, *, store: PaperStore) -> int:
    """Remove files older than a day that no row knows; returns how many."""
    known = set(session.scalars(sa.select(Paper.stored_name)))
    orphans = [name for name in store.names_before(clock.now() - _ORPHAN_AGE) if name not in known]
    for name in orphans:
        store.remove(name)
    return len(orphans)


def _delete_drafts(session: Session, chosen: sa.Select[Application], store: PaperStore) -> int:
    drafts = list(session.scalars(chosen))
    for draft in drafts:
        forget_papers(session, application=draft, store=store)
        session.execute(sa.delete(ApplicationEvent).where(ApplicationEvent.application_id == draft.id))
        session.delete(draft)
    session.flush()
    return len(drafts)


def _put(session: Session, store: PaperStore, data: bytes) -> str:
    """Keep the file; it goes again when the row is not committed."""
    stored_name = store.put(data)
    event.listen(session, "after_rollback", lambda _session: store.remove(stored_name), once=True)
    return stored_name


def _forget(session: Session, store: PaperStore, paper: Paper) -> None:
    stored_name = paper.stored_name
    session.delete(paper)
    session.flush()
    event.listen(session, "after_commit", lambda _session: store.remove(stored_name), once=True)


def _short(file_name: str) -> str:
    """The name without a path and without characters that cannot be shown; the end, with the kind, is kept."""
    bare = file_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in bare if character.isprintable()).strip()
    return shown if len(shown) <= _LONGEST_NAME else "…" + shown[-_LONGEST_NAME:]
