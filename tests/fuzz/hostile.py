"""What nobody types by mistake: texts, headers, bodies and files that have broken other sites.

All choices come from a `random.Random`: the sweep over all addresses gives a seeded one,
    the library of properties one
of its own, whose choices it then makes smaller.
"""

from __future__ import annotations

from random import Random

#: Stands in everything that wants to run in a browser, so that it is found however it is wrapped.
MARK = "fz94011"
#: What a template would make of it is 94011 again and again.
_TEMPLATES = (
    "{{31337*3}}",
    "${31337*3}",
    "#{31337*3}",
    "{%print(31337*3)%}",
    "<%=31337*3%>",
    "%(name)s",
    "{0.__class__}",
)
SCRIPTS = (
    f"<script>{MARK}()</script>", f'"><img src=x onerror={MARK}()>', f"'><svg/onload={MARK}()>",
    f"javascript:{MARK}()", f"</title><script src=//{MARK}.example></script>", f'" autofocus onfocus="{MARK}()',
    f"</textarea><script>{MARK}()</script>", f"--><script>{MARK}()</script>", f"<base href=//{MARK}.example/>",
    f"data:text/html,<script>{MARK}()</script>", f"<{MARK} onclick=x>", f"\\u003cscript\\u003e{MARK}()",
)  # fmt: skip
_ELSEWHERE = (
    f"//{MARK}.example", f"https://{MARK}.example/", f"/\\{MARK}.example", f"\\\\{MARK}.example",
    f"/\t/{MARK}.example",
    f"http:{MARK}.example", f"///{MARK}.example/%2f..", f"/..//{MARK}.example", f"/%0a/{MARK}.example",
)  # fmt: skip
_CHARACTERS = (
    "", " ", "\t", "\x00", "a\x00b", "\x07", "\x1b[2J", "\x7f", "\x85", "\u00a0", "\u200b",
    "\u202e反\u202c", "\u2028",
    "\ufeff", "\ufffd", "\ufffe", "\U0010ffff", "é" * 300, "𠮷" * 3000, "e\u0301" * 50, "ﷺ" * 40, "👩🏽‍🦽",
    "ß", "İ", "ﬀ",
    "a" * 70_000, "\r\n", f"a\r\nSet-Cookie: {MARK}=1", "%0d%0aX-Test: 1", "%00", "%", "%%", "%zz", "&amp;", "&#0;",
    "\ud800",
)  # fmt: skip
_NUMBERS = (
    "0", "-1", "00", "1.5", "1e999", "-1e9", "nan", "inf", "0x10", "1_000", "+1", "２０２６", "²", "٣", "Ⅷ", "½", "೬",
    "2147483648", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 30,
    "9" * 5000, "True",
)  # fmt: skip
_TIMES = (
    "2026-13-45", "0000-00-00", "0001-01-01", "9999-12-31", "2026-02-30", "1900-02-29", "-001-01-01", "20261123",
    "2026-W48-1", "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-11-23T09:00", "2026-11-23T09:00+08:00",
    "2026-11-23T01:00+00:00", "2026-11-23T25:61+99:99", "24:00", "-1:-1",
)  # fmt: skip
_PATHS = ("..", ".", "/", "../../etc/passwd", "..%2f..%2f", "%2e%2e/", "....//", "C:\\con", "a/b", "/etc/passwd", "~")
_QUERIES = (
    "' OR '1'='1",
    "1; DROP TABLE visit--",
    "'",
    '"',
    "`",
    "*",
    "(",
    ")*(|(&",
    "_%",
    "\\",
    "$where",
    "\\Z",
    "[a-",
)
_DEEP = (
    "[" * 60_000,
    '{"a":' * 5000,
    "[]",
    "{}",
    "null",
    '"x"',
    "[[[]]]",
    '{"fields":1}',
    '{"response":{"clientDataJSON":7}}',
)
_KINDS = (SCRIPTS, _CHARACTERS, _NUMBERS, _TIMES, _PATHS, _QUERIES, _TEMPLATES, _ELSEWHERE, _DEEP)


def text(random: Random) -> str:
    """One of them, or two in a row."""
    one = random.choice(random.choice(_KINDS))
    return one + random.choice(random.choice(_KINDS)) if random.random() < 0.1 else one


def as_bytes(value: str) -> bytes:
    """As a browser that does not care would send it: half characters, too."""
    return value.encode("utf-8", "surrogatepass")


_RAW = (b"\xff", b"\xc0\xaf", b"\xe4\xb8", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xfe\xff\x00a", b"\xa1\xa2\xc4\xe3")


def raw(random: Random) -> bytes:
    """A text, or bytes that are no text."""
    return random.choice(_RAW) if random.random() < 0.15 else as_bytes(text(random))


_LANGUAGES = ("zz", "en;q=nan", "*", "zh-Hant-MO-x-y" * 30, ";;;", "en-US,en;q=0.9" * 200, "\xff", "de, fr;q=2")
_HEADERS: dict[str, tuple[str, ...]] = {
    "Accept-Language": _LANGUAGES,
    "Accept": ("", "*/*;q=0", "text/html;q=\xff", "a/b;" * 500),
    "Accept-Encoding": ("", "br;q=nan", "identity;q=0, *;q=0", "gzip;q=-1"),
    "Cookie": ("=", ";;;", "visit=", "visit=" + "a" * 43, "visit=a\xff" + "b" * 30, "kiosk=1", "kiosk=2",
    "kiosk_terminal=x",
               "preferences=lang%3D%00&text=%ff", "preferences=lang=\xff", "preferences=" + "text=" * 900,
               "visit=\"" + "\\777" * 9),
    "Host": ("", "a b", "[::1", f"{MARK}.example", "localhost:99999", "localhost:x", "\xff", "..", "-", "a" * 300),
    "X-Forwarded-For": ("127.0.0.1", "::1", f"{MARK}", "1," * 900),
    "X-Forwarded-Host": (f"{MARK}.example",),
    "X-Forwarded-Proto": ("javascript",),
    "Range": ("bytes=0-0", "bytes=-", "bytes=9-1", "bytes=" + "0-1," * 500, "x=1-2", "bytes=\xb2-"),
    "If-None-Match": ("*", '"', 'W/"', '"x"' * 500, "\xff"),
    "If-Modified-Since": ("x", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 -2400", "0"),
    "If-Range": ("x", '"'),
    "If-Match": ("*", '"1"', '"999999999999"', '"\xb2"', '"-1"', "W/"),
    "Idempotency-Key": ("", "short", "a" * 5000, "\xff" * 10, "key-of-a-test"),
    "Authorization": ("", "Bearer", "Bearer a.b.c", "Basic OjpcAA==", "Bearer \xff.\xff.\xff",
    "Basic \xff", "Digest " + "a=" * 500),
    "Referer": (f"https://{MARK}.example/", "http://[", "http://localhost/\xff", "/%00", "javascript:1",
    "http://localhost:x/"),
    "Origin": ("null", f"https://{MARK}.example", "http://[", "\xff"),
    "User-Agent": ("", "\xff", f"<script>{MARK}</script>", "a" * 9000),
    "Sec-Fetch-Site": ("cross-site", "none", "", "\xff", "same-site"),
    "HX-Request": ("true", "\xff"),
    "HX-Target": (f"{MARK}", "\xff"),
    "HX-Current-URL": ("http://[", f"//{MARK}.example"),
    "Content-Type": ("", "text/plain", "application/json", "application/x-www-form-urlencoded; charset=utf-7",
                     "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff",
                     "application/json; charset=nonsense", "a/b/c;;;=", "application/xml"),
    "Content-Length": ("0", "5", "999999999999", "-1", "\xb2"),
    "Transfer-Encoding": ("chunked",),
    "X-HTTP-Method-Override": ("DELETE",),
}  # fmt: skip


def headers(random: Random) -> dict[str, str]:
    """A few headers no browser sends. Latin letters and what else a server lets through."""
    names = random.sample(sorted(_HEADERS), random.choice((0, 0, 1, 1, 2, 3)))
    return {name: random.choice(_HEADERS[name]) for name in names}


METHODS = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "B\xe4D")


def method(random: Random) -> str:
    return random.choice(METHODS)


_FILES = (
    b"", b"\x00", b"x" * 5000, b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 60, b"%PDF-1.4\n",
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>",
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 20,
    b"GIF89a\xff\xff\xff\xff\x00", b"PK\x03\x04" + b"\x00" * 30,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    b"II*\x00\xff\xff\xff\xff",
    b"BM\xff\xff\xff\xff" + b"\x00" * 20, b"#!/bin/sh\nexit\n", b"MZ" + b"\x00" * 60,
)  # fmt: skip
_FILE_NAMES = (
    "", ".", "..", "../../x.jpg", "a\x00.jpg", "\x00", "con.jpg", "a" * 400 + ".pdf", "𠮷.heic", "x.php",
    "a.jpg.exe",
    f"<script>{MARK}</script>.jpg", 'a";b="c.jpg', "a\r\nb.jpg", "\u202egpj.exe",
)  # fmt: skip


def file(random: Random) -> tuple[bytes, str]:
    """Content and name of something to add."""
    return random.choice(_FILES), random.choice(_FILE_NAMES)


def body(random: Random) -> tuple[bytes, str]:
    """A body that is no form, and what it says it is."""
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json", "text/plain")
    bodies = (
        b"", b"&&&===", b"a" * 3000, b"a=1&" * 1500, b"%ff=%ff&%00=%00", b"--b\r\n\r\n",
        b"--b\r\nContent-Disposition: form-data\r\n\r\nx",
        b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--b--', b'{"a":' * 3000, b"[NaN]",
        b"\xff\xfe{}", b"null", b"1" * 6000,
        b'--b\r\nContent-Disposition: form-data; name="a"; filename="a\r\n\r\nx', b"--b" * 2000,
        b'{"a":"\\ud800"}', b'{"a":1,"a":2}',
    )  # fmt: skip
    return random.choice(bodies), random.choice(kinds)
