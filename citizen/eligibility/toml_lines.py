"""On which line of a TOML file a key stands. Pure.

The library that reads TOML forgets lines, so the file is scanned a second time, for places only: its values have been
read and accepted before. Keys are written as problems write them: ``criterion 2.value`` is the value of the second
``[[criterion]]``, ``criterion 2.any 1.fact`` stands in the first table of its list ``any``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*""")
_END_OF_PLAIN = re.compile(r"[,\]}\n#]")
_COMMENT = re.compile(r"#[^\n]*")
_QUOTES = ('"""', "'''", '"', "'")


def lines_by_key(text: str) -> Mapping[str, int]:
    """The line, counted from 1, of every key, table and member of a list."""
    scan = _Scan(text)
    with suppress(IndexError):  # the file ends inside a value: what stands before it has its line
        scan.document()
    return scan.lines


def line_of(key: str, lines: Mapping[str, int]) -> int:
    """The line of a key; where it is missing, of the nearest table around it, and else the first line."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0] if "." in key else key.rpartition(" ")[0]
    return 1


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.at = 0
        self.lines: dict[str, int] = {}
        self._counts: dict[str, int] = {}

    def document(self) -> None:
        table = ""
        while self._skip(" \t\n"):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._key_and_value(table)

    def _header(self) -> str:
        is_repeated = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if is_repeated else 1
        *above, last = self._parts()
        self.at += 2 if is_repeated else 1
        path = ""
        for part in above:
            path = self._numbered(_below(path, part))
            self._mark(path, start)  # a table that stands there only by the ones below it
        path = _below(path, last)
        if is_repeated:
            self._counts[path] = self._counts.get(path, 0) + 1
        path = self._numbered(path)
        self._mark(path, start)
        return path

    def _numbered(self, path: str) -> str:
        """The last of the repeated tables of that name, where there are any."""
        return f"{path} {self._counts[path]}" if path in self._counts else path

    def _key_and_value(self, table: str) -> None:
        start = self.at
        path = table
        for part in self._parts():
            path = _below(path, part)
            self._mark(path, start)
        self.at += 1  # the equals sign
        self._value(path)

    def _parts(self) -> list[str]:
        """A key, which may be dotted."""
        parts = []
        while found := _PART.match(self.text, self.at):
            parts.append(found[1].strip("\"'"))
            self.at = found.end()
            if self.text[self.at] != ".":
                return parts
            self.at += 1
        raise IndexError("no key where one should be")

    def _value(self, path: str) -> None:
        self._skip(" \t")
        opening = self.text[self.at]
        if opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        elif opening in "\"'":
            self._string()
        elif end := _END_OF_PLAIN.search(self.text, self.at):
            self.at = end.start()

    def _list(self, path: str) -> None:
        self.at += 1
        number = 0
        while self._skip(" \t\n,") and self.text[self.at] != "]":
            number += 1
            self._mark(f"{path} {number}", self.at)
            self._value(f"{path} {number}")
        self.at += 1

    def _inline_table(self, path: str) -> None:
        self.at += 1
        while self._skip(" \t\n,") and self.text[self.at] != "}":
            self._key_and_value(path)
        self.at += 1

    def _string(self) -> None:
        quote = next(quote for quote in _QUOTES if self.text.startswith(quote, self.at))
        self.at += len(quote)
        while not self.text.startswith(quote, self.at):
            self.at += 2 if quote[0] == '"' and self.text[self.at] == "\\" else 1
            if self.at >= len(self.text):
                raise IndexError("a text without an end")
        self.at += len(quote)
        while len(quote) == 3 and self.text[self.at] == quote[0]:  # a quotation mark just before the closing three
            self.at += 1

    def _skip(self, characters: str) -> bool:
        """Go on behind these characters and comments; is there anything more?"""
        while self.at < len(self.text):
            if self.text[self.at] in characters:
                self.at += 1
            elif "\n" in characters and (comment := _COMMENT.match(self.text, self.at)):
                self.at = comment.end()
            else:
                return True
        return False

    def _mark(self, path: str, at: int) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, at) + 1)


def _below(path: str, part: str) -> str:
    return f"{path}.{part}" if path else part
