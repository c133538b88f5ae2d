"""The states themselves can be built, and no page of the product is forgotten."""

from __future__ import annotations

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.scenes import Look, Stage
from a11y_tests.support.site import Site


@pytest.mark.parametrize("name", STATES)
def test_a_state_can_be_built_in_every_language(stage: Stage, name: str) -> None:
    """Each page passes the audit on its way (see tests/support/page_audit)."""
    state = STATES[name]
    languages = ["zh-Hans"] if state.chinese_only else ["zh-Hant", "en", "zh-Hans"]
    for language in languages:
        assert stage.scene(state, Look(language=language)).status == state.status


@pytest.mark.timeout(900)  # run alone it builds them all
def test_every_page_of_the_product_is_among_the_states(site: Site, stage: Stage) -> None:
    """A new page needs a state: three lines in a11y_tests/states/."""
    adapter = site.app.url_map.bind("localhost")
    shown = set()
    for state in STATES.values():
        path = stage.page_of(state).path.partition("?")[0]
        if state.status not in (404, 405):
            shown.add(adapter.match(path, method="POST" if _only_post(site, path) else "GET")[0])
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    forgotten = pages - shown - NOT_PAGES
    assert not forgotten, f"No state shows {sorted(forgotten)}."


def _only_post(site: Site, path: str) -> bool:
    return "GET" not in site.app.url_map.bind("localhost").allowed_methods(path)


#: Files, answers for machines, and addresses that only lead on.
NOT_PAGES = {
    "profile.remember_check",  # the page of profile.remember_application, after a check
    "static",
    "kiosk_hand_off.state",
    "kiosk_keyboard.keys",
    "kiosk.screen",
    "kiosk.worker",
    "kiosk.here",
    "kiosk.question_spoken",
    "listening.page_audio",
    "listening.page_captions",
    "listening.answer_audio",
    "listening.answer_captions",
    "page_formats.file",
    "health.alive",
    "health.ready",
    "metrics.metrics",
    "booked.calendar",
    "series_booked.calendar",
    "arrival.scanned",
    "hall.spoken",
    "cards.open_square",
    "cards.paper_in_form",
    "booking_letters.letter_in_form",
    "open_slots.manifest",
    "open_slots.locations",
    "open_slots.schedules",
    "open_slots.slots",
    "applications.open_paper",
    "backoffice.openapi_document",
    "api.list_cases",
    "api.list_changes",
    "api.get_case",
    "api.list_messages",
    "api.get_paper",
    "api.list_locations",
    "api.list_healthcare_services",
    "api.list_schedules",
    "api.list_slots",
    "api.list_appointments",
    "api.get_appointment",
    "api.list_stranded",
    "applications.letter_in_form",
    "my_data.download",
    "consent.question_file",
    "consent.receipt_file",
    "eligibility.go_on",
    "identity.back",
    "mandates.paper_file",
    "saved_checks.text_file",
    "statement.content",
    "saved_checks.json_file",
    "staff.mandate_paper",
    "ward_cards.paper_in_form",
}
