"""Sessions of groups from a table: announced, changed as far as nobody has a seat, called off; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from citizen.booking import group_sessions, inventory, place_sessions, place_template, service
from citizen.booking.export_places import export_places
from citizen.booking.models import Booking, Claim, GroupSession
from citizen.booking.service import Contact
from citizen.booking.terms import BookingState
from citizen.core import clock
from citizen.db.session import Database
from citizen.proxies.authority import Who

pytestmark = pytest.mark.database

CODE = "tz-rehab-group-2027-03-17"
HEADING = "代码,服务,地点,日期,开始,结束,名额,现场有什么,占用什么,启用\n"
LINE = f"{CODE},tz-rehab-group,tz-rehab,2027-03-17,9:30,11:00,10,手语翻译、大字材料,tz-rehab-room-1,是\n"
Import = Callable[..., Result]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Import:
    """The example of the documents with other lines of sessions."""
    for name, data in place_template.files().items():
        (tmp_path / name).write_bytes(data)

    def bring(*lines: str, only_sessions: bool = True, options: tuple[str, ...] = ()) -> Result:
        path = tmp_path / "sessions.csv"
        path.write_text(HEADING + "".join(lines), encoding="utf-8")
        what = path if only_sessions else tmp_path
        return app.test_cli_runner().invoke(args=["places", "import", *options, str(what)])

    done = bring(LINE, only_sessions=False)
    assert done.exit_code == 0, done.output
    assert f"新增多人场次：{CODE}" in done.output
    return bring


def found(session: Session) -> GroupSession:
    return session.scalars(sa.select(GroupSession).where(GroupSession.code == CODE)).one()


def book_a_seat(database: Database, newcomer: Callable[[], Who]) -> str:
    with database.writing() as session:
        who = newcomer()
        held = group_sessions.hold_seat(session, who=who, code=CODE, needs=(), hold_minutes=20)
        service.confirm_booking(session, who=who, reference=held.public_ref, contact=Contact("丁"))
        return held.public_ref


def test_it_can_be_booked_and_its_room_is_taken(bring: Import, database: Database, newcomer: Callable[[], Who]) -> None:
    book_a_seat(database, newcomer)
    with database.reading() as session:
        group = found(session)
        assert (group.start_at.isoformat(), group.capacity) == ("2027-03-17T01:30:00+00:00", 10)
        assert (group.booked, set(group.meets)) == (1, {"sign_language", "large_print"})
        taken = session.scalar(sa.select(sa.func.count()).select_from(Claim).where(Claim.session_id == group.id))
        assert taken == 6


def test_the_same_again_changes_nothing(bring: Import, database: Database) -> None:
    assert "没有改动" in bring(LINE).output
    with database.reading() as session:
        exported = export_places(session)["sessions.csv"].decode("utf-8-sig").replace("\r\n", "\n")
    assert exported == HEADING + LINE.replace(",9:30", ",09:30")


def test_what_nobody_has_booked_is_changed(bring: Import, database: Database) -> None:
    line = LINE.replace("9:30,11:00,10,手语翻译、", "13:30,15:00,4,").replace("room-1", "therapist-1")
    assert f"更改多人场次：{CODE}（占用什么、名额、时间、现场有什么）" in bring(line).output
    with database.reading() as session:
        group = found(session)
        assert (group.start_at.hour, group.capacity, group.meets) == (5, 4, ["large_print"])
        assert place_sessions.takes_of(session, [group.id]) == {group.id: ["tz-rehab-therapist-1"]}
    assert "没有改动" in bring(line).output


def test_what_somebody_has_booked_keeps_its_time_and_may_get_smaller(
    bring: Import, database: Database, newcomer: Callable[[], Who]
) -> None:
    reference = book_a_seat(database, newcomer)
    refused = bring(LINE.replace("9:30", "9:45"))
    assert refused.exit_code == 2
    assert "sessions.csv 第 2 行“代码”：已经有人约了，不能改时间" in refused.output
    done = bring(LINE.replace(",10,", ",0,"))
    assert f"更改多人场次：{CODE}（名额）" in done.output
    assert "有 1 个预约不再合适" in done.output
    assert "没有改动" in bring(LINE.replace(",10,", ",0,")).output
    off = bring(LINE.replace(",是\n", ",否\n"))
    assert f"停用多人场次：{CODE}" in off.output
    assert "没有改动" in bring(LINE.replace(",是\n", ",否\n")).output
    assert "第 2 行“启用”：这一场已经取消过" in bring(LINE).output
    with database.reading() as session:
        booking = session.scalars(sa.select(Booking).where(Booking.public_ref == reference)).one()
        assert booking.state is BookingState.CONFIRMED
        assert found(session).is_cancelled


def test_a_complete_file_calls_off_what_it_no_longer_names(bring: Import, database: Database) -> None:
    other = LINE.replace("03-17", "03-18")
    assert "停用" not in bring(other).output
    with database.reading() as session:
        assert not found(session).is_cancelled
    done = bring(other, only_sessions=False, options=("--complete",))
    assert f"停用多人场次：{CODE}" in done.output
    with database.reading() as session:
        assert found(session).is_cancelled
        assert "03-18" in export_places(session)["sessions.csv"].decode()
        assert "03-17" not in export_places(session)["sessions.csv"].decode()


WRONG = {
    "another room is meant": (
        LINE.replace("room-1", "room-7"),
        "第 2 行“占用什么”：“tz-rehab-room-7”不在 resources.csv 里",
    ),
    "a service for one person": (
        LINE.replace("-group,", "-training,"),
        "“服务”：“tz-rehab-training”不是多人一起的服务",
    ),
    "an unknown service": (LINE.replace("-group,", "-dance,"), "“服务”：“tz-rehab-dance”不在 services.csv 里"),
    "an unknown place": (LINE.replace(",tz-rehab,", ",moon,"), "“地点”：“moon”不在 places.csv 里"),
    "ends before it begins": (LINE.replace("11:00", "9:00"), "“结束”：结束要晚于开始"),
    "no number of seats": (LINE.replace(",10,", ",,"), "“名额”：没有填"),
    "the same room twice": (
        LINE + LINE.replace(CODE, "another-one").replace("9:30", "10:45"),
        "第 3 行“占用什么”：和第 2 行的时间重叠：tz-rehab-room-1",
    ),
    "the same code twice": (LINE + LINE, "第 3 行“代码”：和第 2 行重复"),
    "somebody else has the room": (LINE.replace(CODE, "another-one"), "“tz-rehab-room-1”这时已有别的安排"),
}  # fmt: skip


def test_what_is_wrong_is_said_and_nothing_is_written(bring: Import, database: Database) -> None:
    for case, (lines, said) in WRONG.items():
        refused = bring(lines)
        assert (refused.exit_code, said in refused.output) == (2, True), f"{case}: {refused.output}"
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(GroupSession)) == 1


def test_what_is_over_is_not_announced(bring: Import, database: Database) -> None:
    done = bring(LINE.replace("2027-03-17", "2026-03-17"))
    assert done.exit_code == 0
    assert "提示：sessions.csv 第 2 行：tz-rehab-group-2026-03-17 已经过去，不会写入。" in done.output
    with database.reading() as session:
        assert [one.code for one in session.scalars(sa.select(GroupSession))] == [CODE]


def test_somebody_faster_than_the_file(
    bring: Import, database: Database, monkeypatch: pytest.MonkeyPatch, newcomer: Callable[[], Who]
) -> None:
    """Between the check and the writing the session was booked: nothing is written, and it is said."""
    from citizen.booking import session_checks

    book_a_seat(database, newcomer)
    monkeypatch.setattr(session_checks, "problems_of", lambda *_: iter(()))
    refused = bring(LINE.replace("9:30", "9:45"), LINE.replace("03-17", "03-18"))
    assert refused.exit_code == 2
    assert "什么也没有写入，请再运行一次" in refused.output
    with database.reading() as session:
        assert [one.code for one in session.scalars(sa.select(GroupSession))] == [CODE]
        assert inventory.find_site(session, code="tz-rehab") is not None
        assert found(session).start_at > clock.now()
