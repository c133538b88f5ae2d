"""The fictional people of the demo: who they are, who acts for whom, and how each signs in. Every name says so."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.eligibility.criterion import FactValue
from citizen.people import cards
from citizen.people import service as people
from citizen.people.credential_models import CardKind
from citizen.people.models import Person
from citizen.proxies import mandate_service
from citizen.proxies.authority import Act, Basis, Relation, Subject, Who
from citizen.proxies.mandate_service import Doer
from citizen.proxies.models import MandateRow
from citizen.staff import service as staff
from citizen.staff.duties import Role
from citizen.staff.models import StaffMember

DISTRICT = "tongzhou"
#: Behind every name that the demo writes.
FICTIONAL = "（虚构）"
_SHOWN_CODES = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody who does not exist."""

    key: str
    name: str
    birth_date: str
    #: What there is to see when signed in as this person.
    shows: str
    #: What is known of them, in the vocabulary of the catalogue.
    facts: Mapping[str, FactValue]

    @property
    def full_name(self) -> str:
        return self.name + FICTIONAL


FIGURES = (
    Figure("lin", "林小满", "1998-04-12", "看不见，在找工作：等受理、要补正、来了消息、没写完的申请，取消了的预约",
           {"severe": True, "employment_status": "unemployed"}),
    Figure("chen", "陈建国", "1966-09-03", "用轮椅：审核中到办结的申请，今天和以后的预约，去过的和没去成的",
           {"severe": True, "owns_motor_wheelchair": True, "employment_status": "unemployed"}),
    Figure("zhou", "周雨桐", "1990-01-20", "周乐乐的妈妈：换成“为周乐乐办理”，可以看到孩子的申请、异议和预约", {}),
    Figure("lele", "周乐乐", "2018-06-01", "上小学的孩子，由妈妈办理", {"severe": False}),
    Figure("wang", "王桂兰", "1948-11-30", "老人：儿子的请求等她同意，批准了的申请，撤回了的申请", {"severe": True}),
    Figure("wanglei", "王磊", "1976-02-14", "王桂兰的儿子：请求还没有得到同意", {}),
    Figure("liu", "刘芳", "1985-07-07", "社区助残员：可以为陈建国填写和查看，不能看决定；为林小满办理已经结束", {}),
)  # fmt: skip

#: Work number, name, roles.
STAFF = (
    ("DEMO1", "张明", (Role.DESK, Role.OFFICER), "窗口和审核：登记委托、查进度、审核材料"),
    ("DEMO2", "赵静", (Role.DESK, Role.PLACE), "另一位窗口人员，也管服务点的预约：确认张明登记的委托"),
)


@dataclass(slots=True)
class Cast:
    """Everybody, by their key."""

    people: dict[str, uuid.UUID]

    def who(self, session: Session, key: str) -> Who:
        """This person, acting for themselves."""
        person = people.get_person(session, person_id=self.people[key])
        return Who(person.folder_id, Subject(Relation.SELF, person.name or "", person.id), actor_id=person.id)


@dataclass(frozen=True, slots=True)
class Entry:
    """How one signs in as somebody, and what there is to see."""

    name: str
    shows: str
    codes: tuple[str, ...]


def is_clean(session: Session) -> bool:
    """Whether nobody was ever here."""
    return session.scalar(sa.select(Person.id).limit(1)) is None


def add_figures(session: Session) -> Cast:
    added = {one.key: people.add_person(session, name=one.full_name, birth_date=one.birth_date) for one in FIGURES}
    return Cast({key: person.id for key, person in added.items()})


def add_mandates(session: Session, cast: Cast) -> None:
    """One in every state: confirmed for a mother; allowed, narrow; over; waiting for a yes; waiting for the office."""
    first, second = (_staff_id(session, number) for number, *_rest in STAFF)
    guardian, helper, at_counter = Relation.GUARDIAN, Relation.AUTHORISED, Basis.COUNTER
    everything = tuple(Act)
    of_mother = _propose(session, cast, "zhou", "lele", guardian, at_counter, everything, by=Doer(staff_id=first))
    mandate_service.confirm_by_staff(session, row=of_mother, staff_id=second)
    narrow = _propose(session, cast, "liu", "chen", helper, Basis.ACCOUNT, (Act.FILL, Act.SEE, Act.BOOK))
    mandate_service.allow(session, row=narrow, by=Doer(person_id=narrow.subject_id), consent={})
    over = _propose(session, cast, "liu", "lin", helper, Basis.ACCOUNT, (Act.FILL, Act.SUBMIT))
    mandate_service.allow(session, row=over, by=Doer(person_id=over.subject_id), consent={})
    mandate_service.end(session, row=over, by=Doer(person_id=over.subject_id))
    _propose(session, cast, "wanglei", "wang", helper, Basis.ACCOUNT, (Act.FILL, Act.SUBMIT, Act.BOOK))
    _propose(session, cast, "liu", "wang", helper, at_counter, (Act.FILL, Act.SEE), by=Doer(staff_id=first))


def _propose(
    session: Session,
    cast: Cast,
    actor: str,
    subject: str,
    relation: Relation,
    basis: Basis,
    acts: tuple[Act, ...],
    *,
    by: Doer | None = None,
) -> MandateRow:
    names = {one.key: one.full_name for one in FIGURES}
    return mandate_service.propose_mandate(
        session,
        actor_id=cast.people[actor],
        subject_id=cast.people[subject],
        relation=relation,
        basis=basis,
        acts=acts,
        ends_at=None if relation is Relation.GUARDIAN else clock.now() + timedelta(days=300),
        actor_name=names[actor],
        by=by,
        district=DISTRICT,
    )


def _staff_id(session: Session, number: str) -> uuid.UUID:
    return session.execute(sa.select(StaffMember.id).where(StaffMember.code == number)).scalar_one()


def add_staff(session: Session) -> list[Entry]:
    """Members of staff, each with the code for their first sign-in."""
    return [
        Entry(f"{name}{FICTIONAL} {number}", shows, (staff.enrol_member(
            session, code=number, name=name + FICTIONAL, district=DISTRICT, roles=roles,
            email=f"{number.lower()}@example.org",
        ),))
        for number, name, roles, shows in STAFF
    ]  # fmt: skip


def hand_out_cards(session: Session, cast: Cast) -> list[Entry]:
    """A sign-in card for each; some of its codes are shown."""
    handed = []
    for one in FIGURES:
        _card, codes = cards.make_card(session, person_id=cast.people[one.key], kind=CardKind.CODES, tells=False)
        handed.append(Entry(one.full_name, one.shows, tuple(codes[:_SHOWN_CODES])))
    return handed
