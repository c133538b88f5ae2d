"""Every setting with its default and meaning, written into docs/deploy.md from what `citizen/config/` reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click
from flask.cli import AppGroup

from citizen.config import MEANINGS, ROOT, Explained, every_setting

settings_commands = AppGroup("settings", help="The settings of a deployment.")

DOCUMENT = ROOT / "docs" / "deploy.md"
_BEGIN, _END = "<!-- settings: begin -->", "<!-- settings: end -->"


@settings_commands.command("document")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when the table is not of today's settings.")
def document(check: bool) -> None:
    """Write the table of all settings into docs/deploy.md."""
    text = DOCUMENT.read_text(encoding="utf-8")
    wanted = with_table(text, settings_table(every_setting(), MEANINGS))
    if check and text != wanted:
        raise click.ClickException("docs/deploy.md is not up to date: run `flask --app app settings document`")
    if not check:
        DOCUMENT.write_text(wanted, encoding="utf-8")
    click.echo(f"{len(MEANINGS)} settings in docs/deploy.md")


def settings_table(asked: Mapping[str, object], meanings: Mapping[str, Explained]) -> str:
    """Markdown, group by group. Raises ClickException for a setting without meaning, or a meaning of no setting."""
    missing, unknown = sorted(set(asked) - set(meanings)), sorted(set(meanings) - set(asked))
    if missing:
        raise click.ClickException(f"MEANINGS in citizen/config/meanings.py lacks: {', '.join(missing)}")
    if unknown:
        raise click.ClickException(
            f"MEANINGS in citizen/config/meanings.py explains what is never read: {', '.join(unknown)}"
        )
    groups = dict.fromkeys(explained.group for explained in meanings.values())
    return "\n".join(_group(group, asked, meanings) for group in groups)


def _group(group: str, asked: Mapping[str, object], meanings: Mapping[str, Explained]) -> str:
    rows = [
        f"| `{name}` | {explained.meaning} | {explained.unset or _written(asked[name])} |"
        for name, explained in meanings.items()
        if explained.group == group
    ]
    return "\n".join([f"### {group}\n", "| 设置 | 意思 | 不设置时 |", "|---|---|---|", *rows, ""])


def _written(default: object) -> str:
    """A default as an operator would type it."""
    match default:
        case bool():
            words = "yes" if default else "no"
        case tuple():
            words = ",".join(map(str, default))
        case Path():
            words = str(default.relative_to(ROOT))
        case _:
            words = str(default)
    return f"`{words}`" if words else "没有"


def with_table(text: str, table: str) -> str:
    """The document with what is between its two marks replaced."""
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise click.ClickException(f"docs/deploy.md has no {_BEGIN} … {_END}")
    return f"{before}{_BEGIN}\n\n{table}\n{_END}{after}"
