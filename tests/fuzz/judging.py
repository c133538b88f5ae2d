"""What must be true of every answer, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from lxml import html as lxml_html
from werkzeug.test import TestResponse

from tests.fuzz.attacks import Request
from tests.fuzz.hostile import MARK

#: What a person gets to see after an attack, and what a program gets.
_PAGE, _PROBLEM = "text/html", "application/problem+json"
_COMPUTED = re.compile(r"(?<!fz)94011")
_RUNS = re.compile(r"\s*(?:javascript|vbscript|data:text)\b", re.IGNORECASE)
_ADDRESSES = ("href", "src", "action", "formaction", "srcdoc", "poster", "data-hx-get", "data-hx-post", "content")
#: "The server cannot answer now" is an answer of the one address that says whether it can.
_MAY_BE_AWAY = "/readyz"


class Harm(AssertionError):
    """Something that no request may bring about."""


def judge(request: Request, response: TestResponse, *, forbidden: Collection[str], language: str | None) -> None:
    """:raises Harm: a fault of the server, somebody else's data, something that would run, or no decent answer."""
    if response.status_code >= 500 and request.path != _MAY_BE_AWAY:
        raise Harm(f"{response.status} to {request.described()}")
    text = response.get_data(as_text=False).decode("utf-8", "replace")
    everything = text + "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    for words in forbidden:
        if words in everything:
            raise Harm(f"“{words}” came back for {request.described()}")
    problem = _leads_away(response) or _own_header(response)
    if problem is None and response.mimetype == _PAGE and response.data:
        problem = _runs(text) or _is_no_answer(response, text, language)
    elif problem is None and response.status_code >= 400 and request.path.startswith("/api/v1"):
        problem = (
            None if response.mimetype == _PROBLEM or request.method == "HEAD" else f"no problem: {response.mimetype}"
        )
    if problem is not None:
        raise Harm(f"{problem}; {response.status} to {request.described()}")


def _leads_away(response: TestResponse) -> str | None:
    """A redirect stays here."""
    where = response.headers.get("Location", "")
    if MARK in urlsplit(where).netloc or where.startswith(("//", "/\\", "\\")) or _RUNS.match(where):
        return f"leads to {where[:200]}"
    return None


def _own_header(response: TestResponse) -> str | None:
    """No header of somebody else's making."""
    made = [
        name for name, value in response.headers.items() if MARK in name or (name == "Set-Cookie" and MARK in value)
    ]
    return f"headers of the request's own making: {made}" if made else None


def _runs(text: str) -> str | None:
    """The site's own pages have no inline script, no handler and no address of another kind: any is reflected."""
    if _COMPUTED.search(text):
        return "a template was run"
    if MARK not in text:
        return None
    for element in lxml_html.document_fromstring(text.replace("\0", "\ufffd").encode()).iter():
        name = str(element.tag)
        if name.startswith(MARK) or (
            name == "script" and ((element.text or "").strip() or MARK in element.get("src", ""))
        ):
            return f"<{name}> stands in the page"
        for attribute, value in element.attrib.items():
            if attribute.lower().startswith("on"):
                return f"{attribute}= stands in the page"
            if attribute in _ADDRESSES and (_RUNS.match(value) or MARK in _host_of(value)):
                return f"{attribute}={value[:80]} stands in the page"
    return None


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _is_no_answer(response: TestResponse, text: str, language: str | None) -> str | None:
    """A refusal is a page like any other: in the language of the person, with a heading and a way on."""
    if response.status_code < 400:
        return None
    if not all(part in text for part in ("<h1", 'id="main"', "<footer", "</html>")):
        return "a refusal without a page"
    said = re.search(r'<html[^>]*\blang="([^"]+)"', text)
    if said is None or (language is not None and said[1] != language):
        return f"a refusal in {said and said[1]}, not in {language}"
    return None
