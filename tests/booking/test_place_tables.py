"""Whatever inventory there is: written to tables, read again, it is the same; and no cell is a formula."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citizen.booking import place_cells as cells
from citizen.booking.export_places import as_csv
from citizen.booking.place_files import read_files
from citizen.booking.place_tables import EXCEPTIONS, OPENINGS, RESOURCES, SERVICES, SESSIONS, Table, tables
from citizen.booking.place_words import NEED_WORDS
from citizen.booking.terms import Need, ResourceKind, ServiceKind
from citizen.booking.wording import NEED_NAMES

DISTRICTS = {"通州区": "tongzhou", "tongzhou": "tongzhou"}
PLACES = next(one for one in tables(DISTRICTS) if one.file == "places.csv")
codes = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
words = (
    st.text("通州路1号Aa é，,；;\"'|=+-@＝𠀀", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda said: said and not said.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")))
)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))
quarters = st.integers(0, 95).map(lambda n: n * 15)
yes = st.booleans()
phones = st.sampled_from(["", "010-1234567", "+86 10 123"])
sentences = st.lists(words.filter(lambda said: "|" not in said and "｜" not in said), max_size=3)


@st.composite
def places(draw: st.DrawFn) -> dict[str, object]:
    maybe = st.one_of(st.just(""), words)
    return {
        "code": draw(codes), "district": "tongzhou", "name_zh": draw(words), "name_en": draw(maybe),
        "address_zh": draw(words), "address_en": draw(maybe), "way_in_zh": draw(words), "way_in_en": draw(maybe),
        "meets": [one.value for one in Need if draw(yes)], "phone": draw(phones),
        "text_channel": draw(maybe), "subdistrict": draw(maybe),
        "latitude": draw(st.one_of(st.none(), st.floats(-90, 90).map(lambda n: round(n, 4) or 0.0))),
        "longitude": draw(st.one_of(st.none(), st.floats(-180, 180).map(lambda n: round(n, 4) or 0.0))),
        "institution": draw(st.one_of(st.just(""), codes)), "join_address": "", "keeps_holidays": draw(yes),
        "active": draw(yes),
    }  # fmt: skip


@st.composite
def openings(draw: st.DrawFn) -> dict[str, object]:
    begin = draw(quarters)
    first = draw(days)
    return {
        "resource": draw(codes),
        "weekdays": sorted(draw(st.sets(st.integers(0, 6), min_size=1))),
        "from": begin,
        "to": draw(st.integers(begin // 15 + 1, 96)) * 15,
        "valid_from": first,
        "valid_to": draw(st.one_of(st.none(), st.integers(0, 400).map(lambda n: first + timedelta(days=n)))),
    }


exceptions = st.fixed_dictionaries(
    {"of": codes, "day": days, "opens": yes, "from": quarters, "to": st.just(1440), "reason": words}
)
group_sessions = st.fixed_dictionaries(
    {
        **dict.fromkeys(("code", "service", "place"), codes),
        "day": days,
        "from": quarters,
        "to": st.just(1440),
        "capacity": st.integers(0, 1000),
        "meets": st.sets(st.sampled_from(Need)).map(lambda found: [one.value for one in Need if one in found]),
        "takes": st.lists(codes, max_size=2, unique=True),
        "active": yes,
    }
)
resources = st.fixed_dictionaries(
    {
        "code": codes,
        "place": codes,
        "kind": st.sampled_from([one.value for one in ResourceKind]),
        "skills": st.lists(codes, min_size=1, max_size=3, unique=True),
        "active": yes,
    }
)


@st.composite
def services(draw: st.DrawFn) -> dict[str, object]:
    numbers = ("longer_minutes", "prep_minutes", "clean_minutes")
    return {
        "code": draw(codes), "kind": draw(st.sampled_from([one.value for one in ServiceKind])), "name_zh": draw(words),
        "name_en": "", "summary_zh": draw(words), "summary_en": draw(words), "bring_zh": draw(sentences),
        "bring_en": [],
        "programmes": draw(st.lists(codes, max_size=2, unique=True)), "minutes": draw(st.integers(1, 32)) * 15,
        **{name: draw(st.integers(0, 32)) * 15 for name in numbers}, "step_minutes": draw(st.integers(1, 32)) * 15,
        "notice_hours": draw(st.integers(0, 2400)), "ahead_days": draw(st.integers(1, 366)), "change_hours": 0,
        "position": draw(st.integers(1, 9999)), "is_group": draw(yes), "most_in_series": draw(st.integers(1, 20)),
        "variant_of": "",
    }  # fmt: skip


def there_and_back(table: Table, rows: list[dict[str, object]]) -> None:
    written = as_csv(table, rows)
    for line in csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in line)
    found = read_files({table.file: written}, [table])
    said = [problem for problem in found.problems if "重复" not in problem.what]
    assert said == []
    assert [dict(row.cells) for row in found.of(table)] == rows


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(st.lists(places(), max_size=2))
def test_places_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(PLACES, rows)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(openings(), max_size=3))
def test_hours_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(OPENINGS, rows)


@given(st.lists(exceptions, max_size=4))
def test_days_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(EXCEPTIONS, rows)


@settings(max_examples=30)
@given(st.lists(group_sessions, max_size=2))
def test_sessions_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(SESSIONS, rows)


@given(st.lists(resources, max_size=4))
def test_resources_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(RESOURCES, rows)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(st.lists(services(), max_size=2))
def test_services_come_back(rows: list[dict[str, object]]) -> None:
    there_and_back(SERVICES, rows)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    found = read_files({PLACES.file: data}, [PLACES])
    assert found.problems


@given(st.one_of(st.text(max_size=10), st.from_regex(r"\d{1,2}[:：]\d{2}", fullmatch=True)))
def test_a_time_is_a_quarter_of_a_day_or_refused(written: str) -> None:
    with suppress(cells.CellWrong):
        minute = cells.minute_of_day(written)
        assert 0 <= minute <= 1440
        assert minute % 15 == 0


def test_needs_are_called_as_on_the_pages() -> None:
    from babel.messages.pofile import read_po

    from tests.code_base.sources import ROOT

    with (ROOT / "translations/zh_Hans/LC_MESSAGES/messages.po").open("rb") as file:
        chinese = {one.id: one.string for one in read_po(file)}
    assert {need.value: chinese[name] for need, name in NEED_NAMES.items()} == NEED_WORDS
