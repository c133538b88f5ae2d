"""What the rules of the house say about Python files, read from the files themselves."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.code_base.sources import FUNCTION, ROOT, Source, length_of, sources

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_ROUTE = 300, 30, 20
#: Longer than the guide says, each for a reason that a reader would accept.
LONGER_FILES = {
    "citizen/web/fields.py": "one small class per kind of field; they are read side by side",
}
LONGER_FUNCTIONS = {
    "citizen/eligibility/policy.py::_programme": "one call that names every key of a programme file",
}
LONGER_ROUTES = {}
_EMPTY_NAMES = re.compile(r"(?:^|_)(?:utils?|helpers?|common|managers?|misc|stuff)(?:_|$)")
_MACHINE_PATH = re.compile(r"""["'( =]/(?:home|root|Users|mnt|work)/""")
_LEFT_TO_DO = re.compile(r"#.*\b(?:TODO|FIXME|XXX|HACK)\b")
_ENVIRONMENT = ("environ", "environb", "getenv", "getenvb", "putenv")
_CLOCK = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}


def test_files_are_short_enough_to_be_read_at_once() -> None:
    long = {one.name for one in sources() if one.length > LONGEST_FILE}
    assert long == set(LONGER_FILES), "Split what grew; take what shrank off the list."


def test_functions_are_short_enough_to_be_understood_at_once() -> None:
    long = {where for where, function in _functions() if length_of(function) > LONGEST_FUNCTION}
    assert long == set(LONGER_FUNCTIONS), "Split what grew; take what shrank off the list."


def test_a_route_reads_like_a_sentence() -> None:
    long = {
        where
        for where, function in _functions()
        if "routes" in where.partition("::")[0] and length_of(function) > LONGEST_ROUTE
    }
    assert long == set(LONGER_ROUTES), "Load, build the form, one call, answer; the rest belongs elsewhere."


def _functions() -> Iterator[tuple[str, FUNCTION]]:
    return ((f"{one.name}::{function.name}", function) for one in sources() for function in one.functions())


@pytest.mark.parametrize("source", sources(), ids=lambda one: one.name)
def test_a_module_says_what_it_is_for_and_leaves_nothing_undone(source: Source) -> None:
    assert ast.get_docstring(source.tree) or not source.text.strip(), "A module opens with what it is for."
    assert not _EMPTY_NAMES.search(Path(source.name).stem), "Names carry the domain."
    assert not _MACHINE_PATH.search(source.text), "A path of one machine."
    assert not _LEFT_TO_DO.search(source.text)


@pytest.mark.parametrize(
    "source", [one for one in sources() if one.name.endswith("service.py")], ids=lambda one: one.name
)
def test_services_take_a_session_and_then_names_only(source: Source) -> None:
    for function in source.top_level_functions():
        positional = [argument.arg for argument in function.args.args]
        if not function.name.startswith("_") and positional[:1] == ["session"]:
            # What another room calls when a visit ends has one shape for all rooms: (session, visit_id).
            assert positional in (["session"], ["session", "visit_id"]), f"{function.name}({', '.join(positional)})"


def test_services_never_commit() -> None:
    """One rule commits or rolls back, once per request."""
    for source in sources():
        if source.name.endswith(("service.py", "models.py")):
            assert "session.commit()" not in source.text, source.name


def test_only_the_settings_read_the_environment() -> None:
    readers = {one.name for one in sources() for node in ast.walk(one.tree) if _reads_the_environment(node)}
    assert readers == {"citizen/config/__init__.py"}


def _reads_the_environment(node: ast.AST) -> bool:
    """`os.environ`, `os.getenv` or their import; the `environ` of a request is something else."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "os" and any(name.name in _ENVIRONMENT for name in node.names)
    of_os = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    return of_os and node.attr in _ENVIRONMENT


def test_only_the_clock_knows_what_time_it_is() -> None:
    readers = {
        one.name
        for one in sources()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) in _CLOCK
    }
    assert readers == {"citizen/core/clock.py"}


def test_rooms_keep_to_their_contracts() -> None:
    """Each room imports from the rooms below it, decisions from nothing: see [tool.importlinter]."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
