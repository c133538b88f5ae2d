"""Kinds: what may be said, checked when a kind is made known; and the words in every language."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from citizen.accessibility.locales import LOCALES
from citizen.notices import kinds
from citizen.notices.kinds import NEWS, Kind, Value, WrongKind, find_kind, placeholders, register, words_of
from citizen.notices.notice_kinds import TEST
from tests.notices.builders import ABOUT


@pytest.fixture(autouse=True)
def forget_kinds() -> Iterator[None]:
    """What a test makes known is unknown to the next."""
    before = dict(kinds._kinds)
    yield
    kinds._kinds.clear()
    kinds._kinds.update(before)


def a_kind(**changes: str) -> Kind:
    return Kind(**{"code": "a_kind", "subject": "One %(reference)s", "body": "Two %(programme)s", **changes})


@pytest.mark.parametrize("name", ["programme", "name", "address", "office"])
def test_an_sms_carries_nothing_personal(name: str) -> None:
    with pytest.raises(WrongKind, match=f"a_kind: an SMS must not carry {name}"):
        register(a_kind(sms=f"Come, %({name})s"))
    assert find_kind("a_kind") is None


def test_what_an_sms_may_carry() -> None:
    register(a_kind(sms="%(reference)s %(date)s %(time)s %(place)s %(phone)s"))
    assert find_kind("a_kind") is not None


@pytest.mark.parametrize("translated", ["一 %(number)s", "一", "一 %(reference)s %(more)s"])
def test_all_languages_take_the_same_values(monkeypatch: pytest.MonkeyPatch, translated: str) -> None:
    class Wrong(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return translated if message.startswith("One") else message

    real = kinds.catalogue
    monkeypatch.setattr(kinds, "catalogue", lambda code: Wrong() if code == "zh_Hant" else real(code))
    with pytest.raises(WrongKind, match="other placeholders in zh-Hant"):
        register(a_kind())


def test_the_same_kind_twice_counts_once_and_another_under_its_code_is_refused() -> None:
    register(a_kind(), a_kind())
    with pytest.raises(WrongKind, match="another kind"):
        register(a_kind(body="Three"))


def test_what_a_writer_must_give() -> None:
    assert placeholders(a_kind(sms="On %(date)s")) == {"programme", "date"}


@pytest.mark.parametrize(
    ("language", "programme", "day"),
    [
        ("zh-Hans", "护理补贴", "2026年3月7日 星期六"),
        ("zh-Hant", "護理補貼", "2026年3月7日 星期六"),
        ("en", "Care subsidy", "Saturday, 7 March 2026"),
    ],
)
def test_values_in_the_readers_language(language: str, programme: str, day: str) -> None:
    register(a_kind(body="%(programme)s, %(due_date)s"))
    values: dict[str, Value] = {"programme": {"zh-Hans": "护理补贴", "en": "Care subsidy"}, "due_date": "2026-03-07"}
    words = words_of("a_kind", about=ABOUT, values=values, language=language)
    assert words.paragraphs == (f"{programme}, {day}",)
    assert words.subject == "One A7K 3M9 QX4"


def test_a_reference_that_was_given_stands() -> None:
    register(a_kind(body="x"))
    assert words_of("a_kind", about=ABOUT, values={"reference": "A7K 3M9 QX4-2"}, language="en").subject.endswith("-2")


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        ("通州区", True),
        ({"zh-Hans": "通州区", "en": "Tongzhou"}, True),
        ("北京市某某精神卫生康复中心分院", False),
        ("110101199003071234", False),
        ("13800000000", False),
    ],
)
def test_a_value_that_does_not_look_right_leaves_the_sms_general(place: Value, fits: bool) -> None:
    register(a_kind(sms="In %(place)s"))
    words = words_of("a_kind", about=ABOUT, values={"programme": "x", "place": place}, language="zh-Hans")
    assert words.sms.startswith("In ") == fits
    assert fits or ABOUT[:3] in words.sms


def test_a_kind_that_is_gone_still_says_what_it_is_about() -> None:
    words = words_of("no_longer_there", about=ABOUT, values={"programme": "x"}, language="zh-Hans")
    assert "A7K 3M9 QX4" in words.subject
    assert "A7K 3M9 QX4" in words.body
    assert words.sms == words.body


def test_a_percent_sign_in_a_value_is_only_a_sign() -> None:
    register(a_kind())
    assert words_of("a_kind", about=ABOUT, values={"programme": "100 %(x)s"}, language="en").body == "Two 100 %(x)s"


@pytest.mark.parametrize("language", [code for code in LOCALES if code != "en"])
def test_the_texts_of_this_room_are_translated(language: str) -> None:
    register(TEST)
    words = words_of(TEST.code, about="TEST", values={}, language=language)
    assert len(words.paragraphs) == 2
    assert words.subject != TEST.subject
    assert kinds.catalogue(LOCALES[language].babel).gettext(NEWS) != NEWS
