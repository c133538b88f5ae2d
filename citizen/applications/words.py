"""What states, parts and problems are called. Marked here, translated where they are shown."""

from __future__ import annotations

from citizen.applications.lifecycle import PapersPlan, Part, Status
from citizen.proxies.authority import Relation
from citizen.web.i18n import N_, _

STATUS = {
    Status.DRAFT: N_("Draft, not sent yet"),
    Status.SUBMITTED: N_("Sent"),
    Status.ACCEPTED: N_("Accepted, being looked at"),
    Status.FEDERATION_REVIEW: N_("The district federation is looking at it"),
    Status.CIVIL_AFFAIRS_REVIEW: N_("The civil affairs office is looking at it"),
    Status.PUBLICISED: N_("Shown in public before the decision"),
    Status.APPROVED: N_("Approved"),
    Status.REFUSED: N_("Not approved"),
    Status.PAYING: N_("Approved, being paid"),
    Status.CLOSED: N_("Finished"),
    Status.WITHDRAWN: N_("Withdrawn"),
}

#: Instead of the status, for whoever may see an application and not what was decided.
HIDDEN_DECISION = N_("There is a decision")

TONE = {
    Status.DRAFT: "wait",
    Status.APPROVED: "good",
    Status.PAYING: "good",
    Status.REFUSED: "stop",
    Status.WITHDRAWN: "stop",
}

PLAN = {
    PapersPlan.OPEN: N_("Not decided yet"),
    PapersPlan.COMPLETE: N_("Complete, or none needed"),
    PapersPlan.BRING: N_("Papers are brought to the service hall"),
}

PART = {
    Part.ANSWERS: N_("Answers for this programme"),
    Part.CONTACT: N_("Contact details"),
    Part.PAPERS: N_("Papers"),
}

_CHOICE_PROBLEMS = {
    "nothing_chosen": N_("Choose at least one programme"),
    "too_many_programmes": N_("One application holds at most 12 programmes. Make a second application for the others."),
    "other_audience": N_(
        "Some of these are for persons, others for employers. Make one application for each of the two."
    ),
    "not_covered": N_("You were not allowed to apply for this programme for this person. Ask them to allow it."),
    "last_programme": N_("An application needs at least one programme. Add another one first, or delete the draft."),
}


def choice_problem(code: str) -> str:
    """The sentence for a choice of programmes that cannot be."""
    return _(_CHOICE_PROBLEMS[code])


SAVED = {
    "programmes": N_("Saved: programmes"),
    Part.ANSWERS.value: N_("Saved: answers for this programme"),
    Part.CONTACT.value: N_("Saved: contact details"),
    Part.PAPERS.value: N_("Saved: papers"),
}

TOLD = {
    "text": N_("Text message"),
    "email": N_("E-mail"),
    "call": N_("Telephone call"),
    "letter": N_("Letter by post"),
    "sign": N_("Sign-language video call"),
    "self": N_("I look on this site or ask in the service hall"),
}

LETTER_PRINT = {"ordinary": N_("Ordinary print"), "large": N_("Large print")}

#: How the one who typed is connected with the person it is for.
RELATION = {
    Relation.SELF: N_("The person themselves"),
    Relation.GUARDIAN: N_("Guardian"),
    Relation.AUTHORISED: N_("Family member or friend, asked by the person"),
    Relation.HELPING_PRESENT: N_("Helped to type, the person was there"),
}
