"""Papers by which somebody may act for another are looked through and kept like all other papers."""

from __future__ import annotations

from citizen.applications.blueprint import paper_store
from citizen.applications.paper_check import check_paper, refusal
from citizen.applications.paper_forms import ACCEPTED
from citizen.applications.paper_intake import short_name
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_store import NoRoom
from citizen.applications.paper_taking import intake
from citizen.applications.paper_words import paper_problem
from citizen.core.errors import RuleBroken, Unreachable
from citizen.eligibility import catalogue
from citizen.proxies.evidence import KeptEvidence, Office


def _take(data: bytes, file_name: str) -> KeptEvidence:
    into, name = intake(), short_name(file_name) or file_name
    if data and into.scanner.scan([data]) is ScanState.INFECTED:
        raise refusal("paper_infected", name)
    paper = check_paper(data, file_name=name, largest=into.largest)
    try:
        return KeptEvidence(into.store.put(paper.data), paper.media_type)
    except NoRoom as full:
        raise refusal("paper_no_room", name) from full
    except Unreachable as away:
        raise refusal("paper_not_saved", name) from away


def _problem(broken: RuleBroken) -> str:
    return paper_problem(broken, largest=intake().largest)


def _read(name: str) -> bytes:
    return paper_store().get(name)


def _districts(language: str) -> list[tuple[str, str]]:
    return [(one.id, one.name[language]) for one in catalogue.load().districts.values()]


OFFICE = Office(take=_take, problem=_problem, read=_read, districts=_districts, accepted=ACCEPTED)
