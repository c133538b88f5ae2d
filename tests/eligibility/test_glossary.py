"""The glossary: one word, one explanation, linked where it is first used."""

from __future__ import annotations

from pathlib import Path

import pytest

from citizen.eligibility.glossary import Glossary, load_glossary
from citizen.eligibility.wording import WordingError

CARD = """
[card]
zh.term = "残疾人证"
zh.text = "证明残疾的证件。"
zh.also = ["残疾证"]
en.term = "Card"
en.text = "Proof of a disability."
"""


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


def linked(glossary: Glossary, text: str, locale: str) -> list[tuple[str, str]]:
    return [(piece.text, piece.term.id) for piece in glossary.pieces(text, locale) if piece.term]


def test_the_longest_word_wins(glossary: Glossary) -> None:
    assert linked(glossary, "低保边缘家庭可以申请。", "zh-Hans") == [("低保边缘家庭", "dibao_edge_family")]


def test_only_the_first_use_is_linked_also_under_another_name(glossary: Glossary) -> None:
    text = "辅助器具坏了，辅具站可以修。"

    assert linked(glossary, text, "zh-Hans") == [("辅助器具", "assistive_device")]


def test_traditional_text_finds_the_same_terms(glossary: Glossary) -> None:
    assert linked(glossary, "請向區殘聯詢問。", "zh-Hant") == [("區殘聯", "disabled_persons_federation")]


def test_english_terms_are_whole_words(glossary: Glossary) -> None:
    assert linked(glossary, "Your GUARDIAN can help.", "en") == [("GUARDIAN", "guardian")]
    assert linked(glossary, "Guardianship is another matter.", "en") == []


@pytest.mark.parametrize("text", ["", "没有难词。", "残联", "问残联。", "残联和残联"])
def test_the_pieces_joined_are_the_text(glossary: Glossary, text: str) -> None:
    assert "".join(piece.text for piece in glossary.pieces(text, "zh-Hans")) == text


def test_an_explanation_is_at_most_two_sentences_and_promises_no_amount(glossary: Glossary) -> None:
    for term in glossary:
        explanation = term.explanation["zh-Hans"]
        assert 1 <= explanation.count("。") <= 2, term.id
        assert not any(character.isdigit() for character in explanation), term.id


def test_a_missing_language_is_named(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(CARD.replace('en.text = "Proof of a disability."', ""), encoding="utf-8")

    with pytest.raises(WordingError, match=r"glossary\.toml: card\.en\.text: is missing"):
        load_glossary(file)


def test_one_word_cannot_have_two_explanations(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(CARD + CARD.replace("[card]", "[paper]").replace('"Card"', '"Paper"'), encoding="utf-8")

    with pytest.raises(WordingError, match="“残疾证” already belongs to card"):
        load_glossary(file)
