"""The Python files of the package, read and parsed once for the registers of this folder."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "citizen"
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    name: str
    text: str
    tree: ast.Module

    @property
    def length(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[FUNCTION]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    def top_level_functions(self) -> Iterator[FUNCTION]:
        return (node for node in self.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def sources() -> tuple[Source, ...]:
    """Every module of citizen/ but the migrations, by its path below the project."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    return Source(path.relative_to(ROOT).as_posix(), text, ast.parse(text))


def length_of(function: FUNCTION) -> int:
    """Lines of a function without its docstring and decorators."""
    first = function.body[0]
    is_docstring = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    told = (first.end_lineno or first.lineno) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - told
