"""The wording of the questions: complete in both languages, to the person and about the person."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from citizen.eligibility.facts import Fact, FactKind
from citizen.eligibility.questions import Asked, Questions, Topic, load_questions
from citizen.eligibility.wording import WordingError

LONGEST_CHINESE_SENTENCE = 25
OFFICIALESE = re.compile(
    r"[贵其]户|予以|本人之|系指|须|方可|上述|前述|该项|之规定|应当|持有|均可|如下|兹|相关材料|主体|事项"
)
LOCALES = ("zh-Hans", "zh-Hant", "en")

COMPLETE = """
[severe]
kind = "yes_no"
topic = "disability"
audience = "person"
sensitive = true
[severe.zh]
self = "您被认定为重度残疾吗？"
other = "%(name)s被认定为重度残疾吗？"
why = "有些补贴看这一点。"
find = ""
short = "重度残疾"
topic_sentence = "是不是重度残疾"
[severe.en]
self = "Is your disability recognised as severe?"
other = "Is the disability of %(name)s recognised as severe?"
why = "Some payments depend on this."
find = ""
short = "Severe disability"
topic_sentence = "whether the disability is severe"

[work]
kind = "choice"
topic = "work"
audience = "person"
sensitive = false
options = ["employed", "unemployed"]
page_options = ["other"]
[work.zh]
self = "您有工作吗？"
other = "%(name)s有工作吗？"
why = "有些补贴看这一点。"
find = ""
short = "工作"
topic_sentence = "有没有工作"
options = { employed = "有工作", unemployed = "没有工作", other = "其他" }
[work.en]
self = "Do you work?"
other = "Does %(name)s work?"
why = "Some payments depend on this."
find = ""
short = "Work"
topic_sentence = "whether there is work"
options = { employed = "Works", unemployed = "No work", other = "Other" }

[works]
same_as = "work"
"""


@pytest.fixture(scope="module")
def questions() -> Questions:
    return load_questions()


def load(tmp_path: Path, text: str, vocabulary: dict[str, Fact] | None = None) -> Questions:
    file = tmp_path / "questions.toml"
    file.write_text(text, encoding="utf-8")
    return load_questions(file, vocabulary=vocabulary)


def a_vocabulary(**kinds: FactKind) -> dict[str, Fact]:
    values = {"work": ("employed", "unemployed")}
    other_values = {"work": ("other",)}
    same_as = {"works": "work"}
    return {
        name: Fact(name, kind, {}, "person", values.get(name, ()), other_values.get(name, ()),
                   same_as=same_as.get(name))
        for name, kind in kinds.items()
    }  # fmt: skip


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    questions = load(tmp_path, COMPLETE)

    severe, work = questions
    assert (severe.fact, severe.kind, severe.topic) == ("severe", FactKind.YES_NO, Topic.DISABILITY)
    assert (severe.audience, severe.sensitive) == (Asked.PERSON, True)
    assert work.options == ("employed", "unemployed", "other")
    assert work.page_options == {"other"}


def test_the_person_is_addressed_and_somebody_else_is_named(questions: Questions) -> None:
    severe = questions.get_question("severe")

    assert severe.text("zh-Hans") == "您被认定为重度残疾吗？"
    assert severe.text("zh-Hans", name="李明") == "李明被认定为重度残疾吗？"
    assert severe.text("en", name="Li Ming") == "Is the disability of Li Ming recognised as severe?"


def test_a_name_is_never_converted_nor_read_as_a_placeholder(questions: Questions) -> None:
    text = questions.get_question("severe").text("zh-Hant", name="张%(name)s100%")

    assert text.startswith("张%(name)s100%被認定為重度殘疾")


def test_two_facts_share_one_question(questions: Questions) -> None:
    shared = questions.get_question("household_has_disabled_member")

    assert shared is questions.get_question("has_disability_in_household")
    assert questions.answers("household_has_disabled_member") == (
        "has_disability_in_household",
        "household_has_disabled_member",
    )
    assert "household_has_disabled_member" not in [question.fact for question in questions]


def test_what_is_worked_out_is_never_asked(questions: Questions) -> None:
    assert "age_years" not in questions
    with pytest.raises(KeyError):
        questions.get_question("age_years")


def test_topics_come_in_one_piece_and_in_their_order(questions: Questions) -> None:
    topics = [question.topic for question in questions]

    assert topics == sorted(topics, key=list(Topic).index)


def test_every_text_is_there_in_every_language(questions: Questions) -> None:
    for question in questions:
        for locale in LOCALES:
            wording = question.wording[locale]
            assert question.text(locale), question.fact
            assert question.text(locale, name="李明"), question.fact
            assert list(wording.options) == list(question.options), question.fact
            assert bool(wording.none) == question.none_option, question.fact


def test_every_question_says_why_it_is_asked_and_where_the_answer_is(questions: Questions) -> None:
    for question in questions:
        for locale in LOCALES:
            wording = question.wording[locale]
            assert wording.why, (question.fact, locale)
            assert wording.find, (question.fact, locale)
            assert bool(wording.ticked) == bool(question.page), (question.fact, locale)


def test_the_words_are_those_of_everyday_life(questions: Questions) -> None:
    for question in questions:
        wording = question.wording["zh-Hans"]
        said = [wording.to_self, wording.to_other, wording.hint, wording.why, wording.find, wording.ticked]
        assert not OFFICIALESE.search(" ".join(said)), (question.fact, said)


def test_chinese_sentences_are_short(questions: Questions) -> None:
    for question in questions:
        wording = question.wording["zh-Hans"]
        shown = [wording.to_self, wording.hint, wording.why, wording.find, *wording.option_hints.values()]
        for sentence in re.split("[。？]", "。".join(shown)):
            assert len(sentence) <= LONGEST_CHINESE_SENTENCE, (question.fact, sentence)


def test_help_texts_never_say_you_because_a_helper_reads_them_too(questions: Questions) -> None:
    for question in questions:
        for locale in LOCALES:
            wording = question.wording[locale]
            shared = " ".join(
                [wording.hint, wording.why, wording.find, wording.short, wording.topic_sentence,
                 *wording.options.values(), *wording.option_hints.values()]
            )  # fmt: skip
            assert not re.search(r"您|\byou", shared, re.IGNORECASE), (question.fact, shared)


def test_health_and_family_questions_are_marked_sensitive(questions: Questions) -> None:
    private = [question for question in questions if question.topic in (Topic.DISABILITY, Topic.HOUSEHOLD)]

    assert [question.fact for question in private if not question.sensitive] == []


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ('topic = "disability"', 'topic = "health"', "severe.topic: must be one of person, disability"),
        ('kind = "yes_no"', 'kind = "maybe"', "severe.kind: must be one of yes_no"),
        ('find = ""\nshort = "重度残疾"', 'find = ""', "severe.zh.short: is missing"),
        ("[severe.en]", "[severe.eng]", "severe.en: is missing"),
        ("[severe.en]", "[severe.eng]", "severe.eng: is not known here"),
        ('why = "有些补贴看这一点。"', 'whi = "有些补贴看这一点。"', "severe.zh.whi: is not known here"),
        ('unemployed = "No work"', 'jobless = "No work"', "work.en.options.unemployed: is missing"),
        ('unemployed = "No work"', 'jobless = "No work"', "work.en.options.jobless: is not known here"),
        ('other = "%(name)s被', 'other = "他被', "severe.zh.other: does not name the person (%(name)s)"),
        ('other = "%(name)s被', 'other = "%(name)s%(who)s被', "severe.zh.other: the only placeholder is"),
        ('self = "您被', 'self = "%(name)s被', "severe.zh.self: has no placeholders"),
        ("sensitive = true", 'sensitive = "yes"', "severe.sensitive: must be true or false"),
        ('["employed", "unemployed"]', '["employed", "employed"]', "work.options: names a code twice"),
        ("sensitive = false", "sensitive = false\nnone_option = true", "work.none_option: belongs to"),
        ('same_as = "work"', 'same_as = "hobby"', "works.same_as: hobby has no question of its own"),
    ],
)
def test_a_broken_file_is_refused_with_file_and_key(tmp_path: Path, written: str, instead: str, problem: str) -> None:
    assert written in COMPLETE

    with pytest.raises(WordingError) as refusal:
        load(tmp_path, COMPLETE.replace(written, instead, 1))

    assert f"questions.toml: {problem}" in str(refusal.value)


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    text = COMPLETE.replace('short = "工作"\n', "").replace('topic = "disability"', "")

    with pytest.raises(WordingError) as refusal:
        load(tmp_path, text)

    assert {problem.key for problem in refusal.value.problems} == {"severe.topic", "work.zh.short"}


def test_what_is_not_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(WordingError, match=r"questions\.toml:2: "):
        load(tmp_path, "[severe]\nkind = yes\n")


def test_file_and_vocabulary_agree(tmp_path: Path) -> None:
    vocabulary = a_vocabulary(severe=FactKind.YES_NO, work=FactKind.CHOICE, works=FactKind.CHOICE)

    assert len(load(tmp_path, COMPLETE, vocabulary)) == 2


@pytest.mark.parametrize(
    ("kinds", "written", "instead", "problem"),
    [
        ({"age": FactKind.NUMBER}, "", "", "age: has no question"),
        ({}, "[works]", "[hobby]", "hobby: is not a fact anybody can be asked for"),
        ({}, "[works]", "[hobby]", "works.same_as: must be work"),
        ({"severe": FactKind.DATE}, "", "", "severe.kind: must be date"),
        ({}, '"unemployed"]', '"unemployed", "x"]', "work.options: x is not a code of this fact"),
        ({}, '["employed", ', "[", "work.options: employed is missing"),
        ({}, 'page_options = ["other"]', "page_options = []", "work.page_options: other is missing"),
    ],
)
def test_a_disagreement_with_the_vocabulary_is_named(
    tmp_path: Path, kinds: dict[str, FactKind], written: str, instead: str, problem: str
) -> None:
    facts = {"severe": FactKind.YES_NO, "work": FactKind.CHOICE, "works": FactKind.CHOICE} | kinds

    with pytest.raises(WordingError) as refusal:
        load(tmp_path, COMPLETE.replace(written, instead, 1), a_vocabulary(**facts))

    assert f"questions.toml: {problem}" in str(refusal.value)
