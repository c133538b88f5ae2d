"""Two versions work on the same tables while one takes over from the other: see docs/migrations.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from citizen.config import ROOT
from citizen.db import migrate

pytestmark = pytest.mark.once
VERSIONS = ROOT / "citizen" / "db" / "migrations" / "versions"
#: Nothing was deployed before the migration after this one.
LAST_BEFORE_THE_RULE = "0015"
#: What an older version does not notice, whatever table it is about.
_HARMLESS = {"create_table", "batch_alter_table", "f", "get_bind", "get_context", "inline_literal"}


def contractions(source: str) -> list[str]:
    """What in `upgrade` narrows the tables; nothing where the migration says that it contracts, and why."""
    tree = ast.parse(source)
    if _says_so(tree):
        return []
    upgrade = next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "upgrade")
    calls = [one for one in ast.walk(upgrade) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    made = {_first(one) for one in calls if one.func.attr == "create_table"}
    return [f"{one.func.attr} in line {one.lineno}" for one in calls if _narrows(one, made)]


def _says_so(tree: ast.Module) -> bool:
    named = [one for one in tree.body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "CONTRACT"]
    return any(isinstance(one.value, ast.Constant) and len(str(one.value.value)) > 20 for one in named)


def _narrows(call: ast.Call, made: set[object]) -> bool:
    assert isinstance(call.func, ast.Attribute)
    owner, does = ast.unparse(call.func.value), call.func.attr
    if owner != "op" and not owner.startswith("batch"):
        return False
    match does:
        case "add_column":
            return not _may_be_left_out(call)
        case "create_index":
            table = call.args[1].value if len(call.args) > 1 and isinstance(call.args[1], ast.Constant) else None
            return _keyword(call, "unique") is True and table not in made
    return does not in _HARMLESS


def _may_be_left_out(call: ast.Call) -> bool:
    column = next(one for one in call.args if isinstance(one, ast.Call))
    return _keyword(column, "nullable") is True or "server_default" in {one.arg for one in column.keywords}


def _keyword(call: ast.Call, name: str) -> object:
    return next((ast.literal_eval(one.value) for one in call.keywords if one.arg == name), None)


def _first(call: ast.Call) -> object:
    return call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None


def ruled() -> list[Path]:
    return [one for one in sorted(VERSIONS.glob("[0-9]*.py")) if one.name[:4] > LAST_BEFORE_THE_RULE]


def test_no_migration_narrows_the_tables_without_saying_so() -> None:
    assert ruled()
    assert {one.name: found for one in ruled() if (found := contractions(one.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_table("paper")',
        'op.drop_column("paper", "kind")',
        'op.rename_table("paper", "file")',
        'op.add_column("paper", sa.Column("pages", sa.Integer(), nullable=False))',
        'op.alter_column("paper", "kind", nullable=False)',
        'op.create_index("ix", "paper", ["kind"], unique=True)',
        'op.create_unique_constraint("uq", "paper", ["kind"])',
        'op.execute("DELETE FROM paper")',
    ],
)
def test_what_an_older_version_would_notice_is_found(line: str) -> None:
    assert contractions(f"def upgrade():\n    {line}\n")
    assert contractions(f'CONTRACT = "nobody needs it since 0018"\ndef upgrade():\n    {line}\n') == []


@pytest.mark.parametrize(
    "line",
    [
        'op.add_column("paper", sa.Column("pages", sa.Integer(), nullable=True))',
        'op.add_column("paper", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))',
        'op.create_index(op.f("ix"), "paper", ["kind"])',
        'op.create_table("box", sa.Column("id", sa.Uuid()))\n    op.create_index("ix", "box", ["id"], unique=True)',
    ],
)
def test_what_it_would_not_notice_is_allowed(line: str) -> None:
    assert contractions(f"def upgrade():\n    {line}\n") == []


def refused(before: sa.MetaData, after: sa.MetaData) -> Iterator[str]:
    """Whatever a version that knows the tables `before` cannot do any more `after`."""
    for old in before.tables.values():
        new = after.tables.get(old.name)
        if new is None:
            yield f"{old.name} is gone"
            continue
        yield from (f"{old.name}.{column.name} is gone" for column in old.c if column.name not in new.c)
        for column in new.c:
            known = old.c.get(column.name)
            must_be_filled = not column.nullable and column.server_default is None and not column.primary_key
            if must_be_filled and (known is None or known.nullable):
                yield f"{old.name}.{column.name} must be filled"


def _standing(url: str) -> sa.MetaData:
    found = sa.MetaData()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found.reflect(engine)
    return found


def test_what_an_older_version_reads_and_writes_is_still_accepted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'both.db'}"
    migrate.upgrade(url, LAST_BEFORE_THE_RULE)
    before = _standing(url)
    migrate.upgrade(url)
    after = _standing(url)
    assert len(after.tables) > len(before.tables)
    if not any("\nCONTRACT = " in one.read_text(encoding="utf-8") for one in ruled()):
        assert list(refused(before, after)) == []
    # The other way round it is not so: what the newer version needs, the older tables did not have.
    assert "request_count is gone" in refused(after, before)
    narrowed = sa.MetaData()
    sa.Table(
        "paper",
        narrowed,
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("pages", sa.Integer(), nullable=False),
    )
    found = list(refused(before, narrowed))
    assert "paper.pages must be filled" in found
    assert "paper.kind is gone" in found
