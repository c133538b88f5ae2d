"""Every setting, read once from the environment. The only place that touches `os.environ`.

In development (the default) missing keys are made once and kept in an ignored file, so that `make run` works on a
fresh clone. With CITIZEN_MODE=production nothing secret has a default: the start refuses and names all that is wrong.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from cryptography.fernet import Fernet

from citizen.config.meanings import MEANINGS, Explained
from citizen.config.reading import read_settings
from citizen.config.settings import ROOT, Settings
from citizen.config.values import THIS_MACHINE, Reader, SettingsError

__all__ = [
    "MEANINGS",
    "ROOT",
    "THIS_MACHINE",
    "Explained",
    "Settings",
    "SettingsError",
    "every_setting",
    "for_tests",
    "from_environment",
]

DEVELOPMENT_KEYS = ROOT / "var" / "development.keys"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises SettingsError with every problem at once."""
    reader = _prepared(os.environ if environ is None else environ)
    settings = read_settings(reader)
    reader.finish()
    return settings


def every_setting() -> dict[str, object]:
    """Every setting that `from_environment` reads, with its default. No environment is looked at."""
    reader = Reader({})
    read_settings(reader)
    return reader.asked


def for_tests(**changes: object) -> Settings:
    """Fixed settings for tests; every field can be overridden by name."""
    values: dict[str, object] = {
        "mode": "development",
        "secret_key": "tests-only-" + "0" * 32,
        "data_keys": ("dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",),
        "database_url": "sqlite://",
        "papers_folder": ROOT / "var" / "test-papers",
        "audio_folder": ROOT / "var" / "test-audio",
        "sample_data": False,
        "local_outbox": True,
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]  # names are checked by the dataclass itself


def _prepared(env: Mapping[str, str]) -> Reader:
    """A reader of the environment; in development, keys that are missing are made."""
    reader = Reader(env)
    if reader.mode == "development" and not (env.get("SECRET_KEY") and env.get("DATA_KEYS")):
        return Reader({**_development_keys(), **{name: value for name, value in env.items() if value}})
    return reader


def _development_keys() -> dict[str, str]:
    """Random keys of this working copy, made at the first start and kept in an ignored file."""
    if not DEVELOPMENT_KEYS.exists():
        DEVELOPMENT_KEYS.parent.mkdir(parents=True, exist_ok=True)
        lines = f"SECRET_KEY={secrets.token_urlsafe(48)}\nDATA_KEYS={Fernet.generate_key().decode()}\n"
        # Written aside and linked into place: two first starts at once must agree on one pair of keys.
        draft = DEVELOPMENT_KEYS.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(lines, encoding="ascii")
        try:
            os.link(draft, DEVELOPMENT_KEYS)
        except FileExistsError:
            pass  # the other start was first
        finally:
            draft.unlink()
    kept = DEVELOPMENT_KEYS.read_text(encoding="ascii").splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in kept)}
