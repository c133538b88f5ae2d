"""Which provincial or national identity services a deployment uses: one file, checked when the site starts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from citizen.config import THIS_MACHINE

#: What may be offered for the profile. Nothing of it is kept before the person says so.
OFFERED = ("name", "birthdate")
_KEYS = {"code", "name", "issuer", "client_id", "secret", "scopes", "offer"}


class ServicesWrong(Exception):
    """One line per problem of the file."""


@dataclass(frozen=True, slots=True)
class IdentityService:
    """One OpenID Connect provider."""

    code: str
    #: By language: zh and en.
    names: Mapping[str, str]
    issuer: str
    client_id: str
    #: Empty: the provider knows this site as a public client; PKCE protects it all the same.
    secret: str = ""
    scopes: tuple[str, ...] = ("openid",)
    #: Claims of the provider that are offered for the profile.
    offer: tuple[str, ...] = ()

    def called(self, language: str) -> str:
        return self.names["en" if language == "en" else "zh"]


_services: dict[str, IdentityService] = {}


def use_file(file: Path | None, secrets: Mapping[str, str]) -> None:
    """The services of this process; no file, no services.

    :raises ServicesWrong: with every problem at once.
    """
    services = () if file is None else read_services(file.read_text(encoding="utf-8"), secrets)
    use_services(*services)


def use_services(*services: IdentityService) -> None:
    _services.clear()
    _services.update({one.code: one for one in services})


def all_services() -> tuple[IdentityService, ...]:
    return tuple(_services.values())


def find_service(code: str) -> IdentityService | None:
    return _services.get(code)


def read_services(text: str, secrets: Mapping[str, str]) -> tuple[IdentityService, ...]:
    """The services of a file. A secret stands in the environment; the file names the variable."""
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as fault:
        raise ServicesWrong(f"IDENTITY_SERVICES: not JSON (line {fault.lineno})") from None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ServicesWrong("IDENTITY_SERVICES: write a list of services, each in { }")
    problems = [f"IDENTITY_SERVICES, {number}: {line}" for number, entry in enumerate(entries, 1)
                for line in _problems_of(entry, secrets)]  # fmt: skip
    codes = [entry.get("code") for entry in entries]
    if len(set(map(str, codes))) != len(codes):
        problems.append("IDENTITY_SERVICES: two services have the same code")
    if problems:
        raise ServicesWrong("\n".join(problems))
    return tuple(_service_of(entry, secrets) for entry in entries)


def is_safe_address(address: object) -> bool:
    """Encrypted, or on this very machine."""
    try:
        parts = urlsplit(str(address))
        is_here = parts.hostname in THIS_MACHINE
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


def _problems_of(entry: Mapping[str, Any], secrets: Mapping[str, str]) -> list[str]:
    names, offer, scopes = entry.get("name"), entry.get("offer", []), entry.get("scopes", ["openid"])
    checks = (
        (not set(entry) - _KEYS, f"unknown: {', '.join(sorted(set(entry) - _KEYS))}"),
        (bool(re.fullmatch("[a-z][a-z0-9-]{0,39}", str(entry.get("code", "")))), "code: small letters and hyphens"),
        (isinstance(names, dict) and all(names.get(key) for key in ("zh", "en")), "name: give zh and en"),
        (is_safe_address(entry.get("issuer")), "issuer: an https address"),
        (bool(entry.get("client_id")), "client_id: as the provider gave it"),
        (isinstance(scopes, list) and "openid" in scopes, 'scopes: a list with "openid"'),
        (isinstance(offer, list) and set(offer) <= set(OFFERED), f"offer: only {', '.join(OFFERED)}"),
        ("secret" not in entry or bool(secrets.get(str(entry["secret"]))),
         "secret: the name of a variable that is set and begins with IDENTITY_SECRET_"),
    )  # fmt: skip
    return [problem for is_right, problem in checks if not is_right]


def _service_of(entry: Mapping[str, Any], secrets: Mapping[str, str]) -> IdentityService:
    return IdentityService(
        code=entry["code"],
        names=dict(entry["name"]),
        issuer=entry["issuer"],
        client_id=entry["client_id"],
        secret=secrets[entry["secret"]] if "secret" in entry else "",
        scopes=tuple(entry.get("scopes", ["openid"])),
        offer=tuple(entry.get("offer", ())),
    )


def with_services_only(endpoints: Iterable[str]) -> frozenset[str]:
    """These pages; those about identity services only where there are some."""
    return frozenset(one for one in endpoints if _services or not one.startswith("identity."))
