"""Places, their staff and rooms, and their hours from tables; docs/places.md explains it for whoever fills them in.

What goes wrong is said in Chinese, all of it at once, and nothing is written; the exit code is then 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from citizen.booking import export_places, place_template, stranded
from citizen.booking.import_places import import_places
from citizen.booking.place_checks import read_places, tables_here
from citizen.booking.place_files import Read
from citizen.core.errors import Conflict
from citizen.eligibility import catalogue
from citizen.web.transaction import database

place_commands = AppGroup("places", help="Places, staff, rooms and hours from tables: docs/places.md.")

_WRONG = 2


@place_commands.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="只检查文件，不看会改什么，也不写入。")
@click.option("--dry-run", is_flag=True, help="检查，并说明会改什么；不写入。")
@click.option("--complete", is_flag=True, help="文件是完整的：文件里没有的地点和资源，停用。")
def import_command(paths: tuple[Path, ...], only_check: bool, dry_run: bool, complete: bool) -> None:
    """A folder of tables, or single files. All of it is right and written, or nothing is."""
    written = _files(paths)
    with database().reading() as session:
        read = read_places(session, written)
    for hint in read.hints:
        click.echo(f"提示：{hint}", err=True)
    if read.problems:
        for problem in read.problems:
            click.echo(str(problem), err=True)
        click.echo(f"有 {len(read.problems)} 处需要修改。什么也没有写入。", err=True)
        raise SystemExit(_WRONG)
    counted = "、".join(f"{name} {len(rows)} 行" for name, rows in read.rows.items())
    click.echo(f"检查过了，没有错误：{counted}。")
    if only_check:
        return
    lines, report = _write_all(read, complete=complete, dry_run=dry_run)
    _tell(lines, dry_run=dry_run)
    _print(report)


@place_commands.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--district", help="只要这个区的地点。")
def export_command(folder: Path, district: str | None) -> None:
    """Write the tables of what is there now; importing them again changes nothing."""
    if district is not None and district not in catalogue.load().districts:
        raise click.BadParameter(f"“{district}”不是本网站的区", param_hint="--district")
    with database().reading() as session:
        files = export_places.export_places(session, district=district)
    _write(folder, files)


@place_commands.command("template")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def template_command(folder: Path) -> None:
    """Write example files with every column, to be filled in."""
    _write(folder, place_template.files())
    click.echo("请改成您的地点，再运行：flask --app app places import --check " + str(folder))


@place_commands.command("stranded")
@click.option("--district", help="只看这个区的地点。")
def stranded_command(district: str | None) -> None:
    """Appointments to come that no longer fit hours, staff or rooms. Nothing is changed."""
    with database().reading() as session:
        report = _report(session, district)
    _print(report or ["没有受影响的预约。"])


def _write_all(read: Read, *, complete: bool, dry_run: bool) -> tuple[list[str], list[str]]:
    """What was changed, and whose appointment no longer fits. Nothing when somebody was faster meanwhile."""
    try:
        with database().open_writing() as session, session.begin() as transaction:
            lines = import_places(session, read, complete=complete).lines
            report = _report(session, None)
            if dry_run:
                transaction.rollback()
    except Conflict:
        click.echo("检查以后，有人刚约了其中的房间、人员或场次。什么也没有写入，请再运行一次。", err=True)
        raise SystemExit(_WRONG) from None
    return lines, report


def _files(paths: Iterable[Path]) -> dict[str, bytes]:
    """What is in the files, by name. Of a folder only the tables count; other files in it are left alone."""
    known = {table.file for table in tables_here()}
    found: dict[str, bytes] = {}
    for path in paths:
        inside = sorted(one for one in path.iterdir() if one.name in known) if path.is_dir() else [path]
        for one in inside:
            if one.name in found:
                raise click.BadParameter(f"{one.name} 给了两次", param_hint="FILE")
            found[one.name] = one.read_bytes()
    if not found:
        raise click.BadParameter(f"里面没有这些文件：{'、'.join(sorted(known))}", param_hint="DIR")
    return found


def _tell(lines: list[str], *, dry_run: bool) -> None:
    for line in lines:
        click.echo(f"  {line}")
    if not lines:
        click.echo("和现有的完全一样，没有改动。")
    elif dry_run:
        click.echo(f"会有 {len(lines)} 处改动。这次没有写入。")
    else:
        click.echo(f"写好了，{len(lines)} 处改动。")


def _report(session: Session, district: str | None) -> list[str]:
    found = stranded.stranded(session, district=district)
    if not found:
        return []
    lines = [f"有 {len(found)} 个预约不再合适。没有取消任何预约，请逐个处理（网站 /staff/stranded）："]
    return lines + [f"  {stranded.in_chinese(one)}" for one in found]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Never over a file that is there: somebody may have filled it in."""
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted(name for name in files if (folder / name).exists())
    if there:
        raise click.ClickException(f"{folder} 里已经有 {'、'.join(there)}，没有覆盖。请换一个文件夹")
    for name, data in files.items():
        (folder / name).write_bytes(data)
    click.echo(f"写好了 {len(files)} 个文件：{folder}")
