"""A letter in easy-read says first what it is; its facts stay, its lines stand for themselves."""

from __future__ import annotations

import pytest

from citizen.letters.easy_letter import easy_letter
from citizen.letters.letter import Block, Facts, Heading, Letter, Paragraph, Points, lines_of
from citizen.web.catalogues import BREAK

FACTS = Facts("预约", (("时间", "2026年11月20日 上午10:00"), ("地点", "示例通州康复中心")))


def letter(*blocks: Block, kind: str = "appointment", language: str = "zh-Hans") -> Letter:
    return Letter(kind, language, f"您的{BREAK}预约", "示例通州康复中心", "2026年11月19日", "B7K 3M9 QX4", blocks)


def test_it_begins_with_what_the_letter_says_and_keeps_its_facts() -> None:
    made = easy_letter(letter(FACTS), says_who_wrote_it=True)
    heading, opening, *rest = made.blocks
    assert heading == Heading("这封信说什么")
    assert isinstance(opening, Points)
    assert opening.items[0] == "这封信说您预约的事。"
    assert rest == [FACTS, Paragraph("这份易读版由程序编写，还没有人审校。")]
    assert (made.title, made.reference) == ("您的预约", "B7K 3M9 QX4")


@pytest.mark.parametrize("kind", ["receipt", "correction", "decision", "appointment", "consent_question", "unknown"])
def test_every_kind_has_an_opening(kind: str) -> None:
    opening = easy_letter(letter(kind=kind), says_who_wrote_it=False).blocks[1]
    assert isinstance(opening, Points)
    assert len(opening.items) >= 2


def test_no_sign_for_a_break_reaches_paper_braille_or_speech() -> None:
    made = easy_letter(
        letter(Paragraph(f"一。{BREAK}二。"), Heading(f"一{BREAK}二"), Points((f"一{BREAK}二",)), FACTS),
        says_who_wrote_it=True,
    )
    assert BREAK not in "".join(lines_of(made))
    assert [one.text for one in made.blocks if isinstance(one, Paragraph)][:2] == ["一。", "二。"]


def test_traditional_chinese_has_its_own_characters() -> None:
    made = easy_letter(letter(language="zh-Hant"), says_who_wrote_it=False)
    assert made.blocks[0] == Heading("這封信說什麼")
