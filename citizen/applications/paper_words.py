"""What is said about papers: why a file was refused, how a paper comes, what the scanner said."""

from __future__ import annotations

from citizen.applications.paper_models import Instead
from citizen.applications.paper_pdf import MOST_PAGES
from citizen.applications.paper_scanning import ScanState
from citizen.applications.paper_service import MOST_PAPERS
from citizen.core.errors import RuleBroken
from citizen.web.i18n import N_, _

INSTEAD = {
    Instead.BRING: N_("Is brought along"),
    Instead.POST: N_("Is sent by post"),
    Instead.NONE: N_("There is none"),
}

SCAN = {
    ScanState.FAILED: N_("Waiting to be checked for viruses. You do not have to do anything."),
    ScanState.INFECTED: N_("A virus was found. The file was destroyed. Please add another one."),
}

_PROBLEMS = {
    "paper_empty": N_("“%(name)s” is empty. Choose it again, or take a new photo."),
    "paper_too_large": N_("“%(name)s” is larger than %(megabytes)s MB. Take a smaller photo, or send fewer pages."),
    "paper_too_many_pixels": N_("The picture “%(name)s” has too many points. Take it again with a lower resolution."),
    "paper_too_many_pages": N_("“%(name)s” has too many pages. Send at most %(pages)s pages in one file."),
    "paper_locked": N_("“%(name)s” is protected with a password. Save it without a password and choose it again."),
    "paper_damaged": N_("“%(name)s” is damaged. Choose another file, or take a photo of the paper."),
    "paper_wrong_type": N_(
        "“%(name)s” is neither a photo (JPEG, PNG, HEIC) nor a PDF. Take a photo of the paper instead."
    ),
    "paper_infected": N_("“%(name)s” contains a virus and was not kept. Take a photo of the paper instead."),
    "paper_too_many": N_("“%(name)s” was not added: an application holds at most %(most)s files. Remove one first."),
    "paper_no_room": N_(
        "“%(name)s” could not be saved: there is no room on our side at the moment. Everything else is saved. "
        "Try again later, or bring the paper."
    ),
    "paper_not_saved": N_("“%(name)s” could not be saved just now. Everything else is saved. Please try again."),
}


def paper_problem(problem: RuleBroken, *, largest: int) -> str:
    """The sentence for a file that was refused; it names the file and what to do."""
    return _(
        _PROBLEMS[problem.code],
        name=problem.details["name"],
        megabytes=largest // (1024 * 1024),
        pages=MOST_PAGES,
        most=MOST_PAPERS,
    )


def too_large_together(*, most: int) -> str:
    """The whole form was larger than the server takes; it was not read to its end."""
    return _(
        "The files are too large together. Choose files of at most %(megabytes)s MB in all, or add them one by one.",
        megabytes=most // (1024 * 1024),
    )
