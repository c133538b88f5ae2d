"""Typed values out of what the environment says as text. Problems are gathered, so that all are told at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from citizen.config.settings import ROOT

_MINIMUM_SECRET_LENGTH = 32
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """One line per missing or malformed setting."""


class Reader:
    """Reads typed values and remembers what was wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []
        #: Every setting that was asked for, and what it is when the environment does not say.
        self.asked: dict[str, object] = {}
        self.mode = self.choice("CITIZEN_MODE", "development", ("development", "production"))

    def raw(self, name: str, default: object = "") -> str:
        """What the environment says, "" for nothing. Remembered with its default, for the table of all settings."""
        self.asked[name] = default
        return self.env.get(name, "")

    def text(self, name: str, default: str = "") -> str:
        return self.raw(name, default) or default

    def folder(self, name: str, default: Path) -> Path:
        return Path(self.raw(name, default) or default)

    def group(self, prefix: str) -> dict[str, str]:
        """Every setting whose name begins so, as IDENTITY_SECRET_…"""
        self.asked[prefix + "…"] = ""
        return {name: text for name, text in self.env.items() if name.startswith(prefix)}

    def secret(self, name: str) -> str:
        value = self.raw(name)
        if len(value) < _MINIMUM_SECRET_LENGTH:
            self.problems.append(f"{name}: set it to at least {_MINIMUM_SECRET_LENGTH} random characters")
        return value

    def secret_of(self, name: str, *, needed: bool) -> str:
        """A secret of something that may not be connected; then it is not read."""
        self.raw(name)
        return self.secret(name) if needed else ""

    def fernet_keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(k.strip() for k in self.raw(name).split(",") if k.strip())
        if not keys:
            self.problems.append(f"{name}: set at least one key (make one with `flask --app app keys new`)")
        for number, key in enumerate(keys, 1):
            try:
                Fernet(key)
            except ValueError:
                self.problems.append(f"{name}: key {number} is not a valid Fernet key")
        return keys

    def database_url(self, name: str, *, required: bool) -> str:
        value = self.raw(name)
        if not value:
            if required:
                self.problems.append(f"{name}: set it, e.g. postgresql+psycopg://… or sqlite:////path/citizen.db")
            return f"sqlite:///{ROOT / 'var' / 'citizen.db'}"
        if value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite://", "postgresql+psycopg://")):
            self.problems.append(f"{name}: only sqlite and postgresql+psycopg are supported")
        return value

    def second_database_url(self, name: str) -> str:
        """Of another database than the one that is written to; empty for none."""
        return self.database_url(name, required=False) if self.raw(name) else ""

    def papers_store(self) -> dict[str, Any]:
        """The bucket of papers, by the names of Settings: its address, and who we are there."""
        url = self.address("PAPERS_STORE_URL", {"https"}, plain="http").rstrip("/")
        if url and not urlsplit(url).path.strip("/"):
            self.problems.append("PAPERS_STORE_URL: name the bucket too, as in https://host/bucket")
        found = {name: self.text(f"PAPERS_STORE_{name}") for name in ("KEY", "SECRET")}
        self.problems += [f"PAPERS_STORE_{name}: set it" for name, value in found.items() if url and not value]
        return {
            "papers_store_url": url,
            "papers_store_key": found["KEY"],
            "papers_store_secret": found["SECRET"],
            "papers_store_region": self.text("PAPERS_STORE_REGION", "us-east-1"),
            "papers_store_style": self.choice("PAPERS_STORE_STYLE", "", ("", "host", "path")),
        }

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            self.problems.append(f"{name}: {value!r} is not one of {', '.join(allowed)}")
        return value

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.raw(name, default).lower()
        if value not in ("", "0", "1", "true", "false", "yes", "no"):
            self.problems.append(f"{name}: {value!r} is not yes or no")
        return default if not value else value in ("1", "true", "yes")

    def integer(self, name: str, default: int, *, least: int = 1) -> int:
        value = self.raw(name, default)
        if not value:
            return default
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            self.problems.append(f"{name}: {value!r} is not a whole number above {least - 1}")
            return default
        return int(value)

    def hours(self, name: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """'48,3' as hours; 'none' for none at all."""
        value = self.raw(name, default).replace(" ", "")
        if not value:
            return default
        parts = [] if value == "none" else value.split(",")
        if not all(part.isascii() and part.isdigit() and 0 < int(part) <= 24 * 60 for part in parts):
            self.problems.append(f"{name}: {value!r} is not a list of hours such as 48,3, or none")
            return default
        return tuple(int(part) for part in parts)

    def pairs(self, name: str) -> dict[str, str]:
        """'tongzhou=010-1234,fenghua=0574-1234' as a mapping."""
        result: dict[str, str] = {}
        for part in filter(None, self.raw(name).split(",")):
            key, equals, value = part.partition("=")
            if not equals or not key.strip() or not value.strip():
                self.problems.append(f"{name}: {part!r} is not district=number")
            result[key.strip()] = value.strip()
        return result

    def networks(self, name: str) -> tuple[str, ...]:
        """'10.1.0.0/16,fd00::/8' as its parts."""
        found = tuple(part.strip() for part in self.raw(name).split(",") if part.strip())
        for part in found:
            try:
                ip_network(part)
            except ValueError:
                self.problems.append(f"{name}: {part!r} is not a network like 10.1.0.0/16")
        return found

    def scanner(self, name: str) -> str | None:
        """host:port, or unix:/path of a socket."""
        value = self.raw(name)
        host, _, port = value.rpartition(":")
        if value and not value.startswith("unix:/") and not (host and port.isdigit()):
            self.problems.append(f"{name}: {value!r} is neither host:port nor unix:/path")
        return value or None

    def file(self, name: str) -> Path | None:
        """A file that must be there, where one is named."""
        value = self.raw(name)
        if value and not Path(value).is_file():
            self.problems.append(f"{name}: there is no file {value!r}")
        return Path(value) if value else None

    def address(self, name: str, encrypted: Collection[str], *, plain: str) -> str:
        """An address of a service. Without encryption only on this machine itself."""
        value = self.raw(name)
        if not value:
            return ""
        try:
            parts = urlsplit(value)
            is_local = parts.hostname in THIS_MACHINE
            is_right = bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_right = is_local = False
        if not is_right or not (parts.scheme in encrypted or (parts.scheme == plain and is_local)):
            allowed = " or ".join(f"{scheme}://" for scheme in sorted(encrypted))
            # The value itself is not repeated: it may hold a password.
            self.problems.append(f"{name}: use {allowed} and a host; {plain}:// only for this machine (127.0.0.1)")
        return value

    def loopback(self, name: str, default: str) -> str:
        """An address on the machine of the browser itself, and nothing else."""
        value = self.text(name, default)
        if not re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d{1,4}", value):
            self.problems.append(f"{name}: use http://127.0.0.1 and a port")
        return value

    def mail_address(self, name: str, *, required: bool) -> str:
        value = self.raw(name)
        if (value or required) and not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value):
            self.problems.append(f"{name}: set it to the address e-mail comes from, e.g. service@example.gov.cn")
        return value

    def finish(self) -> None:
        if self.problems:
            raise SettingsError("\n".join(self.problems))
