"""Commands for policy officers: check the files, see what a change means, see how far the rules carry."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from citizen.eligibility import catalogue as policy
from citizen.eligibility.catalogue import FOLDER, Catalogue
from citizen.eligibility.examples import broken_examples
from citizen.eligibility.policy_coverage import Coverage, coverage, unset_parameters
from citizen.eligibility.policy_diff import Change, Difference, NoSuchPolicy, difference, read_policy
from citizen.eligibility.policy_file import PolicyError
from citizen.eligibility.policy_review import review
from citizen.eligibility.policy_wording import broken_wording
from citizen.eligibility.problem_words import explained
from citizen.eligibility.programme import Amount, Reason, Verdict
from citizen.eligibility.typical_people import typical_people
from citizen.eligibility.wording import Problem, located

BAD_INPUT = 2
POLICY_IS_BROKEN = 1


@click.group("policy", help="The files a policy officer edits.")
def policy_commands() -> None:
    pass


@policy_commands.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_policy(folder: Path | None) -> None:
    """Validate every file of policy and of its wording, and run the example cases of the programmes.

    Without FOLDER the files of this installation; with it, those in FOLDER: a copy of all, or of the programmes only.
    """
    try:
        catalogue = policy.load() if folder is None else read_policy(str(folder), folder)
    except NoSuchPolicy as unknown:
        refuse([str(unknown)])
    except PolicyError as error:
        refuse(error.problems, POLICY_IS_BROKEN)
    problems = [*broken_wording(catalogue, folder or FOLDER), *broken_examples(catalogue), *review(catalogue)]
    if problems:
        refuse(located(problems, folder or FOLDER), POLICY_IS_BROKEN)
    examples = sum(len(programme.examples) for programme in catalogue.programmes.values())
    click.echo(f"{len(catalogue.programmes)} programmes and {examples} examples are in order")


@policy_commands.command("diff")
@click.argument("old")
@click.argument("new", required=False, default=str(FOLDER))
@click.option(
    "--parameters",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A deployment's own parameters file, taken with NEW only.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def diff_policy(old: str, new: str, parameters: Path | None, as_json: bool) -> None:
    """Which example people and typical people get another answer, and because of which condition.

    OLD and NEW are folders with programme files or revisions ("HEAD", "main~3"). Without NEW: the files as they are
    now.
    """
    found = _difference(old, new, parameters)
    if as_json:
        click.echo(json.dumps(_difference_as_json(old, new, found), ensure_ascii=False))
        return
    for line in _difference_in_lines(found):
        click.echo(line)


@policy_commands.command("coverage")
@click.option("--district", help="Only this district.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def show_coverage(district: str | None, as_json: bool) -> None:
    """Per district: how many programmes decide, need a label, can only exclude, or are only named, and which."""
    catalogue = load_or_refuse()
    if district is not None and district not in catalogue.districts:
        refuse([f"--district: must be one of {', '.join(catalogue.districts)}, not {district!r}"])
    found = [one for one in coverage(catalogue) if district in (None, one.district)]
    waiting = unset_parameters(catalogue)
    if as_json:
        value = {"districts": [_coverage_as_json(one) for one in found], "unset_parameters": waiting}
        click.echo(json.dumps(value, ensure_ascii=False))
        return
    for one in found:
        for line in _coverage_in_lines(one):
            click.echo(line)
    for parameter, programmes in waiting.items():
        click.echo(f"not set: {parameter}; waiting for it: {', '.join(programmes)}")


def load_or_refuse() -> Catalogue:
    try:
        return policy.load()
    except PolicyError as error:
        refuse(error.problems, POLICY_IS_BROKEN)


def refuse(problems: Iterable[object], status: int = BAD_INPUT) -> NoReturn:
    """One line for each problem on standard error, and the end. Under a problem of a policy file: what to do."""
    for problem in problems:
        click.echo(str(problem).replace("\n", "\\n"), err=True)  # a name that was given may hold a line break
        if isinstance(problem, Problem):
            click.echo(f"    {explained(problem.message)}", err=True)
    raise SystemExit(status)


def _difference(old: str, new: str, parameters: Path | None) -> Difference:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        try:
            before, after = read_policy(old, Path(first)), read_policy(new, Path(second))
            if parameters is not None:
                after = replace(after, parameters=after.parameters.replaced_by(policy.load_parameters(parameters)))
            return difference(before, after, typical_people(after.facts))
        except NoSuchPolicy as unknown:
            refuse([unknown])
        except PolicyError as error:
            refuse(error.problems, POLICY_IS_BROKEN)


def _difference_in_lines(found: Difference) -> Iterator[str]:
    for programme, verdicts in found.added.items():
        counted = ", ".join(f"{verdict} {verdicts[verdict]}" for verdict in Verdict)
        yield f"new programme: {programme}: {counted}"
    for programme in found.removed:
        yield f"programme removed: {programme}"
    for change in found.changes:
        yield f"{change.programme}: {_said(change)}: {change.person.name}, on {change.on}"
        for word, reasons in (("because", change.because), ("before", change.no_longer)):
            for reason in reasons:
                yield f"  {word}: {_condition_in_words(reason)}"
    for programme in found.reworded:
        yield f"other words only: {programme}"
    people = len({change.person.name for change in found.changes})
    yield f"{people} of {found.people} people get another answer, {len(found.changes)} answers in all"


def _said(change: Change) -> str:
    old, new = change.old, change.new
    if old.verdict is not new.verdict:
        return f"{old.verdict} -> {new.verdict}"
    if old.amount != new.amount:
        return f"{new.verdict}, amount {_amount_in_words(old.amount)} -> {_amount_in_words(new.amount)}"
    return f"{new.verdict}, basis {old.basis or 'none'} -> {new.basis or 'none'}"


def _amount_in_words(amount: Amount | None) -> str:
    return f"{amount.cny.normalize():f} yuan ({amount.per})" if amount else "not known"


def _condition_in_words(reason: Reason) -> str:
    words = {True: "met", False: "not met", None: "open"}[reason.holds]
    if reason.source is None:
        return f"{', '.join(reason.facts)}"
    said = " / ".join(criterion.sentence["zh"] for criterion in reason.criteria)
    unset = f"; not set: {', '.join(reason.unset)}" if reason.unset else ""
    return f"{', '.join(reason.facts)} {words}: {said} [{reason.source.document}]{unset}"


def _difference_as_json(old: str, new: str, found: Difference) -> dict[str, object]:
    return {
        "old": old,
        "new": new,
        "people": found.people,
        "programmes_added": found.added,
        "programmes_reworded": found.reworded,
        "programmes_removed": found.removed,
        "changes": [_change_as_json(change) for change in found.changes],
    }


def _change_as_json(change: Change) -> dict[str, object]:
    return {
        "person": change.person.name,
        "on": change.on.isoformat(),
        "programme": change.programme,
        "from": change.old.verdict.value,
        "to": change.new.verdict.value,
        "basis_from": change.old.basis.value if change.old.basis else None,
        "basis_to": change.new.basis.value if change.new.basis else None,
        "amount_from": float(change.old.amount.cny) if change.old.amount else None,
        "amount_to": float(change.new.amount.cny) if change.new.amount else None,
        "because": [_reason_as_json(reason) for reason in change.because],
        "before": [_reason_as_json(reason) for reason in change.no_longer],
    }


def _reason_as_json(reason: Reason) -> dict[str, object]:
    source = reason.source
    return {
        "facts": reason.facts,
        "holds": reason.holds,
        "sentences": [criterion.sentence["zh"] for criterion in reason.criteria],
        "source": {"document": source.document, "quote": source.quote} if source else None,
        "unset_parameters": reason.unset,
    }


def _coverage_in_lines(found: Coverage) -> Iterator[str]:
    yield f"{found.district}: {found.named} programmes, {len(found.not_run)} not named here"
    for decidability, programmes in found.programmes.items():
        yield f"  {decidability.value} {len(programmes)}: {', '.join(programmes)}"


def _coverage_as_json(found: Coverage) -> dict[str, object]:
    return {
        "district": found.district,
        **{d.value: {"count": len(ids), "programmes": ids} for d, ids in found.programmes.items()},
        "not_named": {"count": len(found.not_run), "programmes": found.not_run},
    }
