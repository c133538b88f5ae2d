"""A file of 200 megabytes: an answer that can be read, nothing kept of it, nothing lost of the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.applications import steps
from tests.faults.server import Server
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.database, pytest.mark.slow]

MEGABYTE = 1024 * 1024
PIECE = b"\xff\xd8\xff" + b"\x00" * (256 * 1024 - 3)
#: Of what a worker may grow by, whatever is sent to it.
MOST_GROWTH = 40 * 1024


def on_the_page_for_papers(person: Visitor) -> str:
    """A draft with contact details; the browser stands where files are added. Returns the reference."""
    reference = steps.start(person)
    steps.give_contact(person, name="𠮷野·家")
    person.follow("材料")
    person.follow("添加残疾人证")
    return reference


def form_with(person: Visitor, size: int) -> tuple[str, Iterator[bytes], int]:
    """Media type, body in pieces, and length of the form of this page with a file of that size."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', person.page.html)
    assert token
    start = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token.group(1)}\r\n'
        '--x\r\nContent-Disposition: form-data; name="paper"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    ).encode()
    end, count = b"\r\n--x--\r\n", size // len(PIECE)

    def pieces() -> Iterator[bytes]:
        yield start
        for _ in range(count):
            yield PIECE
        yield end

    return "multipart/form-data; boundary=x", pieces(), len(start) + count * len(PIECE) + len(end)


def send(server: Server, person: Visitor, size: int, *, is_announced: bool) -> tuple[int, str]:
    media_type, pieces, length = form_with(person, size)
    cookie = person.client.get_cookie("visit")
    assert cookie
    headers = {"Content-Type": media_type, "Cookie": f"visit={cookie.value}", "Host": "localhost"}
    connection = server.connection(seconds=60)
    try:
        announced = {"Content-Length": str(length)} if is_announced else {"Transfer-Encoding": "chunked"}
        connection.request("POST", person.page.url, pieces, {**headers, **announced}, encode_chunked=not is_announced)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(("size", "is_announced"), [(200 * MEGABYTE, True), (60 * MEGABYTE, False)])
def test_a_huge_file_is_refused_in_words(server: Server, person: Visitor, size: int, is_announced: bool) -> None:
    reference = on_the_page_for_papers(person)
    before = server.peak_memory()
    status, text = send(server, person, size, is_announced=is_announced)
    assert status == 413
    assert "文件加起来太大" in text
    assert "一次最多" in text or "MB" in text
    assert server.peak_memory() - before < MOST_GROWTH
    page = person.open(f"/applications/{reference}/papers")
    assert page.status == 200
    assert not page.has_text("您添加的文件")
    person.open(f"/applications/{reference}/contact")
    assert "𠮷野·家" in person.page.html
