"""Message catalogues: extract from the code, fill, derive Traditional Chinese, check, compile."""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from flask.cli import AppGroup

from citizen.accessibility import easy_catalogue
from citizen.accessibility.locales import LOCALES
from citizen.accessibility.traditional import to_traditional
from citizen.config import ROOT
from citizen.web.i18n import TRANSLATIONS

translation_commands = AppGroup("translations", help="Message catalogues of all languages.")

TEMPLATE = TRANSLATIONS / "messages.pot"
_METHODS = [("citizen/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
_OPTIONS = {"templates/**": {"trimmed": "true", "silent": "false"}}
_KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
# Catalogues carry no dates: no change without a change.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_LEFT_ALONE = {".venv", "var", "node_modules", "tests", "a11y_tests", "benchmarks", "static", "translations", "docs"}


@translation_commands.command("update")
@click.option("--fill", type=click.Path(exists=True, path_type=Path), multiple=True, help="JSON of msgid: translation")
@click.option("--lang", default="zh_Hans", help="the catalogue that --fill fills")
def update(fill: tuple[Path, ...], lang: str) -> None:
    """Extract all msgids, merge them into every catalogue, fill translations, derive zh_Hant, compile."""
    given: dict[str, str | list[str]] = {}
    for path in fill:
        given.update(json.loads(path.read_text(encoding="utf-8")))
    with one_at_a_time():
        template = extract()
        _write(TEMPLATE, template)
        for info in LOCALES.values():
            if info.code != "en":
                _update_one(info.babel, template, given if info.babel == lang else {})
        _derive_traditional()
        easy_catalogue.forget_all_but({_key(message) for message in template if message.id})
        derive_easy_read()
    for line in problems():
        click.echo(line)


@translation_commands.command("compile")
def compile_catalogues() -> None:
    """Write the binary catalogues (done by `make setup`; the site also reads the sources)."""
    _compile_all()


@translation_commands.command("check")
def check() -> None:
    """Exit 1 when a text is missing, fuzzy, stale, or has other placeholders than the original."""
    found = problems()
    if found:
        raise click.ClickException("\n".join(found))
    click.echo("all catalogues are complete")


def extract() -> Catalog:
    """The msgids of the code and the templates as they are now."""
    catalog = Catalog(project="citizen", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        str(ROOT),
        method_map=_METHODS,
        options_map=_OPTIONS,
        keywords=_KEYWORDS,
        comment_tags=("NOTE:",),
        directory_filter=lambda path: Path(path).name not in _LEFT_ALONE,
    )
    for filename, _line, message, comments, context in found:
        # Without line numbers: catalogues change only when texts change.
        catalog.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return catalog


def problems() -> list[str]:
    """One line per text that is not in order, in any catalogue."""
    wanted = {_key(m) for m in extract() if m.id}
    lines = []
    if TEMPLATE.exists() and {_key(m) for m in _read(TEMPLATE) if m.id} != wanted:
        lines.append("translations/messages.pot is stale: run `flask --app app translations update`")
    for info in LOCALES.values():
        if info.code != "en":
            lines += [f"{info.babel}: {line}" for line in _problems_of(_read(_path(info.babel), info.babel), wanted)]
    return lines


def _problems_of(catalog: Catalog, wanted: set[str]) -> Iterator[str]:
    have = {_key(m): m for m in catalog if m.id}
    for key in sorted(wanted):
        message = have.get(key)
        if message is None or not all(_strings(message)):
            yield f"not translated: {key!r}"
        elif message.fuzzy:
            yield f"fuzzy: {key!r}"
        elif any(_placeholders(text) != _placeholders(_ids(message)[-1]) for text in _strings(message)):
            yield f"other placeholders than the original: {key!r}"


def _update_one(babel_code: str, template: Catalog, given: dict[str, str | list[str]]) -> None:
    path = _path(babel_code)
    catalog = _read(path, babel_code) if path.exists() else Catalog(locale=babel_code, fuzzy=False)
    catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    for message in catalog:
        if (text := given.get(_key(message))) is not None:
            message.string = (text,) if isinstance(message.id, tuple) and isinstance(text, str) else text  # type: ignore[assignment]  # plural forms are tuples
    _write(path, catalog)


def _derive_traditional() -> None:
    """zh_Hant by conversion, except where a person has put a reviewed text (marked with the flag `reviewed`)."""
    source = {_key(m): m for m in _read(_path("zh_Hans"), "zh_Hans") if m.id}
    catalog = _read(_path("zh_Hant"), "zh_Hant")
    for message in catalog:
        if message.id and "reviewed" not in message.flags and _key(message) in source:
            texts = tuple(to_traditional(text) for text in _strings(source[_key(message)]))
            message.string = texts if isinstance(message.id, tuple) else texts[0]
    _write(_path("zh_Hant"), catalog)


def derive_easy_read() -> None:
    """Easy-read in Traditional Chinese, and all catalogues as the site reads them; within `one_at_a_time`."""
    easy_catalogue.derive_traditional()
    _compile_all()


def _compile_all() -> None:
    for info in LOCALES.values():
        for source in (_path(info.babel), easy_catalogue.path_of(info.babel)):
            if source.exists():
                _compile(source, info.babel)


def _compile(source: Path, babel_code: str) -> None:
    """Written aside and renamed: a site that is running never reads half a catalogue."""
    draft = source.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, _read(source, babel_code))
    draft.replace(source.with_suffix(".mo"))


def _path(babel_code: str) -> Path:
    return TRANSLATIONS / babel_code / "LC_MESSAGES" / "messages.po"


def _read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.revision_date = catalog.creation_date = _NO_DATE
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, omit_header=False, include_lineno=False)


def _key(message: Message) -> str:
    return _ids(message)[0]


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def _strings(message: Message) -> tuple[str, ...]:
    texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(text or "" for text in texts)


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """One update at a time on this machine."""
    TRANSLATIONS.mkdir(exist_ok=True)
    with (TRANSLATIONS / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
