"""What happens by itself, by script and by time; films; what is asked of other sites."""

from __future__ import annotations

from a11y_tests.seeded.fault import fault, in_main, page, script

_SEARCH = "a11y_tests/test_announcements.py::test_searching_refines_the_list_in_place[all_programmes]"
_FAILED = "a11y_tests/test_announcements.py::test_a_failed_request_is_said_and_leaves_a_way_on"
_ENDING = "a11y_tests/test_session_warning.py::test_it_says_so_and_one_key_makes_it_longer_again_and_again"
_ESCAPE = "a11y_tests/test_session_warning.py::test_escape_means_stay_and_the_focus_goes_back"
_TYPING = "a11y_tests/test_session_warning.py::test_who_is_typing_is_not_asked"
_ANNOUNCE, _SESSION = r"announce.*\.js", r"session.*\.js"

BEHAVIOUR = (
    fault(
        "keyboard-trap",
        "2.1.2",
        "Tab goes into a field and never out again.",
        on="all_programmes",
        plant=script(
            r"\Z",
            "document.getElementById('q').addEventListener('keydown', event => event.preventDefault());",
            only=_ANNOUNCE,
        ),
        caught={"keyboard": "does not let go of the focus"},
    ),
    fault(
        "focus-dropped-after-a-swap",
        "2.4.3 3.2.2",
        "The list changes, and the keyboard is at the top of the page again.",
        on="all_programmes",
        plant=script(
            r"\Z",
            "document.addEventListener('htmx:afterSettle', () => document.activeElement.blur());",
            only=_ANNOUNCE,
        ),
        caught={_SEARCH: "Focus stays"},
    ),
    fault(
        "live-region-replaced",
        "4.1.3",
        "A new region comes with its text already in it: nothing is said.",
        on="all_programmes",
        plant=script(
            r"region\.textContent = text;",
            "var other = region.cloneNode(false); other.textContent = text; region.replaceWith(other); region = other;",
            only=_ANNOUNCE,
        ),
        caught={_SEARCH: "The region was replaced"},
    ),
    fault(
        "change-not-said",
        "4.1.3",
        "The list below changed, and nobody hears it.",
        on="all_programmes",
        plant=script(r"if \(source\) say\(source\.dataset\.announce\);", only=_ANNOUNCE),
        caught={_SEARCH: "a11y-status"},
    ),
    fault(
        "nothing-to-say",
        "4.1.3",
        "The part that changes does not know what should be said.",
        on="all_programmes",
        plant=page(r' data-announce="[^"]*"'),
        caught={"audit": "htmx_swaps_a_part_that_announces_itself", _SEARCH: "a11y-status"},
    ),
    fault(
        "live-region-off",
        "4.1.3",
        "The status is written where nobody listens.",
        on="all_programmes",
        plant=page('aria-live="polite"', 'aria-live="off"'),
        caught={"audit": "has_an_empty_status_region"},
    ),
    fault(
        "live-region-missing",
        "4.1.3",
        "There is no place for a status.",
        on="check_choice",
        plant=page(r'<div class="status" id="a11y-status"[^>]*></div>'),
        caught={"audit": "has_an_empty_status_region"},
    ),
    fault(
        "busy-without-end",
        "4.1.3 4.1.2",
        "The list says that it is still loading, for ever.",
        on="all_programmes",
        plant=script(r'event\.detail\.target\.removeAttribute\("aria-busy"\);', only=_ANNOUNCE),
        caught={_FAILED: "still says that it is busy"},
    ),
    fault(
        "failure-not-said",
        "4.1.3 3.3.1",
        "The line breaks, and the page is silent.",
        on="all_programmes",
        plant=script(r"say\(region\.dataset\.failed\);", only=_ANNOUNCE),
        caught={_FAILED: "a11y-status"},
    ),
    fault(
        "sends-by-itself",
        "3.2.2",
        "Choosing from a list sends the form: with the keyboard nobody gets past the first entry.",
        on="all_places",
        plant=script(
            r"\Z",
            "document.addEventListener('change', event => event.target.form.submit());",
            only=_ANNOUNCE,
        ),
        caught={
            "a11y_tests/test_announcements.py::test_searching_refines_the_list_in_place[all_places]": (
                "region is not defined|context was destroyed|a11y-status|navigat"
            )
        },
    ),
    fault(
        "swaps-itself-away",
        "2.4.3",
        "The control that was pressed is a part of what is replaced.",
        on="all_programmes",
        plant=page(
            r'data-hx-target="#found" data-hx-select="#found"', 'data-hx-target="#main" data-hx-select="#found"'
        ),
        caught={"audit": "htmx_swaps_a_part_that_announces_itself"},
    ),
    fault(
        "kept-in-the-browser",
        "2.2.6",
        "What was searched for stays on a shared machine.",
        on="all_programmes",
        plant=script(r"\Z", "sessionStorage.setItem('last', location.href);", only=_ANNOUNCE),
        caught={_SEARCH: "sessionStorage"},
    ),
    fault(
        "session-ends-without-a-choice",
        "2.2.1 2.2.6",
        "The warning comes, and there is nothing to press.",
        on="profile_reading",
        plant=script(r'form\.addEventListener\("submit", answered\);', only=_SESSION),
        caught={_ENDING: "."},
    ),
    fault(
        "session-ends-unsaid",
        "2.2.1 2.2.6",
        "No warning at all.",
        on="profile_reading",
        plant=script(r"setInterval\(look, 10000\);", only=_SESSION),
        caught={_ENDING: "alertdialog"},
    ),
    fault(
        "dialog-without-return",
        "2.4.3",
        "After the warning the keyboard is somewhere else than before.",
        on="contacts_add",
        plant=script(r"if \(dialog\.open\) dialog\.close\(\);", "dialog.remove();", only=_SESSION),
        caught={_ESCAPE: "focus"},
    ),
    fault(
        "interrupts-typing",
        "2.2.4",
        "The warning comes in the middle of a word.",
        on="contacts_add",
        plant=script(
            r"if \(Date\.now\(\) - touched < before\) longer\(\)\.catch\(ask\);\s*else ask\(\);",
            "ask();",
            only=_SESSION,
        ),
        caught={_TYPING: "still-there"},
    ),
    fault(
        "reloads-by-itself",
        "2.2.1 2.2.4 3.2.5",
        "The page begins anew while somebody reads.",
        on="check_choice",
        plant=page(r'<meta charset="utf-8">', '<meta charset="utf-8"><meta http-equiv="refresh" content="300">'),
        caught={"audit": "the page reloads by itself", "engines": "meta-refresh"},
    ),
    fault(
        "error-behind-the-page",
        "4.1.2",
        "A script stops with an error, and what it should do is not done.",
        on="all_programmes",
        plant=script(r"\Z", "document.getElementById('not-there').focus();", only=_ANNOUNCE),
        caught={"behind": "script error"},
    ),
    fault(
        "asks-another-site",
        "2.2.6",
        "Another site is told who reads about which disability.",
        on="check_choice",
        plant=in_main('<img src="https://counter.example/seen.gif" alt="" width="1" height="1">'),
        caught={"audit": "everything_comes_from_here", "behind": "asks elsewhere"},
    ),
    fault(
        "film-plays-by-itself",
        "1.4.2 2.2.2",
        "A film begins to speak over the screen reader.",
        on="gallery_sign",
        plant=page(r"<video ", "<video autoplay "),
        caught={"audit": "nothing_plays_by_itself"},
    ),
    fault(
        "film-without-controls",
        "2.1.1 2.2.2",
        "A film that cannot be stopped.",
        on="gallery_sign",
        plant=page(r"(<video [^>]*?)controls", r"\1"),
        caught={"audit": "nothing_plays_by_itself: no controls"},
    ),
    fault(
        "captions-lost",
        "1.2.1 1.2.2",
        "A film without captions.",
        on="gallery_sign",
        plant=page(r"<track [^>]*>"),
        caught={"audit": "films_have_captions"},
    ),
    fault(
        "transcript-lost",
        "1.2.1 1.2.3 1.2.8",
        "A film without its words: nothing for a braille display.",
        on="gallery_sign",
        plant=page(r'<details class="details sign__transcript">.*?</details>'),
        caught={"audit": "films_have_a_transcript"},
    ),
    fault(
        "film-without-name",
        "1.1.1 4.1.2",
        "A film that does not say what it is about.",
        on="gallery_sign",
        plant=page(r'(<video [^>]*?)aria-label="[^"]*"', r"\1"),
        caught={"audit": "films_have_a_name"},
    ),
)
