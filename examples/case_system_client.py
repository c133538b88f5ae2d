"""A small case system's side of the API: take cases over, act on them, check webhooks.

One file, written from /api/v1/openapi.json alone; it needs Python 3.11 and httpx. Copy it and change it.

    client = CaseClient("https://example.gov.cn", token)
    for case in client.changed_cases(cursor):
        …

Keep `client.cursor` after every round. Nothing is lost when a round breaks off: the next one starts where the kept
cursor says, and every write may be repeated with its key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

Json = dict[str, Any]
_PATIENCE = (0.2, 1.0, 5.0)
_OLDEST_SECONDS = 300


class Refused(Exception):
    """The website refused; `code` is stable, `status` the HTTP status."""

    def __init__(self, status: int, code: str, problems: list[Json]) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.problems = status, code, problems


class CaseClient:
    """Speaks for one token. Not for use by several threads at once."""

    def __init__(self, website: str, token: str) -> None:
        self.cursor: str | None = None
        self._http = httpx.Client(
            base_url=f"{website.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )

    def close(self) -> None:
        self._http.close()

    # -- reading -------------------------------------------------------------------------------------------

    def changed_cases(self, cursor: str | None = None, **filters: Any) -> Iterator[Json]:
        """Every case that changed since the cursor, each as it stands now; then `self.cursor` is the new one."""
        self.cursor = cursor
        has_more = True
        while has_more:
            query = {**filters, **({"cursor": self.cursor} if self.cursor else {})}
            page = self._ask("GET", "/cases", params=query).json()
            yield from page["cases"]
            self.cursor, has_more = page["next_cursor"], page["has_more"]

    def case(self, number: str) -> Json:
        """The whole case. Open it first: until then the person can take it back unseen."""
        found: Json = self._ask("GET", f"/cases/{number}").json()
        return found

    def paper(self, number: str, paper_id: str) -> bytes:
        """A paper's file; ValueError when what came is not what was sent."""
        response = self._ask("GET", f"/cases/{number}/papers/{paper_id}")
        expected = response.headers["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
        if hashlib.sha256(response.content).digest() != base64.b64decode(expected):
            raise ValueError("the file was damaged on its way")
        return response.content

    # -- acting --------------------------------------------------------------------------------------------

    def open(self, number: str) -> Json:
        """Acknowledge the case."""
        return self._act(number, "open", {}, seen=None)

    def advance(self, case: Json, *, act: str | None = None, chain_code: int | None = None) -> Json:
        """Move it on: by an act, or by a code of the five-level chain."""
        body = {"act": act} if act else {"chain_code": chain_code}
        return self._act(case["number"], "advance", body, seen=case["version"])

    def ask_correction(self, case: Json, reason: str, **asked: Any) -> Json:
        """asked: facts=[…], papers=[…], contact=True, until="2026-12-31"."""
        return self._act(case["number"], "corrections", {"reason": reason, **asked}, seen=case["version"])

    def send_message(self, number: str, text: str) -> Json:
        return self._act(number, "messages", {"text": text}, seen=None)

    def decide(self, case: Json, outcome: str, **decision: Any) -> Json:
        """outcome: "approve" or "refuse" (with reason="…"); amount="300.00", per="month", valid_from=…"""
        return self._act(case["number"], "decision", {"outcome": outcome, **decision}, seen=case["version"])

    # -- inside --------------------------------------------------------------------------------------------

    def _act(self, number: str, path: str, body: Json, *, seen: int | None) -> Json:
        """One act has one key, however often it must be sent."""
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*" if seen is None else f'"{seen}"'}
        done: Json = self._ask("POST", f"/cases/{number}/{path}", json=body, headers=headers).json()
        return done

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Sent again when nobody answered or the website is busy; a refusal is raised."""
        for wait in (*_PATIENCE, None):
            try:
                response = self._http.request(method, path, **request)
            except httpx.TransportError:
                if wait is None:
                    raise
            else:
                if response.status_code < 400:
                    return response
                if response.status_code < 500 or wait is None:
                    raise _refusal(response)
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")


def is_genuine(headers: Mapping[str, str], body: bytes, secret: str, *, now: float | None = None) -> bool:
    """Whether a webhook comes from the website: its signature by our secret, and not older than five minutes.

    `body` must be the bytes as they came. Remember X-Citizen-Delivery: the same one may come more than once.
    """
    timestamp = headers.get("X-Citizen-Timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > _OLDEST_SECONDS:
        return False
    expected = "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    given = headers.get("X-Citizen-Signature", "").split(",")
    return any(hmac.compare_digest(expected, one.strip()) for one in given)


def _refusal(response: httpx.Response) -> Refused:
    try:
        said = response.json()
    except ValueError:
        said = {}
    return Refused(response.status_code, said.get("code", "unknown"), said.get("problems", []))


if __name__ == "__main__":
    # python case_system_client.py https://example.gov.cn TOKEN [CURSOR]: list what changed, and the next cursor.
    client = CaseClient(sys.argv[1], sys.argv[2])
    for one in client.changed_cases(sys.argv[3] if len(sys.argv) > 3 else None):
        print(one["number"], one["status"], one["chain_code"], one["changed_at"])  # noqa: T201
    print("cursor:", client.cursor)  # noqa: T201
