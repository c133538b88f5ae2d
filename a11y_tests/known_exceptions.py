"""Every finding of an engine that we do not follow, with the reason. Empty is best."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    engine: str
    rule: str
    #: Part of the element's source that must be there for the exception to hold.
    html: str
    reason: str

    def covers(self, engine: str, rule: str, html: str) -> bool:
        return (self.engine, self.rule) == (engine, rule) and self.html in html


EXCEPTIONS: tuple[Known, ...] = (
    Known(
        "ibm",
        "aria_content_in_landmark",
        'class="skip-link"',
        "A skip link stands before every landmark: inside one it would not be the first thing on the page.",
    ),
    Known(
        "ibm",
        "element_tabbable_role_valid",
        'class="scroll"',
        "A wide table scrolls inside a named region; without a tab stop the keyboard could not scroll it (WCAG 2.1.1).",
    ),
    Known(
        "ibm",
        "aria_form_label_unique",
        "<form",
        "A form without a name is no landmark (HTML-AAM). Naming each would add landmarks that help nobody: the "
        "button of a form says what it does.",
    ),
    Known("ibm", "aria_landmark_name_unique", "<form", "As above: these forms are no landmarks."),
)
