"""Telling the people of an application: whom, on which way, in which language. Every notice is on screen as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.accessibility.locales import DEFAULT
from citizen.accessibility.reading_codes import language_of, reading_code, wants_easy
from citizen.applications.models import Application, Case
from citizen.applications.senders import sender_of
from citizen.core import clock
from citizen.eligibility import catalogue
from citizen.notices.channels import Channel, Recipient
from citizen.notices.kinds import Value
from citizen.notices.service import write_notice
from citizen.people.models import Person
from citizen.people.needs import AccessNeed
from citizen.people.reaching import how_they_read
from citizen.proxies import own_channel
from citizen.proxies.authority import Act, acts_now
from citizen.proxies.mandates import as_mandate
from citizen.proxies.models import MandateRow

#: Chosen ways and their channels. Who wants a call or signs is called by people: on screen stands what they will say.
_CHANNELS = {"text": Channel.SMS, "email": Channel.EMAIL, "letter": Channel.POST}
_ADDRESSES = {Channel.SMS: "phone", Channel.EMAIL: "email", Channel.POST: "address"}


def tell(
    session: Session,
    *,
    application: Application,
    kind: str,
    key: str,
    case: Case | None = None,
    values: Mapping[str, Value] | None = None,
) -> None:
    """Write the notice for everybody concerned. `key` names the event within the application: it is told once."""
    about = {"programme": programme_name(case)} if case else {}
    with_helper = helper_may_know(session, application)
    owner = _owner(session, application)
    easy = owner is not None and wants_easy(how_they_read(session, owner)[0])
    to = (
        *recipients_of(application, with_helper=with_helper, easy=easy),
        *_ward(session, application, owner, easy=easy),
    )
    for number, recipient in enumerate(to, start=1):
        write_notice(
            session,
            kind=kind,
            about=application.reference,
            to=recipient,
            values={**about, **(values or {})},
            key=f"{application.reference}:{key}:{number}",
        )


def recipients_of(application: Application, *, with_helper: bool = True, easy: bool = False) -> tuple[Recipient, ...]:
    """The person in the way they chose; and the helper, by text message, if they gave another number. `easy`: the
    person's profile asks for easy-read, whatever the page was read in where they gave these ways.
    """
    contact = application.contact if with_helper else {**application.contact, "helper_phone": ""}
    return tuple(_recipients(contact, easy=easy))


def helper_may_know(session: Session, application: Application) -> bool:
    """Whoever sent it under a mandate is told of it as long as they may see it."""
    mandate_id = sender_of(session, application).mandate_id
    row = session.get(MandateRow, mandate_id) if mandate_id else None
    return row is None or Act.SEE in acts_now(as_mandate(row), clock.now())


def _owner(session: Session, application: Application) -> Person | None:
    """Whose application it is, where they have a folder of their own."""
    owner = session.scalar(sa.select(Person).where(Person.folder_id == application.visit_id))
    return None if owner is None or owner.erased_at is not None else owner


def _ward(session: Session, application: Application, owner: Person | None, *, easy: bool) -> Iterator[Recipient]:
    """A person under guardianship is told on their own way as well, whatever the guardian wrote into the form."""
    if owner is None:
        return
    told = {(one.channel, one.address) for one in recipients_of(application)}
    for channel, address in own_channel.ways_of(session, owner.id):
        if (channel, address) not in told:
            language = language_of(application.contact.get("language", DEFAULT.code))
            reads = reading_code(language, easy=easy)
            yield Recipient(channel, address, language=reads, name=owner.name or "")


def _recipients(contact: Mapping[str, str], *, easy: bool) -> Iterator[Recipient]:
    channel = _CHANNELS.get(contact.get("told", ""), Channel.SCREEN)
    address = contact.get(_ADDRESSES.get(channel, ""), "")
    helper_phone = contact.get("helper_phone", "")
    read_in = contact.get("language", DEFAULT.code)
    language = language_of(read_in)
    easy = easy or wants_easy(read_in) or AccessNeed.EASY_READ in contact.get("needs", ())
    reads = reading_code(language, easy=easy)
    if channel is Channel.SMS and not address:
        address, helper_phone = helper_phone, ""
    is_large = contact.get("letter_print") == "large"
    yield Recipient(channel, address, language=reads, name=contact.get("name", ""), large_print=is_large)
    if helper_phone and helper_phone != address:
        yield Recipient(Channel.SMS, helper_phone, language=language, name=contact.get("helper_name", ""))


def programme_name(case: Case) -> dict[str, str]:
    """The name of what is asked for, per language; its code, should the catalogue no longer know it."""
    programme = catalogue.load().programmes.get(case.programme_id)
    if programme is None:
        return {DEFAULT.code: case.programme_id}
    return {code: programme.text[code].name for code in (DEFAULT.code, "en")}
