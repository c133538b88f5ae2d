"""The kinds of letters there are. A letter of a kind that is not named here cannot be made. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citizen.web.catalogues import N_

_OF_CONSENT = "citizen/proxies/consent_words.py"


@dataclass(frozen=True, slots=True)
class LetterKind:
    """What letters of this kind are called, and the module that words them."""

    title: str
    worded_in: str


LETTER_KINDS: Mapping[str, LetterKind] = {
    "receipt": LetterKind(N_("Receipt of your application"), "citizen/applications/letters.py"),
    "correction": LetterKind(N_("Please complete your application"), "citizen/applications/letters.py"),
    "decision": LetterKind(N_("Decision about your application"), "citizen/applications/letters.py"),
    "appointment": LetterKind(N_("Your appointment"), "citizen/booking/letters.py"),
    "sign-in-card": LetterKind(N_("Sign-in card with 10 codes"), "citizen/people/card_paper.py"),
    "consent_question": LetterKind(N_("May somebody do things for you?"), _OF_CONSENT),
    "consent_receipt": LetterKind(N_("You have allowed somebody to do things for you"), _OF_CONSENT),
    "mandate_paper": LetterKind(N_("I allow somebody to act for me"), _OF_CONSENT),
}
