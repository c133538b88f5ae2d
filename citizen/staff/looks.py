"""Every look of staff at a person's data is written down, in a transaction of its own although a page only reads. The
person sees it: when, and by which work number.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.people.models import Person
from citizen.proxies import doings
from citizen.proxies.acting import current_who
from citizen.proxies.actors import actor_in_words
from citizen.staff import case_looks
from citizen.staff.duties import Member
from citizen.web.i18n import _
from citizen.web.own_words import sentence
from citizen.web.transaction import database, session


def note_look(member: Member, *, person_id: uuid.UUID, about: str | None = None, doing: str = "data_viewed") -> None:
    """The member looks at this person's data now."""
    note_looks(member, [(person_id, about)], doing=doing)


def note_looks(member: Member, looks: Iterable[tuple[uuid.UUID, str | None]], *, doing: str = "data_viewed") -> None:
    """The same for a page about several persons."""
    seen = list(looks)
    if not seen:
        return
    with _writing() as opened:
        for person_id, about in seen:
            doings.note_staff_doing(opened, subject_id=person_id, staff_id=member.id, doing=doing, about=about)


def note_folder_looks(member: Member, looks: Iterable[tuple[uuid.UUID, str]], *, doing: str = "data_viewed") -> None:
    """Looks at things in these folders (folder, reference). They stand in the record of each thing, which whoever has
    the reference reads, and in the list of a person who has an account.
    """
    wanted = list(looks)
    with _writing() as opened:
        for _folder, about in wanted:
            case_looks.note_look(opened, member=member, reference=about, doing=doing)
    owners = sa.select(Person.folder_id, Person.id).where(Person.folder_id.in_({folder for folder, _about in wanted}))
    persons = {row[0]: row[1] for row in session().execute(owners)}
    note_looks(member, [(persons[folder], about) for folder, about in wanted if folder in persons], doing=doing)


def staff_looks(reference: str) -> list[dict[str, Any]]:
    """For templates: who of the staff looked at this thing, newest first, each as one sentence."""
    looks = case_looks.list_looks(session(), reference=reference)
    return [
        {
            "at": one.at,
            "text": sentence(
                _(doings.words_of(one.doing)), who=actor_in_words(session(), actor=one.actor, reader=current_who())
            ),
        }
        for one in looks
    ]


@contextmanager
def _writing() -> Iterator[Session]:
    """The transaction of a POST; of a page that only reads, a short one of its own."""
    if session().bind is database().writer:
        yield session()
        return
    with database().writing() as short:
        yield short
