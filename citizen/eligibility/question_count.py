"""How many questions typical people are asked: the report `docs/questions.md` is made from this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from statistics import median
from typing import NamedTuple

from citizen.eligibility import rules
from citizen.eligibility.answers import Answers
from citizen.eligibility.catalogue import Catalogue
from citizen.eligibility.implications import what_follows
from citizen.eligibility.interest import about
from citizen.eligibility.path import find_path
from citizen.eligibility.programme import Audience, Programme, Verdict
from citizen.eligibility.question_pages import MOST_ON_A_PAGE, Paging
from citizen.eligibility.typical_people import TypicalPerson

TARGET_FOR_EVERYTHING = 12
TARGET_FOR_ONE = 5
_HOW_COUNTED = (
    "怎样数的：",
    "",
    "- 人物写在 `citizen/eligibility/typical_people.toml`。每个人在每个区各走一遍，"
    "问什么就答什么，没有一题答“不确定”。",
    "- 一页算一个问题。第一页是“在哪个区”，也算在内；“为谁办理”和“想了解什么”不算。",
    "- 少见的情况合在一页，打勾回答（“下面哪些情况符合您？”）。一页最多"
    f"{MOST_ON_A_PAGE}项，只列出还能决定结果的项。"
    "哪些题合在一页，见 `citizen/eligibility/questions.toml` 里的 `page`。",
    "- 从别的回答就能知道的，不再问，见 `citizen/eligibility/implications.toml`。",
    "- 括号里是问完以后还差答案的项目数。问题没有问完就停下，这里才会大于0。",
)


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


def count_questions(catalogue: Catalogue, paging: Paging, people: Iterable[TypicalPerson]) -> Iterator[Count]:
    """Each person in each district, answering everything they are asked."""
    for person in people:
        for district in catalogue.districts:
            yield _count(catalogue, paging, person, district)


def report(counts: Iterable[Count], catalogue: Catalogue) -> str:
    """The counts as a page of Markdown."""
    known = list(counts)
    names = {district.id: district.name["zh"] for district in catalogue.districts.values()}
    lines = [
        "# 要回答几个问题",
        "",
        "这一页由 `flask --app app eligibility questions` 生成，请不要手改。",
        "",
        *_HOW_COUNTED,
        "",
        f"目标：看一个区的全部项目，最多{TARGET_FOR_EVERYTHING}个问题；只看一个项目，最多{TARGET_FOR_ONE}个问题。",
        "",
        "## 看全部项目",
        "",
        "每格：几页（还差答案的项目数）。",
        "",
        f"| 谁 | {' | '.join(names.values())} |",
        f"|---|{'---|' * len(names)}",
    ]
    for title, row in _by_person(known).items():
        cells = [f"{row[district].everything}（{row[district].still_open}）" for district in names]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    lines += ["", "## 只看一个项目", "", "每格：问得最多的那个项目要几页。", ""]
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


def _count(catalogue: Catalogue, paging: Paging, person: TypicalPerson, district: str) -> Count:
    facts = {**person.facts, Audience.CITIZEN.district_fact: district}
    path = find_path(catalogue, Answers(facts), on=person.on, paging=paging)
    answered = {fact: facts[fact] for fact in path.answered if fact in facts}
    answered |= what_follows(answered, paging.implications, person.on)
    decided = rules.decide(catalogue, answered, on=person.on, district=district).results
    citizens = [p for p in catalogue.programmes.values() if p.audience is Audience.CITIZEN and district in p.runs]
    ids = {programme.id for programme in citizens}
    return Count(
        person,
        district,
        len(path.pages_answered),
        sum(1 for one in decided if one.programme_id in ids and one.verdict is Verdict.UNKNOWN and one.missing),
        {one.id: _pages_about(catalogue, paging, one, person, facts) for one in citizens},
    )


def _pages_about(
    catalogue: Catalogue, paging: Paging, programme: Programme, person: TypicalPerson, facts: rules.Facts
) -> int:
    path = find_path(catalogue, Answers(facts), on=person.on, paging=paging, interest=about(programme))
    return len(path.pages_answered)
