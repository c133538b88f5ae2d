"""What an operator does for sign language: see what is there, take clips in, and let nothing outdated pass unseen."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.accessibility import sign_coverage, sign_samples
from citizen.accessibility.content_records import hash_of
from citizen.accessibility.sign_coverage import Standing, State
from citizen.accessibility.sign_films import ToolMissing
from citizen.accessibility.sign_import import ClipRefused, examine, take_in
from citizen.accessibility.sign_manifest import FOLDER, LANGUAGES, ManifestWrong
from citizen.accessibility.sign_registry import find_slot
from citizen.config import Settings
from citizen.core.fonts import find_font

sign_commands = AppGroup("sign", help="Clips in sign language.")
_folder = click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="default: static/sign")


@sign_commands.command("coverage")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="only this sign language")
@click.option("--state", type=click.Choice([state.value for state in State]), help="only slots in this state")
@click.option("--json", "as_json", is_flag=True)
def coverage(language: str | None, state: str | None, as_json: bool) -> None:
    """Every slot in every sign language in use: there, outdated or missing."""
    languages = [language] if language else sign_coverage.languages_in_use()
    found = [one for code in languages for one in sign_coverage.standings(code)]
    shown = [one for one in found if state is None or one.state == state]
    if as_json:
        click.echo(json.dumps(_as_json(found, shown), ensure_ascii=False, indent=2))
        return
    for one in shown:
        sample = " (sample, no real signer)" if one.is_sample else ""
        click.echo(f"{one.language}  {one.state.value:8}  {one.slot.id:45}  {one.slot.titles['zh']}{sample}")
    for code in languages:
        click.echo(f"{LANGUAGES[code]['zh']} ({code}): {_summary([one for one in found if one.language == code])}")


@sign_commands.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--slot", help="the slot it is for; only with one FILE")
@click.option("--language", type=click.Choice(list(LANGUAGES)))
@click.option("--region", help="the region whose signs it shows")
@click.option("--signer")
@click.option("--reviewer", help="who has looked at it, best a deaf person from another region")
@click.option("--reviewed-on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--title", help="what it explains, in Chinese, where the page has no title of its own")
@click.option("--text", "text", help="hash of the text that was signed, see `sign text`; default: the text of today")
@_folder
def import_clips(files: tuple[Path, ...], reviewed_on: datetime | None, folder: Path, **given: str | None) -> None:
    """Take clips in: FILE is a film, beside it lie its captions (.vtt) and what is known about it (.toml).

    Films that cannot be followed are refused, with a line per reason; the others are taken in. Safe to repeat.
    """
    if given["slot"] and len(files) > 1:
        raise click.UsageError("--slot goes with one FILE")
    about: dict[str, Any] = {name: value for name, value in given.items() if value}
    if reviewed_on is not None:
        about["reviewed_on"] = reviewed_on.date()
    refused = [film for film in files if not _import_one(film, about, folder)]
    if refused:
        raise SystemExit(1)


@sign_commands.command("text")
@click.argument("slot_id", metavar="SLOT")
def text(slot_id: str) -> None:
    """What has to be signed in a slot, for the signer, and the hash by which it is known again."""
    slot = find_slot(slot_id)
    if slot is None:
        raise click.ClickException(f"{slot_id!r} is no slot; see `flask --app app sign coverage`")
    words = slot.words()
    click.echo(f'# {slot.titles["zh"]}\n\n{words}\n\ntext = "{hash_of(words)}"')


@sign_commands.command("samples")
def samples() -> None:
    """Make the sample clips, cards with words, where no real signer was filmed yet. Safe to repeat."""
    font = find_font(_settings().font_file)
    if font is None:
        raise click.ClickException("no font with Chinese characters; set FONT_FILE")
    try:
        for slot_id, done in sign_samples.make_samples(font):
            click.echo(f"{done:9}  {slot_id}")
    except ToolMissing as fault:
        raise click.ClickException(str(fault)) from None


@sign_commands.command("check")
@_folder
def check(folder: Path) -> None:
    """The manifest is right, its files are there, and no clip is older than its text."""
    try:
        found = list(sign_coverage.problems(folder))
    except ManifestWrong as fault:
        found = list(fault.problems)
    for problem in found:
        click.echo(problem, err=True)
    if found:
        raise SystemExit(1)
    click.echo(f"{LANGUAGES['csl']['zh']}: {_summary(sign_coverage.standings('csl', folder))}")


def _import_one(film: Path, about: dict[str, Any], folder: Path) -> bool:
    try:
        offered = examine(film, about)
        is_new = take_in(offered, font=find_font(_settings().font_file), folder=folder)
    except ClipRefused as refusal:
        for problem in refusal.problems:
            click.echo(f"{film}: {problem}", err=True)
        return False
    except ToolMissing as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"{film}: {'taken in for' if is_new else 'unchanged in'} {offered.about['slot']}")
    return True


def _summary(found: list[Standing]) -> str:
    counted = Counter(one.state for one in found)
    samples = sum(one.is_sample for one in found)
    states = ", ".join(f"{counted[state]} {state.value}" for state in State)
    return f"{len(found)} slots: {states}; {samples} of them are samples without a real signer"


def _as_json(found: list[Standing], shown: list[Standing]) -> dict[str, Any]:
    languages = list(dict.fromkeys(one.language for one in found))
    return {
        "languages": {code: _counted([one for one in found if one.language == code]) for code in languages},
        "slots": [_slot_as_json(one) for one in shown],
    }


def _counted(found: list[Standing]) -> dict[str, Any]:
    counted = Counter(one.state for one in found)
    states = {state.value: counted[state] for state in State}
    return {**states, "samples": sum(one.is_sample for one in found), "slots": len(found)}


def _slot_as_json(one: Standing) -> dict[str, Any]:
    clip = one.clip
    return {
        "slot": one.slot.id,
        "kind": one.slot.kind,
        "page": one.slot.template,
        "title": one.slot.titles["zh"],
        "language": one.language,
        "state": one.state.value,
        "sample": one.is_sample,
        "signer": (clip.signer or None) if clip else None,
        "region": (clip.region or None) if clip else None,
        "reviewer": (clip.reviewer or None) if clip else None,
        "reviewed_on": clip.reviewed_on.isoformat() if clip and clip.reviewed_on else None,
        "seconds": clip.seconds if clip else None,
    }


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
