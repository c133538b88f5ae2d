"""What there is of every page: sign language, easy-read, audio, braille, print."""

from __future__ import annotations

import json

import click
from flask.cli import AppGroup

from citizen.accessibility import content_manifest
from citizen.accessibility.locales import LOCALES

content_commands = AppGroup("content", help="The versions in which pages exist.")


@content_commands.command("manifest")
@click.option("--json", "as_json", is_flag=True, help="Everything, as one JSON object.")
def manifest(as_json: bool) -> None:
    """Of how many pages each kind of version exists, in each language."""
    if as_json:
        click.echo(json.dumps(content_manifest.as_json(), ensure_ascii=False, indent=2))
        return
    for locale in LOCALES:
        for one in content_manifest.figures(locale):
            click.echo(f"{locale}  {one.kind:9} {one.pages:4} of {one.of}, {one.stale} stale, {one.reviewed} reviewed")
