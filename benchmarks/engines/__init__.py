"""Engines that decide the same criteria. Each is given the catalogue and translates it by itself."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from benchmarks.people import Case
from citizen.eligibility.catalogue import Catalogue


class Engine(Protocol):
    """One engine with the whole catalogue compiled into it."""

    gives: str
    """What an answer of this engine holds, in a few words."""

    def prepare(self, case: Case) -> Callable[[], object]:
        """One decision about this person, ready to be measured: from plain values to an answer per programme."""
        ...

    def eligible(self, case: Case) -> frozenset[str]:
        """The programmes the engine says yes to."""
        ...


NAMES = {"OpenFisca-core": "openfisca", "CEL (Rust)": "cel_rust", "GoRules ZEN (Rust)": "zen_rust"}
"""The peers, with the module here that speaks to each."""


def peer(name: str, catalogue: Catalogue) -> Engine | None:
    """The engine, or None where it is not installed."""
    try:
        module = import_module(f"benchmarks.engines.{NAMES[name]}")
    except ImportError:
        return None
    engine: Engine = module.prepare(catalogue)
    return engine
