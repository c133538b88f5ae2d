"""What a change of the programme files means for people: who gets another answer, and because of which condition."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from citizen.eligibility.catalogue import FOLDER, Catalogue, load
from citizen.eligibility.programme import Amount, Audience, Decision, FactValue, Outcome, Reason, Verdict
from citizen.eligibility.rules import decide
from citizen.eligibility.typical_people import TypicalPerson

_ROOT = FOLDER.parent.parent


class NoSuchPolicy(Exception):
    """Neither a folder with programmes nor a revision that has one."""


class Person(NamedTuple):
    """Somebody to decide about: an example of a programme's file, or a typical person in one district."""

    name: str
    facts: Mapping[str, FactValue]
    on: dt.date
    district: str | None
    config: Mapping[str, object]


class Change(NamedTuple):
    """One person, one programme, another outcome."""

    person: Person
    on: dt.date
    programme: str
    old: Outcome
    new: Outcome

    @property
    def because(self) -> tuple[Reason, ...]:
        """The conditions of the new rules that stand otherwise than before, or did not stand there."""
        before = {_standing(reason) for reason in self.old.reasons}
        return tuple(reason for reason in self.new.reasons if _standing(reason) not in before)

    @property
    def no_longer(self) -> tuple[Reason, ...]:
        """The conditions that the old rules had and the new ones have not, or that came out otherwise."""
        after = {_standing(reason) for reason in self.new.reasons}
        return tuple(reason for reason in self.old.reasons if _standing(reason) not in after)


class Difference(NamedTuple):
    people: int
    added: Mapping[str, Counter[Verdict]]
    """Programmes that only the new rules have, and how many of the people get which answer."""
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    """Programmes that read otherwise and decide as before."""
    changes: tuple[Change, ...]


def read_policy(written: str, scratch: Path) -> Catalogue:
    """The rules of a folder of programmes, of a folder with all policy files, or of a revision of this working copy.

    Files that stand not beside the programmes (facts, documents …) are those of this installation.

    :raises NoSuchPolicy: in words for whoever typed it.
    :raises PolicyError: with every problem of its files.
    """
    path = Path(written)
    if path.is_dir():
        return _read_folder(path.resolve())
    _unpack(written, scratch)
    return _read_folder(scratch / FOLDER.relative_to(_ROOT))


def difference(old: Catalogue, new: Catalogue, typical: Iterable[TypicalPerson]) -> Difference:
    """Everybody whose outcome is another under the new rules.

    Each person is looked at on their own day and on every day on which only one of the two changes its rules.
    """
    people = list(_people(old, new, typical))
    turning_days = set(old.days_of_change) ^ set(new.days_of_change)
    changes = [
        change
        for person in people
        for on in sorted({person.on, *turning_days})
        for change in _changes(old, new, person, on)
    ]
    before, after = old.programmes.keys(), new.programmes.keys()
    added = _decided(new, people, sorted(after - before))
    decided_otherwise = {change.programme for change in changes}
    reworded = [one for one in sorted(before & after) if _words(old, one) != _words(new, one)]
    return Difference(
        len(people),
        added,
        tuple(sorted(before - after)),
        tuple(one for one in reworded if one not in decided_otherwise),
        tuple(changes),
    )


def _decided(catalogue: Catalogue, people: Iterable[Person], programmes: Sequence[str]) -> dict[str, Counter[Verdict]]:
    verdicts: dict[str, Counter[Verdict]] = {one: Counter() for one in programmes}
    if programmes:
        for person in people:
            decision = _decide(catalogue, person, person.on)
            for one in programmes:
                verdicts[one][decision.of(one).verdict] += 1
    return verdicts


def _words(catalogue: Catalogue, programme: str) -> object:
    """Everything of a programme that people read and that is written in its file."""
    one = catalogue.programmes[programme]
    read = (one.text, *(criterion.sentence for criterion in one.criteria), *(amount.text for amount in one.amounts))
    return [[said.get("zh"), said.get("en")] for said in read]


def _read_folder(folder: Path) -> Catalogue:
    if (folder / "facts.toml").is_file():
        return load(folder)
    if not any(folder.glob("*.toml")):
        raise NoSuchPolicy(f"{folder}: holds no programme files")
    if (folder.parent / "facts.toml").is_file():
        return load(folder.parent, folder)
    return load(FOLDER, folder)


def _unpack(revision: str, scratch: Path) -> None:
    """The policy files as they were in a revision, below the scratch folder."""
    if revision.startswith("-"):
        raise NoSuchPolicy(f"{revision}: is neither a folder nor a revision")
    command = ["git", "-C", str(_ROOT), "archive", "--format=tar", revision, "--", str(FOLDER.relative_to(_ROOT))]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  (no shell; options are refused)
    except OSError as problem:
        raise NoSuchPolicy(f"{revision}: is no folder, and git cannot be asked: {problem.strerror}") from problem
    if done.returncode:
        raise NoSuchPolicy(f"{revision}: is neither a folder nor a revision of this working copy")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(scratch, filter="data")


def _people(old: Catalogue, new: Catalogue, typical: Iterable[TypicalPerson]) -> Iterator[Person]:
    """The examples of both, each once, and the typical people in every district."""
    seen: list[tuple[str, dt.date, object]] = []
    for catalogue in (new, old):
        for programme in catalogue.programmes.values():
            for one in programme.examples:
                same = (f"{programme.id}: {one.title}", one.on, one.facts)
                if same not in seen:
                    seen.append(same)
                    yield Person(same[0], one.facts, one.on, one.district, one.config)
    for person in typical:
        for district in new.districts:
            facts = {**person.facts, Audience.CITIZEN.district_fact: district}
            yield Person(f"{person.id} in {district}", facts, person.on, None, {})


def _changes(old: Catalogue, new: Catalogue, person: Person, on: dt.date) -> Iterator[Change]:
    before, after = _decide(old, person, on), _decide(new, person, on)
    earlier = {outcome.programme_id: outcome for outcome in before.results}
    for outcome in after.results:
        was = earlier.get(outcome.programme_id)
        if was is not None and _said(was) != _said(outcome):
            yield Change(person, on, outcome.programme_id, was, outcome)


def _decide(catalogue: Catalogue, person: Person, on: dt.date) -> Decision:
    parameters = catalogue.parameters.with_config(person.config)
    return decide(catalogue, person.facts, on=on, district=person.district, parameters=parameters)


def _said(outcome: Outcome) -> tuple[str, str | None, Amount | None]:
    """What the person hears: a rule's no is another answer than a report's."""
    return outcome.verdict, outcome.basis, outcome.amount


def _standing(reason: Reason) -> object:
    """A condition and how it came out; its words and its clause do not matter."""
    return reason.facts, reason.holds, tuple(criterion.rule for criterion in reason.criteria), reason.unset
