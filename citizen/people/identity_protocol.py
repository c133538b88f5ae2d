"""OpenID Connect with one provider: discovery, the way there, and the proof that comes back.

Authorization code with PKCE (S256). An ID token counts only if one of the provider's own keys signed it with an
algorithm of our list, for us, lately, and for this very request. Nothing is asked of a provider but over https.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from time import monotonic
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from citizen.core import clock
from citizen.people.identity_services import IdentityService, is_safe_address
from citizen.web import outgoing

#: Signed with the provider's own private key; never "none", never a key both sides know.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
#: How far a provider's clock may be from ours.
CLOCK_DIFFERENCE = 120
#: Nobody waits longer for a service than this, all in all; a setting makes it shorter.
LONGEST_WAIT = 5.0
_LONGEST_ANSWER = 512 * 1024
_FRESH = timedelta(hours=1)


class Trouble(StrEnum):
    """Why somebody is not signed in by an identity service."""

    #: The service does not answer, or says that it cannot.
    AWAY = "away"
    #: The person said no there, or the service did.
    REFUSED = "refused"
    #: What came back proves nothing.
    NOT_PROVED = "not_proved"
    #: Begun in another browser, too long ago, or used already.
    NOT_OURS = "not_ours"
    #: The identity belongs to another account here.
    TAKEN = "taken"


class IdentityFault(Exception):
    def __init__(self, trouble: Trouble, why: str) -> None:
        super().__init__(why)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Proven:
    """Who the service says it is. `offered`: what it knows besides, and the deployment offers for the profile."""

    subject: str
    offered: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """One way to a service and back: what has to be known again when the person returns."""

    state: str
    nonce: str
    verifier: str
    address: str


@dataclass(slots=True)
class _Known:
    """What a provider says about itself, and its keys."""

    metadata: dict[str, Any]
    at: datetime
    keys: KeySet | None = field(default=None)


_known: dict[str, _Known] = {}
_patience = LONGEST_WAIT


def use_patience(seconds: float) -> None:
    """How long a service may take for one answer, from the first byte to the last. Process-wide."""
    global _patience
    _patience = min(seconds, LONGEST_WAIT)


def forget_known() -> None:
    """Ask every provider anew."""
    _known.clear()


def begin(service: IdentityService, *, redirect_uri: str, language: str) -> Request:
    """:raises IdentityFault: the service is away."""
    metadata = _discover(service).metadata
    state, nonce, verifier = (secrets.token_urlsafe(48) for _each in range(3))
    address = prepare_grant_uri(
        metadata["authorization_endpoint"],
        client_id=service.client_id,
        response_type="code",
        redirect_uri=redirect_uri,
        scope=list(service.scopes),
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
        ui_locales=language,
    )
    return Request(state, nonce, verifier, address)


def prove(service: IdentityService, *, code: str, verifier: str, nonce: str, redirect_uri: str) -> Proven:
    """Exchange the code for the proof. A code is good once: the provider holds to that too.

    :raises IdentityFault: it proves nothing, or the service is away.
    """
    known = _discover(service)
    token = _fetch_token(service, known.metadata, code=code, verifier=verifier, redirect_uri=redirect_uri)
    claims = _claims_of(service, known, token, nonce)
    offered = {name: str(claims[name]) for name in service.offer if claims.get(name)}
    return Proven(str(claims["sub"]), offered)


# -- what a provider says about itself -------------------------------------------------------------------------------


def _discover(service: IdentityService) -> _Known:
    known = _known.get(service.issuer)
    if known is not None and clock.now() - known.at < _FRESH:
        return known
    found = _get(service.issuer.rstrip("/") + "/.well-known/openid-configuration")
    needed = [found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if found.get("issuer") != service.issuer or not all(map(is_safe_address, needed)):
        raise IdentityFault(Trouble.AWAY, "the provider describes itself wrongly")
    known = _known[service.issuer] = _Known(found, clock.now())
    return known


def _keys(known: _Known, *, anew: bool) -> KeySet:
    if known.keys is None or anew:
        try:
            known.keys = KeySet.import_key_set(_get(known.metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (JoseError, KeyError, TypeError, ValueError) as fault:
            raise IdentityFault(Trouble.AWAY, "the provider has no readable keys") from fault
    return known.keys


# -- the proof -------------------------------------------------------------------------------------------------------


def _fetch_token(
    service: IdentityService, metadata: Mapping[str, Any], *, code: str, verifier: str, redirect_uri: str
) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": service.client_id,
    }
    by_basic = "client_secret_basic" in metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    auth = httpx.BasicAuth(service.client_id, service.secret) if service.secret and by_basic else None
    if service.secret and not by_basic:
        form["client_secret"] = service.secret
    status, answer = _ask("POST", metadata["token_endpoint"], data=form, auth=auth)
    if status >= 500:
        raise IdentityFault(Trouble.AWAY, "the provider cannot exchange codes now")
    if status != 200 or not isinstance(answer.get("id_token"), str):
        raise IdentityFault(Trouble.NOT_PROVED, "the provider did not take the code")
    return answer


def _claims_of(service: IdentityService, known: _Known, token: Mapping[str, Any], nonce: str) -> CodeIDToken:
    """The claims of a token that holds in every respect."""
    signed = _verified(known, str(token["id_token"]))
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        options={
            "iss": {"essential": True, "value": service.issuer},
            "aud": {"essential": True, "value": service.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        },
        params={"nonce": nonce, "client_id": service.client_id, "access_token": token.get("access_token")},
    )
    try:
        claims.validate(now=int(clock.now().timestamp()), leeway=CLOCK_DIFFERENCE)
    except (JoseError, TypeError, ValueError) as fault:
        raise IdentityFault(Trouble.NOT_PROVED, "the token does not hold") from fault
    if not str(claims["sub"]).strip():
        raise IdentityFault(Trouble.NOT_PROVED, "the token names nobody")
    return claims


def _verified(known: _Known, id_token: str) -> jwt.Token:
    """Signed by a key the provider has now: keys it has changed since we asked are asked for once more."""
    for anew in (False, True):
        try:
            return jwt.decode(id_token, _keys(known, anew=anew), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError) as fault:
            wrong = fault
    raise IdentityFault(Trouble.NOT_PROVED, "the signature does not hold") from wrong


# -- asking ----------------------------------------------------------------------------------------------------------


def _get(address: str) -> dict[str, Any]:
    status, answer = _ask("GET", address)
    if status != 200:
        raise IdentityFault(Trouble.AWAY, f"the provider answered {status}")
    return answer


def _ask(method: str, address: str, **rest: Any) -> tuple[int, dict[str, Any]]:
    """Status and answer. Follows nobody elsewhere, reads no endless answers, and waits for none that comes in drops."""
    given_up_at = monotonic() + _patience
    try:
        with (
            outgoing.client(_patience) as client,
            client.stream(method, address, headers={"Accept": "application/json"}, **rest) as response,
        ):
            body = b""
            for part in response.iter_bytes():
                body += part
                if len(body) > _LONGEST_ANSWER:
                    raise IdentityFault(Trouble.AWAY, "the provider does not stop answering")
                if monotonic() > given_up_at:
                    raise IdentityFault(Trouble.AWAY, "the provider answers too slowly")
            answer = json.loads(body) if body else {}
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise IdentityFault(Trouble.AWAY, "the provider cannot be reached") from fault
    except ValueError:
        answer = {}
    return response.status_code, answer if isinstance(answer, dict) else {}
