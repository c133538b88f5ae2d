"""A terminal in a hall: sizes, time, and what is left for the next person."""

from __future__ import annotations

from a11y_tests.seeded.fault import fault, in_main, script, style

_SIZES = (
    "a11y_tests/test_kiosk_size.py::test_what_is_pressed_and_what_is_read_is_large_enough_at_600_mm[kiosk_question]"
)
_ASKS = "a11y_tests/test_kiosk.py::test_it_asks_and_any_key_goes_on"
_STAYS = "a11y_tests/test_kiosk.py::test_what_is_chosen_stays_while_it_asks_and_the_place_on_the_page_comes_back"
_CLEARS = "a11y_tests/test_kiosk.py::test_nobody_there_clears_everything_and_back_shows_nothing"
_IDLE = r"idle.*\.js"

KIOSK = (
    fault(
        "terminal-target-shrunk",
        "2.5.5 2.5.8",
        "A button of 11 mm, for an arm stretched out.",
        on="kiosk_question",
        plant=style(
            "[data-kiosk] { --target: 44px; } [data-kiosk] .button { min-block-size: 44px; padding-block: 0; }"
        ),
        caught={_SIZES: "px, not 80"},
    ),
    fault(
        "terminal-text-too-small",
        "1.4.4",
        "A hint that cannot be read from where one stands.",
        on="kiosk_question",
        plant=style("[data-kiosk] .field__hint { font-size: 16px; }"),
        caught={_SIZES: ">= 5"},
    ),
    fault(
        "terminal-ends-unasked",
        "2.2.1 2.2.6",
        "Nobody is asked; the page is suddenly another.",
        on="kiosk_question",
        plant=script(r"question\.showModal\(\);", only=_IDLE),
        caught={_ASKS: "idle-warning|visible|focus"},
    ),
    fault(
        "terminal-deaf-to-keys",
        "2.2.1 2.1.1",
        "It asks, and does not notice that somebody answers.",
        on="kiosk_question",
        plant=script(r"function stay\(\) \{", "function stay() { return;", only=_IDLE),
        caught={_ASKS: "idle-warning|hidden"},
    ),
    fault(
        "terminal-loses-the-place",
        "2.4.3",
        "After the question the keyboard is at the top of the page.",
        on="kiosk_question",
        plant=script(r"if \(question\.open\) question\.close\(\);", "document.body.append(question);", only=_IDLE),
        caught={_STAYS: "focus"},
    ),
    fault(
        "terminal-never-cleared",
        "2.2.1",
        "The next person sees the answers of the one before.",
        on="kiosk_question",
        plant=script(r"location\.replace\(settings\.end\)", "0", only=_IDLE),
        caught={_CLEARS: "kiosk/ended"},
    ),
    fault(
        "terminal-remembers",
        "2.2.6",
        "Something stays in the browser of a machine that everybody uses.",
        on="kiosk_question",
        plant=script(r"\Z", "localStorage.setItem('last', location.href);", only=_IDLE),
        caught={_CLEARS: "localStorage"},
    ),
    fault(
        "terminal-leads-out",
        "3.2.5",
        "A link to another site: from there nothing leads back, and nothing is cleared.",
        on="kiosk_question",
        plant=in_main('<p><a class="links__link" href="https://www.gov.cn/" lang="zh-Hans-CN">中国政府网</a></p>'),
        caught={"audit": "terminals_lead_to_no_other_place"},
    ),
)
