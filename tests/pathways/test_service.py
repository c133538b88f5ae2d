"""Opening a way, and what happens to its steps: on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import rows as booking_rows
from citizen.booking.models import Booking, Service, Site
from citizen.booking.terms import BookingState, Channel
from citizen.booking.wishes import person_key
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound, RuleBroken
from citizen.core.references import new_reference
from citizen.notices.service import list_notices
from citizen.pathways import belongings, district_rules, keeping, reminding, service, steps, way
from citizen.pathways.models import Pathway, PathwayEvent, PathwayStep
from citizen.pathways.steps import Doer, Record
from citizen.pathways.terms import Attended, PathwayKind, PathwayState, StepKind, StepState
from citizen.people.models import Visit
from citizen.proxies.authority import Act, Mandate, MandateState, Relation, Subject, Who
from tests.support.people import folder_of, make_person
from tests.support.sample import MORNING

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("sample_places")]

PLACE = Doer("staff:1")
WHEELCHAIR = service.Opening(PathwayKind.DEVICE, "tongzhou", "wheelchair", "assistive-device-fitting")
CHILD = service.Opening(PathwayKind.CHILD_REHAB, "tongzhou", None, "child-rehab-subsidy")


@pytest.fixture(autouse=True)
def ordinary_rules() -> Iterator[None]:
    yield
    district_rules.use_file(None)


@pytest.fixture
def who(session: Session) -> Who:
    """Somebody in a visit of their own."""
    visit = Visit(key_hash="a key", created_at=clock.now(), last_seen_at=clock.now())
    session.add(visit)
    session.flush()
    return Who(visit_id=visit.id)


@pytest.fixture
def wheelchair(session: Session, who: Who) -> Pathway:
    return service.open_pathway(session, who=who, opening=WHEELCHAIR)


def step_of(session: Session, pathway: Pathway, kind: StepKind) -> PathwayStep:
    return next(one for one in service.steps_of(session, pathway=pathway) if one.kind is kind)


def finish(session: Session, pathway: Pathway, *kinds: StepKind) -> None:
    for kind in kinds:
        steps.finish_step(session, pathway=pathway, step=step_of(session, pathway, kind), by=PLACE)


def in_use(session: Session, pathway: Pathway) -> None:
    finish(
        session,
        pathway,
        StepKind.ASSESSMENT,
        StepKind.PRESCRIPTION,
        StepKind.TRY_OUT,
        StepKind.FITTING,
        StepKind.HANDOVER,
    )


def book(session: Session, who: Who, code: str, *, days: int = 3) -> Booking:
    """A time that was held becomes the person's, as when they confirm it."""
    found = session.scalar(sa.select(Service).where(Service.code == code))
    site = session.scalars(sa.select(Site).where(Site.district == "tongzhou").order_by(Site.code)).first()
    assert found is not None
    assert site is not None
    start = MORNING + timedelta(days=days)
    booking = Booking(
        public_ref=new_reference("B"), access_code="ABCD2345", service_id=found.id, site_id=site.id, start_at=start,
        end_at=start + timedelta(hours=1), state=BookingState.HELD, hold_until=MORNING + timedelta(minutes=20),
        visit_id=who.visit_id, person_key=person_key(who), booked_by=who.subject.relation.value,
        channel=Channel.WEB, created_at=MORNING, changed_at=MORNING,
    )  # fmt: skip
    session.add(booking)
    session.flush()
    change(session, booking, "confirmed", BookingState.CONFIRMED, hold_until=None)
    return booking


def change(session: Session, booking: Booking, what: str, state: BookingState, **values: object) -> None:
    booking_rows.change_booking(session, booking, what, None, refusal="changed", state=state, **values)


def look_and_book(session: Session, who: Who, pathway: Pathway, kind: StepKind, code: str, **when: int) -> Booking:
    step = step_of(session, pathway, kind)
    steps.look_for_time(session, who=who, pathway=pathway, position=step.position)
    return book(session, who, code, **when)


def test_a_way_begins_with_all_its_steps(session: Session, who: Who, wheelchair: Pathway) -> None:
    kinds = [one.kind for one in service.steps_of(session, pathway=wheelchair)]
    assert kinds[0] is StepKind.ASSESSMENT
    assert kinds[-1] is StepKind.FOLLOW_UP
    assert service.get_pathway(session, who=who, reference=wheelchair.public_ref.lower()) is wheelchair
    assert service.list_pathways(session, who=who) == [wheelchair]
    assert [one.what for one in service.list_events(session, pathway=wheelchair)] == ["opened"]


def test_the_same_decision_opens_one_way(session: Session, who: Who) -> None:
    opening = service.Opening(PathwayKind.DEVICE, "tongzhou", "walker", "assistive-device-subsidy", "A7K3M9QX4")
    first = service.open_pathway(session, who=who, opening=opening)
    assert service.open_pathway(session, who=who, opening=opening) is first


def test_nobody_else_finds_it(session: Session, wheelchair: Pathway) -> None:
    visit = Visit(key_hash="another", created_at=clock.now(), last_seen_at=clock.now())
    session.add(visit)
    session.flush()
    other = Who(visit_id=visit.id)
    assert service.list_pathways(session, who=other) == []
    for reference in (wheelchair.public_ref, "P22222222", "nonsense"):
        with pytest.raises(NotFound):
            service.get_pathway(session, who=other, reference=reference)


def test_a_mandate_for_other_programmes_does_not_show_it(session: Session) -> None:
    owner, helper = make_person(session, name="奶奶"), make_person(session, name="安娜")
    folder = folder_of(session, owner)
    mine = Who(visit_id=folder, subject=Subject(person_id=owner), actor_id=owner)
    pathway = service.open_pathway(session, who=mine, opening=WHEELCHAIR)

    def helping(programmes: frozenset[str] | None, *acts: Act) -> Who:
        mandate = Mandate(
            owner, helper, owner, Relation.AUTHORISED, MandateState.LIVE, frozenset(acts), MORNING, None, programmes
        )
        return Who(folder, Subject(Relation.AUTHORISED, "奶奶", owner), helper, folder, mandate)

    covered = frozenset({"assistive-device-fitting"})
    assert service.list_pathways(session, who=helping(covered, Act.BOOK)) == [pathway]
    assert service.list_pathways(session, who=helping(None, Act.SEE)) == [pathway]
    for outside in (helping(frozenset({"legal-aid"}), Act.BOOK), helping(None, Act.FILL)):
        assert service.list_pathways(session, who=outside) == []
        with pytest.raises(NotFound):
            service.get_pathway(session, who=outside, reference=pathway.public_ref)


def test_reference_and_code_open_it_and_nothing_else_does(session: Session, wheelchair: Pathway) -> None:
    reference, code = wheelchair.public_ref, wheelchair.access_code
    assert service.find_with_code(session, reference=reference, code=code.lower()) is wheelchair
    assert service.find_with_code(session, reference=reference, code="22222222") is None
    assert service.find_with_code(session, reference="P22222222", code=code) is None


def test_what_is_booked_while_looking_is_for_the_step(session: Session, who: Who, wheelchair: Pathway) -> None:
    booking = look_and_book(session, who, wheelchair, StepKind.ASSESSMENT, "device-assessment")
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    assert (step.state, step.booking_id, step.wanted_key) == (StepState.BOOKED, booking.id, None)


def test_another_service_that_is_booked_meanwhile_stays_by_itself(
    session: Session, who: Who, wheelchair: Pathway
) -> None:
    look_and_book(session, who, wheelchair, StepKind.ASSESSMENT, "legal-advice")
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    assert (step.state, step.booking_id) == (StepState.OPEN, None)
    assert step.wanted_key is not None


def test_what_somebody_else_books_is_not_for_it(session: Session, who: Who, wheelchair: Pathway) -> None:
    steps.look_for_time(session, who=who, pathway=wheelchair, position=1)
    mother = Who(visit_id=who.visit_id, subject=Subject(Relation.HELPING_PRESENT, "妈妈"))
    book(session, mother, "device-assessment")
    assert step_of(session, wheelchair, StepKind.ASSESSMENT).state is StepState.OPEN


def test_a_person_looks_for_one_step_at_a_time(session: Session, who: Who, wheelchair: Pathway) -> None:
    other = service.open_pathway(session, who=who, opening=WHEELCHAIR)
    steps.look_for_time(session, who=who, pathway=wheelchair, position=1)
    steps.look_for_time(session, who=who, pathway=other, position=1)
    book(session, who, "device-assessment")
    session.expire_all()
    assert step_of(session, wheelchair, StepKind.ASSESSMENT).state is StepState.OPEN
    assert step_of(session, other, StepKind.ASSESSMENT).state is StepState.BOOKED


def test_a_later_step_is_not_booked_before_an_earlier_one(session: Session, who: Who, wheelchair: Pathway) -> None:
    step = step_of(session, wheelchair, StepKind.TRY_OUT)
    with pytest.raises(RuleBroken, match="earlier_first"):
        steps.look_for_time(session, who=who, pathway=wheelchair, position=step.position)


@pytest.mark.parametrize("state", [BookingState.CANCELLED_BY_PERSON, BookingState.CANCELLED_BY_SERVICE])
def test_cancelling_opens_the_step_again(session: Session, who: Who, wheelchair: Pathway, state: BookingState) -> None:
    booking = look_and_book(session, who, wheelchair, StepKind.ASSESSMENT, "device-assessment")
    change(session, booking, state.value, state)
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    assert (step.state, step.booking_id) == (StepState.OPEN, None)
    assert "booking_cancelled" in {one.what for one in service.list_events(session, pathway=wheelchair)}


def test_cancelling_an_earlier_step_flags_the_later_one_and_tells(session: Session, who: Who) -> None:
    stick = service.open_pathway(
        session, who=who, opening=service.Opening(PathwayKind.DEVICE, "tongzhou", "walking_stick", "x")
    )
    first = look_and_book(session, who, stick, StepKind.ASSESSMENT, "device-assessment", days=3)
    look_and_book(session, who, stick, StepKind.HANDOVER, "device-handover", days=9)
    assert way.out_of_order(service.as_steps(session, rows=service.steps_of(session, pathway=stick))) == set()
    change(session, first, "cancelled_by_person", BookingState.CANCELLED_BY_PERSON)
    flagged = way.out_of_order(service.as_steps(session, rows=service.steps_of(session, pathway=stick)))
    assert flagged == {step_of(session, stick, StepKind.HANDOVER).position}
    assert [one.kind for one in list_notices(session, about=stick.public_ref)] == ["pathway_out_of_order"]
    again = look_and_book(session, who, stick, StepKind.ASSESSMENT, "device-assessment", days=5)
    assert way.out_of_order(service.as_steps(session, rows=service.steps_of(session, pathway=stick))) == set()
    booking_rows.change_booking(
        session, again, "moved", None, refusal="x", start_at=MORNING + timedelta(days=12),
        end_at=MORNING + timedelta(days=12, hours=1),
    )  # fmt: skip
    assert way.out_of_order(service.as_steps(session, rows=service.steps_of(session, pathway=stick))) == flagged
    assert len(list_notices(session, about=stick.public_ref)) >= 1


def test_an_appointment_that_took_place_finishes_the_step(session: Session, who: Who, wheelchair: Pathway) -> None:
    booking = look_and_book(session, who, wheelchair, StepKind.ASSESSMENT, "device-assessment")
    change(session, booking, "done", BookingState.DONE)
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    assert (step.state, step.booking_id) == (StepState.DONE, booking.id)


def test_a_missed_appointment_opens_the_step_again(session: Session, who: Who, wheelchair: Pathway) -> None:
    booking = look_and_book(session, who, wheelchair, StepKind.ASSESSMENT, "device-assessment")
    change(session, booking, "no_show", BookingState.NO_SHOW)
    assert step_of(session, wheelchair, StepKind.ASSESSMENT).state is StepState.OPEN


def test_a_step_is_not_finished_before_an_earlier_one(session: Session, wheelchair: Pathway) -> None:
    with pytest.raises(RuleBroken, match="earlier_first"):
        finish(session, wheelchair, StepKind.FITTING)


def test_whoever_comes_second_changes_nothing(session: Session, wheelchair: Pathway) -> None:
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    change_elsewhere = sa.update(PathwayStep).where(PathwayStep.id == step.id).values(state=StepState.SKIPPED)
    session.execute(change_elsewhere.execution_options(synchronize_session=False))
    with pytest.raises(Conflict):
        steps.finish_step(session, pathway=wheelchair, step=step, by=PLACE)


def test_what_the_place_wrote_is_kept_sealed(session: Session, wheelchair: Pathway) -> None:
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    steps.finish_step(session, pathway=wheelchair, step=step, by=PLACE, report="坐宽 42 厘米")
    assert step.report == "坐宽 42 厘米"
    raw = session.execute(sa.text("SELECT report FROM pathway_step WHERE report IS NOT NULL")).scalar_one()
    device = session.execute(sa.text("SELECT device FROM pathway")).scalar_one()
    assert "42" not in raw
    assert "wheelchair" not in device


def test_no_published_interval_means_no_day(session: Session, wheelchair: Pathway) -> None:
    in_use(session, wheelchair)
    assert step_of(session, wheelchair, StepKind.FOLLOW_UP).due_on is None
    assert reminding.find_due(session) == []


def publish(tmp_path: object, text: str) -> None:
    file = tmp_path / "rules.toml"  # type: ignore[operator]  # pytest's path
    file.write_text(text, encoding="utf-8")
    district_rules.use_file(file)


def test_follow_up_comes_at_the_published_intervals_and_is_reminded_once(
    session: Session, wheelchair: Pathway, tmp_path: object
) -> None:
    publish(
        tmp_path, '[[device]]\nclass = "wheelchair"\nsource = "通告"\nyears_of_use = 4\nfollow_up_months = [1, 6]\n'
    )
    in_use(session, wheelchair)
    due = [one.due_on for one in service.steps_of(session, pathway=wheelchair) if one.kind is StepKind.FOLLOW_UP]
    assert due == [date(2026, 12, 20), date(2027, 5, 20)]
    assert reminding.remind(session, pathway_id=wheelchair.id) == 0
    with clock.fixed(MORNING + timedelta(days=24)):
        assert reminding.find_due(session) == [wheelchair.id]
        assert [reminding.remind(session, pathway_id=wheelchair.id) for _ in range(2)] == [1, 0]
    told = [one for one in list_notices(session, about=wheelchair.public_ref) if one.kind == "pathway_due"]
    assert len(told) == 1
    assert "轮椅" not in told[0].subject + told[0].body


def test_a_repair_is_started_once_and_only_of_a_device_in_use(session: Session, who: Who, wheelchair: Pathway) -> None:
    with pytest.raises(RuleBroken, match="not_in_use"):
        steps.start_side_step(session, who=who, pathway=wheelchair, kind=StepKind.REPAIR)
    in_use(session, wheelchair)
    repair = steps.start_side_step(session, who=who, pathway=wheelchair, kind=StepKind.REPAIR)
    assert steps.start_side_step(session, who=who, pathway=wheelchair, kind=StepKind.REPAIR) is repair
    assert steps.start_side_step(session, who=who, pathway=wheelchair, kind=StepKind.LOAN) is not repair
    steps.finish_step(session, pathway=wheelchair, step=repair, by=PLACE)
    assert wheelchair.state is PathwayState.RUNNING
    assert steps.start_side_step(session, who=who, pathway=wheelchair, kind=StepKind.REPAIR) is not repair


def test_a_plan_counts_who_was_there_and_what_is_left(session: Session, who: Who, tmp_path: object) -> None:
    publish(
        tmp_path, '[[plan]]\nprogramme = "child-rehab-subsidy"\nsource = "通告"\namount_fen = 100000\nsessions = 2\n'
    )
    plan = service.open_pathway(session, who=who, opening=CHILD)
    assert plan.amount == {"fen": "100000", "source": "通告"}
    finish(session, plan, StepKind.ASSESSMENT)
    first = step_of(session, plan, StepKind.SESSION)
    steps.record_session(session, pathway=plan, step=first, by=PLACE, record=Record(Attended.PRESENT, 12050))
    steps.record_session(session, pathway=plan, step=first, by=PLACE, record=Record(Attended.PRESENT, 12000))
    sessions = [one for one in service.steps_of(session, pathway=plan) if one.kind is StepKind.SESSION]
    assert len(sessions) == 2
    record = Record(Attended.EXCUSED)
    steps.record_session(session, pathway=plan, step=sessions[1], by=PLACE, record=record)
    sessions = [one for one in service.steps_of(session, pathway=plan) if one.kind is StepKind.SESSION]
    assert way.attendance_of([one.attended for one in sessions]) == way.Attendance(1, 1, 0)
    assert way.balance_of(100000, [one.used for one in sessions]) == way.Balance(100000, 12000)
    finish(session, plan, StepKind.REVIEW)
    assert plan.state is PathwayState.ENDED
    with pytest.raises(RuleBroken, match="ended"):
        steps.look_for_time(session, who=who, pathway=plan, position=1)


def test_a_session_that_was_missed_is_absent_and_the_next_one_can_be_booked(session: Session, who: Who) -> None:
    plan = service.open_pathway(session, who=who, opening=CHILD)
    assert plan.amount is None
    finish(session, plan, StepKind.ASSESSMENT)
    booking = look_and_book(session, who, plan, StepKind.SESSION, "child-rehab-assessment")
    change(session, booking, "no_show", BookingState.NO_SHOW)
    sessions = [one for one in service.steps_of(session, pathway=plan) if one.kind is StepKind.SESSION]
    assert [(one.state, one.attended) for one in sessions] == [
        (StepState.DONE, Attended.ABSENT),
        (StepState.OPEN, None),
    ]


def test_signing_in_takes_along_what_was_begun_for_oneself(session: Session, who: Who, wheelchair: Pathway) -> None:
    steps.look_for_time(session, who=who, pathway=wheelchair, position=1)
    for_mother = Who(visit_id=who.visit_id, subject=Subject(Relation.HELPING_PRESENT, "妈妈"))
    hers = service.open_pathway(session, who=for_mother, opening=WHEELCHAIR)
    person = make_person(session)
    folder = folder_of(session, person)
    assert who.visit_id is not None
    belongings.keep_for_person(session, visit_id=who.visit_id, folder_id=folder)
    session.expire_all()
    signed_in = Who(visit_id=folder, subject=Subject(person_id=person), actor_id=person)
    assert service.list_pathways(session, who=signed_in) == [wheelchair]
    assert hers.visit_id == who.visit_id
    book(session, signed_in, "device-assessment")
    assert step_of(session, wheelchair, StepKind.ASSESSMENT).state is StepState.BOOKED


def test_only_what_nobody_worked_on_is_deleted(session: Session, who: Who, wheelchair: Pathway) -> None:
    other = service.open_pathway(session, who=who, opening=WHEELCHAIR)
    steps.write_report(
        session, pathway=other, step=step_of(session, other, StepKind.ASSESSMENT), by=PLACE, report="看过了"
    )
    for one in (wheelchair, other):
        belongings.delete_pathway(session, pathway=one)
    assert service.list_pathways(session, who=who) == [other]
    left = session.scalar(sa.select(sa.func.count()).select_from(PathwayEvent))
    assert left == len(service.list_events(session, pathway=other))


def test_the_end_of_a_visit_ends_the_looking(session: Session, who: Who, wheelchair: Pathway) -> None:
    steps.look_for_time(session, who=who, pathway=wheelchair, position=1)
    assert who.visit_id is not None
    belongings.forget_looking(session, who.visit_id)
    session.expire_all()
    book(session, who, "device-assessment")
    assert step_of(session, wheelchair, StepKind.ASSESSMENT).state is StepState.OPEN


def test_an_ended_way_goes_when_the_time_of_its_district_is_over(
    session: Session, who: Who, wheelchair: Pathway
) -> None:
    """With what the place wrote. Without a rule, before its time or not ended it stays."""
    running = service.open_pathway(session, who=who, opening=WHEELCHAIR)
    step = step_of(session, wheelchair, StepKind.ASSESSMENT)
    steps.write_report(session, pathway=wheelchair, step=step, by=PLACE, report="坐垫要厚")
    steps.end_pathway(session, pathway=wheelchair, by=PLACE)
    year = {wheelchair.district: timedelta(days=365)}
    with clock.fixed(clock.now() + timedelta(days=364)):
        assert keeping.delete_old(session, kept_for=year, at_most=10) == 0
    with clock.fixed(clock.now() + timedelta(days=366)):
        assert keeping.delete_old(session, kept_for={}, at_most=10) == 0
        assert keeping.delete_old(session, kept_for={"elsewhere": timedelta(0)}, at_most=10) == 0
        assert keeping.delete_old(session, kept_for=year, at_most=10) == 1
    session.expire_all()
    assert service.list_pathways(session, who=who) == [running]
    for table in (PathwayStep, PathwayEvent):
        assert set(session.scalars(sa.select(table.pathway_id))) == {running.id}
