"""The files that explain and ask, checked beside the rules: questions, glossary, directory, typical people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from citizen.eligibility.catalogue import FOLDER, Catalogue
from citizen.eligibility.directory import load_directory
from citizen.eligibility.glossary import load_glossary
from citizen.eligibility.implications import load_implications
from citizen.eligibility.question_pages import load_page_wordings
from citizen.eligibility.questions import load_questions
from citizen.eligibility.typical_people import typical_people
from citizen.eligibility.wording import Problem, WordingError, located
from citizen.eligibility.would_change import load_changeable


def broken_wording(catalogue: Catalogue, folder: Path) -> Iterator[Problem]:
    """What is wrong with these files; those that do not stand in the folder are the ones of this installation."""

    def own(name: str) -> Path:
        return folder / name if (folder / name).is_file() else FOLDER / name

    yield from _problems(
        folder,
        lambda: load_page_wordings(
            load_questions(own("questions.toml"), vocabulary=catalogue.facts), own("question_pages.toml")
        ),
        lambda: load_glossary(own("glossary.toml")),
        lambda: typical_people(catalogue.facts, own("typical_people.toml")),
    )
    # These speak of the facts and programmes that are in use, not of those of a copy.
    yield from _problems(FOLDER, load_directory, load_implications, load_changeable)


def _problems(folder: Path, *readers: Callable[[], object]) -> Iterator[Problem]:
    for read in readers:
        try:
            read()
        except WordingError as error:
            yield from located(error.problems, folder, FOLDER)
