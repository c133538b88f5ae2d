"""What a screen reader says from top to bottom, compared with transcripts that a person has read.

After a change that is meant, write them anew with `pytest a11y_tests/test_spoken.py --write-spoken` and read the
difference as you would hear it. The virtual screen reader names roles in English; the words are the page's.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from a11y_tests.states import STATES
from a11y_tests.support.modes import DEFAULT
from a11y_tests.support.scenes import Stage
from a11y_tests.support.site import Site
from a11y_tests.support.windows import Windows

SPOKEN = Path(__file__).parent / "spoken"
READER = Path(__file__).parent / "node_modules/@guidepup/virtual-screen-reader/lib/esm/index.browser.js"
#: Pages whose words do not depend on what other states did before them.
HEARD = [
    "start_page",
    "check_choice",
    "check_date_with_an_error",
    "check_list",
    "check_for_somebody",
    "saved_check_codes",
    "application_task_list",
    "application_contact_with_errors",
    "sent_waits_for_the_person",
    "sent_correct",
    "application_receipt",
    "book_needs",
    "book_check_with_an_error",
    "book_confirmed",
    "sign_in_all_ways",
    "sign_in_code_with_errors",
    "kiosk_welcome",
    "kiosk_question",
    "error_404",
    "gallery_form_wrong",
]
_READ_MAIN = """async address => {
  const {virtual} = await import(address);
  await virtual.start({container: document.querySelector("main")});
  const phrases = [];
  for (let steps = 0; steps < 600; steps++) {
    const phrase = await virtual.lastSpokenPhrase();
    phrases.push(phrase);
    if (phrase === "end of main") break;
    await virtual.next();
  }
  await virtual.stop();
  return phrases;
}"""
#: References and codes are made by chance, also where they are spelt out; so is the port of this site. Which time is
#: free depends on what other states have booked.
_BY_CHANCE = (
    r"\d{4}年\d+月\d+日 星期.(?: [上下]午\d+:\d\d)?(?:至(?:[上下]午)?\d+:\d\d)?|[上下]午\d+:\d\d|"
    r"[A-Z][2-9A-Z]{2} [2-9A-Z]{3} [2-9A-Z]{3}|[2-9A-Z]{4} [2-9A-Z]{4}"
    r"|[2-9A-Z](?:[、；][2-9A-Z]){7,8}|(?<=127\.0\.0\.1:)\d+"
)


@pytest.mark.parametrize("name", HEARD)
def test_the_page_is_heard_as_reviewed(
    windows: Windows, site: Site, stage: Stage, name: str, request: pytest.FixtureRequest
) -> None:
    transcript = "\n".join(_spoken(windows, site, stage, name)) + "\n"
    reviewed = SPOKEN / f"{name}.txt"
    if request.config.getoption("--write-spoken"):
        reviewed.write_text(transcript, encoding="utf-8")
    assert reviewed.exists(), f"{reviewed} is missing: see the top of this file."
    assert transcript == reviewed.read_text(encoding="utf-8")


def _spoken(windows: Windows, site: Site, stage: Stage, name: str) -> list[str]:
    scene = stage.scene(STATES[name], DEFAULT.look)
    # The policy of the site allows no foreign script: switched off for this one window.
    with windows.show(scene, DEFAULT, bypass_csp=True) as window:
        assert READER.exists(), f"{READER} is missing: run `npm ci` in a11y_tests/ (make setup does)."
        address = site.url("/reader-for-tests.js")
        script = READER.read_text(encoding="utf-8")
        window.page.route(address, lambda route: route.fulfill(content_type="text/javascript", body=script))
        phrases = window.page.evaluate(_READ_MAIN, address)
    assert phrases[-1] == "end of main", "The reader never came to the end."
    return [re.sub(_BY_CHANCE, "•••", phrase) for phrase in phrases]
