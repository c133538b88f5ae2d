"""A desk for Orca without a screen and without a loudspeaker: a display, a bus, a speech service that is silent.

Orca hears the browser through the accessibility bus, as on anybody's desk; what it says is taken from its own record.
Nothing here touches the person's own desk or settings: home, bus and display are made for the session and thrown away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_BUS_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
PROGRAMS = ("orca", "Xvfb", "dbus-daemon", "speech-dispatcher", "openbox", _BUS_LAUNCHER, "/usr/bin/chromium")
#: The packages that bring them; .ci/setup-screen-reader installs them where that is permitted.
_INSTALL = "bash .ci/setup-screen-reader"
#: Chinese words for roles and states, as a person here hears them.
_LOCALE = {"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}
_SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?:\{|$)", re.MULTILINE | re.DOTALL)
_SILENT_SERVICE = """AudioOutputMethod "none"
AddModule "silent" "sd_generic" "silent.conf"
DefaultModule silent
DefaultLanguage zh
"""
_SILENT_VOICE = """GenericExecuteSynth "true"
GenericCmdDependency "true"
AddVoice "zh" "MALE1" "zh"
AddVoice "en" "MALE1" "en"
"""
_SECONDS = 90.0


@dataclass
class ScreenReader:
    """`environment`: what a program needs in order to be read by it. `hears` waits until something was said."""

    environment: dict[str, str]
    record: Path
    _from: int = 0

    def said(self) -> list[str]:
        """Everything since the last `forget`, in its order."""
        text = self.record.read_text(encoding="utf-8", errors="replace") if self.record.exists() else ""
        return _SAID.findall(text)[self._from :]

    def forget(self) -> None:
        self._from += len(self.said())

    def hears(self, words: str) -> None:
        """Waits for it; speech comes after the key, later on a slow machine. AssertionError when it never comes."""
        end = time.monotonic() + _SECONDS
        while _bare(words) not in _bare("".join(self.said())):
            assert time.monotonic() < end, f"“{words}” was never said, but: {' · '.join(self.said())[-1500:]}"
            time.sleep(0.2)


@contextmanager
def running_screen_reader(folder: Path) -> Iterator[ScreenReader]:
    """Orca at its desk, until the block ends."""
    lacking = [one for one in PROGRAMS if shutil.which(one) is None]
    assert not lacking, f"{', '.join(lacking)} missing: {_INSTALL}"
    environment = _home(folder)
    record = folder / "orca.log"
    with ExitStack() as desk:
        environment["DISPLAY"] = desk.enter_context(_display(environment))
        environment["DBUS_SESSION_BUS_ADDRESS"] = desk.enter_context(_bus(environment))
        desk.enter_context(_running([_BUS_LAUNCHER, "--launch-immediately"], environment))
        desk.enter_context(_running(["openbox"], environment))
        orca = ["orca", "--replace", "--debug-file", str(record), "--user-prefs", str(folder / "prefs")]
        own = {**environment, "TRANSCRIPT": str(record), "PYTHONPATH": str(_HERE / "line_by_line")}
        desk.enter_context(_running(orca, own))
        reader = ScreenReader(environment, record)
        reader.hears("屏幕阅读器启用")
        yield reader


def _home(folder: Path) -> dict[str, str]:
    service = folder / "config" / "speech-dispatcher"
    (service / "modules").mkdir(parents=True)
    (service / "speechd.conf").write_text(_SILENT_SERVICE, encoding="utf-8")
    (service / "modules" / "silent.conf").write_text(_SILENT_VOICE, encoding="utf-8")
    for name in ("run", "data", "cache"):
        (folder / name).mkdir(mode=0o700)
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    places = {f"XDG_{name.upper()}_HOME": str(folder / name) for name in ("config", "data", "cache")}
    return {**kept, **_LOCALE, **places, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}


@contextmanager
def _display(environment: dict[str, str]) -> Iterator[str]:
    """A screen that nobody sees; its number is chosen by itself."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, env=environment, pass_fds=[writing], stderr=subprocess.DEVNULL)
    try:
        yield f":{os.read(reading, 20).decode().strip()}"
    finally:
        _end(process)
        os.close(reading)
        os.close(writing)


@contextmanager
def _bus(environment: dict[str, str]) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--print-address", "--nofork"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            _end(process)


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _bare(text: str) -> str:
    """Without what is no word: blanks and stops fall differently in speech."""
    return re.sub(r"[\s。，、；：？！“”.…,:;?!（）()·-]", "", text)
