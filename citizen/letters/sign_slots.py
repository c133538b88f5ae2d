"""The sign-language slots of letters: one per kind."""

from __future__ import annotations

from collections.abc import Iterable

from citizen.accessibility.sign_pages import ROOT, words_in_python
from citizen.accessibility.sign_registry import Slot
from citizen.letters.kinds import LETTER_KINDS
from citizen.web.catalogues import catalogue


class LetterSlots:
    """`letter/decision`."""

    def ids(self) -> Iterable[str]:
        return [f"letter/{kind}" for kind in LETTER_KINDS]

    def find(self, slot_id: str) -> Slot | None:
        room, _, name = slot_id.partition("/")
        if room != "letter" or name not in LETTER_KINDS:
            return None
        kind = LETTER_KINDS[name]
        titles = {"zh": catalogue("zh_Hans").gettext(kind.title), "en": kind.title}
        worded_in = ROOT / kind.worded_in
        return Slot(slot_id, "letter", titles, "letters/letter.html", lambda: "\n".join(words_in_python(worded_in)))
