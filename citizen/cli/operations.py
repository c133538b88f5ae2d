"""Static files and keys."""

from __future__ import annotations

import secrets

import click
from cryptography.fernet import Fernet
from flask.cli import AppGroup

from citizen.accessibility import word_tables
from citizen.web import assets

asset_commands = AppGroup("assets", help="The files browsers load.")
key_commands = AppGroup("keys", help="Keys for the settings SECRET_KEY and DATA_KEYS.")


@asset_commands.command("build")
def build_assets() -> None:
    """Join, hash and compress the static files into static/dist."""
    click.echo(f"{len(assets.build())} files built")
    word_tables.build()


@key_commands.command("new")
def new_keys() -> None:
    """Print fresh random keys; nothing is stored."""
    click.echo(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"DATA_KEYS={Fernet.generate_key().decode()}")
