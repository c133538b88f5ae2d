"""After a whole journey nothing that a person typed stands anywhere in plain text: the database file with all that lies
beside it, every column, the papers, and the log.
"""

from __future__ import annotations

import base64
import json
import logging
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from citizen.accessibility.preferences import Contrast, Preferences, TextSize
from citizen.applications import corrections, messages
from citizen.applications import service as applications
from citizen.applications.asking import mark_of
from citizen.applications.cases import Asked
from citizen.applications.models import Application
from citizen.concerns import service as concerns
from citizen.config import Settings
from citizen.core import clock
from citizen.db.base import Base
from citizen.db.session import Database
from citizen.eligibility import saved_checks
from citizen.eligibility import service as checks
from citizen.eligibility.directory import load_directory
from citizen.notices.channels import Channel
from citizen.people import profile
from citizen.people import service as people
from citizen.people.models import ContactKind, ContactWay, ProfileFact, ProfileNeed, Visit
from citizen.people.needs import AccessNeed
from citizen.proxies.authority import Relation, Subject, Who
from citizen.proxies.models import MandateEvent
from tests.applications import steps
from tests.applications.office import ask, at_the_office, bring_to_review
from tests.applications.papers import PLACE, jpeg
from tests.support.people import make_mandate, make_person
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

CANARIES = {
    "name": "欧阳𠮷鹏",
    "phone": "13912340987",
    "address": "芙蓉东路甲88号",
    "identity number": "110105199003078812",
    "diagnosis": "重型地中海贫血",
    "file name": "出院小结第七页",
    "message": "想问补贴何时发放",
    "reason": "请补一张清楚的病历",
    "need": "卫生间要装扶手",
    "report": "坡道被三轮车占了",
    "e-mail": "canary.keeping@example.cn",
    "place of a photo": PLACE,
}

#: What is leaked on purpose. The file of the database remembers it for all later tests: it is nothing of the above.
CONTROL = {"control": "对照样本不该出现"}
Search = Callable[[dict[str, str]], set[str]]


def whole_journey(visitor: Visitor, database: Database) -> None:
    """Everything that can be told to this site, by a helper for somebody else."""
    reference = steps.start(visitor, for_whom="有人授权我办理", called=CANARIES["name"])
    steps.answer_for(visitor, CANARIES["name"])
    with database.writing() as session:
        [application] = session.scalars(sa.select(Application))
        who = Who(application.visit_id, Subject(Relation.AUTHORISED, CANARIES["name"]))
        contact = {
            "name": CANARIES["name"], "told": "text", "phone": CANARIES["phone"], "address": CANARIES["address"],
            "email": CANARIES["e-mail"], "helper_name": CANARIES["name"], "helper_phone": "13812340987",
        }  # fmt: skip
        applications.save_contact(
            session, who=who, application=application, contact=contact, seen=mark_of(application.contact)
        )
    visitor.open(f"/applications/{reference}/papers")
    steps.add_paper(visitor, f"{CANARIES['file name']}.jpg", jpeg(with_place=True))
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    visitor.tick("我已经把这份申请告诉对方。就我所知，填写的内容是真实的。")
    visitor.press("提交申请")
    after_sending(database, who, reference)
    told_elsewhere(database, who)
    known_as_a_person(database)


def known_as_a_person(database: Database) -> None:
    """What an account knows, and what was said when one person allowed another to act."""
    with database.writing() as session:
        person = make_person(session, name=CANARIES["name"], birth_date="1990-03-07")
        helper = make_person(session, name=CANARIES["name"])
        row = make_mandate(session, helper, person)
        row.actor_name, row.consent = CANARIES["name"], {"said": CANARIES["message"]}
        now = clock.now()
        session.add_all((
            ContactWay(
                person_id=person, kind=ContactKind.PHONE, address=CANARIES["phone"], address_hash="0" * 64, added_at=now
            ),
            ProfileFact(
                person_id=person, fact="story", value={"value": CANARIES["diagnosis"]}, origin="profile", noted_at=now
            ),
            ProfileNeed(
                person_id=person, code_hash="0" * 64, code=CANARIES["need"], detail=CANARIES["need"], noted_at=now
            ),
            MandateEvent(mandate_id=row.id, what="asked", at=now, detail={"why": CANARIES["reason"]}),
        ))  # fmt: skip


def after_sending(database: Database, who: Who, reference: str) -> None:
    with at_the_office(database, reference) as (session, case):
        bring_to_review(session, case)
        asked = Asked(facts=["birth_date"], contact=True)
        ask(session, case, asked)
        correction = corrections.get_correction(session, case=case)
        correction.reason = CANARIES["reason"]
        contact = {**case.application.contact, "address": CANARIES["diagnosis"]}
        corrections.save_contact(
            session, correction=correction, contact=contact, seen=corrections.buffer_mark(correction)
        )
        said = f"{CANARIES['message']} {CANARIES['identity number']} {CANARIES['diagnosis']}"
        messages.write_message(session, who=who, application=case.application, body=said)


def remembered(database: Database) -> None:
    """What a person had us remember, and how they read: it tells about a disability."""
    with database.writing() as session:
        person = people.add_person(session, name=CANARIES["name"], birth_date="1990-03-07")
        facts = {"diagnosis_for_the_test": CANARIES["diagnosis"]}
        profile.remember_facts(session, person_id=person.id, facts=facts, origin=profile.FactOrigin.CHECK)
        needs = [
            profile.Wanted(AccessNeed.OTHER, True, CANARIES["need"]),
            profile.Wanted(AccessNeed.SIGN_LETTERS, True),
        ]
        profile.replace_needs(session, person_id=person.id, needs=needs)
        reading = profile.Reading("zh-Hans", Preferences(text=TextSize.LARGEST, contrast=Contrast.DARK))
        profile.keep_reading(session, person_id=person.id, reading=reading)


def told_elsewhere(database: Database, who: Who) -> None:
    place = next(iter(load_directory().facilities.values()))
    with database.writing() as session:
        told = {"needs": [], "story": CANARIES["need"], "name": CANARIES["name"], "contact": CANARIES["phone"]}
        concerns.register_needs(session, who=who, district="tongzhou", told=told)
        story = {"story": CANARIES["report"], "contact": CANARIES["e-mail"], "place": CANARIES["address"]}
        assert who.visit_id
        concerns.report_problem(session, visit_id=who.visit_id, place=place, told=story)
        check = checks.start_check(session, who=who)
        saved = saved_checks.save_check(session, who=who, key=check.key, keep_for=timedelta(days=1))
        saved_checks.ask_to_be_told(
            session, saved=saved, channel=Channel.EMAIL, address=CANARIES["e-mail"], language="zh-Hans"
        )


def leaks(planted: dict[str, str], database: Database, settings: Settings, log: str) -> set[str]:
    """Where something that was typed can be read: "where: what"."""
    return {
        f"{where}: {what}"
        for where, content in [*_files(settings), *_columns(database), ("log", log.encode())]
        for what, text in planted.items()
        if any(form in content for form in _forms(text))
    }


def _forms(planted: str) -> list[bytes]:
    """As it was typed, and as programs write it."""
    escaped = json.dumps(planted).strip('"')
    return [
        planted.encode(),
        planted.encode("utf-16-le"),
        escaped.encode(),
        base64.b64encode(planted.encode()).rstrip(b"="),
        planted.encode().hex().encode(),
    ]


def _files(settings: Settings) -> list[tuple[str, bytes]]:
    path = make_url(settings.database_url).database or ""
    of_database = sorted(Path(path).parent.glob(f"{Path(path).name}*")) if path.endswith(".db") else []
    papers = sorted(settings.papers_folder.glob("*"))
    return [(file.suffix, file.name.encode() + b"\n" + _content(file)) for file in (*of_database, *papers)]


def _content(file: Path) -> bytes:
    """Read by another process. Closing a file gives up every lock this process has on it, also those of SQLite: the
    next server that stopped would take the journal of the open database away.
    """
    return subprocess.run(["cat", file], check=True, capture_output=True).stdout


def _columns(database: Database) -> list[tuple[str, bytes]]:
    """Every value of every column, as the database would write it into a dump."""
    found = []
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                values = session.scalars(sa.select(sa.cast(sa.type_coerce(column, sa.Text), sa.Text)))
                found += [(f"{table.name}.{column.name}", str(one).encode()) for one in values if one is not None]
    return found


@pytest.fixture
def search(database: Database, settings: Settings, caplog: pytest.LogCaptureFixture) -> Search:
    for file in settings.papers_folder.glob("*"):
        file.unlink()
    caplog.set_level(logging.INFO)
    return lambda planted: leaks(planted, database, settings, caplog.text)


def test_nothing_that_was_typed_can_be_read_anywhere(visitor: Visitor, database: Database, search: Search) -> None:
    whole_journey(visitor, database)
    remembered(database)
    visitor.open("/my-data")
    visitor.open("/nowhere")
    assert list(_papers_there(visitor)), "the journey must leave a paper to look through"
    assert search({**CANARIES, "a need": "sign_letters", "a look": "largest"}) == set()


def test_the_search_finds_a_column(database: Database, search: Search) -> None:
    with database.writing() as session:
        now = datetime(2026, 3, 1, tzinfo=UTC)
        session.add(Visit(key_hash=CONTROL["control"], created_at=now, last_seen_at=now))
    found = search(CONTROL)
    assert "visit.key_hash: control" in found
    if database.url.startswith("sqlite"):
        assert found & {".db: control", ".db-wal: control"}


def test_the_search_finds_a_paper(settings: Settings, search: Search) -> None:
    settings.papers_folder.mkdir(exist_ok=True)
    leaked = settings.papers_folder / "x.sealed"
    leaked.write_bytes(jpeg(with_place=True))
    assert search(CANARIES) == {".sealed: place of a photo"}
    leaked.unlink()


def test_the_search_finds_a_line_of_the_log(search: Search) -> None:
    logging.getLogger("citizen").warning("could not read %s", CONTROL["control"])
    assert "log: control" in search(CONTROL)


def _papers_there(visitor: Visitor) -> list[Path]:
    folder: Path = visitor.client.application.extensions["settings"].papers_folder
    return list(folder.glob("*.sealed"))
