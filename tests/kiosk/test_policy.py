"""What a terminal does by itself, as tables."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.kiosk import policy

IDLE = policy.Idle(seconds=120, warning_seconds=60)


@pytest.mark.parametrize(
    ("path", "someone", "expected"),
    [
        ("/check", True, (120, "/kiosk/still-there?back=%2Fcheck")),
        ("/check", False, (120, "/kiosk/still-there?back=%2Fcheck")),
        ("/kiosk/still-there", True, (60, "/kiosk/ended")),
        ("/kiosk/ended", False, (policy.ENDED_PAGE_SECONDS, "/kiosk")),
        ("/kiosk", False, None),
        ("/kiosk", True, (120, "/kiosk/still-there?back=%2Fkiosk")),
    ],
)
def test_where_an_untouched_page_goes(path: str, someone: bool, expected: tuple[int, str] | None) -> None:
    assert policy.next_by_itself(path, full_path=path, idle=IDLE, someone_is_here=someone) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_the_way_back_survives_the_address(rest: str) -> None:
    going = policy.next_by_itself("/x", full_path=f"/x?q={rest}", idle=IDLE, someone_is_here=True)
    assert going is not None
    assert parse_qs(urlsplit(going[1]).query)["back"] == [f"/x?q={rest}"]


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("/help#phone", True),
        ("?page=2", True),
        ("tel:12345", False),
        ("mailto:a@b.cn", False),
        ("https://example.org/", False),
        ("//example.org/", False),
    ],
)
def test_only_pages_of_this_site_are_offered(address: str, offered: bool) -> None:
    assert policy.may_be_offered(address) is offered


@pytest.mark.parametrize(
    ("header", "download"),
    [("attachment; filename=a.ics", True), (" Attachment", True), ("inline", False), ("", False)],
)
def test_what_is_a_download(header: str, download: bool) -> None:
    assert policy.is_download(header) is download
