"""The doctor finds what is broken, says what to do, and finds nothing where all is well."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Flask

from citizen.accessibility import word_tables
from citizen.applications.models import ApplicationEvent
from citizen.cli import doctor, doctor_data, doctor_links, doctor_machine
from citizen.cli.findings import Finding, Health
from citizen.config import Settings
from citizen.core import clock
from citizen.db import migrate, sealing
from citizen.db.session import Database
from tests.applications.builders import a_sent_application, somebody

pytestmark = pytest.mark.database


def of(findings: Iterator[Finding], what: str) -> Finding:
    """The last word about it."""
    return [one for one in findings if one.what == what][-1]


def test_a_deployment_that_is_well(app: Flask, database: Database, settings: Settings) -> None:
    with database.writing() as session:
        a_sent_application(session, somebody(session))
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert result.stdout, result.exception
    found = {one["what"]: one["health"] for one in json.loads(result.stdout)}
    for what in ("database", "migrations", "writing", "keys", "jobs", "time zone", "catalogue", "papers"):
        assert found[what] == "ok", result.stdout
    assert found["settings"] == found["scanner"] == found["SMTP_URL"] == "note"
    assert result.exit_code == int("FAIL" in found.values())


@pytest.mark.once
def test_a_database_that_is_away_empty_or_newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Database("postgresql+psycopg://nobody:hidden@127.0.0.1:1/nothing")
    found = of(doctor_data.database_of(away), "database")
    assert found.health is Health.BAD
    assert "hidden" not in found.words
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    assert "db upgrade" in of(doctor_data.database_of(empty), "migrations").words
    with empty.writer.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(80))"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('9999_later')"))
    assert of(doctor_data.database_of(empty), "migrations").health is Health.NOTE
    assert migrate.is_usable(empty.reader)
    assert of(doctor_data.database_of(empty), "writing").health is Health.GOOD
    # The door for readers takes nothing: as a replica would answer.
    monkeypatch.setattr(empty, "writer", empty.reader)
    assert of(doctor_data.database_of(empty), "writing").health is Health.BAD
    empty.dispose()


@pytest.mark.once
@pytest.mark.parametrize(
    ("host", "is_encrypted", "mode", "health"),
    [
        ("/run/postgresql", False, None, Health.GOOD),
        ("127.0.0.1", False, "prefer", Health.GOOD),
        ("db.tongzhou.example", True, "verify-full", Health.GOOD),
        ("db.tongzhou.example", True, "require", Health.NOTE),
        ("db.tongzhou.example", True, None, Health.NOTE),
        ("db.tongzhou.example", False, None, Health.BAD),
    ],
)
def test_what_travels_to_a_database_on_another_machine_is_encrypted(
    host: str, is_encrypted: bool, mode: str | None, health: Health
) -> None:
    found = doctor_data.line_finding(host, is_encrypted=is_encrypted, mode=mode)
    assert found.health is health
    assert ("sslmode=verify-full" in found.words) is (health is not Health.GOOD)


def test_the_line_is_looked_at_where_there_is_one(database: Database) -> None:
    found = [one.words for one in doctor_data.database_of(database) if one.what == "database line"]
    assert found == ([] if database.reader.dialect.name == "sqlite" else ["数据库在本机"])


def test_a_key_that_is_missing_is_found(app: Flask, database: Database, settings: Settings) -> None:
    with database.writing() as session:
        a_sent_application(session, somebody(session))
    sealing.use_keys([Fernet.generate_key().decode()], hash_key=settings.secret_key)
    try:
        found = of(doctor_data.keys_of(database), "keys")
    finally:
        sealing.use_keys(settings.data_keys, hash_key=settings.secret_key)
    assert found.health is Health.BAD
    assert "DATA_KEYS" in found.words


def test_a_clock_that_runs_behind_what_was_written(app: Flask, database: Database, at) -> None:
    with at(clock.now() + timedelta(hours=3)), database.writing() as session:
        a_sent_application(session, somebody(session))
    assert of(doctor_machine.clock_of(database), "clock").health is Health.BAD
    with database.reading() as session:
        latest = session.scalar(sa.select(sa.func.max(ApplicationEvent.at)))
    assert latest is not None
    with at(latest):
        found = of(doctor_machine.clock_of(database), "clock")
    # A database server has a clock of its own, which stands where it stood.
    assert found.health is (Health.GOOD if database.writer.dialect.name == "sqlite" else Health.BAD)


@pytest.mark.once
def test_production_without_https_or_with_samples(settings: Settings) -> None:
    real = replace(settings, mode="production", https=True, public_url="https://x.gov.cn", trusted_proxies=1)
    assert {one.health for one in doctor_machine.settings_of(real)} == {Health.GOOD}
    assert of(doctor_machine.settings_of(replace(real, trusted_proxies=0)), "proxies").health is Health.BAD
    careless = replace(real, https=False, sample_data=True, public_url="")
    assert of(doctor_machine.settings_of(careless), "https").health is Health.BAD
    assert of(doctor_machine.settings_of(careless), "sample").health is Health.BAD
    assert of(doctor_machine.settings_of(careless), "address").health is Health.NOTE


@pytest.mark.once
def test_folders_that_are_full_or_open_to_others(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = replace(settings, papers_folder=tmp_path / "papers" / "not yet")
    assert of(doctor_machine.disk_of(mine), "disk of papers").health is not Health.BAD
    monkeypatch.setattr(doctor_machine, "_LEAST_FREE", 2**80)
    assert of(doctor_machine.disk_of(mine), "disk of papers").health is Health.BAD
    (tmp_path / "papers" / "not yet").mkdir(parents=True)
    (tmp_path / "papers" / "not yet").chmod(0o755)
    assert "chmod o-rwx" in of(doctor_machine.disk_of(mine), "disk of papers").words


@pytest.mark.once
def test_tables_of_words_that_were_not_made(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word_tables.build()
    with app.app_context():
        assert of(doctor_machine.pages_of(), "word tables").health is Health.GOOD
        monkeypatch.setattr(word_tables, "FOLDER", tmp_path)
        assert "assets build" in of(doctor_machine.pages_of(), "word tables").words


@pytest.mark.once
def test_fonts_and_voices_that_are_missing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    without = replace(settings, font_file=Path("/nowhere/font.ttc"))
    found = list(doctor_machine.letters_of(without))
    assert of(iter(found), "font").health is of(iter(found), "fonts of letters").health is Health.BAD
    assert of(iter(found), "braille").health is Health.NOTE
    assert of(doctor_machine.voice_of(settings), "voice").health is Health.BAD
    assert of(doctor_machine.voice_of(replace(settings, voice="none")), "voice").health is Health.NOTE


@pytest.mark.once
@pytest.mark.parametrize(
    ("answer", "health"),
    [(b"stream: Eicar-Test-Signature FOUND\0", Health.GOOD), (b"stream: OK\0", Health.BAD), (b"", Health.BAD)],
)
def test_a_scanner_must_know_a_virus(settings: Settings, answer: bytes, health: Health) -> None:
    with answering(answer) as port:
        scanned = replace(settings, scanner_address=f"127.0.0.1:{port}")
        assert of(doctor_links.scanner_of(scanned), "scanner").health is health


@pytest.mark.once
def test_a_gateway_that_cannot_be_reached(settings: Settings) -> None:
    with answering(b"") as port:
        there = replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")
        assert of(doctor_links.gateways_of(there), "SMTP_URL").health is Health.GOOD
    away = replace(settings, smtp_url="smtp://name:hidden@127.0.0.1:1")
    found = of(doctor_links.gateways_of(away), "SMTP_URL")
    assert found.health is Health.BAD
    assert "hidden" not in found.words


@pytest.mark.once
def test_backups_that_are_missing_old_or_unfinished(app: Flask, settings: Settings, tmp_path: Path, at) -> None:
    assert of(doctor_data.backups_in(tmp_path), "backups").health is Health.BAD
    assert app.test_cli_runner().invoke(args=["backup", "create", str(tmp_path)]).exit_code == 0
    assert of(doctor_data.backups_in(tmp_path), "backups").health is Health.GOOD
    with at(clock.now() + timedelta(days=2)):
        assert "2 天以前" in of(doctor_data.backups_in(tmp_path), "backups").words
    (tmp_path / "backup-9").mkdir()
    assert "没有" not in of(doctor_data.backups_in(tmp_path), "backups").words
    assert of(doctor_data.backups_in(tmp_path), "backups").health is Health.BAD


@pytest.mark.once
def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_settings: Settings) -> Iterator[Finding]:
        raise RuntimeError("postgresql://name:hidden@host")

    monkeypatch.setattr(doctor_machine, "disk_of", broken)
    with app.app_context():
        found = list(doctor.examine(settings))
    assert of(iter(found), "disk").health is Health.BAD
    assert "hidden" not in "".join(map(str, found))
    assert found[-1].what == "SMTP_URL"


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that takes one connection and says one thing."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.settimeout(0.5)
                if answer:
                    _read_to_end(line)
                    line.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def _read_to_end(line: socket.socket) -> None:
    while not line.recv(65536).endswith(b"\0\0\0\0"):
        pass
