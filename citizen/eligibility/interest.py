"""What a person wants to know about: what a check asks for and what its result shows first. Pure; codes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citizen.eligibility.programme import Audience, Programme


@dataclass(frozen=True, slots=True)
class Interest:
    """Whom the check is for, and which of their programmes count. Without needs and programme all of them do."""

    audience: Audience = Audience.CITIZEN
    needs: frozenset[str] = frozenset()
    programme: str | None = None

    def covers(self, programme: Programme) -> bool:
        """Is this one of the programmes to ask about?"""
        if programme.audience is not self.audience:
            return False
        if self.programme is not None:
            return programme.id == self.programme
        return not self.needs or not self.needs.isdisjoint(programme.needs)

    def choose(self, programmes: Iterable[Programme]) -> frozenset[str]:
        """The ids of the programmes covered."""
        return frozenset(programme.id for programme in programmes if self.covers(programme))

    def as_json(self) -> dict[str, object]:
        """The form in which it is stored beside the answers."""
        return {"audience": self.audience.value, "needs": sorted(self.needs), "programme": self.programme}


EVERYTHING = Interest()


def about(programme: Programme) -> Interest:
    """The interest in one named programme."""
    return Interest(audience=programme.audience, programme=programme.id)


def read_interest(
    stored: Mapping[str, object] | None, programmes: Mapping[str, Programme], needs: Iterable[str]
) -> Interest | None:
    """What was stored; None when nobody was asked yet. A programme or need that is no longer known is left out."""
    if stored is None:
        return None
    named = programmes.get(str(stored.get("programme")))
    if named is not None:
        return about(named)
    chosen = stored.get("needs")
    return Interest(
        audience=Audience(str(stored.get("audience", Audience.CITIZEN))),
        needs=frozenset(chosen if isinstance(chosen, list) else ()).intersection(needs),
    )
