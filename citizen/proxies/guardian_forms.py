"""Forms of a guardian: who the child or ward is, what is agreed to or wanted, and the paper that shows it."""

from __future__ import annotations

from typing import Self

from citizen.core import clock
from citizen.proxies import evidence
from citizen.proxies.mandate_forms import district_choices
from citizen.proxies.own_channel import WORDS
from citizen.web.fields import CheckboxesField, DateField, FileField, RadioField, TextAreaField, TextField
from citizen.web.forms import Form
from citizen.web.i18n import N_


class ChildForm(Form):
    """Who it is, and in which way one is the guardian."""

    name = TextField(
        label=N_("Name of the child or of the person you are the guardian of"),
        missing=N_("Enter the name"),
        maximum=30,
        autocomplete="off",
    )
    born = DateField(
        label=N_("Date of birth"),
        hint=N_("We ask because the law has rules of its own for children under 14 and for adults."),
    )
    guardian_as = RadioField(
        label=N_("What are you to this person?"),
        missing=N_("Choose what you are to this person"),
        choices=[
            ("parent", N_("Mother or father")),
            ("kin", N_("Husband, wife, son, daughter or another relative")),
            ("appointed", N_("Appointed as guardian, by a court or another office")),
            ("organisation", N_("I work for the organisation that is the guardian")),
        ],
    )

    @classmethod
    def prepare(cls) -> Self:
        form = cls.from_request()
        form.born.not_after = clock.today()
        return form


class NoticeForm(Form):
    """The guardian's separate consent for a child under 14; never ticked beforehand."""

    agree = CheckboxesField(
        label=N_("Your consent"),
        missing=N_("Tick the box if you agree. Without it we cannot keep anything about the child."),
        choices=[("agree", N_("I am the guardian. I have read this, and I agree that it is kept."))],
    )


AGREES = (
    ("yes", N_("The person wants me to do it")),
    ("no", N_("The person does not want it")),
    ("unclear", N_("I could not find out")),
)


class WishesForm(Form):
    """What an adult under guardianship wants themselves."""

    told = TextAreaField(
        label=N_("How did you tell this person about it?"),
        hint=N_("For example: with simple words, with pictures, in sign language."),
        missing=N_("Enter how you told this person. If you have not yet, please do it first."),
        maximum=300,
        autocomplete="off",
    )
    communicates = TextAreaField(
        label=N_("How does this person say what they want?"),
        hint=N_("For example: speaks, signs, points, nods, needs time."),
        missing=N_("Enter how this person says what they want"),
        maximum=300,
        autocomplete="off",
    )
    agrees = RadioField(
        label=N_("Does this person want you to do it?"),
        missing=N_("Choose what this person said"),
        choices=AGREES,
    )
    own_words = TextAreaField(
        label=N_("What did this person say, in their own words?"),
        hint=N_("As they said or showed it. Let them type themselves if they like."),
        optional=True,
        maximum=500,
        autocomplete="off",
    )
    told_by = RadioField(
        label=N_("How does this person themselves want to be told?"),
        hint=N_("We tell them what is done for them and what is decided, besides you. Ask them."),
        missing=N_("Choose how this person wants to be told"),
        choices=[(one.value, words) for one, words in WORDS.items()],
    )
    own_channel = TextField(
        label=N_("The person’s own number or address"),
        hint=N_("Not yours. Leave it empty if they have none, or want no messages."),
        optional=True,
        maximum=200,
        autocomplete="off",
    )


class DocumentForm(Form):
    """The guardian's document now, or later."""

    district = RadioField(label=N_("Which district should look at it?"), missing=N_("Choose a district"), choices=())
    paper = FileField(
        label=N_("A paper that shows that you are the guardian"),
        hint=N_(
            "For example the household register, the birth certificate or a court decision. You can bring it later."
        ),
        accept="",
        optional=True,
    )

    @classmethod
    def prepare(cls) -> Self:
        form = cls.from_request()
        form.district.choices = district_choices()
        form.paper.accept = evidence.office().accepted
        return form
