"""The start page, help, the statements: what each must say, in every language."""

from __future__ import annotations

import pytest
from flask import Flask

from citizen.accessibility.locales import LOCALES
from citizen.home.contacts import DOCUMENTED_PHONES
from tests.support.visitor import Visitor

PAGES = ("/", "/help", "/help/words", "/accessibility", "/privacy", "/preferences")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LOCALES)
def test_passes_the_audit_in_every_language(visitor: Visitor, path: str, language: str) -> None:
    assert visitor.open(f"{path}?lang={language}").status == 200


@pytest.mark.parametrize("path", PAGES)
def test_leaves_no_cookie_on_a_visitor_who_only_reads(app: Flask, path: str) -> None:
    if path == "/preferences":
        pytest.skip("its form needs the key that proves where it comes from")
    assert "Set-Cookie" not in app.test_client().get(path).headers


def test_the_three_tasks_come_first(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.headings[:4] == ["您想办什么？", "查资格", "办申请", "约服务"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("查资格", "/check"),
        ("办申请", "/applications"),
        ("约服务", "/book"),
        ("查办理进度", "/applications/find"),
        ("更改或取消预约", "/book/find"),
        ("全部项目", "/programmes"),
        ("全部机构", "/places"),
        ("难懂的词", "/help/words"),
    ],
)
def test_every_way_from_the_start_page_leads_somewhere(visitor: Visitor, name: str, address: str) -> None:
    visitor.open("/")
    page = visitor.follow(name)
    assert page.status == 200
    assert page.url == address


def test_the_first_view_is_small(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/", headers={"Accept-Encoding": "identity"})
    assert len(page.data) < 30_000


def test_help_has_the_parts_that_the_help_block_promises(visitor: Visitor) -> None:
    page = visitor.open("/help")
    promised = {link.href.partition("#")[2] for link in visitor.open("/").links if link.href.startswith("/help#")}
    assert promised
    assert [part for part in promised if page.document.by_id(part) is None] == []


def test_help_gives_only_the_numbers_that_a_document_gives(visitor: Visitor) -> None:
    page = visitor.open("/help")
    numbers = {link.href for link in page.links if link.href.startswith("tel:")}
    assert numbers == {"tel:12345", *(f"tel:{number}" for number in DOCUMENTED_PHONES.values())}
    assert page.summary["北京市通州区"] == "以区残联公布为准。也可以打 12345。"


def test_the_statement_does_not_claim_a_test_with_people(visitor: Visitor) -> None:
    page = visitor.open("/accessibility")
    assert page.has_text("还没有残障人士试用过本站")
    assert page.has_text("12345")


def test_the_privacy_notice_names_the_days_of_the_settings(app: Flask, visitor: Visitor) -> None:
    days = app.extensions["settings"].draft_days
    assert visitor.open("/privacy").has_text(f"最后一次使用后{days}天")
