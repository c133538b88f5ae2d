"""My data in the hands of a guardian: a decision the mandate leaves out is in no page and no file, and nothing that
follows from one; and who did something stands there in words.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from citizen.applications import cases, objections
from citizen.db.session import Database
from citizen.proxies.authority import Act, Relation
from citizen.proxies.models import MandateRow
from tests.applications.builders import a_sent_application
from tests.applications.office import OFFICER, REFUSAL, at_the_office, bring_to_review
from tests.proxies.test_activity_done import who_of
from tests.support.people import EVERYTHING, act_for, folder_of, make_mandate, make_person, sign_in
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database

CHILD, PARENT = "李小雨", "李建国"
OBJECTION = "年龄算错了，请再看一次。"


class Refused:
    """A child, her guardian who sent something for her, and the office that refused it."""

    def __init__(self, database: Database, *, acts: frozenset[Act] = EVERYTHING) -> None:
        with database.writing() as session:
            self.child, self.parent = make_person(session, name=CHILD), make_person(session, name=PARENT)
            row = make_mandate(session, self.parent, self.child, acts=acts, relation=Relation.GUARDIAN)
            row.actor_name = PARENT
            who = who_of(self.child, folder_of(session, self.child), row)
            self.reference = a_sent_application(session, who).reference
            self.mandate = row.id
        with at_the_office(database, self.reference) as (session, case):
            bring_to_review(session, case)
            cases.decide(session, case=case, by=OFFICER, decision=REFUSAL)


def file_of(visitor: Visitor) -> tuple[dict[str, Any], str]:
    response = visitor.client.get("/my-data/download")
    assert response.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    written, text = archive.read("my-data.json").decode(), archive.read("my-data.txt").decode("utf-8-sig")
    return json.loads(written), written + text


def test_a_guardian_who_may_not_see_decisions_takes_none_along(database: Database, visitor: Visitor) -> None:
    refused = Refused(database, acts=EVERYTHING - {Act.SEE_DECISIONS})
    with at_the_office(database, refused.reference) as (session, case):
        mandate = session.get_one(MandateRow, refused.mandate)
        who = who_of(refused.child, folder_of(session, refused.child), mandate)
        objections.send_objection(session, who=who, case=case, body=OBJECTION)
    sign_in(visitor, refused.parent)
    act_for(visitor, refused.child)
    data, everything = file_of(visitor)
    [mine] = data["applications"]
    assert mine["programmes"][0]["status"] == "已有决定"
    assert mine["programmes"][0].keys().isdisjoint({"decision", "since", "objections"})
    for told in ("refused", "refuse", "不予", "没有通过", "未通过", REFUSAL.reason or "", OBJECTION, "objection_sent"):
        assert told not in everything, told


def test_a_guardian_who_may_see_decisions_takes_them_along(database: Database, visitor: Visitor) -> None:
    refused = Refused(database)
    sign_in(visitor, refused.parent)
    act_for(visitor, refused.child)
    _, everything = file_of(visitor)
    assert str(REFUSAL.reason) in everything


def test_how_long_it_is_kept_tells_nothing_about_a_decision(database: Database, visitor: Visitor) -> None:
    refused = Refused(database, acts=EVERYTHING - {Act.SEE_DECISIONS})
    sign_in(visitor, refused.parent)
    act_for(visitor, refused.child)
    page = visitor.open("/my-data")
    assert page.has_text(CHILD)
    assert page.has_text("办理期间一直保存")
    assert not page.has_text("已经办结")
    with database.writing() as session:
        session.get_one(MandateRow, refused.mandate).acts = [act.value for act in EVERYTHING | {Act.GOVERN}]
    assert not visitor.open("/my-data").has_text("办理期间一直保存")


def test_the_log_says_who_in_words(database: Database, visitor: Visitor) -> None:
    refused = Refused(database)
    sign_in(visitor, refused.child)
    data, _ = file_of(visitor)
    [mine] = data["applications"]
    said = {line["by"] for line in mine["log"]}
    assert f"您授权的人：{PARENT}" not in said
    assert f"您的监护人：{PARENT}" in said
    assert "受理单位" in said
    assert not any(":" in one or one == "visitor" for one in said)
    sign_in(visitor, refused.parent)
    act_for(visitor, refused.child)
    data, _ = file_of(visitor)
    [mine] = data["applications"]
    assert "您（监护人）" in {line["by"] for line in mine["log"]}


def test_what_was_done_says_by_whom(database: Database, visitor: Visitor) -> None:
    refused = Refused(database)
    sign_in(visitor, refused.child)
    data, _ = file_of(visitor)
    done = data["account"]["done_for_me"]
    assert done[0]["what"] == f"{PARENT}为您提交了申请。"
