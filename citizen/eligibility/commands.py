"""Operator commands about eligibility. They read policy files and cases only: no database, no person's data kept."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import click

from citizen.core import clock
from citizen.eligibility.cases import CaseReader, answer, no_such_district
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.facts import read_date
from citizen.eligibility.policy import JOURNEYS
from citizen.eligibility.policy_commands import POLICY_IS_BROKEN, load_or_refuse, refuse
from citizen.eligibility.policy_file import PolicyError
from citizen.eligibility.programme import Programme
from citizen.eligibility.question_count import count_questions, report
from citizen.eligibility.question_pages import load_paging
from citizen.eligibility.service import all_questions
from citizen.eligibility.typical_people import typical_people


@click.group("programmes", help="The programmes of the catalogue.")
def programme_commands() -> None:
    pass


@click.group("eligibility", help="Decisions from the command line.")
def eligibility_commands() -> None:
    pass


@programme_commands.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of lines.")
def list_programmes(as_json: bool) -> None:
    """Id, names, kind, audience, districts and journeys of every programme."""
    programmes = load_or_refuse().programmes.values()
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
    catalogue = load_or_refuse()
    reader = CaseReader(catalogue, _day(on), _district(catalogue, district))
    read, many = reader.read_all(_text_of(cases))
    for doubt in reader.doubts:
        click.echo(doubt, err=True)
    if reader.problems:
        refuse(reader.problems)
    answers = [answer(catalogue, case) for case in read]
    if as_json:
        _print_json(answers if many else answers[0])
        return
    for one in answers:
        _print_lines(one)


@eligibility_commands.command("questions")
def count_typical_questions() -> None:
    """How many questions typical people are asked, as Markdown: the content of docs/questions.md."""
    catalogue = load_or_refuse()
    try:
        people = typical_people(catalogue.facts)
    except PolicyError as error:
        refuse(error.problems, POLICY_IS_BROKEN)
    click.echo(report(count_questions(catalogue, load_paging(all_questions()), people), catalogue), nl=False)


def _day(written: str | None) -> dt.date:
    if written is None:
        return clock.today()
    try:
        return read_date(written)
    except ValueError as problem:
        refuse([f"--on: {problem}"])


def _district(catalogue: Catalogue, written: str | None) -> str | None:
    if written is not None and written not in catalogue.districts:
        refuse([f"--district: {no_such_district(catalogue, written)}"])
    return written


def _text_of(cases: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if cases == "-" else Path(cases).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as problem:
        refuse([f"{cases}: cannot be read: {problem.strerror}"])
    except UnicodeDecodeError:
        refuse([f"{cases}: is not UTF-8 text"])


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
        unset = [key for reason in result["reasons"] for key in reason.get("parameters", ())]
        if unset:
            click.echo(f"{'':12} {result['programme']}  以区残联公布为准（{'、'.join(dict.fromkeys(unset))} 未设置）")
    click.echo(f"next question: {decision['next_question'] or 'none'}")
