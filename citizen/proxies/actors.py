"""Who did something, in words: for the account, for the file of one's data, for the log of an application.

Events keep codes only ("visitor", "mandate:…", "staff:…"); here they become somebody whom the reader can ask about. A
member of staff is named with work number and district, also after they have left.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from markupsafe import Markup
from sqlalchemy.orm import Session

from citizen.accessibility.ui import current_ui
from citizen.db.base import Base
from citizen.proxies import evidence
from citizen.proxies.authority import Relation, Who
from citizen.proxies.mandate_letters import helper_name
from citizen.proxies.models import MandateRow
from citizen.web.i18n import N_, _
from citizen.web.own_words import sentence, typed

_MANDATE, _STAFF, _TIME = "mandate:", "staff:", "retention"
_AS = {
    Relation.GUARDIAN: N_("You, as the guardian"),
    Relation.AUTHORISED: N_("You, as the helper who was allowed"),
}
#: For an auditor.
_PLAIN = {"visitor": "the person", "helper": "a helper, the person there", _TIME: "retention"}


@dataclass(frozen=True, slots=True)
class StaffWords:
    """A member of staff as people read of them."""

    name: str
    number: str
    district: str


def staff_of(session: Session, staff_ids: Collection[uuid.UUID | None]) -> dict[uuid.UUID, StaffWords]:
    """Whoever of these is or was enrolled. The room of staff is above this one; its table is read by name."""
    wanted = {one for one in staff_ids if one is not None}
    if not wanted:
        return {}
    staff = Base.metadata.tables["staff_member"]
    columns = (staff.c.id, staff.c.name, staff.c.code, staff.c.district)
    found = session.execute(sa.select(*columns).where(staff.c.id.in_(wanted)))
    return {row.id: StaffWords(row.name, row.code, row.district) for row in found}


def staff_in_words(one: StaffWords | None) -> Markup:
    """With the hall and the work number, so that one can ask there."""
    if one is None:
        return sentence(_("A member of staff"))
    return sentence(
        _("%(name)s of the service hall of %(district)s (work number %(number)s)"),
        name=typed(one.name),
        district=district_in_words(one.district),
        number=typed(one.number),
    )


def district_in_words(code: str) -> str:
    return dict(evidence.office().districts(current_ui().locale.code)).get(code, code)


def actor_in_words(session: Session, *, actor: str, reader: Who, with_person: bool = False) -> Markup:
    """Who stands behind the code of an event, as this reader would say it. `with_person`: it was done in a browser,
    so that a member of staff had the person beside them. The name of a helper is for the person, their guardian and
    that helper.
    """
    if actor.startswith(_MANDATE):
        return _by_mandate(session, uuid.UUID(actor.removeprefix(_MANDATE)), reader)
    if actor.startswith(_STAFF):
        return _by_staff(session, actor.removeprefix(_STAFF), with_person=with_person)
    if actor == "visitor":
        return sentence(_("You yourself") if reader.mandate is None else _("The person themselves"))
    if actor == "helper":
        return sentence(_("Somebody who was there and helped"))
    return sentence(_("This site, because the time was over") if actor == _TIME else _("The office"))


def known_by(session: Session, *, actor: str) -> str:
    """Who stands behind the code of an event, for an auditor: numbers that can be looked up, never a name. A code that
    points to nobody is given as it is.
    """
    if actor in _PLAIN:
        return _PLAIN[actor]
    kind, _colon, rest = actor.partition(":")
    found = _id_in(rest)
    if kind == "mandate" and found and (row := session.get(MandateRow, found)) is not None:
        return f"helper, mandate {row.reference}"
    if kind == "staff" and found and (member := staff_of(session, {found}).get(found)) is not None:
        return f"staff {member.number} ({member.district})"
    return actor


def _id_in(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _by_mandate(session: Session, mandate_id: uuid.UUID, reader: Who) -> Markup:
    row = session.get(MandateRow, mandate_id)
    if row is None:
        return sentence(_("A helper"))
    if row.actor_id == reader.actor_id:
        return sentence(_(_AS[row.relation]))
    if reader.mandate is not None and reader.mandate.relation is not Relation.GUARDIAN:
        return sentence(_("Another helper"))
    name = typed(helper_name(session, row) or _("No name"))
    if reader.mandate is not None:
        return sentence(_("Helper: %(name)s"), name=name)
    if row.relation is Relation.GUARDIAN:
        return sentence(_("Your guardian: %(name)s"), name=name)
    return sentence(_("The helper you allowed: %(name)s"), name=name)


def _by_staff(session: Session, member: str, *, with_person: bool) -> Markup:
    """Offices give themselves codes of their own: those are nobody who is enrolled here."""
    member_id = _id_in(member)
    found = staff_of(session, {member_id}).get(member_id) if member_id is not None else None
    if found is None:
        return sentence(_("The office"))
    words = staff_in_words(found)
    return sentence(_("%(staff)s, with the person there"), staff=words) if with_person else words
