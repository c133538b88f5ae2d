"""Every setting, read once from the environment. The only module that touches `os.environ`.

In development (the default) missing keys are made once and kept in an ignored file, so that `make run` works on a
fresh clone. With CITIZEN_MODE=production nothing secret has a default: the start refuses and names all that is wrong.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEYS = ROOT / "var" / "development.keys"
_MINIMUM_SECRET_LENGTH = 32


class SettingsError(Exception):
    """One line per missing or malformed setting."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment decides."""

    mode: str
    secret_key: str
    #: Fernet keys for data at rest, newest first; older ones still read.
    data_keys: tuple[str, ...]
    database_url: str
    #: Uploaded papers, encrypted, one file each.
    papers_folder: Path
    #: HTTPS in front: cookies become `__Host-` and Secure, HSTS is sent.
    https: bool = False
    #: Contact line of a district where the documents give none, e.g. {"tongzhou": "010-…"}; never invented.
    district_phones: Mapping[str, str] = field(default_factory=dict)
    sample_data: bool = True
    max_upload_bytes: int = 10 * 1024 * 1024
    hold_minutes: int = 20
    kiosk_idle_seconds: int = 120
    kiosk_warning_seconds: int = 60
    #: Days a draft or a check is kept when nobody touches it.
    draft_days: int = 30
    compress_pages: bool = True
    #: The deployment's own policy parameters (minimum wage, age limits …); see docs/policy.md.
    policy_parameters: Path | None = None

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; raises SettingsError with every problem at once."""
    env = os.environ if environ is None else environ
    reader = _Reader(env)
    mode = reader.choice("CITIZEN_MODE", "development", ("development", "production"))
    if mode == "development" and not (env.get("SECRET_KEY") and env.get("DATA_KEYS")):
        reader = _Reader({**_development_keys(), **{k: v for k, v in env.items() if v}})
    settings = Settings(
        mode=mode,
        secret_key=reader.secret("SECRET_KEY"),
        data_keys=reader.fernet_keys("DATA_KEYS"),
        database_url=reader.database_url("DATABASE_URL", required=mode == "production"),
        papers_folder=Path(env.get("PAPERS_FOLDER") or ROOT / "var" / "papers"),
        https=reader.boolean("CITIZEN_HTTPS", default=mode == "production"),
        district_phones=reader.pairs("DISTRICT_PHONES"),
        sample_data=reader.boolean("CITIZEN_SAMPLE_DATA", default=mode != "production"),
        max_upload_bytes=reader.integer("MAX_UPLOAD_BYTES", 10 * 1024 * 1024),
        hold_minutes=reader.integer("HOLD_MINUTES", 20),
        kiosk_idle_seconds=reader.integer("KIOSK_IDLE_SECONDS", 120),
        kiosk_warning_seconds=reader.integer("KIOSK_WARNING_SECONDS", 60),
        draft_days=reader.integer("DRAFT_DAYS", 30),
        compress_pages=reader.boolean("COMPRESS_PAGES", default=True),
        policy_parameters=reader.file("POLICY_PARAMETERS"),
    )
    reader.finish()
    return settings


def for_tests(**changes: object) -> Settings:
    """Fixed settings for tests; every field can be overridden by name."""
    values: dict[str, object] = {
        "mode": "development",
        "secret_key": "tests-only-" + "0" * 32,
        "data_keys": ("dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",),
        "database_url": "sqlite://",
        "papers_folder": ROOT / "var" / "test-papers",
        "sample_data": False,
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]  # names are checked by the dataclass itself


class _Reader:
    """Reads typed values and remembers what was wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def secret(self, name: str) -> str:
        value = self.env.get(name, "")
        if len(value) < _MINIMUM_SECRET_LENGTH:
            self.problems.append(f"{name}: set it to at least {_MINIMUM_SECRET_LENGTH} random characters")
        return value

    def fernet_keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(k.strip() for k in self.env.get(name, "").split(",") if k.strip())
        if not keys:
            self.problems.append(f"{name}: set at least one key (make one with `flask --app app keys new`)")
        for number, key in enumerate(keys, 1):
            try:
                Fernet(key)
            except ValueError:
                self.problems.append(f"{name}: key {number} is not a valid Fernet key")
        return keys

    def database_url(self, name: str, *, required: bool) -> str:
        value = self.env.get(name, "")
        if not value:
            if required:
                self.problems.append(f"{name}: set it, e.g. postgresql+psycopg://… or sqlite:////path/citizen.db")
            return f"sqlite:///{ROOT / 'var' / 'citizen.db'}"
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            self.problems.append(f"{name}: only sqlite and postgresql+psycopg are supported")
        return value

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.env.get(name) or default
        if value not in allowed:
            self.problems.append(f"{name}: {value!r} is not one of {', '.join(allowed)}")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.env.get(name, "").lower()
        if value not in ("", "0", "1", "true", "false", "yes", "no"):
            self.problems.append(f"{name}: {value!r} is not yes or no")
        return default if not value else value in ("1", "true", "yes")

    def integer(self, name: str, default: int) -> int:
        value = self.env.get(name, "")
        if not value:
            return default
        if not value.isdigit() or int(value) < 1:
            self.problems.append(f"{name}: {value!r} is not a whole number above 0")
            return default
        return int(value)

    def pairs(self, name: str) -> dict[str, str]:
        """'tongzhou=010-1234,fenghua=0574-1234' as a mapping."""
        result: dict[str, str] = {}
        for part in filter(None, self.env.get(name, "").split(",")):
            key, equals, value = part.partition("=")
            if not equals or not key.strip() or not value.strip():
                self.problems.append(f"{name}: {part!r} is not district=number")
            result[key.strip()] = value.strip()
        return result

    def file(self, name: str) -> Path | None:
        """A file that must be there, where one is named."""
        value = self.env.get(name, "")
        if value and not Path(value).is_file():
            self.problems.append(f"{name}: there is no file {value!r}")
        return Path(value) if value else None

    def finish(self) -> None:
        if self.problems:
            raise SettingsError("\n".join(self.problems))


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
