"""The waiting list: who is offered what becomes free, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.booking import freed, inventory, service, waiting, waiting_offers
from citizen.booking.models import Booking, Claim, Site, WaitingEntry
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState, Need, PartOfDayWished, WaitingState
from citizen.core import clock
from citizen.core.errors import Conflict, NotFound
from citizen.notices.models import WrittenNotice
from citizen.people import service as people
from citizen.proxies.authority import Who
from tests.booking.conftest import FIRST, MORNING, PLACE, SERVICE

pytestmark = [pytest.mark.database, pytest.mark.usefixtures("small_place")]

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
#: The small place opens on Mondays from 9 to 12 only: on this one day three hours with two therapists each.
ONLY_DAY = date(2026, 11, 23)
Newcomer = Callable[[], Who]


@pytest.fixture(autouse=True)
def offered_when_freed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(freed, "_listeners", {})
    freed.also_on_freed(waiting_offers.offer_next)
    return


def book(session: Session, who: Who, start: datetime = FIRST, needs: tuple[Need, ...] = ()) -> Booking:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    held = service.hold_time(
        session, who=who, service=found, site_code=PLACE, start=start, needs=needs, hold_minutes=20
    )
    return service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("甲"))


def fill(session: Session, newcomer: Newcomer) -> list[tuple[Who, Booking]]:
    """Everything of the day is booked."""
    people = [(newcomer(), FIRST + hour * HOUR) for hour in range(3) for _ in range(2)]
    return [(who, book(session, who, start)) for who, start in people]


def wanted(session: Session, **changes: object) -> waiting.Wanted:
    found = inventory.find_service(session, code=SERVICE)
    assert found is not None
    plain = waiting.Wanted(
        service=found,
        district="tongzhou",
        site=None,
        needs=(),
        weekdays=(),
        part=PartOfDayWished.ANY,
        from_day=ONLY_DAY,
        until_day=ONLY_DAY,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # what a test changes


def join(session: Session, who: Who, **changes: object) -> WaitingEntry:
    """Each a second after the one before."""
    entry = waiting.join_list(session, who=who, wanted=wanted(session, **changes), contact=Contact("乙", "13800000000"))
    session.flush()
    return entry


def states(session: Session, *entries: WaitingEntry) -> list[WaitingState]:
    for entry in entries:
        session.refresh(entry)
    return [entry.state for entry in entries]


def cancel(session: Session, one: tuple[Who, Booking]) -> None:
    service.cancel_booking(session, who=one[0], reference=one[1].public_ref)


def test_what_becomes_free_is_held_for_the_first_in_the_list(session: Session, newcomer: Newcomer) -> None:
    booked = fill(session, newcomer)
    first = join(session, newcomer())
    with clock.fixed(MORNING + timedelta(seconds=1)):
        second = join(session, newcomer())
        cancel(session, booked[0])
        assert states(session, first, second) == [WaitingState.OFFERED, WaitingState.WAITING]
        held = waiting.offered_booking(session, first)
        assert held is not None
        assert (held.state, held.is_offer, held.start_at) == (BookingState.HELD, True, FIRST)
        assert held.hold_until == clock.now() + timedelta(hours=24)
        with pytest.raises(Conflict):
            book(session, newcomer())
    assert waiting.people_before(session, first) == 0
    assert waiting.people_before(session, second) == 1


def test_yes_books_it_and_a_second_press_changes_nothing(session: Session, newcomer: Newcomer) -> None:
    booked, who = fill(session, newcomer), newcomer()
    entry = join(session, who, needs=(Need.QUIET,))
    cancel(session, booked[0])
    for _ in range(2):
        booking = waiting.accept_offer(session, who=who, reference=entry.public_ref)
        assert (booking.state, booking.contact_name) == (BookingState.CONFIRMED, "乙")
    assert [one.need for one in booking.needs] == [Need.QUIET]
    assert states(session, entry) == [WaitingState.TAKEN]
    assert (entry.contact_name, entry.contact_phone, entry.needs) == (None, None, [])


def test_what_is_told_of_an_accepted_offer_is_in_the_language_it_was_asked_in(
    session: Session, newcomer: Newcomer
) -> None:
    booked, who = fill(session, newcomer), newcomer()
    contact = Contact("Li", "13800000000", language="en")
    entry = waiting.join_list(session, who=who, wanted=wanted(session), contact=contact)
    cancel(session, booked[0])
    assert waiting.accept_offer(session, who=who, reference=entry.public_ref).language == "en"


def test_no_passes_it_on_and_keeps_the_place(session: Session, newcomer: Newcomer) -> None:
    booked, who = fill(session, newcomer), newcomer()
    first = join(session, who)
    with clock.fixed(MORNING + timedelta(seconds=1)):
        second = join(session, newcomer())
        cancel(session, booked[0])
        waiting.decline_offer(session, who=who, reference=first.public_ref)
        assert states(session, first, second) == [WaitingState.WAITING, WaitingState.OFFERED]
        assert first.offers == 0
        cancel(session, booked[2])  # another hour
        assert states(session, first, second) == [WaitingState.OFFERED, WaitingState.OFFERED]


def test_an_offer_nobody_answers_goes_on_and_ends_the_third_time(
    session: Session, newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_offers, "_life", timedelta(hours=19))
    booked = fill(session, newcomer)
    entry = join(session, newcomer())
    now = MORNING
    for number, one in enumerate((booked[0], booked[2], booked[4]), start=1):
        with clock.fixed(now):
            cancel(session, one)
            assert states(session, entry) == [WaitingState.OFFERED]
        now += timedelta(hours=20)
        with clock.fixed(now):
            service.expire_stale_holds(session)
            assert states(session, entry) == [WaitingState.WAITING if number < 3 else WaitingState.OVER]
            assert entry.offers == number
    assert entry.contact_phone is None


def test_who_cannot_come_then_is_not_skipped_but_waits_on(session: Session, newcomer: Newcomer) -> None:
    booked = fill(session, newcomer)
    afternoon = join(session, newcomer(), part=PartOfDayWished.AFTERNOON)
    other_day = join(session, newcomer(), weekdays=(3,))
    fits = join(session, newcomer(), weekdays=(0, 3), part=PartOfDayWished.MORNING)
    cancel(session, booked[0])
    waits = WaitingState.WAITING
    assert states(session, afternoon, other_day, fits) == [waits, waits, WaitingState.OFFERED]


def test_an_interpreter_who_is_free_goes_to_whoever_needs_one(session: Session, newcomer: Newcomer) -> None:
    """The only interpreter of the hour is taken: who needs one keeps the place, the next gets the time without."""
    booked = fill(session, newcomer)
    cancel(session, booked[0])
    signing = newcomer()
    with_interpreter = book(session, signing, needs=(Need.SIGN_LANGUAGE,))
    needs_one = join(session, newcomer(), needs=(Need.SIGN_LANGUAGE,))
    with clock.fixed(MORNING + timedelta(seconds=1)):
        without = join(session, newcomer())
        cancel(session, booked[1])
        assert states(session, needs_one, without) == [WaitingState.WAITING, WaitingState.OFFERED]
        cancel(session, (signing, with_interpreter))
        assert states(session, needs_one) == [WaitingState.OFFERED]


def test_an_offer_never_lasts_until_the_time_itself(session: Session, newcomer: Newcomer) -> None:
    booked = fill(session, newcomer)
    entry = join(session, newcomer())
    with clock.fixed(FIRST - timedelta(hours=6)):
        cancel(session, booked[0])
        held = waiting.offered_booking(session, entry)
        session.refresh(entry)
        held = waiting.offered_booking(session, entry)
        assert held is not None
        assert held.hold_until == FIRST - timedelta(hours=3)
    other = join(session, newcomer())
    with clock.fixed(FIRST - timedelta(hours=4)):
        cancel(session, booked[1])  # too late to ask anybody: whoever comes first
        session.refresh(other)
        assert other.state is WaitingState.WAITING
        assert book(session, newcomer()).start_at == FIRST


def test_joining_offers_what_is_free_and_fits(session: Session, newcomer: Newcomer) -> None:
    entry = join(session, newcomer())
    assert entry.state is WaitingState.OFFERED
    held = waiting.offered_booking(session, entry)
    assert held is not None
    assert held.start_at == FIRST


def test_joining_again_changes_the_wishes_and_keeps_the_place(session: Session, newcomer: Newcomer) -> None:
    fill(session, newcomer)
    who = newcomer()
    first = join(session, who)
    with clock.fixed(MORNING + HOUR):
        join(session, newcomer())
        again = join(session, who, weekdays=(2,))
    assert (again.id, again.weekdays) == (first.id, [2])
    assert waiting.people_before(session, again) == 0


def test_leaving_passes_the_offer_on_and_erases_how_to_reach_somebody(session: Session, newcomer: Newcomer) -> None:
    booked, who = fill(session, newcomer), newcomer()
    first, second = join(session, who), None
    with clock.fixed(MORNING + timedelta(seconds=1)):
        second = join(session, newcomer())
    cancel(session, booked[0])
    for _ in range(2):
        waiting.leave_list(session, who=who, reference=first.public_ref)
    assert states(session, first, second) == [WaitingState.LEFT, WaitingState.OFFERED]
    assert (first.contact_name, first.needs) == (None, [])


def test_the_offer_is_told_by_text_without_saying_what_it_is_about(session: Session, newcomer: Newcomer) -> None:
    booked = fill(session, newcomer)
    entry = join(session, newcomer())
    cancel(session, booked[0])
    told = session.scalars(sa.select(WrittenNotice).where(WrittenNotice.about == entry.public_ref)).one()
    assert (told.kind, told.address, told.values["date"]) == ("waiting_offer", "13800000000", "2026-11-23")


def test_an_offer_stays_when_the_visit_ends_and_opens_with_the_code(session: Session, newcomer: Newcomer) -> None:
    booked, who, stranger = fill(session, newcomer), newcomer(), newcomer()
    entry = join(session, who)
    cancel(session, booked[0])
    assert who.visit_id is not None
    service.forget_unfinished(session, who.visit_id)
    assert states(session, entry) == [WaitingState.OFFERED]
    assert waiting.is_offered(session, entry)
    with pytest.raises(NotFound):
        waiting.accept_offer(session, who=stranger, reference=entry.public_ref)
    assert waiting.find_with_code(session, reference=entry.public_ref, access_code="WRONG") is None
    assert waiting.find_with_code(session, reference=entry.public_ref, access_code=entry.access_code) == entry
    assert stranger.visit_id is not None
    people.grant_access(session, visit_id=stranger.visit_id, reference=entry.public_ref)
    assert waiting.accept_offer(session, who=stranger, reference=entry.public_ref).state is BookingState.CONFIRMED


def test_a_person_holds_at_most_one_offer_and_may_still_hold_a_time_of_their_own(
    session: Session, newcomer: Newcomer
) -> None:
    booked, who = fill(session, newcomer), newcomer()
    join(session, who)
    cancel(session, booked[0])
    later = FIRST + WEEK
    held = book(session, who, later)
    assert held.start_at == later
    offers = sa.select(sa.func.count()).where(Booking.is_offer, Booking.state == BookingState.HELD)
    assert session.scalar(offers) == 1


def test_the_command_offers_what_nobody_was_told_of(session: Session, newcomer: Newcomer) -> None:
    """E.g. after hours were added by a file: nothing was freed, and still somebody waits."""
    booked = fill(session, newcomer)
    entry = join(session, newcomer())
    session.execute(sa.delete(Claim).where(Claim.booking_id == booked[0][1].id))
    assert waiting_offers.offer_all(session) == 1
    assert states(session, entry) == [WaitingState.OFFERED]
    assert waiting_offers.offer_all(session) == 0


def test_after_the_last_day_the_entry_is_over(session: Session, newcomer: Newcomer) -> None:
    fill(session, newcomer)
    entry = join(session, newcomer())
    with clock.fixed(MORNING + timedelta(days=4)):
        waiting_offers.offer_all(session)
        assert states(session, entry) == [WaitingState.OVER]


def test_a_place_may_be_chosen(session: Session, newcomer: Newcomer) -> None:
    booked = fill(session, newcomer)
    elsewhere = Site(
        code="elsewhere", district="tongzhou", name={}, address={}, way_in={}, zone="Asia/Shanghai", meets=[]
    )
    session.add(elsewhere)
    session.flush()
    not_here = join(session, newcomer(), site=elsewhere)
    cancel(session, booked[0])
    assert states(session, not_here) == [WaitingState.WAITING]
