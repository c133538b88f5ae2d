"""From a claimed notice to a message in the recipient's words."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from citizen.accessibility.locales import LOCALES, LocaleInfo
from citizen.accessibility.reading_codes import language_of
from citizen.notices.channels import Channel
from citizen.notices.delivery import idempotency_key
from citizen.notices.easy_notice import address_with_pictures, explained_sms, explanations, made_by_program
from citizen.notices.gateways.message import Message
from citizen.notices.kinds import Words, easy_paragraphs, find_kind, in_easy_read, names_a_reference, words_of
from citizen.notices.outbox import Claimed
from citizen.web.catalogues import N_, catalogue, easy_catalogue

_SENDER_NAME = N_("Services for people with disabilities")
_NO_ANSWERS = N_("This message was sent by a program. Answers to it are not read.")
_ON_THE_WEBSITE = N_("You can also read it on the website and answer there, with your reference and access code.")
_PICTURES = N_("On the website there are pictures, too. Open this address.")


def compose(notice: Claimed, *, public_url: str) -> Message:
    """What goes out, as the recipient reads it: in their language, in easy-read if they chose it. Needs no request."""
    info, is_easy = LOCALES[language_of(notice.language)], in_easy_read(notice.language)
    words = words_of(notice.kind, about=notice.about, values=notice.values, language=notice.language)
    paragraphs = _easy_paragraphs(notice, words, public_url) if is_easy else _paragraphs(notice, words, info)
    return Message(
        idempotency_key=idempotency_key(notice.key),
        address=notice.address,
        name=notice.name,
        language=info.code,
        language_tag=info.tag,
        sender_name=catalogue(info.babel).gettext(_SENDER_NAME),
        subject=words.subject,
        paragraphs=paragraphs,
        sms=_by_telephone(notice, words, is_easy=is_easy),
        website=address_with_pictures(public_url) if is_easy else public_url,
        written_at=notice.written_at,
        large_print=notice.large_print,
    )


def closing_in_easy_read() -> dict[str, tuple[str, ...]]:
    """What a message may end with, by its name in the content manifest."""
    return {"notice/closing": (_NO_ANSWERS, _ON_THE_WEBSITE, _PICTURES)}


def render_mail(message: Message) -> str:
    """The HTML of an e-mail: headings and paragraphs that say their language, and nothing to be fetched."""
    return current_app.jinja_env.get_template("messages/email.html").render(message=message)


def _by_telephone(notice: Claimed, words: Words, *, is_easy: bool) -> str:
    if notice.channel is Channel.VOICE:
        return words.spoken
    return explained_sms(words.sms, language_of(notice.language)) if is_easy else words.sms


def _paragraphs(notice: Claimed, words: Words, info: LocaleInfo) -> tuple[str, ...]:
    translate = catalogue(info.babel).gettext
    return (*words.paragraphs, *(translate(one) for one in _closing(notice)))


def _easy_paragraphs(notice: Claimed, words: Words, public_url: str) -> tuple[str, ...]:
    """The same, a line for each idea; behind it what hard words mean, that a program wrote it, where pictures are."""
    language = language_of(notice.language)
    translate = easy_catalogue(LOCALES[language].babel).gettext
    said = (*words.paragraphs, *(line for one in _closing(notice) for line in easy_paragraphs(translate(one))))
    meanings = explanations("\n".join((words.subject, *said)), language)
    pictures = easy_paragraphs(translate(_PICTURES)) if public_url else ()
    return (*said, *meanings, made_by_program(language), *pictures)


def _closing(notice: Claimed) -> Iterator[str]:
    """Msgids, in their order."""
    kind = find_kind(notice.kind)
    if notice.channel is Channel.EMAIL:
        yield _NO_ANSWERS
    if kind is None or names_a_reference(kind):
        yield _ON_THE_WEBSITE
