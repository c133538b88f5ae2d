"""Print and post: the letters that wait, in one PDF for the printer.

A letter counts as handed over only when the whole file stands on the disk under its name. Anything that goes wrong
before gives the letters back; a machine that dies between the file and the record prints them once more.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from citizen.accessibility.locales import LOCALES
from citizen.db.session import Database
from citizen.notices import outbox
from citizen.notices.channels import Channel
from citizen.notices.gateways.message import Message
from citizen.notices.outbox import Claimed
from citizen.web.i18n import speaking

Compose = Callable[[Claimed], Message]


class CannotPrint(Exception):
    """Why no file was written; all letters still wait."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Takes waiting letters and writes them into files."""

    database: Database
    compose: Compose
    name: str

    def print_letters(self, file: Path, *, at_most: int, two_sided: bool) -> int:
        """Write up to `at_most` letters into a new file; returns how many. Never writes over a file."""
        if file.exists():
            raise CannotPrint(f"{file} exists: its letters may not have been printed yet")
        with self.database.writing() as session:
            letters = outbox.claim_due(session, sender=self.name, channels=[Channel.POST], at_most=at_most)
        if not letters:
            return 0
        try:
            write_pdf([self.compose(letter) for letter in letters], file, two_sided=two_sided)
        except BaseException as fault:
            self._give_back(letters)
            if isinstance(fault, OSError):
                raise CannotPrint(f"{file}: {fault.strerror or type(fault).__name__}") from fault
            raise
        self._hand_over(letters, file)
        return len(letters)

    def _hand_over(self, letters: Sequence[Claimed], file: Path) -> None:
        with self.database.writing() as session:
            for letter in letters:
                outbox.record_delivery(session, notice=letter, sender=self.name, receipt=file.name)

    def _give_back(self, letters: Sequence[Claimed]) -> None:
        with self.database.writing() as session:
            for letter in letters:
                outbox.release(session, notice=letter, sender=self.name)


def write_pdf(messages: Sequence[Message], file: Path, *, two_sided: bool) -> None:
    """The letters one after the other. The name appears only when everything is on the disk."""
    pages = _pages(messages, two_sided=two_sided)
    handle, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as opened:
            pages.write_pdf(opened)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, file)  # fails where a file of this name has appeared meanwhile
    finally:
        os.unlink(draft)
    _keep_name(file.parent)


def _pages(messages: Sequence[Message], *, two_sided: bool) -> Any:
    """All pages of all letters. Each letter counts its own pages and begins on a sheet of its own: on two-sided paper
    a letter must never stand on the back of somebody else's."""
    documents = [_document(message) for message in messages]
    pages = []
    for document in documents:
        pages += document.pages
        if two_sided and len(document.pages) % 2:
            pages += _empty_page().pages
    return documents[0].copy(pages)


def _document(message: Message) -> Any:
    babel_code = LOCALES[message.language].babel
    with speaking(babel_code):
        html = current_app.jinja_env.get_template("messages/letter.html").render(message=message)
    return _rendered(html)


def _empty_page() -> Any:
    return _rendered("<html><head><style>@page { size: A4 }</style></head><body></body></html>")


def _rendered(html: str) -> Any:
    try:
        import weasyprint  # 0.5 s and system libraries: only where letters are printed
    except OSError as missing:
        raise CannotPrint("printing is not available on this server: run `make setup`") from missing
    return weasyprint.HTML(string=html, url_fetcher=_fetch_nothing).render()


def _fetch_nothing(url: str, *_options: object, **_named: object) -> Any:
    raise ValueError("a letter fetches nothing")


def _keep_name(folder: Path) -> None:
    """After a power cut the file is still there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
