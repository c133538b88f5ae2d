"""The first question of every journey."""

from __future__ import annotations

from collections.abc import Sequence

from citizen.proxies.authority import Relation
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

#: Nobody is signed in: four clear choices.
_RELATIONS = {
    Relation.SELF: N_("Myself"),
    Relation.GUARDIAN: N_("A child or a person I am the guardian of"),
    Relation.AUTHORISED: N_("Someone who allowed me to do it for them"),
    Relation.HELPING_PRESENT: N_("Someone who is here with me and whom I help to type"),
}
#: Below the people one may act for already.
_FURTHER = {
    Relation.GUARDIAN: N_("Another child or person I am the guardian of"),
    Relation.AUTHORISED: N_("Another person who allowed me to do it"),
    Relation.HELPING_PRESENT: _RELATIONS[Relation.HELPING_PRESENT],
}


class ForWhomForm(Form):
    """Oneself, each person one may act for by name, somebody new, or somebody who is present; the name of a person who
    has no folder here is what they like to be called and may stay empty.
    """

    relation = RadioField(
        label=N_("Who are you doing this for?"),
        missing=N_("Choose who you are doing this for"),
        choices=[(relation.value, label) for relation, label in _RELATIONS.items()],
    )
    subject_name = TextField(
        label=N_("What should we call this person?"),
        hint=N_("Only if you help someone else. It is shown on each page, so that nobody is mixed up."),
        optional=True,
        maximum=30,
        autocomplete="off",
    )

    def offer_people(self, people: Sequence[tuple[str, str, str]]) -> None:
        """Put (reference of the mandate, name, on what ground) of each person one may act for among the choices."""
        if not people:
            return
        field = self.relation
        field.label_msgid, field.missing, field.translated = _(field.label_msgid), _(field.missing), True
        field.choices = [
            (Relation.SELF.value, _(_RELATIONS[Relation.SELF])),
            *people,
            *((relation.value, _(label)) for relation, label in _FURTHER.items()),
        ]

    @property
    def chosen_relation(self) -> Relation | None:
        """None: a person was chosen by name."""
        answer = str(self.relation.data)
        return Relation(answer) if answer in {relation.value for relation in Relation} else None

    @property
    def chosen_name(self) -> str:
        """Empty for oneself."""
        return "" if self.chosen_relation is Relation.SELF else self.subject_name.data or ""
