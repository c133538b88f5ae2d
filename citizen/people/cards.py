"""Sign-in cards: ten codes on paper, each good once, or one square that stays good until the card ends.

The card is found by its code alone, so that nothing else has to be remembered or typed. Only keyed hashes are kept; the
codes themselves are known to nobody after the card was handed over. Callers own the transaction.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.core.references import ALPHABET, new_reference, normalise, normalise_code
from citizen.db.sealing import keyed_hash
from citizen.people.account_news import tell_person
from citizen.people.credential_models import CardCode, CardKind, SignInCard
from citizen.people.endings import end_and_forget
from citizen.people.models import Person, Visit
from citizen.people.notice_kinds import CARD_ENDED, CARD_MADE

CODES_ON_A_CARD = 10
#: From here on a new card is offered.
FEW_LEFT = 2
#: 56 bits for a code that people type, 113 for the square, which nobody has to. Why that is enough: docs/decisions.md.
CODE_LENGTH, SQUARE_LENGTH, _GROUP = 12, 24, 4
_LENGTH = {CardKind.CODES: CODE_LENGTH, CardKind.QR: SQUARE_LENGTH}
_NUMBER_KIND = "K"


class Finding(StrEnum):
    """What somebody typed, scanned or opened turned out to be."""

    GOOD = "good"
    UNKNOWN = "unknown"
    #: Good once, and it was.
    USED = "used"
    #: Of a card that was reported lost or replaced.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Found:
    """A code, and the card it stands on."""

    finding: Finding
    kind: CardKind = CardKind.CODES
    number: str = ""
    code_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whom a code let in, and how many more the card has."""

    person_id: uuid.UUID
    kind: CardKind
    number: str
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One card as its owner sees it."""

    id: uuid.UUID
    number: str
    kind: CardKind
    made_at: datetime
    from_counter: bool
    ended_at: datetime | None
    last_used_at: datetime | None
    #: Codes that are still good; a square counts as one.
    left: int

    @property
    def is_good(self) -> bool:
        return self.ended_at is None and self.left > 0

    @property
    def runs_out(self) -> bool:
        return self.ended_at is None and self.kind is CardKind.CODES and self.left <= FEW_LEFT


def make_card(
    session: Session, *, person_id: uuid.UUID, kind: CardKind, made_by: uuid.UUID | None = None, tells: bool = True
) -> tuple[SignInCard, list[str]]:
    """A new card and its codes, which are known only now. An older card of the same kind ends: whoever makes one is
    told so before. `made_by`: the member of staff who hands it over. The person is told, unless whoever makes it for
    them does that (`tells=False`). Raises NotFound for nobody.
    """
    locked = session.scalar(sa.select(Person).where(Person.id == person_id).with_for_update())
    if locked is None or locked.erased_at is not None:
        raise NotFound("person")
    _end(session, SignInCard.person_id == person_id, SignInCard.kind == kind)
    number = _unused_number(session)
    card = SignInCard(person_id=person_id, kind=kind, number=number, made_at=clock.now(), made_by=made_by)
    session.add(card)
    session.flush()
    codes = [_new_code(kind) for _ in range(CODES_ON_A_CARD if kind is CardKind.CODES else 1)]
    session.add_all(
        CardCode(card_id=card.id, position=position, code_hash=_hash_of(code)) for position, code in enumerate(codes, 1)
    )
    session.flush()
    if tells:
        tell_person(session, person_id=person_id, kind=CARD_MADE)
    return card, codes


def code_in(text: str) -> str | None:
    """The code somebody meant: with spaces, hyphens, small or full-width letters, or inside the whole address that a
    reader of squares types. None when it cannot be one.
    """
    code = normalise_code(text.strip().rstrip("/").rpartition("/")[2])
    return code if len(code) in _LENGTH.values() and set(code) <= set(ALPHABET) else None


def is_square(code: str) -> bool:
    """Whether it is the long code of a square, which cannot be guessed."""
    return len(code) == SQUARE_LENGTH


def find_code(session: Session, *, code: str) -> Found:
    """What this code is; using it is another thing."""
    row = session.execute(
        sa.select(CardCode, SignInCard)
        .join(SignInCard, SignInCard.id == CardCode.card_id)
        .where(CardCode.code_hash == _hash_of(code))
        .execution_options(populate_existing=True)
    ).one_or_none()
    return Found(Finding.UNKNOWN) if row is None else _found(row[0], row[1])


def find_code_by_id(session: Session, *, code_id: uuid.UUID) -> Found:
    """A code that was found before, as it stands now."""
    code = session.get(CardCode, code_id, populate_existing=True)
    card = None if code is None else session.get(SignInCard, code.card_id, populate_existing=True)
    return Found(Finding.UNKNOWN) if code is None or card is None else _found(code, card)


def use_code(session: Session, *, code_id: uuid.UUID) -> Admitted:
    """Let its person in. Of two requests with one code exactly one succeeds, and none after the card has ended.

    :raises Conflict: it was used, or its card ended, in the meantime.
    """
    code = session.get(CardCode, code_id)
    card = None if code is None else session.get(SignInCard, code.card_id, with_for_update=True, populate_existing=True)
    if code is None or card is None or card.ended_at is not None:
        raise Conflict(Finding.ENDED)
    use = sa.update(CardCode).where(CardCode.id == code_id).values(used_at=clock.now())
    if card.kind is CardKind.CODES:
        use = use.where(CardCode.used_at.is_(None))
    if _count(session, use) != 1:
        raise Conflict(Finding.USED)
    return Admitted(card.person_id, card.kind, card.number, _standing_of(session, card).left)


def list_cards(session: Session, *, person_id: uuid.UUID) -> list[Standing]:
    """Every card this person ever had: those that are still good first, then the newest."""
    rows = session.scalars(sa.select(SignInCard).where(SignInCard.person_id == person_id))
    standings = [_standing_of(session, card) for card in rows]
    standings.sort(key=lambda one: one.made_at, reverse=True)
    return sorted(standings, key=lambda one: not one.is_good)


def get_card(session: Session, *, person_id: uuid.UUID, number: str) -> Standing:
    """:raises NotFound: this person has no such card."""
    return _standing_of(session, _own_card(session, person_id, number))


def find_by_number(session: Session, *, number: str) -> SignInCard | None:
    """The card with this printed number, for whoever hears it at a counter or by telephone."""
    wanted = normalise(number)
    return None if wanted is None else session.scalar(sa.select(SignInCard).where(SignInCard.number == wanted))


def report_lost(
    session: Session, *, person_id: uuid.UUID, number: str, keep: uuid.UUID | None = None, tells: bool = True
) -> Standing:
    """The card ends at once, and so does every visit that was opened with a card of its kind, but for the one (`keep`)
    in which it is reported. Saying it twice changes nothing. The person is told, unless whoever does it for them does
    that (`tells=False`). Raises NotFound: this person has no such card.
    """
    card = _own_card(session, person_id, number)
    if _end(session, SignInCard.id == card.id):
        opened_by = "card_code" if card.kind is CardKind.CODES else "card_qr"
        visits = sa.select(Visit.id).where(
            Visit.person_id == person_id, Visit.way_in == opened_by, Visit.ended_at.is_(None), Visit.id != keep
        )
        for visit_id in session.scalars(visits).all():
            end_and_forget(session, visit_id=visit_id)
        if tells:
            tell_person(session, person_id=person_id, kind=CARD_ENDED)
    session.refresh(card)
    return _standing_of(session, card)


def _found(code: CardCode, card: SignInCard) -> Found:
    finding = Finding.GOOD
    if card.ended_at is not None:
        finding = Finding.ENDED
    elif card.kind is CardKind.CODES and code.used_at is not None:
        finding = Finding.USED
    return Found(finding, card.kind, card.number, code.id)


def _own_card(session: Session, person_id: uuid.UUID, number: str) -> SignInCard:
    card = find_by_number(session, number=number)
    if card is None or card.person_id != person_id:
        raise NotFound("card")
    return card


def _standing_of(session: Session, card: SignInCard) -> Standing:
    uses: Sequence[datetime | None] = session.scalars(
        sa.select(CardCode.used_at).where(CardCode.card_id == card.id)
    ).all()
    unused = sum(1 for used_at in uses if used_at is None)
    return Standing(
        id=card.id,
        number=card.number,
        kind=card.kind,
        made_at=card.made_at,
        from_counter=card.made_by is not None,
        ended_at=card.ended_at,
        last_used_at=max((one for one in uses if one is not None), default=None),
        left=1 if card.kind is CardKind.QR else unused,
    )


def _end(session: Session, *which: sa.ColumnElement[bool]) -> int:
    return _count(
        session, sa.update(SignInCard).where(*which, SignInCard.ended_at.is_(None)).values(ended_at=clock.now())
    )


def _unused_number(session: Session) -> str:
    while True:
        number = new_reference(_NUMBER_KIND)
        if session.scalar(sa.select(SignInCard.id).where(SignInCard.number == number)) is None:
            return number


def _new_code(kind: CardKind) -> str:
    return "".join(_new_group() for _ in range(_LENGTH[kind] // _GROUP))


def _new_group() -> str:
    """Four characters with a digit among them: no group reads as a word, least of all as a bad one."""
    while True:
        group = "".join(secrets.choice(ALPHABET) for _ in range(_GROUP))
        if any(character.isdigit() for character in group):
            return group


def _hash_of(code: str) -> str:
    return keyed_hash("sign-in card", code)


def _count(session: Session, statement: Any) -> int:
    result = session.execute(statement.execution_options(synchronize_session="fetch"))
    return int(getattr(result, "rowcount", 0))
