"""One file that holds the whole database at one moment, and a database made from it again; on both engines.

SQLite: the engine's own online copy, while people go on using the site. PostgreSQL: its own tools pg_dump and
pg_restore, which must be of the server's version or newer. A database that holds anything is never written over.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import make_url

_PRIVATE = 0o600


class SnapshotFailed(Exception):
    """What went wrong, for the operator to read. Nothing was changed."""


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def file_name(url: str) -> str:
    """What the snapshot of such a database is called in a backup."""
    return "database.sqlite" if is_sqlite(url) else "database.dump"


def take_snapshot(url: str, file: Path) -> None:
    """Write the database as it stands at one moment. Whoever writes meanwhile is not held up."""
    file.touch(mode=_PRIVATE)
    if is_sqlite(url):
        _copy(sqlite_path(url), file)
    else:
        _run_tool(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
    with file.open("rb") as written:
        os.fsync(written.fileno())


def load_snapshot(url: str, file: Path) -> None:
    """Make the database from a snapshot; it must hold nothing yet. Raises SnapshotFailed, and then it still does."""
    if has_tables(url):
        raise SnapshotFailed("the database is not empty")
    if is_sqlite(url):
        target = sqlite_path(url)
        _refuse_when_open(target)
        aside = target.with_name(f"{target.name}.restoring")
        aside.unlink(missing_ok=True)
        aside.touch(mode=_PRIVATE)
        _copy(file, aside)
        aside.replace(target)
    else:
        options = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
        _run_tool(url, "pg_restore", *options, more=(str(file),))


def looks_whole(file: Path) -> str:
    """What is wrong with the inside of a snapshot, as far as it can be told without a server; "" when nothing is."""
    if file.suffix == ".sqlite":
        try:
            with closing(_opened(file, "mode=ro&immutable=1")) as connection:
                return _fault_of(connection)
        except sqlite3.Error as fault:
            return str(fault)
    done = _call([_tool("pg_restore"), "--list", str(file)], {})
    return "" if done.returncode == 0 else _last_line(done.stderr)


def has_tables(url: str) -> bool:
    """Whether anything stands there; also what cannot be read as a database any more."""
    if is_sqlite(url) and not sqlite_path(url).exists():
        return False
    try:
        return bool(sa.inspect(sa.create_engine(url, poolclass=sa.NullPool)).get_table_names())
    except sa.exc.OperationalError as fault:
        raise SnapshotFailed(f"the database cannot be reached: {fault.orig}") from None
    except sa.exc.DatabaseError:
        return True


def put_aside(url: str, *, suffix: str) -> Path | None:
    """Give the SQLite database another name, so that another can take its place. Raises SnapshotFailed while any
    process has it open: what that process wrote afterwards would be lost.
    """
    path = sqlite_path(url)
    if not path.exists():
        return None
    _refuse_when_open(path)
    for companion in ("-wal", "-shm", ""):
        standing = path.with_name(path.name + companion)
        if standing.exists():
            standing.rename(path.with_name(path.name + suffix + companion))
    return path.with_name(path.name + suffix)


def _refuse_when_open(path: Path) -> None:
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            # Out of WAL mode one gets only alone; and then everything is in this one file.
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise SnapshotFailed("the database is in use: stop the site and its jobs first") from None
        except sqlite3.DatabaseError:
            pass  # nothing that could be in use: it is wrecked


def sqlite_path(url: str) -> Path:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise SnapshotFailed("a database in memory cannot be backed up")
    return Path(path)


def _copy(source: Path, target: Path) -> None:
    try:
        with closing(_opened(source, "mode=ro")) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)  # in one step: in smaller ones every write of another process starts it anew
            there.execute("PRAGMA journal_mode=DELETE")  # one file, without companions
    except sqlite3.Error as fault:
        raise SnapshotFailed(f"SQLite: {fault}") from fault


def _opened(file: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.resolve()))}?{options}", uri=True)


def _fault_of(connection: sqlite3.Connection) -> str:
    told = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if told != "ok":
        return str(told)
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {broken[0]} points to nothing" if broken else ""


def _run_tool(url: str, program: str, *options: str, more: Sequence[str] = ()) -> None:
    address = make_url(url)
    password = address.password or ""
    address = address.set(drivername="postgresql", password=None)
    # The password goes by the environment of the child: arguments can be read by everybody on the machine.
    secret = {"PGPASSWORD": str(password)} if password else {}
    shown = address.render_as_string(hide_password=False)
    done = _call([_tool(program), *options, f"--dbname={shown}", *more], secret)
    if done.returncode:
        raise SnapshotFailed(_said_by(program, done.stderr))


def _said_by(program: str, stderr: bytes) -> str:
    said = _last_line(stderr).removeprefix(f"{program}: ")
    if "server version:" in said:  # Debian keeps several versions beside each other
        said += "; install the postgresql-client of the server's version (Debian: postgresql-client-16 for 16)"
    return f"{program}: {said}"


def _tool(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise SnapshotFailed(f"{program} is not installed here (Debian: postgresql-client)")
    return found


def _call(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, capture_output=True, check=False, env=environment)  # noqa: S603  (fixed programs)


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "failed without a word"
