"""Checks of what stands elsewhere: the store of papers, the virus scanner, gateways. Nothing is sent to a person."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from citizen.applications.paper_scanning import ScanState, scanner_at
from citizen.applications.paper_store import store_of
from citizen.cli.findings import Finding, bad, good, note
from citizen.config import Settings

_SECONDS = 5.0
_PORTS = {"https": 443, "http": 80, "smtps": 465, "smtp+starttls": 587, "smtp": 25}
#: What every scanner must take for a virus: the harmless test file of EICAR, in two halves, so that none finds it here.
_TEST_VIRUS = (rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")


def papers_of(settings: Settings) -> Iterator[Finding]:
    """A paper is kept, read and taken away again."""
    store = store_of(settings)
    name = store.put(b"doctor")
    is_same = store.get(name) == b"doctor"
    store.remove(name)
    if is_same:
        yield good("papers", f"{store.shelf} 可以存取")
    else:
        yield bad("papers", f"{store.shelf} 取出来的和放进去的不一样。请检查存储")


def scanner_of(settings: Settings) -> Iterator[Finding]:
    """The scanner answers, and knows a virus when it sees one."""
    if settings.scanner_address is None:
        yield note("scanner", "没有 SCANNER_ADDRESS：上传的材料不查病毒。要检查，请安装 clamav-daemon")
        return
    match scanner_at(settings.scanner_address).scan([b"".join(_TEST_VIRUS)]):
        case ScanState.INFECTED:
            yield good("scanner", "连得上，认得出病毒")
        case ScanState.CLEAN:
            yield bad("scanner", "连得上，但认不出测试病毒。请更新病毒库：freshclam")
        case _:
            yield bad("scanner", f"连不上 {settings.scanner_address}。请看 clamav-daemon 有没有在运行")


def gateways_of(settings: Settings) -> Iterator[Finding]:
    """Each gateway can be reached, with a certificate this machine trusts."""
    addresses = {
        "SMS_GATEWAY_URL": settings.sms_gateway_url,
        "VOICE_GATEWAY_URL": settings.voice_gateway_url,
        "SMTP_URL": settings.smtp_url,
    }
    for name, address in addresses.items():
        if address:
            yield _reached(name, address)
        else:
            yield note(name, "没有设置：这些通知会一直等着。详见 docs/notices.md")


def _reached(name: str, address: str) -> Finding:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    try:
        with socket.create_connection((host, port), timeout=_SECONDS) as line:
            if parts.scheme in ("https", "smtps"):
                ssl.create_default_context().wrap_socket(line, server_hostname=host).close()
    except ssl.SSLError:
        return bad(name, f"{host}:{port} 的证书不可信。请看证书和这台机器的 ca-certificates")
    except OSError:
        return bad(name, f"连不上 {host}:{port}。请检查地址和防火墙")
    return good(name, f"{host}:{port} 连得上")
