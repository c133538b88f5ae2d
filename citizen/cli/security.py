"""The register of OWASP ASVS 5.0, levels 1 and 2, as a document that can be read from top to bottom."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from citizen.config import ROOT

security_commands = AppGroup("security", help="What is done against attacks, and what is not.")

REGISTER = ROOT / "docs" / "security-register.toml"
DOCUMENT = ROOT / "docs" / "security-register.md"
STATES: Mapping[str, str] = {
    "met": "做到",
    "partly": "部分做到",
    "open": "没有做到",
    "site": "部署方做",
    "none": "不涉及",
}
_CHAPTERS = (
    "编码和清理",
    "检查和业务逻辑",
    "浏览器",
    "接口",
    "文件",
    "登录",
    "会话",
    "权限",
    "自含令牌",
    "OAuth 和 OIDC",
    "密码技术",
    "安全通信",
    "配置",
    "资料保护",
    "代码和结构",
    "日志和出错",
    "WebRTC",
)
_INTRODUCTION = """# 安全登记：OWASP ASVS 5.0.0，一级和二级

这一页由 `flask --app app security register` 从 `docs/security-register.toml` 写出，请不要手改。
每项要求的原文按编号查：<https://github.com/OWASP/ASVS/tree/v5.0.0/5.0/en>。
“没有做到”和“部分做到”的，写明了差什么。这是我们自己的登记，不是外部机构的认证。
"""


@security_commands.command("register")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when the document is not of today's register.")
def register(check: bool) -> None:
    """Write docs/security-register.md."""
    wanted = document_of(read_register(REGISTER))
    written = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if check and written != wanted:
        raise click.ClickException("docs/security-register.md is old: run `flask --app app security register`")
    if not check:
        DOCUMENT.write_text(wanted, encoding="utf-8")
    click.echo(wanted.count("\n| "))


def read_register(path: Path) -> dict[str, dict[str, Any]]:
    """Every requirement by its number, in the order of the standard."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def document_of(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """The register as Markdown: the sum, what is not met, and then chapter by chapter."""
    counted = Counter(str(row["state"]) for row in rows.values())
    total = "，".join(f"{name} {counted[state]} 项" for state, name in STATES.items())
    lacking = {number: row for number, row in rows.items() if row["state"] in ("open", "partly")}
    parts = [_INTRODUCTION, f"共 {len(rows)} 项：{total}。\n", "## 还差什么\n", _table(lacking)]
    for number, name in enumerate(_CHAPTERS, 1):
        of_chapter = {key: row for key, row in rows.items() if key.split(".")[0] == str(number)}
        parts += [f"## V{number} {name}\n", _table(of_chapter)]
    return "\n".join(parts)


def _table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    head = "| 编号 | 级 | 状态 | 怎样做的 | 测试 |\n|---|---|---|---|---|\n"
    return head + "".join(_row(number, row) for number, row in rows.items())


def _row(number: str, row: Mapping[str, Any]) -> str:
    tests = "<br>".join(f"`{one}`" for one in row.get("tests", ())) or "—"
    return f"| {number} | {row['level']} | {STATES[str(row['state'])]} | {row['how']} | {tests} |\n"
