"""Habits of a Chinese keyboard that break a policy file: full-width signs where only half-width ones count. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TEXT_OR_COMMENT = re.compile(
    r"""'{3}.*?(?:'{3}|\Z)|"{3}.*?(?:"{3}|\Z)|'[^'\n]*(?:'|$)|"(?:\\.|[^"\\\n])*(?:"|$)|\#[^\n]*""",
    re.DOTALL | re.MULTILINE,
)
_FULL_WIDTH = re.compile("[“”‘’＂＇＝，、；：。．－＃（）［］【】｛｝０-９\u3000\u00a0]")


def full_width_signs(text: str) -> Iterator[tuple[int, str]]:
    """Each line with such signs outside its texts and comments, counted from 1, and the signs."""
    bare = _TEXT_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(bare.split("\n"), 1):
        if signs := dict.fromkeys(_FULL_WIDTH.findall(line)):
            yield number, " ".join(_NAMES.get(sign, sign) for sign in signs)


_NAMES = {"\u3000": "(space)", "\u00a0": "(space)"}
