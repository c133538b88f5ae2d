"""GoRules ZEN, a rules engine in Rust, by its compiled expressions (its decision graphs cost more)."""

from __future__ import annotations

import zen

from benchmarks.engines.text import Evaluate, TextEngine, TextLanguage
from citizen.eligibility.catalogue import Catalogue

_LANGUAGE = TextLanguage("and", "or", "not", "contains({fact}, {value})")


def prepare(catalogue: Catalogue) -> TextEngine:
    return TextEngine(catalogue, _LANGUAGE, _compiled)


def _compiled(texts: list[str]) -> Evaluate:
    """One expression for all programmes: the facts cross into Rust once."""
    evaluate: Evaluate = zen.compile_expression(f"[{', '.join(texts)}]").evaluate
    return evaluate
