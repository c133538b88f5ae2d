"""What the code must not do, read from the code itself: compare secrets with ==, speak to servers by another door than
`web/outgoing.py`, run what somebody typed, or take markup for granted.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.code_base.sources import ROOT, sources

#: Names of values whose equality must not be learned by measuring time.
_SECRET = re.compile(r"(?:^|_)(?:secret|signature|digest|mac|token|password|access_code|hash)$")
#: Comparisons of two values of our own, neither of which a stranger chooses.
_NOT_SECRET = {
    "citizen/accessibility/sign_coverage.py": "from which words a clip was made",
    "citizen/accessibility/spoken_slots.py": "from which words a recording was made",
    "citizen/applications/paper_service.py": "the same file sent twice by the same person",
    "citizen/applications/papers_moving.py": "whether a paper that was carried over is whole",
    "citizen/cli/backup_folder.py": "whether a copied file is whole",
}
_OUT = {"requests", "urllib3", "urllib.request", "aiohttp", "ftplib", "telnetlib", "xmlrpc.client"}
#: The doors to other servers, each with an address from the settings or checked before it is used.
_DOORS = {
    "citizen/web/outgoing.py": "the one HTTP client",
    "citizen/notices/gateways/mail.py": "SMTP to the server of the settings",
    "citizen/applications/paper_scanning.py": "the scanner of the settings",
    "citizen/applications/paper_bucket.py": "the bucket of the settings",
    "citizen/backoffice/webhook_sending.py": "resolves and pins the address of a webhook",
    "citizen/cli/doctor_links.py": "looks whether the servers of the settings answer",
    "citizen/web/slow_requests.py": "ends connections that came in; opens none",
    "citizen/notices/sending.py": "the name of this machine",
}
_DANGEROUS = {"eval", "exec", "compile", "__import__"}
_UNSAFE_MODULES = {"pickle", "marshal", "shelve", "xml.etree.ElementTree", "xml.dom.minidom", "xml.sax"}


def found_in(text: str, name: str = "citizen/x.py") -> set[str]:
    """Codes of what is wrong in this source."""
    tree = ast.parse(text)
    return {code for node in ast.walk(tree) for code in _wrong_with(node, name)}


def _wrong_with(node: ast.AST, name: str) -> Iterator[str]:
    if isinstance(node, ast.Compare) and name not in _NOT_SECRET and _compares_secrets(node):
        yield "compares a secret with =="
    if isinstance(node, ast.Call):
        yield from _wrong_call(node)
    for module in _modules_of(node):
        if module in _OUT | {"smtplib", "socket"} and name not in _DOORS:
            yield "another door"
        if module in _UNSAFE_MODULES:
            yield "an unsafe module"


def _compares_secrets(node: ast.Compare) -> bool:
    """Two values that are known only when the program runs; a column in a query is looked up by the engine."""
    sides = (node.left, *node.comparators)
    if not all(isinstance(one, (ast.Eq, ast.NotEq)) for one in node.ops):
        return False
    if any(isinstance(one, ast.Constant) for one in sides) or any(_is_column(one) for one in sides):
        return False
    return any(_SECRET.search(_name_of(one)) for one in sides)


def _is_column(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id[:1].isupper()


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _wrong_call(node: ast.Call) -> Iterator[str]:
    called = _name_of(node.func)
    if isinstance(node.func, ast.Name) and called in _DANGEROUS:
        yield "runs text"
    if called in ("render_template_string", "from_string"):
        yield "a template made of text"
    if any(one.arg == "shell" and not _is_false(one.value) for one in node.keywords):
        yield "a shell"
    if ast.unparse(node.func) in {f"httpx.{one}" for one in ("get", "post", "put", "request", "stream", "AsyncClient")}:
        yield "another door"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _modules_of(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{one.name}" for one in node.names)


def test_the_code_keeps_to_its_guards() -> None:
    ours = [one for one in sources() if one.name.startswith("citizen/")]
    wrong = {one.name: found for one in ours if (found := found_in(one.text, one.name))}
    assert wrong == {}


def test_the_lists_name_what_exists() -> None:
    missing = [name for name in (*_DOORS, *_NOT_SECRET) if not (ROOT / name).is_file()]
    assert missing == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ok = row.secret_hash == typed", "compares a secret with =="),
        ("ok = signature != expected_signature(body)", "compares a secret with =="),
        ("import requests", "another door"),
        ("from urllib import request\nimport urllib.request", "another door"),
        ("import socket", "another door"),
        ("httpx.get(url)", "another door"),
        ("eval(typed)", "runs text"),
        ("subprocess.run(line, shell=True)", "a shell"),
        ("render_template_string(typed)", "a template made of text"),
        ("import pickle", "an unsafe module"),
    ],
)
def test_each_guard_finds_what_it_is_for(text: str, code: str) -> None:
    assert code in found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "found = sa.select(Token).where(Token.secret_hash == wanted)",
        "ok = hmac.compare_digest(row.secret_hash, typed)",
        'has = row.secret == ""',
        "subprocess.run(['ffmpeg', name], shell=False)",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found_in(text) == set()


def test_templates_take_no_markup_from_people() -> None:
    """`|safe` and `Markup` stand only where our own words and files are."""
    found = {
        f"{path.relative_to(ROOT)}"
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8"))
    }
    assert found == {"templates/components/icon.html"}, "Drawings that stand in the same file."
