"""Enrolling a terminal, what it knows of its hall, and taking the enrolment back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from citizen.booking import sample
from citizen.db.session import Database
from citizen.kiosk import enrolment
from citizen.kiosk.longest import longest_limit
from citizen.kiosk.models import Terminal
from citizen.kiosk.policy import Idle, idle_for
from tests.kiosk.terminal_steps import enrol, invite, revoke
from tests.support.visitor import Visitor

NOON = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
At = Callable[[datetime], AbstractContextManager[None]]
SLOW = {"idle_seconds": 300, "warning_seconds": 100}


def cookies(visitor: Visitor) -> set[str]:
    return {cookie.key for cookie in visitor.client._cookies.values()}


def test_the_code_makes_one_browser_the_terminal(app: Flask, visitor: Visitor, database: Database) -> None:
    code = invite(database, "TZ-1")
    page = visitor.open(f"/kiosk/enrol?code={code}")
    assert page.has_text("TZ-1")
    assert page.has_text("东门旁")
    page = visitor.press("登记为终端")
    assert page.url == "/kiosk"
    assert page.has_text("机器编号：TZ-1")
    assert "terminal" in cookies(visitor)

    late = Visitor(app)
    late.open("/kiosk/enrol")
    late.fill("终端登记码", code)
    page = late.press("登记为终端")
    assert page.status == 422
    assert page.has_text("已经用过")
    assert "terminal" not in cookies(late)


def test_opening_the_address_uses_nothing_up_and_after_ten_minutes_it_is_too_late(
    visitor: Visitor, database: Database, at: At
) -> None:
    with at(NOON):
        code = invite(database, "TZ-1")
        visitor.open(f"/kiosk/enrol?code={code}")
        assert visitor.open(f"/kiosk/enrol?code={code}").has_text("TZ-1")
    with at(NOON + timedelta(minutes=10)):
        assert not visitor.open(f"/kiosk/enrol?code={code}").has_text("TZ-1")
        assert visitor.press("登记为终端").status == 422


def test_nobody_can_try_many_codes(visitor: Visitor, database: Database) -> None:
    code = invite(database, "TZ-1")
    for _ in range(10):
        visitor.open("/kiosk/enrol")
        visitor.fill("终端登记码", "AAAA AAAA")
        assert visitor.press("登记为终端").status == 422
    visitor.open("/kiosk/enrol")
    visitor.fill("终端登记码", code)
    assert visitor.press("登记为终端").status == 429
    with database.reading() as session:
        assert enrolment.get_terminal(session, code="TZ-1").key_hash is None


def test_a_forged_cookie_makes_no_terminal(visitor: Visitor) -> None:
    enrol(visitor)
    sent = next(one for one in visitor.client._cookies.values() if one.key == "terminal")
    visitor.client.set_cookie("terminal", sent.value[:-2])
    assert not visitor.open("/kiosk").has_text("机器编号")


def test_a_terminal_that_is_revoked_shows_only_the_way_to_the_service_desk(visitor: Visitor) -> None:
    enrol(visitor)
    revoke(visitor)
    for path in ("/kiosk", "/", "/check"):
        page = visitor.open(path)
        assert (page.status, page.h1) == (403, "这台机器已停用")
        assert page.has_text("请到服务台")
        assert "结束并清除" not in page.buttons


def test_what_was_revoked_can_be_enrolled_again(visitor: Visitor, database: Database) -> None:
    enrol(visitor)
    revoke(visitor)
    visitor.open("/kiosk")
    visitor.open(f"/kiosk/enrol?code={invite(database, 'TZ-1')}")
    assert visitor.press("登记为终端").url == "/kiosk"
    assert visitor.open("/check").status == 200


def test_the_old_machine_is_void_once_another_takes_its_place(visitor: Visitor, database: Database) -> None:
    enrol(visitor)
    invite(database, "TZ-1")
    assert visitor.open("/").h1 == "这台机器已停用"


def test_a_visitor_cannot_take_the_mark_off_an_enrolled_terminal(visitor: Visitor) -> None:
    enrol(visitor)
    page = visitor.open("/kiosk")
    assert "不再当作公用机器" not in page.buttons
    token = next(one.get("value") for one in page.document.all("input") if one.get("name") == "csrf_token")
    assert visitor.client.post("/kiosk/leave", data={"csrf_token": token}).status_code == 404
    assert "terminal" in cookies(visitor)


def test_wiping_takes_every_cookie_but_the_marks_of_the_terminal(visitor: Visitor) -> None:
    enrol(visitor)
    visitor.open("/check?lang=en&text=large&pace=slow&height=lower")
    visitor.client.set_cookie("left-by-something-else", "王奶奶")
    assert {"preferences", "ways"} <= cookies(visitor)
    page = visitor.press("End and clear")
    assert cookies(visitor) <= {"kiosk", "terminal", "visit"}  # a new key for the forms of the first page
    assert page.document.root.get("data-height") == "whole"
    assert page.language == "zh-Hans-CN"


def test_its_own_waiting_times_count_and_are_longer_for_whoever_asks(visitor: Visitor) -> None:
    enrol(visitor, settings=SLOW)
    assert visitor.open("/help").headers["Refresh"].startswith("300; ")
    assert visitor.open("/kiosk/still-there?back=/help").headers["Refresh"] == "100; url=/kiosk/ended"
    for slower in ("pace=slow", "pace=usual&listen=on"):
        assert visitor.open(f"/help?{slower}").headers["Refresh"].startswith("900; ")
    assert visitor.open("/help?listen=off").headers["Refresh"].startswith("300; ")


def test_the_server_waits_as_long_as_the_pages_do(visitor: Visitor, at: At, database: Database) -> None:
    with at(NOON):
        visitor.open("/kiosk?pace=slow")
        visitor.open("/check/for-whom")
        visitor.choose("您在为谁办理？", "有人授权我办理")
        visitor.fill("怎么称呼这位？ （选填）", "王奶奶")
        here = visitor.press("继续").url
    with at(NOON + timedelta(seconds=3 * 180)):
        assert visitor.open(here).has_text("王奶奶")
    with at(NOON + timedelta(seconds=2 * 3 * 180 + 31)):
        assert not visitor.open(here).has_text("王奶奶")


def test_whoever_only_reads_for_long_is_still_there(visitor: Visitor, at: At) -> None:
    """What the script of the page asks at a touch counts as being there."""
    visitor.open("/kiosk")
    with at(NOON):
        visitor.open("/check/for-whom")
        visitor.choose("您在为谁办理？", "有人授权我办理")
        visitor.fill("怎么称呼这位？ （选填）", "王奶奶")
        here = visitor.press("继续").url
    for minutes in (3, 6, 9):
        with at(NOON + timedelta(minutes=minutes)):
            assert visitor.client.get("/kiosk/here").status_code == 204
    with at(NOON + timedelta(minutes=12)):
        assert visitor.open(here).has_text("王奶奶")
    with at(NOON + timedelta(minutes=20)):
        assert visitor.client.get("/kiosk/here").status_code == 205


def test_a_command_waits_for_the_most_patient_terminal(app: Flask, visitor: Visitor, database: Database) -> None:
    enrol(visitor, settings=SLOW)
    with app.app_context(), database.reading() as session:
        longest = longest_limit(session)
    assert longest == timedelta(seconds=idle_for(Idle(120, 60), own=(300, 100), is_slow=True).limit_seconds)


def test_the_terminal_knows_its_place(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        sample.load_sample(session)
    enrol(visitor, hall="sample-tongzhou-rehab")
    page = visitor.open("/arrive/number")
    assert page.url == "/arrive/number/sample-tongzhou-rehab"


def test_it_offers_its_languages_only(visitor: Visitor) -> None:
    enrol(visitor, settings={"languages": ["zh-Hans", "en"]})
    names = [link.name for link in visitor.open("/kiosk").links]
    assert "English" in names
    assert "繁體中文" not in names


def test_what_somebody_chose_on_the_first_page_does_not_stay_for_ever(visitor: Visitor) -> None:
    assert "Refresh" not in visitor.open("/kiosk").headers
    assert visitor.open("/kiosk?lang=en").headers["Refresh"].startswith("120; ")


@pytest.mark.parametrize("path", ["/kiosk", "/check"])
def test_reach_is_chosen_by_a_link_and_starts_as_the_terminal_is_set(visitor: Visitor, path: str) -> None:
    enrol(visitor, settings={"height": "lower", "side": "left"})
    root = visitor.open(path).document.root
    assert (root.get("data-height"), root.get("data-side")) == ("lower", "left")
    assert visitor.open(f"{path}?height=whole").document.root.get("data-height") == "whole"


def test_the_sheet_of_the_screen_says_how_many_pixels_a_millimetre_has(app: Flask) -> None:
    sheet = app.test_client().get("/kiosk/screen/321.css")
    assert sheet.mimetype == "text/css"
    assert "--mm: 3.21px" in sheet.get_data(as_text=True)
    assert app.test_client().get("/kiosk/screen/9.css").status_code == 404


def test_the_operator_enrols_changes_lists_and_revokes(app: Flask, visitor: Visitor, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["kiosk", "enrol", "--code", "tz-1", "--hall", "大厅", "--district", "tongzhou"])
    assert made.exit_code == 0, made.output
    address = made.stdout.splitlines()[0]
    visitor.open(f"/kiosk/enrol?code={parse_qs(urlsplit(address).query)['code'][0]}")
    visitor.press("登记为终端")

    file = tmp_path / "terminal.toml"
    file.write_text('[reach]\nheight = "lower"\n', encoding="utf-8")
    assert run.invoke(args=["kiosk", "set", "TZ-1", "--settings", str(file)]).exit_code == 0
    assert visitor.open("/kiosk").document.root.get("data-height") == "lower"
    assert "in use" in run.invoke(args=["kiosk", "list"]).stdout

    assert run.invoke(args=["kiosk", "revoke", "TZ-1"]).exit_code == 0
    assert visitor.open("/kiosk").status == 403
    assert "revoked" in run.invoke(args=["kiosk", "list"]).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["enrol", "--code", "TZ 1", "--hall", "x", "--district", "tongzhou"], "2 to 20 letters"),
        (["enrol", "--code", "TZ-1", "--hall", "x", "--district", "nowhere"], "'nowhere' is not known"),
        (["revoke", "TZ-9"], "no terminal with this code"),
    ],
)
def test_what_was_given_wrongly_is_said(app: Flask, database: Database, arguments: list[str], said: str) -> None:
    answer = app.test_cli_runner().invoke(args=["kiosk", *arguments])
    assert answer.exit_code == 2
    assert said in answer.stderr
    with database.reading() as session:
        assert session.query(Terminal).count() == 0
