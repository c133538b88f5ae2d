"""Sentences about answers: where one was brought from, and what changed about a question since it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from citizen.accessibility.ui import current_ui
from citizen.applications.answer_sheet import Origin, Place
from citizen.core.references import grouped
from citizen.eligibility import catalogue
from citizen.eligibility.service import all_questions
from citizen.web.catalogues import in_ordinary_words
from citizen.web.i18n import _, ngettext, show_date

if TYPE_CHECKING:
    from citizen.applications.answer_sheet import Texts
    from citizen.applications.editions import Changes


#: Where a reference, which is no word of any language, goes into a sentence.
_GAP = "\N{OBJECT REPLACEMENT CHARACTER}"


def origin_sentence(origin: Origin) -> str | Markup:
    """Where an answer was brought from."""
    if origin.place is Place.FOR_WHOM:
        return _("From what you said about whom this is for")
    if origin.on is None:
        return _("From your check")
    if origin.place is Place.PROFILE:
        return _("From the profile, remembered on %(day)s", day=show_date(origin.on))
    if origin.place is Place.APPLICATION:
        sentence = _("From your application %(reference)s of %(day)s", reference=_GAP, day=show_date(origin.on))
        before, _gap, after = sentence.partition(_GAP)
        return Markup("{}<bdi>{}</bdi>{}").format(before, grouped(origin.reference), after)
    return _("From your check of %(day)s", day=show_date(origin.on))


@in_ordinary_words()
def change_sentences(changes: Changes, fact: str) -> list[str]:
    """What is different about one question since it was answered; nothing for most."""
    locale = current_ui().locale.code
    now = all_questions().get_question(fact).wording[locale].to_self
    sentences = []
    if note := changes.asked_otherwise.get(fact):
        if note.text[locale] == now:
            sentences.append(_("The choices of this question were changed. Is your answer still right?"))
        else:
            sentences.append(
                _(
                    "This question was changed. Before: “%(before)s” Now: “%(now)s” Is your answer still right?",
                    before=note.text[locale],
                    now=now,
                )
            )
    if note := changes.no_longer_fits.get(fact):
        said = note.said.get(locale)
        if said:
            sentences.append(
                _("You answered before: “%(said)s”. This is no choice any more. Please answer again.", said=said)
            )
        else:
            sentences.append(_("This question was changed. Your answer does not fit any more. Please answer again."))
    if fact in changes.new:
        sentences.append(_("This question is new."))
    return sentences


def change_summary(changes: Changes, stopped_names: list[str]) -> list[str]:
    """What is different about a draft as a whole, for its first page."""
    locale, names = current_ui().locale.code, catalogue.load().programmes
    renewed = [names[one].text[locale].name for one in changes.programmes]
    lines = [
        _("“%(programme)s” has new rules. Please look at your answers once more.", programme=name) for name in renewed
    ]
    lines += [
        _("“%(programme)s” can no longer be applied for on this site. Take it out of this application.", programme=name)
        for name in stopped_names
    ]
    changed = len({*changes.asked_otherwise, *changes.no_longer_fits})
    if changed:
        lines.append(ngettext("%(num)s question was changed.", "%(num)s questions were changed.", changed))
    if changes.new:
        lines.append(ngettext("%(num)s question is new.", "%(num)s questions are new.", len(changes.new)))
    lines += [_("Not asked any more: “%(question)s”", question=_in(text, locale)) for text in changes.gone]
    return lines


def _in(text: Texts, locale: str) -> str:
    return text.get(locale, "")
