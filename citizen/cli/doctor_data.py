"""Checks of what a deployment keeps: its database, its keys, the jobs that work on it, and its backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import SQLAlchemyError

from citizen.cli.backup_folder import BackupWrong, read_list
from citizen.cli.findings import Finding, bad, good, note
from citizen.config import THIS_MACHINE
from citizen.core import clock
from citizen.db import migrate, sealing
from citizen.db.models import StoredDataKey
from citizen.db.session import Database
from citizen.notices.delivery import State
from citizen.notices.models import WrittenNotice

_SAMPLE = 50
_LATE = timedelta(hours=1)
_BACKUP_IS_OLD = timedelta(hours=26)


def database_of(opened: Database) -> Iterator[Finding]:
    """Can it be reached, is it of this version, does it take what is written?"""
    try:
        standing = migrate.revision_of(opened.reader)
    except SQLAlchemyError as fault:
        yield bad("database", f"连不上数据库（{type(fault).__name__}）。请检查 DATABASE_URL，数据库是否在运行")
        return
    yield good("database", f"{opened.writer.dialect.name} 连得上")
    yield from _line_to(opened)
    yield _migrations(standing)
    if standing is not None:
        yield _writing(opened)


def _line_to(opened: Database) -> Iterator[Finding]:
    """How what is read and written travels to a server on another machine."""
    if opened.reader.dialect.name != "postgresql":
        return
    with opened.reader.connect() as connection:
        line: Any = connection.connection.dbapi_connection
        yield line_finding(
            line.info.host, is_encrypted=line.pgconn.ssl_in_use, mode=line.info.get_parameters().get("sslmode")
        )


def line_finding(host: str, *, is_encrypted: bool, mode: str | None) -> Finding:
    """What to say of a line to this host; `mode` is what was asked for (libpq's sslmode)."""
    how = "请让数据库启用 TLS，并在 DATABASE_URL 后面加上 ?sslmode=verify-full&sslrootcert=证书文件"
    if host in THIS_MACHINE or not host or host.startswith("/"):  # a socket is named by its folder
        return good("database line", "数据库在本机")
    if not is_encrypted:
        return bad("database line", f"到 {host} 的连接没有加密，个人信息在网络上是明文。{how}")
    if mode != "verify-full":
        return note("database line", f"到 {host} 的连接已加密，但没有核对对方的证书，防不了冒充。{how}")
    return good("database line", f"到 {host} 的连接已加密，证书核对过")


def _migrations(standing: str | None) -> Finding:
    if standing == migrate.newest():
        return good("migrations", f"表是最新的（{standing}）")
    if standing is not None and not migrate.is_known(standing):
        return note("migrations", f"表已经由更新的版本改过（{standing}）。请把这台机器也换成新版本")
    return bad("migrations", f"表还是旧的（{standing or '空的'}）。请运行 flask --app app db upgrade")


def _writing(opened: Database) -> Finding:
    """A transaction that writes and takes it back."""
    try:
        with opened.writer.connect() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = version_num"))
            connection.rollback()
    except SQLAlchemyError as fault:
        return bad("writing", f"数据库写不进去（{type(fault).__name__}）。请检查权限和磁盘空间，是否连到了只读副本")
    return good("writing", "数据库可以写")


def keys_of(opened: Database) -> Iterator[Finding]:
    """Do the keys of this deployment open what its database holds?"""
    newest = sa.select(StoredDataKey.sealed_key).limit(_SAMPLE)
    with opened.reading() as session:
        sealed = list(session.scalars(newest))
    unread = sum(not _opens(one) for one in sealed)
    if unread:
        yield bad("keys", f"{unread}/{len(sealed)} 个数据密钥打不开：DATA_KEYS 少了一把。请把原来的密钥加在后面")
    else:
        yield good("keys", f"{sealing.count_keys()} 把密钥，抽查的 {len(sealed)} 个数据密钥都打得开")


def _opens(sealed: str) -> bool:
    try:
        sealing.unseal(sealed)
    except InvalidToken:
        return False
    return True


def jobs_of(opened: Database) -> Iterator[Finding]:
    """Does anybody send the notices?"""
    late = clock.now() - _LATE
    waiting = sa.select(sa.func.count()).where(WrittenNotice.state == State.QUEUED, WrittenNotice.due_at < late)
    with opened.reading() as session:
        count = session.scalar(waiting) or 0
    if count:
        yield note("jobs", f"{count} 条通知等了一小时以上。请看 citizen-notices 服务有没有在运行，网关有没有设置")
    else:
        yield good("jobs", "没有等得太久的通知")


def backups_in(folder: Path) -> Iterator[Finding]:
    """Is the newest backup a whole one, and of today?"""
    found = sorted(folder.glob("backup-*"))
    if not found:
        yield bad("backups", f"{folder} 里没有备份。请运行 flask --app app backup create {folder}")
        return
    try:
        made_at = datetime.fromisoformat(read_list(found[-1]).made_at)
    except BackupWrong as fault:
        yield bad("backups", f"{found[-1].name} 不能用：{fault}。请再备份一次")
        return
    age = clock.now() - made_at
    if age > _BACKUP_IS_OLD:
        yield bad("backups", f"最新的备份是 {age.days} 天以前的。请看 citizen-backup 定时任务有没有运行")
    else:
        yield good("backups", f"{len(found)} 份，最新的是 {found[-1].name}")
