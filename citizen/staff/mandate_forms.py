"""What is asked about a mandate at the counter."""

from __future__ import annotations

from typing import Self

from citizen.accessibility.ui import current_ui
from citizen.proxies import programme_areas
from citizen.proxies.authority import CAN_BE_ALLOWED, Act, Relation
from citizen.proxies.mandate_words import ACT_WORDS
from citizen.staff.counter_forms import proof_field
from citizen.staff.counter_mandates import Entry
from citizen.staff.linking import FoundBy
from citizen.web.fields import CheckboxesField, DateField, RadioField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_, _

ALL = "all"

CONSENT = (
    ("spoken", N_("The person said it")),
    ("signed", N_("The person signed a paper")),
    ("sign_language", N_("In sign language, with an interpreter")),
    ("written", N_("The person wrote or typed it")),
    ("pictures", N_("With pictures, gestures or a device for speaking")),
    ("guardian_paper", N_("A guardian's paper was seen: for a child or a ward")),
)
ENDINGS = (
    ("person_wants", N_("The person wants it")),
    ("helper_wants", N_("The helper does not want to help any more")),
    ("guardianship_over", N_("The guardianship is over")),
    ("misuse", N_("It was misused, or somebody is afraid of that")),
    ("died", N_("One of the two has died")),
)


class MandateForm(Form):
    """Who may do what for the person at the counter."""

    helper_name = TextField(
        label=N_("Who may act for this person?"),
        hint=N_("The name the person calls them."),
        missing=N_("Enter who may act"),
        maximum=40,
        autocomplete="off",
    )
    helper_known_by = TextField(
        label=N_("Does the helper have an account here?"),
        hint=N_("Telephone, e-mail or card number of the helper. Leave it empty if there is no account."),
        optional=True,
        maximum=100,
        autocomplete="off",
    )
    relation = RadioField(
        label=N_("On what ground?"),
        missing=N_("Choose on what ground"),
        choices=[
            (Relation.AUTHORISED.value, N_("The person allows it")),
            (Relation.GUARDIAN.value, N_("Guardian of a child, or of an adult under guardianship")),
        ],
    )
    acts = CheckboxesField(
        label=N_("What may the helper do?"),
        hint=N_("Only what the person wants."),
        missing=N_("Choose at least one thing"),
        choices=[(act.value, ACT_WORDS[act]) for act in CAN_BE_ALLOWED],
    )
    areas = CheckboxesField(
        label=N_("About what may the helper act?"),
        hint=N_("Only what the person names. Read the list to them."),
        missing=N_("Choose what it is about"),
        choices=(),
        exclusive=(ALL,),
    )
    how_long = RadioField(
        label=N_("For how long does the person allow it?"),
        missing=N_("Choose for how long"),
        choices=[
            ("day", N_("Until a day that the person names")),
            ("open", N_("Until somebody ends it"), N_("For example for a guardian, or when the person wants it so.")),
        ],
    )
    until = DateField(label=N_("The last day"), hint=N_("Only if the person names a day."), optional=True)
    consent_how = RadioField(
        label=N_("How did the person say yes?"),
        hint=N_("You asked the person themselves, without the helper answering for them."),
        missing=N_("Choose how the person said yes"),
        choices=CONSENT,
    )
    proof = proof_field()

    @classmethod
    def prepare(cls) -> Self:
        form = cls.from_request()
        language = current_ui().locale.code
        areas = [(area.code, area.name[language]) for area in programme_areas.all_areas()]
        form.areas.choices = [*areas, (ALL, N_("Everything on this site"))]
        return form

    def submitted_and_valid(self) -> bool:
        """A day is asked for when the person names one."""
        is_valid = super().submitted_and_valid()
        if is_valid and self.how_long.data == "day" and self.until.data is None:
            self.refuse("until", _("Enter the last day, or choose “until somebody ends it”"))
            return False
        return is_valid

    def chosen_programmes(self) -> tuple[str, ...] | None:
        return None if self.areas.data == [ALL] else tuple(programme_areas.programmes_in(self.areas.data))

    def entry(self) -> Entry:
        """What was said, once the form is valid."""
        return Entry(
            helper_name=self.helper_name.data,
            helper_known_by=self.helper_known_by.data or "",
            relation=Relation(str(self.relation.data)),
            acts=tuple(Act(code) for code in self.acts.data),
            programmes=self.chosen_programmes(),
            until=self.until.data if self.how_long.data == "day" else None,
            consent_how=str(self.consent_how.data),
            proof=str(self.proof.data),
        )


class ReferenceForm(Form):
    """Which mandate somebody speaks of."""

    reference = TextField(
        label=N_("Reference of the mandate"),
        hint=N_("It begins with M and stands on the paper the person got. Spaces do not matter."),
        missing=N_("Enter the reference"),
        maximum=40,
        autocomplete="off",
    )


FOUND_BY = (
    (FoundBy.CODE.value, N_("The person gave a reference and its access code")),
    (FoundBy.CARD.value, N_("The person showed their sign-in card")),
    (FoundBy.ASKED.value, N_("The person asked me to look it up, here or by telephone")),
    (FoundBy.PAPER.value, N_("I look it up to check the signed paper")),
)


class LinkForm(Form):
    """Whose account it is, and how that is known. A name is not asked for: it finds nobody."""

    found_by = RadioField(
        label=N_("How do you know whose account it is?"),
        hint=N_("The person reads it in their account."),
        missing=N_("Choose how you know it"),
        choices=FOUND_BY,
    )
    known_by = TextField(
        label=N_("What belongs to the account?"),
        hint=N_("A reference (A…, B…), the number of a card (K…), a telephone number or an e-mail. Not a name."),
        missing=N_("Enter what belongs to the account"),
        maximum=100,
        autocomplete="off",
    )
    code = TextField(
        label=N_("Access code, if the person gave it"),
        optional=True,
        maximum=40,
        autocomplete="off",
    )


class EndForm(Form):
    """Why it ends, and how somebody asked for it."""

    why = RadioField(label=N_("Why does it end?"), missing=N_("Choose why it ends"), choices=ENDINGS)
    how = RadioField(
        label=N_("How did somebody ask for it?"),
        missing=N_("Choose how somebody asked"),
        choices=[("phone", N_("By telephone")), ("counter", N_("At the counter"))],
    )
