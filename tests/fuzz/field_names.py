"""Every name that a query or a form of this site may carry, as templates and code spell them."""

from __future__ import annotations

import re
from functools import cache

from citizen.config import ROOT

_IN_TEMPLATES = re.compile(r"\bname=\"([a-z_]\w*)\"")
_IN_CODE = re.compile(
    r"request\.(?:args|form|values|files)(?:\.get|\.getlist)?[\[(]\s*\"(\w+)\""
    r"|\"(\w+)\" in request\.(?:args|form|values)"
    r"|^    (\w+) = \w+Field\(|url_for\([^)]*?\b(\w+)=",
    re.MULTILINE,
)


@cache
def field_names() -> tuple[str, ...]:
    """Sorted, so that a seed means the same everywhere."""
    found: set[str] = set()
    for path in (ROOT / "templates").rglob("*.html"):
        found.update(_IN_TEMPLATES.findall(path.read_text(encoding="utf-8")))
    for path in (ROOT / "citizen").rglob("*.py"):
        for names in _IN_CODE.findall(path.read_text(encoding="utf-8")):
            found.update(filter(None, names))
    return tuple(sorted(found - {"csrf_token"}))
