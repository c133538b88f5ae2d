"""Papers sent before, used again in the next application of the same person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Response

from citizen.applications import paper_pages, paper_reuse, rows
from citizen.applications.blueprint import blueprint, open_application
from citizen.applications.paper_forms import ReuseForm, reuse_form
from citizen.applications.paper_intake import Intake, KeptFile, take_copy
from citizen.applications.paper_taking import Taken, intake, joined, own_place, take_all
from citizen.proxies.acts import needs_act
from citizen.proxies.authority import Act
from citizen.web.pages import page, see_other
from citizen.web.transaction import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from citizen.applications.paper_reuse import EarlierPaper
    from citizen.proxies.authority import Who


@blueprint.route("/applications/<reference>/papers/again", methods=["GET", "POST"])
@needs_act(Act.FILL)
def reuse_papers(reference: str) -> Response:
    """Papers sent before for the same person, to tick; each becomes a paper of this application, too."""
    who, application = open_application(reference)
    kinds = paper_pages.kind_codes(application)
    earlier = paper_reuse.list_earlier(session(), who=who, application=application, kinds=kinds)
    if not earlier:
        return see_other("applications.papers", reference=reference)
    form = reuse_form(paper_pages.earlier_choices(earlier))
    if not form.submitted_and_valid():
        return _page(reference, form, status=422 if form.problems else 200)
    taken = _copies(who, reference, paper_reuse.chosen_of(earlier, form.chosen))
    for problem in taken.problems:
        form.refuse("papers", problem)
    if taken.problems:
        return _page(reference, form, status=503 if taken.is_our_trouble else 422)
    return see_other("applications.papers", reference=reference, added=joined(taken))


def _copies(who: Who, reference: str, chosen: Sequence[EarlierPaper]) -> Taken:
    into = intake()
    return take_all(own_place(who, reference), into, [_copying(into, one, reference) for one in chosen])


def _copying(into: Intake, earlier: EarlierPaper, reference: str) -> tuple[str, Callable[[], KeptFile]]:
    return earlier.paper.file_name, lambda: take_copy(into, earlier.paper, reference=reference)


def _page(reference: str, form: ReuseForm, *, status: int) -> Response:
    _who, application = open_application(reference)
    return page("applications/reuse_papers.html", status=status, **rows.heading_of(application), form=form)
