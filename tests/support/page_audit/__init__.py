"""The audit of one HTML page: what must be true of every page, whatever it is about.

Each rule is a small function that yields a sentence per problem; its name is the flag by which a test
may allow an exception. The rules run in a few milliseconds, so the test client runs them on every
page that any test ever sees. The browser gate in a11y_tests/ measures what only a browser knows
(contrast, sizes, focus); nothing is checked there that can be checked here.
"""

from __future__ import annotations

from tests.support.page_audit import (  # noqa: F401  (importing a module registers its rules)
    forms,
    media,
    references,
    refinement,
    structure,
    understanding,
    words,
)
from tests.support.page_audit.rules import RULES, Delivered, audit

__all__ = ["RULES", "Delivered", "audit"]
