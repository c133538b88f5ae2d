"""The log of this site: one line each, for programs (JSON) or for people. A line for every answer names the page and
says how long it took; the address, which may hold a reference, and who asked are not written anywhere.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO

from citizen.core import security_log
from citizen.web.measuring import Answered, request_mark

JSON, TEXT, NONE = "json", "text", "none"
KINDS = (JSON, TEXT, NONE)
_OURS = "citizen"
_requests = logging.getLogger("citizen.requests")
_written = json.JSONEncoder(ensure_ascii=False).encode


def install(kind: str, stream: TextIO | None = None) -> None:
    """Write what this site logs to standard error (or there), in this form; what was installed before goes."""
    logger = logging.getLogger(_OURS)
    for handler in [one for one in logger.handlers if isinstance(one, _Lines)]:
        logger.removeHandler(handler)
    if kind != NONE:
        lines = _Lines(stream or sys.stderr)
        lines.setFormatter(JsonLines() if kind == JSON else TextLines())
        logger.addHandler(lines)


def write_answer(answered: Answered) -> None:
    """The line of one answer."""
    told = {
        "page": answered.page, "method": answered.method, "status": answered.status,
        "ms": round(answered.seconds * 1000, 1),
    }  # fmt: skip
    _requests.info("answered", extra={"told": told})


class _Lines(logging.StreamHandler[TextIO]):
    """So that it is known again."""


class JsonLines(logging.Formatter):
    """{"at": …, "level": …, "log": …, "said": …} and what belongs to it."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            "said": record.getMessage(),
            **getattr(record, "told", {}),
        }
        mark, fault = request_mark(), _fault(record)
        line |= {"request": mark} if mark else {}
        line |= {"fault": fault} if fault else {}
        return _written(line)


class TextLines(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        told = "".join(f" {name}={value}" for name, value in getattr(record, "told", {}).items())
        fault = _fault(record)
        line = f"{at:%H:%M:%S} {record.levelname} {record.name}: {record.getMessage()}{told}"
        return f"{line}\n{fault}" if fault else line


def _fault(record: logging.LogRecord) -> str:
    """What went wrong and where in the program, without the words of the exception: they may be somebody's."""
    error = record.exc_info[1] if record.exc_info else None
    return security_log.fault_lines(error) if error is not None else ""
