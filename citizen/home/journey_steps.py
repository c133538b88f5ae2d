"""The steps of each journey in their order, by the pages that are them: where people stop is seen from how many were
shown a step and how many finished it.
"""

from __future__ import annotations

from collections.abc import Mapping

#: journey → page → step. A page that belongs to several steps of one journey stands once.
STEPS: Mapping[str, Mapping[str, str]] = {
    "check": {
        "eligibility.start": "01-start", "eligibility.for_whom": "02-for-whom", "eligibility.wishes": "03-wishes",
        "eligibility.question": "04-question", "eligibility.answers": "05-answers", "eligibility.result": "06-result",
        "saved_checks.save": "07-save",
    },
    "apply": {
        "applications.choose": "01-choose", "applications.for_whom": "02-for-whom",
        "applications.task_list": "03-task-list", "applications.answer": "04-answer",
        "applications.contact": "05-contact", "applications.papers": "06-papers",
        "applications.add_paper": "07-add-paper", "applications.check_answers": "08-check",
        "applications.submit": "09-submit", "applications.receipt": "10-receipt",
    },
    "book": {
        "booking.start": "01-start", "booking.for_whom": "02-for-whom", "booking.district": "03-district",
        "booking.choose_area": "04-what-for", "booking.choose_service": "05-service", "booking.needs": "06-needs",
        "booking.places": "07-places", "booking.times": "08-time", "booking.days": "08-time", "booking.day": "08-time",
        "booked.check": "09-confirm", "booked.show": "10-booked",
    },
    "sign-in": {
        "people.sign_in": "01-ways", "people.send_code": "02-code", "people.send_code_by": "03-address",
        "people.enter_code": "04-enter", "passkeys.sign_in": "02-passkey", "cards.sign_in": "02-card",
        "identity.begin": "02-identity", "people.by_code": "02-receipt",
    },
    "needs": {
        "concerns.needs": "01-start", "concerns.for_whom": "02-for-whom", "concerns.register": "03-register",
        "concerns.registered": "04-registered",
    },
}  # fmt: skip
_BY_PAGE = {page: (journey, step) for journey, pages in STEPS.items() for page, step in pages.items()}


def step_of(page: str) -> tuple[str, str] | None:
    """(journey, step) of a page; None for one that is no step."""
    return _BY_PAGE.get(page)
