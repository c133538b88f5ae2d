"""Writing notices: with the event or not at all, once per key, readable on screen whatever the channel."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices.channels import Channel, Recipient
from citizen.notices.delivery import State
from citizen.notices.models import WrittenNotice
from citizen.notices.service import delete_notices, forget_notices, list_notices, write_notice
from tests.notices.builders import ABOUT, KIND, write

pytestmark = pytest.mark.database

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)


def rows(session: Session) -> list[WrittenNotice]:
    return list(session.scalars(sa.select(WrittenNotice).order_by(WrittenNotice.key)))


def test_a_notice_waits_for_delivery(session: Session) -> None:
    with clock.fixed(NOON):
        write(session, to=Recipient(Channel.SMS, " 138 0000 0000 ", name="王秀英"))
    (row,) = rows(session)
    assert (row.state, row.attempts, row.due_at, row.written_at) == (State.QUEUED, 0, NOON, NOON)
    assert (row.address, row.name, row.language) == ("138 0000 0000", "王秀英", "zh-Hans")


@pytest.mark.parametrize("to", [Recipient(Channel.SCREEN), Recipient(Channel.SMS, "  ")], ids=["screen", "no address"])
def test_what_goes_nowhere_is_delivered_at_once(session: Session, to: Recipient) -> None:
    write(session, to=to)
    (row,) = rows(session)
    assert (row.state, row.address) == (State.DELIVERED, None)
    assert row.settled_at == row.written_at


def test_the_same_key_again_changes_nothing(session: Session) -> None:
    write(session, key="k", to=Recipient(Channel.SMS, "1"))
    write(session, key="k", to=Recipient(Channel.EMAIL, "a@example.org"), about="C2222222")
    (row,) = rows(session)
    assert (row.channel, row.address, row.about) == (Channel.SMS, "1", ABOUT)


def test_the_same_key_by_many_at_once_is_one_notice(database: Database) -> None:
    gate = threading.Barrier(8)

    def race(number: int) -> None:
        gate.wait()
        with database.writing() as session:
            write(session, key="same", to=Recipient(Channel.SMS, str(number)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(race, range(8)))
    with database.reading() as session:
        assert len(rows(session)) == 1


def test_a_notice_is_lost_with_its_event(database: Database) -> None:
    def fail() -> None:
        with database.writing() as session:
            write(session)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as session:
        assert rows(session) == []


def test_nothing_personal_is_readable_in_the_table(session: Session) -> None:
    write(session, to=Recipient(Channel.POST, "永顺镇某小区 12 号", name="王秀英"))
    raw = str(session.execute(sa.text("SELECT * FROM notice")).all())
    assert "王秀英" not in raw
    assert "永顺镇" not in raw
    assert "护理补贴" not in raw


def test_newest_first_in_the_readers_language(session: Session) -> None:
    for hours in (0, 1):
        with clock.fixed(NOON + timedelta(hours=hours)):
            write(session, key=f"k{hours}")
    newest, oldest = list_notices(session, about=ABOUT, language="en")
    assert newest.written_at > oldest.written_at
    assert newest.subject == "Test A7K 3M9 QX4"
    assert newest.paragraphs == ("Care subsidy: come on Saturday, 7 March 2026.", "Bring A7K 3M9 QX4.")
    assert newest.language_tag == "en"


def test_each_recipients_own_language_by_default(session: Session) -> None:
    write(session, to=Recipient(Channel.SCREEN, language="zh-Hans"))
    (notice,) = list_notices(session, about=ABOUT)
    assert notice.language_tag == "zh-Hans-CN"
    assert "护理补贴" in notice.body
    assert "2026年3月7日 星期六" in notice.body


def test_what_went_to_two_people_stands_once(session: Session) -> None:
    with clock.fixed(NOON):
        write(session, key="person", to=Recipient(Channel.SMS, "1"))
        write(session, key="helper", to=Recipient(Channel.EMAIL, "h@example.org"))
        write(session, key="else", values={"programme": "轮椅", "date": "2026-03-08"})
    assert len(list_notices(session, about=ABOUT)) == 2


def test_only_what_is_about_the_thing(session: Session) -> None:
    write(session, about="C7K3M9QX4")
    assert list_notices(session, about=ABOUT) == []


def test_forgetting_cancels_what_waits_and_erases_every_address(session: Session) -> None:
    write(session, key="a", to=Recipient(Channel.SMS, "1", name="甲"))
    write(session, key="b", to=Recipient(Channel.SCREEN))
    write(session, key="c", to=Recipient(Channel.SMS, "2"), about="C7K3M9QX4")
    assert forget_notices(session, about=ABOUT) == 1
    waiting, on_screen, other = rows(session)
    assert (waiting.state, waiting.address, waiting.name) == (State.CANCELLED, None, None)
    assert on_screen.state is State.DELIVERED
    assert (other.state, other.address) == (State.QUEUED, "2")
    assert len(list_notices(session, about=ABOUT)) == 1


def test_deleting_leaves_nothing(session: Session) -> None:
    write(session, key="a")
    write(session, key="c", about="C7K3M9QX4")
    assert delete_notices(session, about=ABOUT) == 1
    assert [row.about for row in rows(session)] == ["C7K3M9QX4"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "no_such_kind"}, "not registered"),
        ({"values": {"programme": "x"}}, "needs date"),
        ({"values": {"programme": "x", "date": "soon"}}, "isoformat"),
        ({"key": "k" * 201}, "key"),
    ],
)
def test_faults_of_the_program_show_at_once(session: Session, wrong: dict[str, object], message: str) -> None:
    given = {
        "kind": KIND.code,
        "about": ABOUT,
        "to": Recipient(Channel.SCREEN),
        "values": {"programme": "x", "date": "2026-03-07"},
        "key": "k",
        **wrong,
    }
    with pytest.raises(ValueError, match=message):
        write_notice(session, **given)  # type: ignore[arg-type]


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        Recipient(Channel.SCREEN, language="tlh")
