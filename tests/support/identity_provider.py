"""An OpenID Connect provider on a real port of this machine, which can do everything wrong that a provider can.

    with running_provider() as provider:
        provider.person = {"sub": "330102…", "name": "王秀英"}
        provider.wrong.nonce = True

Whoever opens its page of consent is signed in there at once, as `provider.person`. It signs with RS256, holds to PKCE,
and takes each code once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as AnyResponse

from citizen.core import clock
from citizen.people.identity_services import IdentityService

CLIENT, SECRET = "disability-services", "known-to-both-sides-and-long-enough"  # for tests on this machine only


@cache
def _key(name: str) -> RSAKey:
    """Made once: a key takes a moment."""
    return RSAKey.generate_key(2048, {"kid": name})


@dataclass
class Wrong:
    """What the provider does wrong. Nothing, unless a test says so."""

    nonce: bool = False
    audience: bool = False
    issuer: bool = False
    expired: bool = False
    issued_later: bool = False
    no_subject: bool = False
    #: Seconds its clock is ahead of ours.
    clock_off: int = 0
    #: "none", or "HS256" with the public key or with the client's secret as the key.
    algorithm: str = ""
    #: Signed with a key it does not publish.
    foreign_key: bool = False
    #: Another party the token is for.
    other_party: bool = False
    #: Sends the person back with another state, with another issuer, or with this error.
    state: bool = False
    answer_issuer: bool = False
    error: str = ""
    #: Status of the token endpoint, of discovery, and seconds everything takes.
    token_status: int = 200
    discovery_status: int = 200
    delay: float = 0.0
    #: Describes itself with the name of another, or with an address that is not encrypted.
    self_issuer: bool = False
    plain_endpoint: bool = False
    endless: bool = False
    #: A byte now and then, for ever: no single wait is long.
    in_drops: bool = False
    #: Called while somebody waits for an answer.
    meanwhile: Callable[[], None] = lambda: None


@dataclass
class Provider:
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "person-1"})
    wrong: Wrong = field(default_factory=Wrong)
    key: RSAKey = field(default_factory=lambda: _key("first"))
    #: Codes given out and not taken yet; and every form that came to the token endpoint.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    keys_fetched: int = 0

    @property
    def service(self) -> IdentityService:
        return IdentityService(
            code="zhejiang",
            names={"zh": "示例省身份服务", "en": "Example provincial service"},
            issuer=self.issuer,
            client_id=CLIENT,
            secret=SECRET,
            scopes=("openid", "profile"),
            offer=("name", "birthdate"),
        )

    def rotate(self) -> None:
        """From now on another key; the old one is gone."""
        self.key = _key("second")

    def id_token(self, nonce: str) -> str:
        wrong = self.wrong
        now = int(clock.now().timestamp()) + wrong.clock_off
        claims: dict[str, Any] = {
            "iss": "http://127.0.0.1:1/other" if wrong.issuer else self.issuer,
            "aud": "somebody-else" if wrong.audience else CLIENT,
            "iat": now + (3600 if wrong.issued_later else 0),
            "exp": now + (-3600 if wrong.expired else 300),
            "nonce": "of another request" if wrong.nonce else nonce,
            **self.person,
        }
        if wrong.other_party:
            claims |= {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"}
        if wrong.no_subject:
            claims.pop("sub")
        return self._signed(claims)

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.wrong.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(_encoded(json.dumps(part).encode()) for part in parts) + "."
        if self.wrong.algorithm:
            return jwt.encode({"alg": "HS256", "kid": "first"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        key = _key("foreign") if self.wrong.foreign_key else self.key
        return jwt.encode({"alg": "RS256", "kid": str(self.key.kid)}, claims, key)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider on a free port, until the end of the test."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _app_of(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}/realm"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _app_of(provider: Provider) -> Flask:
    app = Flask(__name__)

    @app.before_request
    def _wait() -> None:
        time.sleep(provider.wrong.delay)
        provider.wrong.meanwhile()

    @app.get("/realm/.well-known/openid-configuration")
    def discovery() -> Response | tuple[str, int]:
        if provider.wrong.discovery_status != 200:
            return "away", provider.wrong.discovery_status
        if provider.wrong.endless:
            return Response(" " * 2_000_000)
        if provider.wrong.in_drops:
            return Response(_drops(), mimetype="application/json")
        return jsonify(_description(provider))

    @app.get("/realm/keys")
    def keys() -> Response:
        provider.keys_fetched += 1
        return jsonify(keys=[provider.key.as_dict(private=False)])

    _let_people_sign_in(app, provider)
    return app


def _let_people_sign_in(app: Flask, provider: Provider) -> None:
    @app.get("/realm/authorize")
    def authorize() -> AnyResponse:
        said = request.args.to_dict()
        assert (said["response_type"], said["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        provider.codes[code] = said
        answer = {"error": provider.wrong.error} if provider.wrong.error else {"code": code}
        answer["state"] = "another" if provider.wrong.state else said["state"]
        answer["iss"] = "https://other.example" if provider.wrong.answer_issuer else provider.issuer
        return redirect(f"{said['redirect_uri']}?{urlencode(answer)}")

    @app.post("/realm/token")
    def token() -> Response | tuple[Response, int]:
        form = request.form.to_dict()
        provider.asked.append(form)
        if provider.wrong.token_status != 200:
            return jsonify(error="server_error"), provider.wrong.token_status
        begun = provider.codes.pop(form["code"], None)
        authorised = request.authorization
        if authorised is None or (authorised.username, authorised.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_client"), 401
        if begun is None or not _belongs(form, begun):
            return jsonify(error="invalid_grant"), 400
        return jsonify(access_token="unused", token_type="Bearer", id_token=provider.id_token(begun["nonce"]))


def _description(provider: Provider) -> dict[str, object]:
    base = provider.issuer
    return {
        "issuer": "https://other.example" if provider.wrong.self_issuer else base,
        "authorization_endpoint": f"{base}/authorize",
        "token_endpoint": "http://other.example/token" if provider.wrong.plain_endpoint else f"{base}/token",
        "jwks_uri": f"{base}/keys",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
    }


def _belongs(form: dict[str, str], begun: dict[str, str]) -> bool:
    """PKCE: only who began it knows the verifier."""
    challenge = _encoded(hashlib.sha256(form["code_verifier"].encode()).digest())
    return challenge == begun["code_challenge"] and form["redirect_uri"] == begun["redirect_uri"]


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def path_of(address: str) -> str:
    """Path and query, as the browser asks our site for it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _drops() -> Iterator[str]:
    while True:
        time.sleep(0.02)
        yield " "
