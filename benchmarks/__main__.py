"""`python -m benchmarks` measures everything; `python -m benchmarks pages` one part."""

from __future__ import annotations

import sys

from benchmarks import deciding, first_view, pages

_PARTS = {"deciding": deciding.run, "pages": pages.run, "first-view": first_view.run}


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in _PARTS]:
        print(f"There is no part {', '.join(unknown)}. Parts: {', '.join(_PARTS)}", file=sys.stderr)
        return 2
    for name in wanted or _PARTS:
        _PARTS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
