"""Easy-read: put texts into its catalogue, hold them to the rules, tell what is missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from citizen.accessibility import easy_catalogue
from citizen.accessibility.easy_coverage import Share, Way, part_shares, share_of, shares
from citizen.cli import easy_checks, translations

easy_commands = AppGroup("easy", help="The pages in easy-read (易读).")


@easy_commands.command("fill")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fill(files: tuple[Path, ...]) -> None:
    """Take texts over from JSON FILES of msgid: easy text; each notes the ordinary text it was made from."""
    given: dict[str, str] = {}
    for path in files:
        given.update(json.loads(path.read_text(encoding="utf-8")))
    with translations.one_at_a_time():
        plurals = easy_checks.known_messages()
        for msgid in [one for one in given if one not in plurals]:
            click.echo(f"left out, no page says this: {msgid!r}", err=True)
            del given[msgid]
        path = easy_catalogue.path_of()
        before = easy_catalogue.read_texts(path)
        texts = easy_catalogue.filled(before, given, {key: plural for key, plural in plurals.items() if plural})
        easy_catalogue.write_texts(path, easy_catalogue.SOURCE, texts.values())
        translations.derive_easy_read()
    click.echo(f"{len(texts)} texts in easy-read, {len(texts) - len(before)} of them new")


@easy_commands.command("stamp")
@click.argument("names", nargs=-1)
def stamp(names: tuple[str, ...]) -> None:
    """Say of the tables NAMES of citizen/eligibility/easy.toml ("questions.severe") that they are up to date."""
    for name in easy_checks.stamp_tables(names):
        click.echo(f"stamped: {name}")


@easy_commands.command("check")
def check() -> None:
    """Exit 1 when an easy text breaks a rule, is outdated, or stands for a text that is no longer there."""
    found = list(easy_checks.problems())
    if found:
        raise click.ClickException("\n".join(found))
    click.echo("all easy-read texts keep the rules and are up to date")


@easy_commands.command("coverage")
@click.option("--missing", is_flag=True, help="also print every text that is read in the ordinary words")
@click.argument("pages", nargs=-1)
def coverage(missing: bool, pages: tuple[str, ...]) -> None:
    """Tell per page how many texts are easy: of their own, as they are, or not. PAGES are beginnings of names."""
    code = [share_of(name, messages) for name, messages in easy_checks.messages_of_code().items()]
    chosen = [one for one in (*shares(), *part_shares(), *code) if one.ways and one.page.startswith(pages or ("",))]
    for share in chosen:
        click.echo(_line(share.page, _count([share])))
        for message in [key for key, way in share.ways.items() if way is Way.MISSING] if missing else ():
            click.echo(f"    {message!r}  {easy_catalogue.ordinary_text(message)!r}")
    click.echo(_line("together", _count(chosen)))


def _count(chosen: Iterable[Share]) -> Counter[Way]:
    every = {key: way for share in chosen for key, way in share.ways.items()}
    return Counter(every.values())


def _line(name: str, count: Counter[Way]) -> str:
    own, plain, lacking = (count[way] for way in (Way.OWN, Way.PLAIN, Way.MISSING))
    return f"{name}: {own} easy texts, {plain} plain as they are, {lacking} missing ({_percent(own + plain, lacking)})"


def _percent(easy: int, lacking: int) -> str:
    return f"{100 * easy // max(easy + lacking, 1)} %"
