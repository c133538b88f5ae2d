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


def test_every_page_of_the_product_is_among_the_states(site: Site, stage: Stage) -> None:
    """A new page needs a state: three lines in a11y_tests/states/."""
    adapter = site.app.url_map.bind("localhost")
    shown = set()
    for state in STATES.values():
        path = stage.scene(state, Look()).path.partition("?")[0]
        if state.status not in (404, 405):
            shown.add(adapter.match(path, method="POST" if _only_post(site, path) else "GET")[0])
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    forgotten = pages - shown - NOT_PAGES
    assert not forgotten, f"No state shows {sorted(forgotten)}."


def _only_post(site: Site, path: str) -> bool:
    return "GET" not in site.app.url_map.bind("localhost").allowed_methods(path)


#: Files, answers for machines, and addresses that only lead on.
NOT_PAGES = {
    "static",
    "health.alive",
    "health.ready",
    "booked.calendar",
    "applications.open_paper",
    "eligibility.go_on",
}
