"""From a programme's file to a :class:`Programme`. What cannot be understood is a problem, never a silent default."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from citizen.eligibility.criterion_file import Surroundings as Surroundings
from citizen.eligibility.criterion_file import read_criterion
from citizen.eligibility.easy_wording import PROGRAMMES, with_easy
from citizen.eligibility.facts import read_facts
from citizen.eligibility.parameters import Parameters
from citizen.eligibility.policy_file import PolicyProblem, Table, keys, open_policy_file
from citizen.eligibility.programme import (
    AmountKind,
    AmountRule,
    Audience,
    Combination,
    CombinationEffect,
    Decidability,
    DistrictRun,
    Evidence,
    Example,
    Programme,
    Responsible,
    Source,
    Verdict,
)

JOURNEYS = ("check", "apply", "book", "info")
_PROGRAMME_KEYS = keys(
    "id kinds audience journeys action who_can_apply who_is_stated aliases related needs bring frequency "
    "unspecified notes zh en districts criterion amount responsible evidence source example combination"
)
_AMOUNT_KEYS = keys(
    "type district text zh en per share parameter fact average exact numerator denominator unit caution document quote"
)
_EXAMPLE_KEYS = keys("title on district facts config expect reason amount")


def read_programme(path: Path, around: Surroundings) -> tuple[Programme, list[PolicyProblem]]:
    """The programme and everything that is wrong with its file; with problems, the programme is not to be used.

    :raises PolicyError: the file is not TOML at all.
    """
    table = open_policy_file(path)
    table.allow_only(_PROGRAMME_KEYS)
    programme = _programme(table, around)
    if programme.id != path.stem:
        table.note("id", f"must be the name of the file, {path.stem}")
    _check_joins(table, programme)
    _check_combinations(table, programme)
    return programme, table.problems


def _programme(table: Table, around: Surroundings) -> Programme:
    criteria = tuple(read_criterion(one, around) for one in table.tables("criterion"))
    amounts = tuple(_amount(one, around) for one in table.tables("amount"))
    responsible = tuple(_responsible(one, around) for one in table.tables("responsible"))
    evidence = tuple(_evidence(one, around) for one in table.tables("evidence"))
    sources = tuple(one.source(around.documents) for one in table.tables("source"))
    every_source = [
        *(c.source for c in criteria),
        *(a.source for a in amounts if a.source),
        *(r.source for r in responsible),
        *(e.source for e in evidence),
        *sources,
    ]
    return Programme(
        id=table.text("id"),
        text=with_easy(table.programme_text(), PROGRAMMES, str(table.values.get("id"))),
        kinds=table.known_texts("kinds", around.labels["kind"]),
        audience=table.one_of("audience", Audience) or Audience.CITIZEN,
        journeys=frozenset(table.known_texts("journeys", JOURNEYS)),
        action=table.known_text("action", around.labels["action"]),
        who_can_apply=table.known_texts("who_can_apply", around.labels["who"]),
        who_is_stated=table.flag("who_is_stated", default=False),
        aliases=table.texts("aliases"),
        needs=table.known_texts("needs", around.labels["need"]),
        bring=table.known_texts("bring", around.labels["bring"]),
        runs=_runs(table, around, every_source),
        criteria=criteria,
        amounts=amounts,
        frequency=table.maybe("frequency"),
        responsible=responsible,
        evidence=evidence,
        sources=sources,
        unspecified=table.texts("unspecified"),
        notes=table.maybe("notes"),
        related=table.texts("related"),
        examples=tuple(_example(one, around) for one in table.tables("example")),
        combinations=tuple(_combination(one, around) for one in table.tables("combination")),
    )


def _runs(table: Table, around: Surroundings, sources: list[Source]) -> dict[str, DistrictRun]:
    runs: dict[str, DistrictRun] = {}
    for district, below in table.named_tables("districts"):
        below.allow_only(("decidability", "from", "until"))
        if district not in around.districts:
            below.note("", f"there is no such district; known are {', '.join(around.districts)}")
        decidability = below.one_of("decidability", Decidability) or Decidability.NAME_ONLY
        named_in = tuple(
            d.id
            for d in around.documents.values()
            if d.district == district and any(source.document == d.id for source in sources)
        )
        if not named_in:
            below.note("", "no clause of this file is from a document of this district")
        period = below.period()
        if len(named_in) == 1:
            period = period.within(around.documents[named_in[0]].in_force)
        runs[district] = DistrictRun(district, decidability, named_in, period)
    if not runs:
        table.note("districts", "a programme needs at least one district")
    return runs


def _amount(table: Table, around: Surroundings) -> AmountRule:
    table.allow_only(_AMOUNT_KEYS)
    kind = table.one_of("type", AmountKind) or AmountKind.UNSPECIFIED
    has_source = kind is not AmountKind.UNSPECIFIED or "document" in table.values
    if "parameter" in table.values and not Parameters.has_key(table.text("parameter")):
        table.note("parameter", "there is no such parameter")
    if "fact" in table.values:
        table.known_text("fact", around.facts)
    if "share" in table.values and not table.values.keys() & {"parameter", "fact"}:
        table.note("share", "is a share of nothing: name a parameter or a fact")
    return AmountRule(
        kind=kind,
        district=table.known_text("district", around.districts) if has_source else None,
        text=table.in_both_languages() if has_source else {},
        source=table.source(around.documents) if has_source else None,
        per=table.maybe("per"),
        share=table.money("share"),
        parameter=table.maybe("parameter"),
        fact=table.maybe("fact"),
        average=table.money("average"),
        average_is_exact=table.flag("exact", default=False),
        numerator=table.number("numerator"),
        denominator=table.number("denominator"),
        unit=table.maybe("unit"),
        caution=table.maybe("caution"),
    )


def _combination(table: Table, around: Surroundings) -> Combination:
    table.allow_only(("with", "effect", "district", "document", "quote"))
    if not table.values.get("with"):
        table.note("with", "is missing")
    return Combination(
        table.texts("with"),
        table.one_of("effect", CombinationEffect) or CombinationEffect.STACK,
        table.known_text("district", around.districts),
        table.source(around.documents),
    )


def _responsible(table: Table, around: Surroundings) -> Responsible:
    table.allow_only(("lead", "with", "district", "document", "quote"))
    return Responsible(
        table.text("lead"),
        table.texts("with"),
        table.known_text("district", around.districts),
        table.source(around.documents),
    )


def _evidence(table: Table, around: Surroundings) -> Evidence:
    table.allow_only(("district", "period", "what", "figures", "document", "quote"))
    figures = table.section("figures", required=False).values
    return Evidence(
        table.known_text("district", around.districts),
        table.text("period"),
        table.text("what"),
        {name: value for name, value in figures.items() if isinstance(value, (int, float, str))},
        table.source(around.documents),
    )


def _example(table: Table, around: Surroundings) -> Example:
    table.allow_only(_EXAMPLE_KEYS)
    on = table.day("on", dt.date.min)
    read = read_facts(around.facts, table.section("facts").values, on=on)
    for problem in read.problems:
        name, _, message = problem.partition(": ")
        table.note(f"facts.{name}", message)
    config = table.section("config", required=False).values
    table.read("config", lambda _: Parameters().with_config(config), Parameters())
    return Example(
        title=table.text("title"),
        on=on,
        facts=read.facts,
        verdict=table.one_of("expect", Verdict) or Verdict.UNKNOWN,
        district=table.known_text("district", around.districts) if "district" in table.values else None,
        config=config,
        reason=table.maybe("reason"),
        amount=table.money("amount"),
    )


def _check_joins(table: Table, programme: Programme) -> None:
    """Problems that only show when a file is seen as a whole."""
    for number, criterion in enumerate(programme.criteria, 1):
        if criterion.district and criterion.district not in programme.runs:
            table.note(f"criterion {number}.district", f"the programme does not run in {criterion.district}")
    same = [(c.district, c.rule, c.any_group, c.period, c.source) for c in programme.criteria]
    for number, one in enumerate(same):
        if one in same[:number]:
            table.note(f"criterion {number + 1}", "says the same as an earlier one")
    for district in programme.runs:
        groups = [c.any_group for c in programme.criteria_in(district) if c.any_group]
        for group in set(groups):
            if groups.count(group) == 1:
                table.note(f"districts.{district}", f"any_group {group!r} has only one criterion")


def _check_combinations(table: Table, programme: Programme) -> None:
    for number, combination in enumerate(programme.combinations, 1):
        if programme.id in combination.programmes:
            table.note(f"combination {number}.with", "names the programme itself")
        if combination.district and combination.district not in programme.runs:
            table.note(f"combination {number}.district", f"the programme does not run in {combination.district}")
