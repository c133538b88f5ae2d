"""Common Expression Language, evaluated by its Rust implementation."""

from __future__ import annotations

import cel

from benchmarks.engines.text import Evaluate, TextEngine, TextLanguage
from citizen.eligibility.catalogue import Catalogue

_LANGUAGE = TextLanguage("&&", "||", "!", "{value} in {fact}")


def prepare(catalogue: Catalogue) -> TextEngine:
    return TextEngine(catalogue, _LANGUAGE, _compiled)


def _compiled(texts: list[str]) -> Evaluate:
    """One program per programme over one shared context: measured, this costs less than one program for all."""
    programs = [cel.compile(text) for text in texts]

    def evaluate(facts: dict[str, object]) -> list[object]:
        context = cel.Context(variables=facts)
        return [program.execute(context) for program in programs]

    return evaluate
