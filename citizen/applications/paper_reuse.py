"""Papers a person gave with an earlier application, for the next one. Each application holds a copy of its own:
erasing one leaves the other whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Phase
from citizen.applications.models import Application, Paper
from citizen.applications.paper_scanning import ScanState
from citizen.applications.service import list_applications, list_papers
from citizen.proxies.authority import Relation, Who


class EarlierPaper(NamedTuple):
    """A paper and the application it was given with."""

    paper: Paper
    application: Application


def list_earlier(session: Session, *, who: Who, application: Application, kinds: Collection[str]) -> list[EarlierPaper]:
    """Papers of these kinds that this visitor sent before for the same person, newest first, each file once."""
    present = {paper.sent_hash for paper in list_papers(session, application=application)}
    found: dict[tuple[str, str], EarlierPaper] = {}
    for earlier in list_applications(session, who=who):
        if earlier.phase is not Phase.SENT or not is_about_the_same(who, earlier, application):
            continue
        for paper in list_papers(session, application=earlier):
            is_usable = paper.scan is not ScanState.INFECTED and not paper.is_held_back
            if paper.kind in kinds and is_usable and paper.sent_hash not in present:
                found.setdefault((paper.kind, paper.sent_hash or paper.sha256), EarlierPaper(paper, earlier))
    return list(found.values())


def is_about_the_same(who: Who, earlier: Application, application: Application) -> bool:
    """Whether both are surely for the same person: both stand in that person's own folder; or, where nobody is signed
    in, both are said by the same relation and name, and no two names given; or the one renews the other.

    "The person I am helping" without a name may be somebody else every time.
    """
    if earlier.id == application.id:
        return False
    if earlier.id == application.renews_id:
        return True
    if who.subject.person_id is not None:
        return earlier.visit_id == application.visit_id
    return is_same_person(earlier, application)


def is_same_person(one: Application, other: Application) -> bool:
    """Said by the same relation and name, and no two names given."""
    if (one.relation, one.subject_name) != (other.relation, other.subject_name):
        return False
    if not one.subject_name and one.relation is not Relation.SELF:
        return False
    names = {application.contact.get("name") for application in (one, other)} - {None, ""}
    return len(names) <= 1


def chosen_of(offered: list[EarlierPaper], chosen: Collection[str]) -> list[EarlierPaper]:
    """Those of the offered ones that were ticked; anything else that was sent is nobody's."""
    wanted = {uuid.UUID(one) for one in chosen}
    return [one for one in offered if one.paper.id in wanted]
