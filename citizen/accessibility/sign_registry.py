"""What a sign-language slot is, and all slots there are. Each room says which ones it has; wiring brings them here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from citizen.accessibility.content_records import hash_of
from citizen.accessibility.traditional import to_traditional

SlotKind = Literal["page", "question", "list", "result", "letter"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where a clip can stand. The text it is made from is computed when somebody wants it."""

    id: str
    kind: SlotKind
    titles: Mapping[str, str]
    """What the clip explains, in "zh" and "en"; empty where the page gets its title from what it shows."""
    template: str
    """The page on which it stands."""
    words: Callable[[], str]

    @property
    def page_id(self) -> str:
        """How the content manifest calls it."""
        return self.template if self.kind == "page" else self.id

    def title(self, locale: str) -> str:
        if locale == "en":
            return self.titles["en"]
        return to_traditional(self.titles["zh"]) if locale == "zh-Hant" else self.titles["zh"]


class Slots(Protocol):
    """The slots of one room."""

    def ids(self) -> Iterable[str]: ...

    def find(self, slot_id: str) -> Slot | None: ...


_rooms: dict[str, Slots] = {}


def register(**rooms: Slots) -> None:
    """Make the slots of rooms known. The same room again (a second application) counts once."""
    _rooms.update(rooms)
    text_hash.cache_clear()


def find_slot(slot_id: str) -> Slot | None:
    return next((slot for room in _rooms.values() if (slot := room.find(slot_id)) is not None), None)


def all_slots() -> list[Slot]:
    """Every slot, room by room, in the order of their names."""
    found = (find_slot(slot_id) for room in _rooms.values() for slot_id in sorted(room.ids()))
    return [slot for slot in found if slot is not None]


@cache
def text_hash(slot_id: str) -> str:
    """The hash of the text as it is now; empty for a slot that is no more."""
    slot = find_slot(slot_id)
    return hash_of(slot.words()) if slot is not None else ""
