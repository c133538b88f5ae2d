"""For Orca's own Python: what it notes of its speech is on the disk at once, not when four pages are full."""

import builtins
import os

_open = builtins.open


def _open_line_by_line(file, mode="r", buffering=-1, *rest, **named):
    is_transcript = file == os.environ.get("TRANSCRIPT") and "w" in mode
    return _open(file, mode, 1 if is_transcript else buffering, *rest, **named)


builtins.open = _open_line_by_line
