"""`python -m benchmarks` measures everything; `python -m benchmarks pages` one part."""

from __future__ import annotations

import sys

from benchmarks import booking, contention, deciding, first_view, pages, rechecking, submit, under_load

_PARTS = {
    "deciding": deciding.run,
    "pages": pages.run,
    "served": under_load.run,
    "first-view": first_view.run,
    "recheck": rechecking.run,
    "booking": booking.run,
    "contention": contention.run,
    "submit": submit.run,
}


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in _PARTS]:
        print(f"There is no part {', '.join(unknown)}. Parts: {', '.join(_PARTS)}", file=sys.stderr)
        return 2
    for name in wanted or _PARTS:
        _PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
