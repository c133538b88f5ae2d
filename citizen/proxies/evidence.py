"""Signed papers and guardians' documents. The rooms that look through papers and keep them, and that know the
districts, are above this one and say here how it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from citizen.core.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """A paper that was looked through and stands sealed in the store."""

    file: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Office:
    """How papers are taken and read, and who looks at them."""

    #: Content and file name; raises RuleBroken for what cannot be taken.
    take: Callable[[bytes, str], KeptEvidence]
    #: Why it could not be taken, in the language of the page.
    problem: Callable[[RuleBroken], str]
    #: The content again; raises NotFound.
    read: Callable[[str], bytes]
    #: (code, name) of each district, for a language.
    districts: Callable[[str], list[tuple[str, str]]]
    #: What a browser lets one choose.
    accepted: str


_offices: list[Office] = []


def use_office(office: Office) -> None:
    """From now on papers go there."""
    _offices[:] = [office]


def office() -> Office:
    return _offices[0]
