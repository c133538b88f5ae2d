"""What an operator does for listening: see what people have recorded, take recordings in, clear what is kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.sign_registry import all_slots
from citizen.accessibility.spoken_import import About, RecordingRefused, missing_programs, take_in
from citizen.accessibility.spoken_slots import FOLDER, problems, read_manifest
from citizen.accessibility.voices import can_be_spoken, voice_of
from citizen.config import Settings

audio_commands = AppGroup("audio", help="Listening: the voice, and recordings by people.")
_folder = click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="default: static/audio")


@audio_commands.command("coverage")
@_folder
def coverage(folder: Path) -> None:
    """Every slot, and who reads it: a person, a person but outdated, or the machine."""
    recorded = {(one.slot, one.dialect): one for one in read_manifest(folder)}
    for slot in all_slots():
        own = [one for (slot_id, _dialect), one in recorded.items() if slot_id == slot.id]
        told = ", ".join(f"{one.dialect}{' (outdated)' if one.is_stale else ''}" for one in own) or "machine"
        click.echo(f"{slot.id:45}  {told}")
    stale = sum(one.is_stale for one in recorded.values())
    click.echo(f"{len(recorded)} recordings by people, {stale} outdated; {_voice_in_words()}")


@audio_commands.command("check")
@_folder
def check(folder: Path) -> None:
    """Fails where the list of recordings names a slot or a file that is not there."""
    found = problems(folder)
    for line in found:
        click.echo(line, err=True)
    if found:
        raise SystemExit(1)


@audio_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slot", required=True)
@click.option("--language", "locale", default=DEFAULT.code, help="language of the words; default: zh-Hans")
@click.option("--dialect", required=True, help="how they sound: 普通话, 宁波话, English …")
@click.option("--speaker", required=True)
@click.option("--reviewer", default="")
@click.option("--reviewed-on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--text", "text_hash", default="", help="hash of the text that was read; default: the text of today")
@_folder
def import_recording(file: Path, folder: Path, reviewed_on: datetime | None, **given: str) -> None:
    """Take in a recording; an earlier one of the same slot, language and dialect is replaced."""
    if missing := missing_programs():
        raise click.ClickException(f"not installed: {', '.join(missing)}")
    about = About(**given, reviewed_on=reviewed_on.date() if reviewed_on else None)
    try:
        taken = take_in(file, about, folder)
    except RecordingRefused as refused:
        for line in refused.problems:
            click.echo(line, err=True)
        raise SystemExit(1) from None
    click.echo(f"{taken.slot}: {taken.dialect}, {taken.length}, {taken.file}")


@audio_commands.command("clear")
def clear() -> None:
    """Delete what the machine spoke of public pages; it is made again when somebody listens."""
    settings: Settings = current_app.extensions["settings"]
    kept = [path for ending in ("mp3", "json") for path in settings.audio_folder.glob(f"*.{ending}")]
    for path in kept:
        path.unlink(missing_ok=True)
    click.echo(f"{len(kept)} files deleted")


def _voice_in_words() -> str:
    settings: Settings = current_app.extensions["settings"]
    speaks = can_be_spoken(voice_of(settings), DEFAULT.code)
    return f"voice: {settings.voice}" + ("" if speaks else " (not available on this server)")
