"""Checks of the machine itself: settings, clock, disks, fonts, programs that letters and voices need."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app

from citizen.accessibility import voices, word_tables
from citizen.applications.models import ApplicationEvent
from citizen.cli.findings import Finding, bad, good, note
from citizen.config import Settings
from citizen.core import clock
from citizen.core.fonts import find_font
from citizen.db import snapshot
from citizen.db.session import Database
from citizen.eligibility import catalogue

_GIB = 1024**3
_LEAST_FREE, _LITTLE_FREE = 1 * _GIB, 5 * _GIB
_TOLERATED = timedelta(minutes=2)
_CLOCK_UNSET = 5  # TIME_ERROR of adjtimex(2): no server tells this machine the time


def settings_of(settings: Settings) -> Iterator[Finding]:
    """What production needs, and what people would miss."""
    if not settings.is_production:
        yield note("settings", "CITIZEN_MODE 不是 production：这是试用。正式运行请设 CITIZEN_MODE=production")
    else:
        yield good("settings", "production，必须的设置都有")
    if settings.is_production and not settings.https:
        yield bad("https", "CITIZEN_HTTPS=no：Cookie 不受保护。请在前面放 HTTPS 代理，并去掉这一项")
    if settings.is_production and settings.https and not settings.trusted_proxies:
        yield bad("proxies", "TRUSTED_PROXIES=0：所有人看起来都来自代理的地址。请写前面有几层代理，通常是 1")
    if not settings.public_url:
        yield note("address", "没有 PUBLIC_URL：邮件和信里没有网址。请设成大家打开网站的网址")
    if settings.sample_data and settings.is_production:
        yield bad("sample", "CITIZEN_SAMPLE_DATA=yes：会出现编造的服务点。请去掉这一项")


def clock_of(opened: Database) -> Iterator[Finding]:
    """Is the time right here, the same as in the database, and after everything that was written?"""
    local = clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    if local.utcoffset() != timedelta(hours=8):
        yield bad("time zone", "不知道 Asia/Shanghai 时区。请安装 tzdata")
    else:
        yield good("time zone", f"北京时间 {local:%Y-%m-%d %H:%M:%S}")
    if _is_clock_unset():
        yield note("clock", "没有时间服务器给这台机器对时。请打开 systemd-timesyncd 或 chrony")
    with opened.reading() as session:
        latest = session.scalar(sa.select(sa.func.max(ApplicationEvent.at)))
    if latest is not None and latest > clock.now() + _TOLERATED:
        yield bad("clock", "数据库里有比现在还晚的记录：这台机器的时间慢了，或者以前快了。请先对好时间")
    elif (gap := _gap_to_database(opened)) > _TOLERATED:
        yield bad("clock", f"和数据库服务器的时间差 {int(gap.total_seconds())} 秒。请给两台机器对时")
    else:
        yield good("clock", "时间和数据库里的记录合得上")


def _gap_to_database(opened: Database) -> timedelta:
    if opened.writer.dialect.name == "sqlite":
        return timedelta(0)  # it has no clock of its own
    with opened.reader.connect() as connection:
        return abs(connection.execute(sa.select(sa.func.now())).scalar_one() - clock.now())


def _is_clock_unset() -> bool:
    """What the kernel says about its own clock; where it cannot be asked, nothing is claimed."""
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return False
    return bool(adjtimex(ctypes.create_string_buffer(1024)) == _CLOCK_UNSET)  # zeroed: only asks


def disk_of(settings: Settings) -> Iterator[Finding]:
    """Room for the database and the papers, each where it lies."""
    places = {"papers": settings.papers_folder}
    if snapshot.is_sqlite(settings.database_url):
        places["database"] = snapshot.sqlite_path(settings.database_url).parent
    for what, folder in places.items():
        standing = _nearest(folder)
        free = shutil.disk_usage(standing).free
        said = f"{folder} 还有 {free / _GIB:.1f} GB"
        if not os.access(standing, os.W_OK | os.X_OK):
            yield bad(f"disk of {what}", f"{folder} 写不进去。请把它给运行网站的用户")
        elif free < _LEAST_FREE:
            yield bad(f"disk of {what}", f"{said}，太少了。请腾出空间")
        else:
            yield (note if free < _LITTLE_FREE else good)(f"disk of {what}", said)
        if folder.exists() and folder.stat().st_mode & 0o007:
            yield note(f"disk of {what}", f"这台机器的其他用户也能打开 {folder}。请运行 chmod o-rwx {folder}")


def _nearest(folder: Path) -> Path:
    """The folder, or the one in which it will be made."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def pages_of() -> Iterator[Finding]:
    """Are the files browsers load and the tables of words built, and does every programme stand?"""
    static_url: Callable[[str], str] = current_app.jinja_env.globals["static_url"]  # type: ignore[assignment]
    if static_url("css/site.css").startswith("/static/dist/"):
        yield good("static files", "已经打包")
    else:
        yield bad("static files", "没有打包，或不是最新的。请运行 flask --app app assets build，再重启")
    if word_tables.are_built():
        yield good("word tables", "已经做好")
    else:
        yield bad("word tables", "没有词表，每个进程多占 230 MB。请用 root 运行 flask --app app assets build，再重启")
    yield good("catalogue", f"{len(catalogue.load().programmes)} 个项目")


def letters_of(settings: Settings) -> Iterator[Finding]:
    """Fonts with Chinese characters, and the programs that PDF and braille need."""
    font = find_font(settings.font_file)
    if font:
        yield good("font", str(font))
    else:
        yield bad("font", "没有中文字体，证件上的字盖不上。请安装 fonts-noto-cjk，或设 FONT_FILE")
    if not _knows_chinese_fonts():
        yield bad("fonts of letters", "fontconfig 找不到中文字体，PDF 里没有字。请安装 fontconfig 和 fonts-noto-cjk")
    try:
        import weasyprint  # noqa: F401  (its libraries are looked for when it is imported)
    except OSError:
        yield bad("PDF", "做 PDF 缺少 Pango。请安装 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    else:
        yield good("PDF", "可以做")
    if shutil.which("lou_translate"):
        yield good("braille", "可以做")
    else:
        yield note("braille", "没有盲文信件。要提供，请安装 liblouis-bin liblouis-data")


def _knows_chinese_fonts() -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    asked = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, check=False)  # noqa: S603  (fixed)
    return bool(asked.stdout.strip())


def voice_of(settings: Settings) -> Iterator[Finding]:
    """Can this server read letters and pages out in Chinese?"""
    voice = voices.voice_of(settings)
    if voice is None:
        yield note("voice", "VOICE=none：不提供录音")
    elif voices.can_be_spoken(voice, "zh-Hans"):
        yield good("voice", f"{settings.voice} 可以读中文")
    else:
        yield bad("voice", f"VOICE={settings.voice} 读不了中文。请安装 espeak-ng 和 ffmpeg，或设 VOICE=none")
