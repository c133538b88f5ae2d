"""Tables in the terminal: plain text, columns aligned, numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *notes: str) -> None:
    """A title, the table, and what has to be known to read it."""
    widths = [max(len(line[column]) for line in (heads, *rows)) for column in range(len(heads))]
    print(f"\n{title}\n")
    print(_line(heads, widths))
    print("  ".join("-" * width for width in widths))
    for row in rows:
        print(_line(row, widths))
    for note in notes:
        print(f"  {note}")


def times(ratio: float) -> str:
    """A ratio with as many digits as it deserves."""
    return f"{ratio:.0f} x" if ratio >= 10 else f"{ratio:.2f} x"


def microseconds(seconds: float) -> str:
    found = seconds * 1e6
    return f"{found:,.0f}" if found >= 100 else f"{found:.1f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()
