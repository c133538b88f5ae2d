"""Notices in easy-read: every kind has its texts, and they keep the rules as they are sent."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from citizen.accessibility import easy_catalogue, easy_coverage, easy_words, traditional
from citizen.accessibility.easy_coverage import Share, Way
from citizen.accessibility.easy_lint import LONGEST_LINE, differences, faults_of, width
from citizen.applications import keeping_notices
from citizen.applications import notice_kinds as of_applications
from citizen.booking import list_kinds as of_series
from citizen.booking import notice_kinds as of_bookings
from citizen.cli import easy_checks
from citizen.eligibility import notice_kinds as of_checks
from citizen.notices import kinds
from citizen.notices import notice_kinds as of_notices
from citizen.notices.channels import Channel, Recipient
from citizen.notices.composing import compose, render_mail
from citizen.notices.gateways.message import Message
from citizen.notices.kinds import Kind, Value, words_of
from citizen.notices.outbox import Claimed
from citizen.notices.service import list_notices, write_notice
from citizen.pathways import notice_kinds as of_pathways
from citizen.people import notice_kinds as of_people
from citizen.proxies import notice_kinds as of_mandates
from citizen.staff import notice_kinds as of_staff
from citizen.web.catalogues import BREAK, reading_easy
from citizen.web.catalogues import easy_catalogue as easy_in
from tests.notices import builders

_ROOMS = (
    of_notices,
    keeping_notices,
    of_applications,
    of_series,
    of_bookings,
    of_checks,
    of_pathways,
    of_people,
    of_mandates,
    of_staff,
)
KINDS: tuple[Kind, ...] = tuple(kind for room in _ROOMS for kind in room.KINDS)
#: As long as they get, but for names, which nobody can shorten.
VALUES: Mapping[str, Value] = {
    "programme": {"zh-Hans": "护理补贴", "en": "Care subsidy"},
    "service": {"zh-Hans": "辅助器具评估", "en": "Assessment"},
    "site": {"zh-Hans": "示例服务中心", "en": "Sample centre"},
    "place": {"zh-Hans": "通州区", "en": "Tongzhou"},
    "date": "2026-11-25",
    "until_date": "2026-11-25",
    "end_date": "2026-11-25",
    "time": "14:30",
    "until_time": "17:30",
    "code": "123456",
    "helper": "王小明",
    "person": "李小红",
    "mandate": "M7K 3M9 QX4",
    "thing": "A7K 3M9 QX4",
    "done": "约好了一个时间。",
    "answer": "可以。门口有人等您。",
    "count": "12",
    "device": "Chrome",
}
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SITE = "https://example.gov.cn"


def message_of(kind: str, channel: Channel, language: str, *, public_url: str = SITE) -> Message:
    """What would be sent now."""
    notice = Claimed(
        id=uuid.uuid4(),
        key="k",
        kind=kind,
        about=builders.ABOUT,
        channel=channel,
        language=language,
        address="x",
        name="",
        large_print=False,
        values=VALUES,
        written_at=NOON,
        attempt=1,
    )
    return compose(notice, public_url=public_url)


def easy_text(msgid: str) -> str:
    """What is shown for it: its own easy text, or the ordinary one."""
    own = easy_catalogue.easy_texts().get(msgid)
    return own.text if own else easy_catalogue.ordinary_text(msgid)


def lines_of(message: Message) -> list[str]:
    return [line for text in (message.subject, *message.paragraphs, message.sms) for line in text.split("\n")]


def test_no_kind_is_left_out_here(app: Flask) -> None:
    assert {kind.code for kind in kinds.registered_kinds()} - {builders.KIND.code} == {kind.code for kind in KINDS}
    assert len(KINDS) > 40


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
class TestEveryKind:
    def test_there_is_an_easy_text_that_keeps_the_rules(self, kind: Kind) -> None:
        for msgid in kinds.texts_of(kind):
            assert easy_coverage.way_of(msgid) is not Way.MISSING, msgid
            assert [*faults_of(easy_text(msgid), rules=easy_words.rules())] == []
            assert [*differences(easy_text(msgid), easy_catalogue.ordinary_text(msgid))] == []

    @pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
    def test_as_it_is_sent_no_line_is_too_long_and_no_hard_word_unexplained(
        self, app: Flask, kind: Kind, channel: Channel
    ) -> None:
        message = message_of(kind.code, channel, "zh-Hans-simple")
        assert [line for line in lines_of(message) if width(line) > LONGEST_LINE] == []
        shown = message.sms if channel is Channel.SMS else "\n".join((message.subject, *message.paragraphs))
        hard = {word for _piece, word in easy_words.hard_words("zh-Hans").split(shown) if word}
        assert [word.term for word in hard if f"{word.term}：\n" not in shown] == []
        assert BREAK not in "".join((message.subject, *message.paragraphs, message.sms))

    def test_traditional_characters_are_derived_and_english_has_none_yet(self, app: Flask, kind: Kind) -> None:
        simplified, other = (easy_in(code).gettext for code in ("zh_Hans", "zh_Hant"))
        for msgid in kinds.texts_of(kind):
            if msgid in easy_catalogue.easy_texts():
                assert other(msgid) == traditional.to_traditional(simplified(msgid))
        in_english = [message_of(kind.code, Channel.EMAIL, code) for code in ("en-simple", "en")]
        assert in_english[0] == in_english[1]

    def test_the_ordinary_notice_stays_as_it_was(self, app: Flask, kind: Kind) -> None:
        ordinary, easy = (message_of(kind.code, Channel.EMAIL, code) for code in ("zh-Hans", "zh-Hans-simple"))
        assert ordinary.website == SITE
        assert not any("\n" in one for one in ordinary.paragraphs)
        assert (easy.language, easy.language_tag) == (ordinary.language, ordinary.language_tag)

    def test_the_manifest_says_that_a_program_made_it(self, app: Flask, kind: Kind) -> None:
        for locale in ("zh-Hans", "zh-Hant"):
            record = easy_coverage.coverage(locale)[f"notice/{kind.code}"]
            assert (record.kind, record.made_by, record.reviewed_by, record.is_stale) == (
                "easy",
                "machine",
                None,
                False,
            )
        assert f"notice/{kind.code}" not in easy_coverage.coverage("en")


def test_an_sms_says_neither_that_it_is_easy_nor_where_pictures_are(app: Flask) -> None:
    message = message_of(of_bookings.BOOKING_REMINDER, Channel.SMS, "zh-Hans-simple")
    assert message.sms.split("\n") == [
        "您的预约快到了。",
        "编号 A7K 3M9 QX4。",
        "2026年11月25日 星期三 14:30。",
        "来不了？",
        "请在网站上说一声。",
    ]


def test_a_hard_word_is_explained_at_the_end_of_an_sms(app: Flask) -> None:
    sms = message_of(of_people.SIGN_IN_CODE, Channel.SMS, "zh-Hans-simple").sms.split("\n")
    assert sms[0] == "您的验证码：123456。"
    assert sms[-3:] == ["验证码：", "发给您的几个数字。", "过一会儿就不能用。"]


def test_an_e_mail_says_where_the_pictures_are_and_that_a_program_wrote_it(app: Flask) -> None:
    message = message_of(of_bookings.BOOKING_REMINDER, Channel.EMAIL, "zh-Hans-simple")
    assert message.website == f"{SITE}/?easy=on"
    assert "网站上还有图。\n请打开这个网址。" in message.paragraphs
    assert "这份易读版由程序编写，还没有人审校。" in message.paragraphs
    with app.test_request_context():
        html = render_mail(message)
    assert "您的预约快到了：<br>辅助器具评估。<br>" in html
    assert "<img" not in html


def test_where_the_address_of_the_site_is_unknown_no_pictures_are_promised(app: Flask) -> None:
    message = message_of(of_bookings.BOOKING_REMINDER, Channel.EMAIL, "zh-Hans-simple", public_url="")
    assert (message.website, [one for one in message.paragraphs if "图" in one]) == ("", [])


def test_a_call_is_said_in_the_ordinary_words(app: Flask) -> None:
    easy, ordinary = (
        message_of(of_people.SIGN_IN_CODE, Channel.VOICE, code).sms for code in ("zh-Hans-simple", "zh-Hans")
    )
    assert easy == ordinary


def test_a_kind_that_is_gone_is_easy_too(app: Flask) -> None:
    words = words_of("no_longer_there", about=builders.ABOUT, values={}, language="zh-Hans-simple")
    assert words.sms == "您办的 A7K 3M9 QX4 有新消息。\n请上网站看。\n打开要用编号和查询码。"


def test_what_is_missing_is_named_by_the_check(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(easy_checks._problems_of_parts()) == []
    monkeypatch.setattr(easy_coverage, "part_shares", lambda: (Share("notice/x", {"Words": Way.MISSING}),))
    assert list(easy_checks._problems_of_parts()) == ["notice/x: no easy text for 'Words'"]


@pytest.mark.database
@pytest.mark.parametrize("sent_as", ["zh-Hans", "zh-Hans-simple"])
def test_on_screen_the_page_decides_how_it_is_read(session: Session, sent_as: str) -> None:
    """Somebody may look with another device, or with somebody who helps them."""
    to = Recipient(Channel.SMS, "13800000000", sent_as)
    write_notice(session, kind=of_notices.TEST.code, about=builders.ABOUT, to=to, key="t")
    write_notice(session, kind=of_people.CARD_ENDED, about=builders.ABOUT, to=to, key="k")
    for language in ("zh-Hans", None):
        ordinary = read_by(session, language, easy=False)
        assert "您的一张登录卡已挂失，谁都不能再用它登录。" in ordinary
        easy = read_by(session, language, easy=True)
        assert f"您的一张登录卡挂失了。{BREAK}谁都不能再用它登录。" in easy


def read_by(session: Session, language: str | None, *, easy: bool) -> list[str]:
    token = reading_easy.set(easy)
    try:
        told = list_notices(session, about=builders.ABOUT, language=language)
    finally:
        reading_easy.reset(token)
    return [one for notice in told for one in notice.paragraphs]


@pytest.mark.database
def test_an_operator_can_try_it(app: Flask, session: Session) -> None:
    run = app.test_cli_runner().invoke(args=["notices", "test", "sms", "13800000000", "--language", "zh-Hans-simple"])
    assert run.exit_code == 0, run.output


def test_a_language_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown language"):
        Recipient(Channel.SMS, "1", "fr-simple")
