"""How many questions typical people are asked: the report `docs/questions.md` is made from this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from citizen.eligibility import rules
from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.path import find_path
from citizen.eligibility.programme import Audience, FactValue, Verdict
from citizen.eligibility.typical_people import TypicalPerson

TARGET_FOR_EVERYTHING = 12
TARGET_FOR_ONE = 5


class Count(NamedTuple):
    """One person in one district."""

    person: TypicalPerson
    district: str
    everything: int
    """Questions of a check about all programmes, the district among them."""
    still_open: int
    """Programmes for which an answer is still missing when the check stops asking."""
    one_programme: Mapping[str, int]
    """Questions of a check about one programme alone, the district among them, by programme."""

    @property
    def most_for_one(self) -> int:
        return max(self.one_programme.values(), default=0)


def count_questions(catalogue: Catalogue, people: Iterable[TypicalPerson]) -> Iterator[Count]:
    """Each person in each district, answering everything they are asked."""
    for person in people:
        for district in catalogue.districts:
            yield _count(catalogue, person, district)


def report(counts: Iterable[Count], catalogue: Catalogue) -> str:
    """The counts as a page of Markdown."""
    known = list(counts)
    names = {district.id: district.name["zh"] for district in catalogue.districts.values()}
    lines = [
        "# 要回答几个问题",
        "",
        "这一页由 `flask --app app eligibility questions` 生成，请不要手改。人物写在",
        "`citizen/eligibility/typical_people.toml`，每个人在每个区各走一遍，问什么就答什么。第一个问题是“在哪个区”，也算在内。",
        "",
        f"目标：看一个区的全部项目，最多{TARGET_FOR_EVERYTHING}个问题；只看一个项目，最多{TARGET_FOR_ONE}个问题。",
        "",
        "## 看全部项目",
        "",
        "每格：问题数（问完以后还差答案的项目数）。",
        "",
        f"| 谁 | {' | '.join(names.values())} |",
        f"|---|{'---|' * len(names)}",
    ]
    for title, row in _by_person(known).items():
        cells = [f"{row[district].everything}（{row[district].still_open}）" for district in names]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    lines += ["", "## 只看一个项目", "", "每格：问得最多的那个项目要几个问题。", ""]
    lines += [f"| 谁 | {' | '.join(names.values())} |", f"|---|{'---|' * len(names)}"]
    for title, row in _by_person(known).items():
        lines.append(f"| {title} | {' | '.join(str(row[district].most_for_one) for district in names)} |")
    return "\n".join([*lines, "", *_summary(known, names)]) + "\n"


def _summary(counts: list[Count], names: Mapping[str, str]) -> Iterator[str]:
    yield "## 合计"
    yield ""
    for district, name in names.items():
        here = [count.everything for count in counts if count.district == district]
        kept = sum(count <= TARGET_FOR_EVERYTHING for count in here)
        yield (
            f"- {name}：全部项目中位数{median(here):g}个问题，最多{max(here)}个；"
            f"{len(here)}人里{kept}人不超过{TARGET_FOR_EVERYTHING}个。"
        )
    over = sorted({one for count in counts for one, asked in count.one_programme.items() if asked > TARGET_FOR_ONE})
    yield f"- 只看一个项目时超过{TARGET_FOR_ONE}个问题的：{'、'.join(over) or '没有'}。"


def _by_person(counts: list[Count]) -> dict[str, dict[str, Count]]:
    rows: dict[str, dict[str, Count]] = {}
    for count in counts:
        rows.setdefault(count.person.title["zh"], {})[count.district] = count
    return rows


def _count(catalogue: Catalogue, person: TypicalPerson, district: str) -> Count:
    facts = {**person.facts, Audience.CITIZEN.district_fact: district}
    path = find_path(catalogue, Answers(facts), on=person.on)
    answered = {fact: facts[fact] for fact in path.answered if fact in facts}
    decided = rules.decide(catalogue, answered, on=person.on, district=district).results
    citizens = [p.id for p in catalogue.programmes.values() if p.audience is Audience.CITIZEN and district in p.runs]
    return Count(
        person,
        district,
        len(path.answered),
        sum(1 for one in decided if one.programme_id in citizens and one.verdict is Verdict.UNKNOWN and one.missing),
        {one: _questions_about(catalogue, one, person, facts) for one in citizens},
    )


def _questions_about(catalogue: Catalogue, programme: str, person: TypicalPerson, facts: rules.Facts) -> int:
    known: dict[str, FactValue] = {}
    unsure: set[str] = set()
    while fact := rules.next_question(catalogue, known, on=person.on, among=[programme], answered=unsure):
        if fact in facts:
            known[fact] = facts[fact]
        else:
            unsure.add(fact)
    return len(known) + len(unsure)
