from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from citizen.applications.paper_scanning import ClamAv, NoScanner, ScanState, scanner_at
from citizen.config import SettingsError, from_environment
from tests.applications.clamd import daemon


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"stream: OK\0", ScanState.CLEAN),
        (b"stream: Eicar-Test-Signature FOUND\0", ScanState.INFECTED),
        (b"stream: Can't allocate memory ERROR\0", ScanState.FAILED),
        (b"", ScanState.FAILED),
        (b"OK\0", ScanState.FAILED),
        (b"stream: OK FOUND or not\0", ScanState.FAILED),
    ],
)
def test_only_a_clear_answer_is_clean(answer: bytes, state: ScanState) -> None:
    with daemon(lambda _stream: answer) as address:
        assert ClamAv(address).scan([b"a paper"]) is state


def test_the_daemon_gets_the_whole_file_and_nothing_else() -> None:
    heard: list[bytes] = []
    pieces = [b"a" * 200_000, b"", b"b" * 3]
    with daemon(lambda stream: heard.append(stream) or b"stream: OK\0") as address:
        assert ClamAv(address).scan(pieces) is ScanState.CLEAN
    assert heard == [b"".join(pieces)]


def test_a_file_too_large_for_the_daemon_is_not_called_clean() -> None:
    with daemon(lambda _stream: b"stream: OK\0", most=100_000) as address:
        assert ClamAv(address).scan([b"a" * 5_000_000]) is ScanState.FAILED


def test_a_daemon_that_is_away_or_silent_is_not_waited_for() -> None:
    assert ClamAv("127.0.0.1:1").scan([b"a"]) is ScanState.FAILED
    assert ClamAv("unix:/there/is/none").scan([b"a"]) is ScanState.FAILED
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        assert ClamAv(f"127.0.0.1:{silent.getsockname()[1]}", seconds=0.2).scan([b"a"]) is ScanState.FAILED
        assert time.monotonic() - started < 5


def test_without_a_scanner_nothing_is_claimed() -> None:
    assert isinstance(scanner_at(None), NoScanner)
    assert scanner_at(None).scan([b"a"]) is ScanState.UNSCANNED


@pytest.mark.parametrize("address", ["here", "host:port", "unix:socket", ":3310"])
def test_an_address_that_cannot_be_one_stops_the_start(address: str) -> None:
    with pytest.raises(SettingsError, match="SCANNER_ADDRESS"):
        from_environment({"SCANNER_ADDRESS": address, "SECRET_KEY": "x" * 40, "DATA_KEYS": _KEY})


@pytest.mark.parametrize("address", ["clamav:3310", "[::1]:3310", "unix:/run/clamav/clamd.ctl"])
def test_addresses_of_both_kinds_are_taken(address: str) -> None:
    read = from_environment({"SCANNER_ADDRESS": address, "SECRET_KEY": "x" * 40, "DATA_KEYS": _KEY})
    assert read.scanner_address == address


_KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
#: Signature of a text of our own: the name, any kind of file, anywhere, and the text in hexadecimal.
OUR_VIRUS = b"not a virus but our own mark"


@pytest.fixture
def real_daemon(tmp_path: Path) -> Iterator[str]:
    """ClamAV's own daemon with one signature of ours."""
    if CLAMD is None:
        pytest.skip("clamd is not installed here")
    signatures = tmp_path / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Own.Test:0:*:{OUR_VIRUS.hex()}\n")
    path = tmp_path / "clamd.sock"
    (tmp_path / "clamd.conf").write_text(
        f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\nUser root\nConcurrentDatabaseReload no\n"
    )
    command = [CLAMD, f"--config-file={tmp_path / 'clamd.conf'}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while not path.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.skip("clamd does not start here")
            time.sleep(0.1)
        yield f"unix:{path}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.slow
def test_the_real_daemon_is_understood(real_daemon: str) -> None:
    assert ClamAv(real_daemon).scan([b"a harmless paper" * 10_000]) is ScanState.CLEAN
    assert ClamAv(real_daemon).scan([b"x" * 70_000, OUR_VIRUS]) is ScanState.INFECTED
