"""An application keeps the ordinary words of a question, however the person reads it."""

from __future__ import annotations

from citizen.applications.editions import note_of, question_mark
from citizen.eligibility.answers import Answers
from citizen.web.catalogues import reading_easy


def test_a_question_read_in_easy_words_is_the_same_question() -> None:
    answers = Answers(facts={"severe": True})
    mark, note = question_mark("severe"), note_of("severe", answers)
    token = reading_easy.set(True)
    try:
        assert question_mark("severe") == mark
        assert note_of("severe", answers) == note
    finally:
        reading_easy.reset(token)
