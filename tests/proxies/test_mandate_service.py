"""How a mandate comes about, shrinks and ends."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import Conflict, NotAllowed, RuleBroken
from citizen.notices.models import WrittenNotice
from citizen.people import service as people
from citizen.people.models import Person, ProfileFact
from citizen.proxies import mandates
from citizen.proxies.authority import Act, Basis, MandateState, Relation, is_in_force
from citizen.proxies.mandate_service import (
    Doer,
    allow,
    confirm_by_staff,
    end,
    give_access_code,
    limit,
    opens_with,
    propose_mandate,
    refuse,
)
from citizen.proxies.models import MandateEvent, MandateRow
from citizen.staff.models import StaffMember

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
ALL = (Act.FILL, Act.SUBMIT, Act.SEE, Act.BOOK)
IN_A_YEAR = NOON + timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Three:
    person: Person
    helper: Person
    stranger: Person


@pytest.fixture(autouse=True)
def _noon(at: Callable[[datetime], AbstractContextManager[None]]) -> Any:
    with at(NOON):
        yield


@pytest.fixture
def three(session: Session) -> Three:
    return Three(*(people.add_person(session, name=name) for name in ("李梅", "王芳", "张强")))


def propose(session: Session, three: Three, **changes: Any) -> MandateRow:
    values: dict[str, Any] = {
        "actor_id": three.helper.id,
        "subject_id": three.person.id,
        "relation": Relation.AUTHORISED,
        "basis": Basis.ACCOUNT,
        "acts": ALL,
        "ends_at": IN_A_YEAR,
    }
    return propose_mandate(session, **{**values, **changes})


def live(session: Session, three: Three, **changes: Any) -> MandateRow:
    row = propose(session, three, **changes)
    allow(session, row=row, by=Doer(three.person.id), consent={"mode": "account"})
    return row


def staff(session: Session, district: str = "chaoyang", **values: Any) -> uuid.UUID:
    number = uuid.uuid4()
    session.add(
        StaffMember(
            id=number, code=number.hex, name="赵敏", district=district, roles=["desk"], enrolled_at=NOON, **values
        )
    )
    session.flush()
    return number


def events(session: Session, row: MandateRow) -> list[str]:
    found = sa.select(MandateEvent.what).where(MandateEvent.mandate_id == row.id).order_by(MandateEvent.at)
    return sorted(session.scalars(found))


def told(session: Session, row: MandateRow) -> set[str]:
    return set(session.scalars(sa.select(WrittenNotice.kind).where(WrittenNotice.about == row.reference)))


def test_nothing_is_allowed_before_the_person_said_yes(session: Session, three: Three) -> None:
    row = propose(session, three)
    assert row.state is MandateState.ASKED
    assert not is_in_force(mandates.as_mandate(row), NOON)
    allow(session, row=row, by=Doer(three.person.id), consent={"mode": "account"})
    assert is_in_force(mandates.as_mandate(row), NOON)
    assert events(session, row) == ["allowed", "asked"]
    assert told(session, row) == {"mandate_asked", "mandate_allowed", "helping_allowed"}


@pytest.mark.parametrize("change", [allow, refuse, limit])
def test_helpers_never_decide_about_their_own_authority(
    session: Session, three: Three, change: Callable[..., None]
) -> None:
    row = propose(session, three)
    more: dict[str, Any] = {
        "allow": {"consent": {}},
        "limit": {"acts": [Act.SEE], "programmes": None, "ends_at": IN_A_YEAR},
    }
    for who in (three.helper, three.stranger):
        with pytest.raises(NotAllowed):
            change(session, row=row, by=Doer(who.id), **more.get(change.__name__, {}))
    assert row.state is MandateState.ASKED
    assert events(session, row) == ["asked"]


def test_a_guardian_decides_about_other_helpers_never_about_their_own_mandate(session: Session, three: Three) -> None:
    own = propose(session, three, relation=Relation.GUARDIAN, basis=Basis.GUARDIAN_DOCUMENT)
    confirm_by_staff(session, row=own, staff_id=staff(session))
    other = propose(session, three, actor_id=three.stranger.id)
    allow(session, row=other, by=Doer(three.helper.id), consent={})
    assert other.state is MandateState.LIVE
    with pytest.raises(NotAllowed):
        limit(session, row=own, by=Doer(three.helper.id), acts=[Act.SEE], programmes=None, ends_at=IN_A_YEAR)
    with pytest.raises(NotAllowed):
        end(session, row=own, by=Doer(three.stranger.id))


def test_no_is_an_answer(session: Session, three: Three) -> None:
    row = propose(session, three)
    refuse(session, row=row, by=Doer(three.person.id))
    refuse(session, row=row, by=Doer(three.person.id))
    assert row.state is MandateState.REFUSED
    assert events(session, row) == ["asked", "refused"]
    with pytest.raises(Conflict):
        allow(session, row=row, by=Doer(three.person.id), consent={})


MORE = [
    ("acts", {"acts": [*ALL, Act.MANAGE]}),
    ("acts", {"acts": []}),
    ("programmes", {"programmes": ["care_subsidy", "another"]}),
    ("programmes", {"programmes": None}),
    ("programmes", {"programmes": []}),
    ("ends_at", {"ends_at": None}),
    ("ends_at", {"ends_at": IN_A_YEAR + timedelta(seconds=1)}),
]


@pytest.mark.parametrize(("field", "change"), MORE, ids=str)
def test_a_limit_never_makes_more(session: Session, three: Three, field: str, change: dict[str, Any]) -> None:
    row = live(session, three, programmes=["care_subsidy", "transport"])
    values = {"acts": ALL, "programmes": ["care_subsidy"], "ends_at": IN_A_YEAR, **change}
    with pytest.raises(RuleBroken) as refused:
        limit(session, row=row, by=Doer(three.person.id), **values)
    assert refused.value.field == field
    assert row.programmes == ["care_subsidy", "transport"]


def test_a_limit_is_kept_with_what_was_before(session: Session, three: Three) -> None:
    row = live(session, three)
    sooner = NOON + timedelta(days=30)
    for _twice in range(2):
        limit(session, row=row, by=Doer(three.person.id), acts=[Act.SEE], programmes=["a"], ends_at=sooner)
    assert (row.acts, row.programmes, row.ends_at) == (["see"], ["a"], sooner)
    limited = session.scalars(sa.select(MandateEvent).where(MandateEvent.what == "limited")).one()
    assert limited.detail is not None
    assert limited.detail["before"]["acts"] == [act.value for act in Act if act in ALL]
    assert limited.detail["after"]["programmes"] == ["a"]
    assert {"mandate_limited", "helping_limited"} <= told(session, row)


def test_a_limit_on_what_has_changed_meanwhile_is_refused_in_words(session: Session, three: Three) -> None:
    row = live(session, three)
    seen = row.version
    scope: dict[str, Any] = {"programmes": None, "ends_at": IN_A_YEAR, "seen_version": seen}
    limit(session, row=row, by=Doer(three.person.id), acts=[Act.SEE, Act.FILL], **scope)
    with pytest.raises(Conflict, match="mandate_changed"):
        limit(session, row=row, by=Doer(three.person.id), acts=[Act.FILL], **scope)
    end(session, row=row, by=Doer(three.person.id))
    with pytest.raises(Conflict, match="mandate_ended"):
        limit(session, row=row, by=Doer(three.person.id), acts=[Act.FILL], **scope)


@pytest.mark.parametrize("who", ["person", "helper"])
def test_ending_counts_at_once_and_twice_is_once(session: Session, three: Three, who: str) -> None:
    row = live(session, three)
    for _twice in range(2):
        end(session, row=row, by=Doer(getattr(three, who).id))
    assert not is_in_force(mandates.as_mandate(row), clock.now())
    assert events(session, row) == ["allowed", "asked", "ended"]
    assert {"mandate_ended", "helping_ended"} <= told(session, row)
    assert mandates.find_between(session, actor_id=three.helper.id, subject_id=three.person.id) is None


def test_an_end_ends_everything_between_the_two(session: Session, three: Three) -> None:
    row = live(session, three)
    asked = propose(session, three, basis=Basis.SIGNED_PAPER)
    end(session, row=row, by=Doer(three.person.id))
    assert asked.state is MandateState.ENDED


def test_a_new_consent_takes_the_place_of_the_old_one(session: Session, three: Three) -> None:
    old = live(session, three)
    new = live(session, three, acts=[Act.SEE], ends_at=None)
    assert (old.state, new.state) == (MandateState.ENDED, MandateState.LIVE)
    end(session, row=new, by=Doer(three.person.id))
    assert mandates.find_between(session, actor_id=three.helper.id, subject_id=three.person.id) is None


def test_a_second_member_of_staff_confirms(session: Session, three: Three) -> None:
    first, second = staff(session), staff(session)
    row = propose(session, three, basis=Basis.COUNTER, by=Doer(staff_id=first))
    assert row.state is MandateState.PROVISIONAL
    with pytest.raises(NotAllowed, match="same_staff"):
        confirm_by_staff(session, row=row, staff_id=first)
    with pytest.raises(NotAllowed):
        allow(session, row=row, by=Doer(staff_id=second), consent={})
    confirm_by_staff(session, row=row, staff_id=second)
    assert (row.state, row.entered_by, row.confirmed_by) == (MandateState.LIVE, first, second)
    with pytest.raises(Conflict):
        confirm_by_staff(session, row=row, staff_id=staff(session))


def test_staff_of_another_district_or_no_longer_enrolled_decide_nothing(session: Session, three: Three) -> None:
    session.add(
        ProfileFact(
            person_id=three.person.id,
            fact="person_district",
            value={"value": "chaoyang"},
            origin="check",
            noted_at=NOON,
        )
    )
    row = propose(session, three, basis=Basis.SIGNED_PAPER)
    for wrong in (staff(session, "tongzhou"), staff(session, revoked_at=NOON), uuid.uuid4()):
        with pytest.raises(NotAllowed):
            confirm_by_staff(session, row=row, staff_id=wrong)
        with pytest.raises(NotAllowed):
            end(session, row=row, by=Doer(staff_id=wrong))
    end(session, row=row, by=Doer(staff_id=staff(session)))
    assert row.state is MandateState.ENDED


def test_whoever_had_a_mandate_before_is_known(session: Session, three: Three) -> None:
    first = propose(session, three, basis=Basis.GUARDIAN_DOCUMENT, relation=Relation.GUARDIAN)
    second = propose(session, three, basis=Basis.SIGNED_PAPER, actor_id=three.stranger.id)
    assert is_in_force(mandates.as_mandate(first), NOON)
    assert not is_in_force(mandates.as_mandate(second), NOON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"relation": Relation.SELF},
        {"relation": Relation.HELPING_PRESENT},
        {"ends_at": NOON},
    ],
    ids=str,
)
def test_what_is_no_mandate(session: Session, three: Three, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        propose(session, three, **wrong)
    with pytest.raises(RuleBroken):
        propose(session, three, actor_id=three.person.id)


def test_nobody_but_a_guardian_governs(session: Session, three: Three) -> None:
    assert "govern" not in propose(session, three, acts=list(Act)).acts
    assert "govern" in propose(session, three, relation=Relation.GUARDIAN).acts


def test_the_access_code_is_told_once_and_the_newest_counts(session: Session, three: Three) -> None:
    row = live(session, three)
    first, second = give_access_code(session, row=row), give_access_code(session, row=row)
    assert not opens_with(row, first)
    assert opens_with(row, f" {second[:4].lower()} {second[4:]} ")
    assert second not in row.access_hash
