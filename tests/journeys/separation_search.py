"""All words of an answer, as a person or a program would read them: head, page, files, archives."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
import zipfile
from urllib.parse import unquote

from werkzeug.test import TestResponse


def texts_of(response: TestResponse) -> list[str]:
    head = [response.status, *(f"{name}: {unquote(value)}" for name, value in response.headers.items())]
    return head + _readable(response.data, response.mimetype)


def _readable(content: bytes, mimetype: str) -> list[str]:
    if mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [text for name in archive.namelist() for text in (name, *_readable(archive.read(name), ""))]
    if mimetype == "application/pdf":
        return [_words_of_pdf(content)]
    plain = content.decode("utf-8", "ignore")
    escaped = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), plain)
    return [plain, escaped, html.unescape(plain).replace("\r\n ", "").replace("\n ", "")]


def _words_of_pdf(content: bytes) -> str:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing (see .ci/setup)"
    read = subprocess.run([program, "-", "-"], input=content, capture_output=True, check=True, timeout=30)
    return read.stdout.decode("utf-8", "ignore").replace("\n", "")


def is_unreadable(response: TestResponse) -> bool:
    """Spoken or in braille: that somebody gets the file at all is what counts."""
    return response.mimetype.startswith("audio/") or "brf" in response.headers.get("Content-Disposition", "")
