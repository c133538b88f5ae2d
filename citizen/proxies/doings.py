"""What is done for a person by somebody else: codes, their plain words, and noting them.

A doing is noted where it happens, in the same transaction, when somebody acts under a mandate or a member of staff
does it; acting for oneself leaves no note. The person reads it in their account and is told of it at once.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.references import grouped
from citizen.notices.kinds import Value, in_all_languages
from citizen.proxies import mandates
from citizen.proxies.authority import Subject, Who
from citizen.proxies.mandate_letters import SOMEBODY, helper_name, tell_person
from citizen.proxies.models import ActRecord, MandateRow
from citizen.web.catalogues import N_

#: What was done, as a sentence that begins with who did it.
WORDS = {
    "application_sent": N_("%(who)s sent an application for you."),
    "application_withdrawn": N_("%(who)s withdrew an application for you."),
    "correction_sent": N_("%(who)s sent what the office had asked for."),
    "message_sent": N_("%(who)s wrote to the office for you."),
    "objection_sent": N_("%(who)s objected to a decision for you."),
    "paper_added": N_("%(who)s added a paper to an application that was sent."),
    "booked": N_("%(who)s booked an appointment for you."),
    "booking_moved": N_("%(who)s moved your appointment to another time."),
    "booking_cancelled": N_("%(who)s cancelled your appointment."),
    "booking_changed": N_("%(who)s changed something about your appointment."),
    "booking_asked": N_("%(who)s asked a place for an appointment for you."),
    "booking_ask_withdrawn": N_("%(who)s took back what was asked of a place for you."),
    "pathway_opened": N_("%(who)s began for you to get a device, or a rehabilitation plan."),
    "waiting_joined": N_("%(who)s put you on a waiting list."),
    "waiting_left": N_("%(who)s took you off a waiting list."),
    "needs_registered": N_("%(who)s told the district for you what you need."),
    "needs_changed": N_("%(who)s changed what you told the district about your needs."),
    "needs_withdrawn": N_("%(who)s took back what you told the district about your needs."),
    "profile_changed": N_("%(who)s changed your profile."),
    "contact_changed": N_("%(who)s changed how you can be reached."),
    "card_handed_over": N_("%(who)s made a sign-in card for you."),
    "card_reported_lost": N_("%(who)s reported a sign-in card of yours as lost."),
    "signed_out_everywhere": N_("%(who)s signed you out on every device, because that was asked for."),
    "session_opened": N_("%(who)s opened the site together with you."),
    "mandate_entered": N_("%(who)s entered that somebody may act for you."),
    "mandate_confirmed": N_("%(who)s confirmed that somebody may act for you."),
    "mandate_ended": N_("%(who)s ended that somebody may act for you."),
}
#: Looks: noted once a day for each thing, and not told in a message, which would bury the rest.
LOOKS = {
    "application_viewed": N_("%(who)s looked at your application."),
    "decision_seen": N_("%(who)s looked at a decision about you."),
    "message_viewed": N_("%(who)s read the messages between you and the office."),
    "booking_viewed": N_("%(who)s looked at your appointment."),
    "pathway_viewed": N_("%(who)s looked at your device steps or your rehabilitation plan."),
    "needs_viewed": N_("%(who)s looked at what you told the district about your needs."),
    "profile_viewed": N_("%(who)s looked at your profile."),
    "data_viewed": N_("%(who)s looked at your data."),
    "found_by_code": N_("%(who)s found your account with the reference and code you gave, for a permission."),
    "found_by_card": N_("%(who)s found your account with the card you showed, for a permission."),
    "found_by_asked": N_("%(who)s looked up your account for a permission, because you asked."),
    "found_by_paper": N_("%(who)s looked up your account to check a signed paper."),
    "status_asked": N_("%(who)s looked where your application stands, because you asked."),
    "status_helper": N_("%(who)s looked where your application stands, because somebody who may act for you asked."),
    "status_checked": N_("%(who)s looked where your application stands, to check something for the office."),
}
#: What staff looked at to know who it is: the kind of paper, never a number on it.
PROOFS = {
    "id_card": N_("Identity card"),
    "disability_certificate": N_("Disability certificate"),
    "household_register": N_("Household register"),
    "other_paper": N_("Another paper with name and photograph"),
}
LOOKED_AT = N_("To know that it is you, they looked at: %(paper)s. No number was written down.")
#: For a code that a later release no longer knows.
OTHER = N_("%(who)s did something for you.")
STAFF = N_("A member of staff")


def words_of(doing: str) -> str:
    """The sentence of a doing or a look, to be translated."""
    return WORDS.get(doing) or LOOKS.get(doing) or OTHER


def note_doing(session: Session, *, who: Who, doing: str, about: str | None = None, proof: str | None = None) -> None:
    """Keep it and tell the person, when it was done under a mandate or by staff; otherwise nothing.

    `doing` is a code of WORDS or LOOKS, `about` the reference of the thing, `proof` a code of PROOFS.
    """
    subject_id = who.subject.person_id
    if subject_id is None or not is_to_be_noted(session, who=who, doing=doing, about=about):
        return
    mandates.record_doing(
        session,
        subject_id=subject_id,
        doing=doing,
        about=about,
        actor_id=who.actor_id if who.mandate else None,
        staff_id=who.staff_id,
        mandate_id=who.mandate.id if who.mandate else None,
        proof=proof,
    )
    if doing not in LOOKS:
        _tell(session, who, subject_id, doing, about, proof)


def is_to_be_noted(session: Session, *, who: Who, doing: str, about: str | None = None) -> bool:
    """Whether somebody else than the person does it, and, for a look, whether it is the first one of the day."""
    if who.subject.person_id is None or (who.mandate is None and who.staff_id is None):
        return False
    return doing not in LOOKS or not _was_noted_today(session, who, doing, about)


def note_staff_doing(
    session: Session,
    *,
    subject_id: uuid.UUID,
    staff_id: uuid.UUID,
    doing: str,
    about: str | None = None,
    proof: str | None = None,
) -> None:
    """The same for staff at their own pages, without the person there."""
    staff = Who(subject=Subject(person_id=subject_id), staff_id=staff_id)
    note_doing(session, who=staff, doing=doing, about=about, proof=proof)


def _tell(session: Session, who: Who, subject_id: uuid.UUID, doing: str, about: str | None, proof: str | None) -> None:
    row = session.get(MandateRow, who.mandate.id) if who.mandate else None
    name = helper_name(session, row) if row else ""
    nameless = in_all_languages(STAFF if who.mandate is None else SOMEBODY)
    done = {code: text % {"who": name or nameless[code]} for code, text in in_all_languages(words_of(doing)).items()}
    if proof is not None:
        papers, looked_at = in_all_languages(PROOFS[proof]), in_all_languages(LOOKED_AT)
        done = {code: f"{text}\n{looked_at[code] % {'paper': papers[code]}}" for code, text in done.items()}
    values: dict[str, Value] = {"done": done, "thing": grouped(about) if about else "–"}
    key = f"doing:{uuid.uuid4().hex}"
    tell_person(session, person_id=subject_id, kind="done_for_you", about=about or "account", values=values, key=key)


def _was_noted_today(session: Session, who: Who, doing: str, about: str | None) -> bool:
    midnight = datetime.combine(clock.today(), time(), tzinfo=clock.LOCAL_ZONE)
    return (
        session.scalar(
            sa.select(ActRecord.id)
            .where(
                ActRecord.subject_id == who.subject.person_id,
                ActRecord.actor_id.is_(None) if who.mandate is None else ActRecord.actor_id == who.actor_id,
                ActRecord.staff_id.is_(None) if who.staff_id is None else ActRecord.staff_id == who.staff_id,
                ActRecord.doing == doing,
                ActRecord.about.is_(None) if about is None else ActRecord.about == about,
                ActRecord.at >= midnight,
            )
            .limit(1)
        )
        is not None
    )
