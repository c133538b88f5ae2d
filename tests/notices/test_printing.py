"""Letters for the post: one file, one letter per sheet, handed over only when the file is complete."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from citizen.core import clock
from citizen.db.session import Database
from citizen.notices import printing
from citizen.notices.channels import Channel, Recipient
from citizen.notices.composing import compose
from citizen.notices.delivery import LEASE, State
from citizen.notices.models import WrittenNotice
from citizen.notices.printing import CannotPrint, Printer, write_pdf
from tests.notices.builders import a_message, write

pytestmark = pytest.mark.database

HOME = Recipient(Channel.POST, "北京市通州区永顺镇某小区\n12 号楼 3 单元 501", name="王秀英")


@pytest.fixture
def printer(app: Flask, database: Database) -> Iterator[Printer]:
    with app.app_context():
        yield Printer(database, lambda notice: compose(notice, public_url="https://example.gov.cn"), "printer one")


def put(database: Database, *keys: str, to: Recipient = HOME) -> None:
    with database.writing() as session:
        for key in keys:
            write(session, key=key, to=to)


def states(database: Database) -> list[tuple[str, State, str | None, int]]:
    with database.reading() as session:
        rows = session.scalars(sa.select(WrittenNotice).order_by(WrittenNotice.key)).all()
        return [(row.key, row.state, row.receipt, row.attempts) for row in rows]


def texts(file: Path | io.BytesIO) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(file).pages]


def test_all_letters_that_wait(printer: Printer, database: Database, tmp_path: Path) -> None:
    put(database, "a", "b")
    put(database, "sms", to=Recipient(Channel.SMS, "13800000000"))
    file = tmp_path / "letters.pdf"
    assert printer.print_letters(file, at_most=10, two_sided=True) == 2
    first, behind, second, last = texts(file)
    assert first == second
    assert "王秀英北京市通州区永顺镇某小区12号楼3单元501" in first
    assert "护理补贴:comeon2026年3月7日星期六." in first
    assert "https://example.gov.cn" in first
    assert first.endswith("1/1") or "1/1" in first
    assert behind == last == ""
    assert [(key, state, receipt) for key, state, receipt, _ in states(database)] == [
        ("a", State.DELIVERED, "letters.pdf"),
        ("b", State.DELIVERED, "letters.pdf"),
        ("sms", State.QUEUED, None),
    ]
    assert printer.print_letters(tmp_path / "more.pdf", at_most=10, two_sided=True) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["letters.pdf"]


def test_a_file_is_never_written_over(printer: Printer, database: Database, tmp_path: Path) -> None:
    put(database, "a")
    file = tmp_path / "letters.pdf"
    file.write_bytes(b"not printed yet")
    with pytest.raises(CannotPrint, match="exists"):
        printer.print_letters(file, at_most=10, two_sided=True)
    assert file.read_bytes() == b"not printed yet"
    assert states(database) == [("a", State.QUEUED, None, 0)]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), RuntimeError("a fault of the program")])
def test_letters_are_given_back_when_the_file_fails(
    printer: Printer, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    put(database, "a")

    def fail(_handle: int) -> None:
        raise fault

    with monkeypatch.context() as patched:
        patched.setattr(printing.os, "fsync", fail)
        with pytest.raises(CannotPrint if isinstance(fault, OSError) else RuntimeError):
            printer.print_letters(tmp_path / "letters.pdf", at_most=10, two_sided=True)
    assert states(database) == [("a", State.QUEUED, None, 0)]
    assert list(tmp_path.iterdir()) == []
    assert printer.print_letters(tmp_path / "letters.pdf", at_most=10, two_sided=True) == 1


def test_a_machine_that_dies_prints_once_more(printer: Printer, database: Database, tmp_path: Path) -> None:
    put(database, "a")

    class Dies(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Dies

    other = Printer(database, printer.compose, "printer two")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Printer, "_hand_over", die)
        with pytest.raises(Dies):
            printer.print_letters(tmp_path / "one.pdf", at_most=10, two_sided=True)
    assert other.print_letters(tmp_path / "two.pdf", at_most=10, two_sided=True) == 0
    with clock.fixed(clock.now() + LEASE + timedelta(seconds=1)):
        assert other.print_letters(tmp_path / "two.pdf", at_most=10, two_sided=True) == 1
    assert (tmp_path / "one.pdf").exists()


def test_no_letter_stands_on_the_back_of_another(app: Flask, tmp_path: Path) -> None:
    long = a_message(paragraphs=("很长的一段话。" * 60,) * 8)
    with app.app_context():
        write_pdf([long, a_message()], tmp_path / "two.pdf", two_sided=True)
        write_pdf([long, a_message()], tmp_path / "one.pdf", two_sided=False)
    two_sided, one_sided = texts(tmp_path / "two.pdf"), texts(tmp_path / "one.pdf")
    begins = [number for number, text in enumerate(two_sided) if "王秀英" in text]
    assert [number % 2 for number in begins] == [0, 0]
    assert len(two_sided) > len(one_sided) - (len(one_sided) % 2)
    assert all(one_sided)
    assert any("2/" in text for text in one_sided), "each letter counts its own pages"


def test_large_print(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        for name, large in (("large", True), ("standard", False)):
            write_pdf([a_message(large_print=large)], tmp_path / f"{name}.pdf", two_sided=False)
    assert _largest(tmp_path / "large.pdf") >= 18
    assert _largest(tmp_path / "large.pdf") > _largest(tmp_path / "standard.pdf") * 1.4


def test_a_letter_fetches_nothing(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        write_pdf([a_message(subject='<img src="http://127.0.0.1:1/x">')], tmp_path / "a.pdf", two_sided=False)
    assert "<imgsrc=" in texts(tmp_path / "a.pdf")[0]


def _largest(file: Path) -> float:
    """The size of most words, in points."""
    sizes: list[float] = []

    def see(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if len(text.strip()) > 3:
            sizes.append(abs(size * matrix[0]))

    PdfReader(file).pages[0].extract_text(visitor_text=see)
    return sorted(sizes)[len(sizes) // 2]
