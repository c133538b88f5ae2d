"""Operator commands about eligibility. They read policy files and cases only: no database, no person's data kept."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import click

from citizen.core import clock
from citizen.eligibility import catalogue as policy
from citizen.eligibility.cases import CaseReader, answer, no_such_district
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.directory import load_directory
from citizen.eligibility.examples import broken_examples
from citizen.eligibility.facts import read_date
from citizen.eligibility.glossary import load_glossary
from citizen.eligibility.policy import JOURNEYS
from citizen.eligibility.policy_file import PolicyError
from citizen.eligibility.programme import Programme
from citizen.eligibility.questions import load_questions
from citizen.eligibility.wording import Problem, WordingError

BAD_INPUT = 2
POLICY_IS_BROKEN = 1


@click.group("programmes", help="The programmes of the catalogue.")
def programme_commands() -> None:
    pass


@click.group("eligibility", help="Decisions from the command line.")
def eligibility_commands() -> None:
    pass


@click.group("policy", help="The files a policy officer edits.")
def policy_commands() -> None:
    pass


@programme_commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of lines.")
def list_programmes(as_json: bool) -> None:
    """Id, names, kind, audience, districts and journeys of every programme."""
    programmes = _catalogue().programmes.values()
    if as_json:
        _print_json([_listed(programme) for programme in programmes])
        return
    for programme in programmes:
        click.echo(f"{programme.id}\t{programme.text['zh'].name}\t{', '.join(programme.districts)}")


@eligibility_commands.command("check")
@click.argument("cases")
@click.option("--district", help="District of the cases that name none.")
@click.option("--on", help="Day of the cases that name none, YYYY-MM-DD; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="The full decision as JSON instead of lines.")
def check(cases: str, district: str | None, on: str | None, as_json: bool) -> None:
    """Decide the case or cases of the JSON file CASES; "-" reads standard input."""
    catalogue = _catalogue()
    reader = CaseReader(catalogue, _day(on), _district(catalogue, district))
    read, many = reader.read_all(_text_of(cases))
    for doubt in reader.doubts:
        click.echo(doubt, err=True)
    if reader.problems:
        _refuse(reader.problems)
    answers = [answer(catalogue, case) for case in read]
    if as_json:
        _print_json(answers if many else answers[0])
        return
    for one in answers:
        _print_lines(one)


@policy_commands.command("check")
def check_policy() -> None:
    """Validate every file of policy and of its wording, and run the example cases of the programmes."""
    catalogue = _catalogue()
    problems = [*_broken_wording(catalogue), *broken_examples(catalogue)]
    if problems:
        _refuse(map(str, problems), POLICY_IS_BROKEN)
    examples = sum(len(programme.examples) for programme in catalogue.programmes.values())
    click.echo(f"{len(catalogue.programmes)} programmes and {examples} examples are in order")


def _broken_wording(catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with the files that explain and ask: directory, questions, glossary."""
    for read in (load_directory, lambda: load_questions(vocabulary=catalogue.facts), load_glossary):
        try:
            read()
        except WordingError as error:
            yield from error.problems


def _catalogue() -> Catalogue:
    try:
        return policy.load()
    except PolicyError as error:
        _refuse(map(str, error.problems), POLICY_IS_BROKEN)


def _day(written: str | None) -> dt.date:
    if written is None:
        return clock.today()
    try:
        return read_date(written)
    except ValueError as problem:
        _refuse([f"--on: {problem}"])


def _district(catalogue: Catalogue, written: str | None) -> str | None:
    if written is not None and written not in catalogue.districts:
        _refuse([f"--district: {no_such_district(catalogue, written)}"])
    return written


def _text_of(cases: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if cases == "-" else Path(cases).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as problem:
        _refuse([f"{cases}: cannot be read: {problem.strerror}"])
    except UnicodeDecodeError:
        _refuse([f"{cases}: is not UTF-8 text"])


def _refuse(problems: Iterable[str], status: int = BAD_INPUT) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    raise SystemExit(status)


def _listed(programme: Programme) -> dict[str, object]:
    return {
        "id": programme.id,
        "name_zh": programme.text["zh"].name,
        "name_en": programme.text["en"].name,
        "names": {tag: text.name for tag, text in programme.text.items()},
        "kind": list(programme.kinds),
        "audience": programme.audience.value,
        "districts": list(programme.districts),
        "journeys": [journey for journey in JOURNEYS if journey in programme.journeys],
    }


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _print_lines(decision: dict[str, object]) -> None:
    results = decision["results"]
    assert isinstance(results, list)
    click.echo(f"on {decision['on']} in {decision['district'] or 'no district'}")
    for result in results:
        if not (result["verdict"] == "unknown" and not result["missing"]):
            missing = f"  missing: {', '.join(result['missing'])}" if result["missing"] else ""
            click.echo(f"{result['verdict']:12} {result['programme']}{missing}")
    click.echo(f"next question: {decision['next_question'] or 'none'}")
