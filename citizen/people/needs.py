"""What a person needs, told once: the codes and the words, the same in the profile, in a booking, in an application and
in the case that an office reads. Pure; the words are marked here and translated where they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from citizen.web.catalogues import N_


class AccessNeed(StrEnum):
    """Codes that booking knows have the same value there (`booking.terms.Need`)."""

    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    HEARING_LOOP = "hearing_loop"
    STEP_FREE = "step_free"
    HOIST = "hoist"
    QUIET = "quiet"
    LONGER_TIME = "longer_time"
    COMPANION = "companion"
    GUIDE_DOG = "guide_dog"
    HOME_VISIT = "home_visit"
    REMOTE = "remote"
    LARGE_PRINT = "large_print"
    BRAILLE = "braille"
    SPEECH = "speech"
    EASY_READ = "easy_read"
    SIGN_LETTERS = "sign_letters"
    #: Said in the person's own words.
    OTHER = "other"


#: How letters and papers should be; all others are about talking and meeting.
FORMS_OF_LETTERS = frozenset(
    {
        AccessNeed.LARGE_PRINT,
        AccessNeed.BRAILLE,
        AccessNeed.SPEECH,
        AccessNeed.EASY_READ,
        AccessNeed.SIGN_LETTERS,
    }
)

#: As the person says it.
LABELS = {
    AccessNeed.SIGN_LANGUAGE: N_("Sign-language interpreter (National Common Sign Language)"),
    AccessNeed.CAPTIONS: N_("What is said, written down for me to read"),
    AccessNeed.HEARING_LOOP: N_("Hearing loop or amplifier"),
    AccessNeed.STEP_FREE: N_("A way in without steps"),
    AccessNeed.HOIST: N_("A hoist, to move from my wheelchair"),
    AccessNeed.QUIET: N_("A quiet room"),
    AccessNeed.LONGER_TIME: N_("More time"),
    AccessNeed.COMPANION: N_("I bring somebody with me"),
    AccessNeed.GUIDE_DOG: N_("I come with a guide dog"),
    AccessNeed.HOME_VISIT: N_("Somebody comes to my home"),
    AccessNeed.REMOTE: N_("By video or in writing, without going there"),
    AccessNeed.LARGE_PRINT: N_("Papers in large print"),
    AccessNeed.BRAILLE: N_("Letters in braille"),
    AccessNeed.SPEECH: N_("Letters read aloud, as a recording"),
    AccessNeed.EASY_READ: N_("Letters in easy words"),
    AccessNeed.SIGN_LETTERS: N_("Letters explained in sign language"),
    AccessNeed.OTHER: N_("Something else that helps"),
}

#: What is meant, where the words alone may not say it.
HINTS = {
    AccessNeed.SIGN_LANGUAGE: N_("Somebody who signs what is said, and says what you sign."),
    AccessNeed.CAPTIONS: N_("On a screen or on paper, while people speak."),
    AccessNeed.HEARING_LOOP: N_("For people with hearing aids."),
    AccessNeed.STEP_FREE: N_("For a wheelchair, a walking frame, or when stairs are hard."),
    AccessNeed.QUIET: N_("Few people, little noise, soft light."),
    AccessNeed.LONGER_TIME: N_("Nobody hurries you."),
    AccessNeed.HOME_VISIT: N_("When leaving the house is hard."),
}

_KNOWN = frozenset(AccessNeed)


def known_needs(codes: Iterable[str]) -> tuple[AccessNeed, ...]:
    """The codes that are needs, in the order of every page; others, and doubles, are left out."""
    given = _KNOWN.intersection(codes)
    return tuple(need for need in AccessNeed if need in given)
