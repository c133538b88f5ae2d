"""An appointment one has: another time, other needs, company, coming late; what cannot be done, told in words."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.booking.models import Booking
from citizen.core import clock
from citizen.db.session import Database
from tests.journeys import steps
from tests.support.visitor import Visitor


@state()
def appointment_other_day(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("改时间")


@state(status=422)
def appointment_other_day_with_an_error(visitor: Visitor) -> None:
    appointment_other_day(visitor)
    visitor.press("继续")


@state()
def appointment_other_time(visitor: Visitor) -> None:
    appointment_other_day(visitor)
    visitor.choose("想改到哪一天？", _label(visitor, r"\d+年\d+月\d+日 星期三（[^）]+）"))
    visitor.press("继续")


@state(status=422)
def appointment_other_time_with_an_error(visitor: Visitor) -> None:
    appointment_other_time(visitor)
    visitor.press("继续")


@state()
def appointment_other_place(visitor: Visitor) -> None:
    appointment_other_day(visitor)
    visitor.follow("换一个地点")


@state()
def appointment_move_check(visitor: Visitor) -> None:
    appointment_other_time(visitor)
    visitor.choose("想改到几点？", _label(visitor, r"\d+年\d+月\d+日 星期三 上午\d+:\d+"))
    visitor.press("继续")


@state()
def appointment_moved(visitor: Visitor) -> None:
    appointment_move_check(visitor)
    visitor.press("改到新的时间")


@state()
def appointment_not_moved(visitor: Visitor) -> None:
    """Somebody else was faster: the page of days says that nothing is lost."""
    appointment_other_day(visitor)
    visitor.open(f"{visitor.page.url}?trouble=time_taken")


@state()
def appointment_move_closed(visitor: Visitor) -> None:
    """It has begun: the page says how to reach the place."""
    _begin(visitor, timedelta(minutes=-10))
    visitor.open(f"{visitor.page.url}/move")


@state()
def appointment_needs(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("更改当天需要的安排")


@state()
def appointment_companions(visitor: Visitor) -> None:
    steps.book(visitor)
    visitor.follow("有人陪同")


@state()
def appointment_late(visitor: Visitor) -> None:
    _begin(visitor, timedelta(hours=4))
    visitor.follow("会晚到")


@state(status=422)
def appointment_late_with_an_error(visitor: Visitor) -> None:
    appointment_late(visitor)
    visitor.press("告诉地点")


@state(key=True)
def appointment_soon(visitor: Visitor) -> None:
    """Everything that can still be done stands on the page."""
    _begin(visitor, timedelta(hours=4))


def _begin(visitor: Visitor, wait: timedelta) -> None:
    """A booking of this visitor that begins then. The places are everybody's: nothing of theirs is changed."""
    reference, _code = steps.book(visitor)
    start = clock.now() + wait
    with _database(visitor).writing() as session:
        session.execute(
            sa.update(Booking)
            .where(Booking.public_ref == reference.replace(" ", ""))
            .values(start_at=start, end_at=start + timedelta(hours=1))
        )
    visitor.open(visitor.page.url)


def _label(visitor: Visitor, pattern: str) -> str:
    """The first choice on the page that reads like this."""
    found = re.search(pattern, visitor.page.main)
    assert found is not None, visitor.page.main
    return found[0]


def _database(visitor: Visitor) -> Database:
    found: Database = visitor.client.application.extensions["database"]
    return found
