"""The first question of every journey."""

from __future__ import annotations

from citizen.proxies.authority import Relation
from citizen.web.fields import RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class ForWhomForm(Form):
    """Four clear choices; the name is what the person likes to be called and may stay empty."""

    relation = RadioField(
        label=N_("Who are you doing this for?"),
        missing=N_("Choose who you are doing this for"),
        choices=[
            (Relation.SELF.value, N_("Myself")),
            (Relation.GUARDIAN.value, N_("A child or a person I am the guardian of")),
            (Relation.AUTHORISED.value, N_("A family member or friend who asked me to do it")),
            (Relation.HELPING_PRESENT.value, N_("Someone who is here with me and whom I help to type")),
        ],
    )
    subject_name = TextField(
        label=N_("What should we call this person?"),
        hint=N_("Only if you help someone else. It is shown on each page, so that nobody is mixed up."),
        optional=True,
        maximum=30,
        autocomplete="off",
    )

    def chosen(self) -> tuple[Relation, str]:
        """The relation and the name (empty for oneself)."""
        relation = Relation(str(self.relation.data))
        return relation, "" if relation is Relation.SELF else self.subject_name.data or ""
