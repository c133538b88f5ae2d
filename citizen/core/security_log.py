"""What happened to the protections, one line each in the log `citizen.security`: somebody came in, a secret was wrong,
something was refused. Codes of the program only: no name, no address, no reference, nothing that was typed.
"""

from __future__ import annotations

import logging
import re
import traceback

_log = logging.getLogger("citizen.security")
_LONGEST_CHAIN = 6
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,60}")


def note(event: str, **codes: str) -> None:
    """`event` and what belongs to it. What is no code is not written: it could be something a person typed."""
    parts = [f"{name}={value if _CODE.fullmatch(value) else '?'}" for name, value in codes.items()]
    _log.info(" ".join([event, *parts]))


def fault_lines(error: BaseException) -> str:
    """An exception for the log: its kind, what it came from, and where in the program; never its own words, which may
    repeat what a person typed or what stood in the database.
    """
    chain: list[BaseException] = []
    found: BaseException | None = error
    while found is not None and found not in chain and len(chain) < _LONGEST_CHAIN:
        chain.append(found)
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    parts = [f"{type(one).__module__}.{type(one).__qualname__}{_number_of(one)}" for one in chain]
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{' from '.join(parts)}\n{frames}".rstrip()


def _number_of(error: BaseException) -> str:
    """The number an engine or the system gives its fault: it says what to do, and nothing about anybody."""
    number = (
        getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or getattr(error, "errno", None)
    )
    return f" [{number}]" if number and _CODE.fullmatch(str(number)) else ""
