"""What states, parts and problems are called. Marked here, translated where they are shown."""

from __future__ import annotations

from citizen.applications.lifecycle import PapersPlan, Part, Progress, Stage, Status
from citizen.core.errors import RuleBroken
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

TONE = {
    Status.DRAFT: "wait",
    Status.APPROVED: "good",
    Status.PAYING: "good",
    Status.REFUSED: "stop",
    Status.WITHDRAWN: "stop",
}

NEXT = {
    Status.DRAFT: N_("Fill in the remaining parts, then send it."),
    Status.SUBMITTED: N_("Next, the office sees whether it can accept it. You do not have to do anything."),
    Status.ACCEPTED: N_("Next, the district federation looks at your answers. You do not have to do anything."),
    Status.FEDERATION_REVIEW: N_("Next comes the decision. You do not have to do anything."),
    Status.CIVIL_AFFAIRS_REVIEW: N_("Next comes the decision. You do not have to do anything."),
    Status.PUBLICISED: N_("Next comes the decision. You do not have to do anything."),
    Status.APPROVED: N_("The office tells you how you receive it."),
    Status.REFUSED: N_("You can ask the office why, and you can object. Ask the district federation how."),
    Status.PAYING: N_("If a payment does not arrive, ask the district federation."),
    Status.CLOSED: N_("Nothing more happens. You can apply again."),
    Status.WITHDRAWN: N_("Nothing more happens. You can apply again at any time."),
}

STAGE = {
    Stage.SENT: N_("You send the application"),
    Stage.ACCEPTANCE: N_("The office accepts it"),
    Stage.REVIEW: N_("The office looks at it"),
    Stage.RESULT: N_("You are told the result"),
}

PROGRESS = {Progress.DONE: N_("Done"), Progress.NOW: N_("Going on now"), Progress.LATER: N_("Still to come")}
PROGRESS_TONE = {Progress.DONE: "good", Progress.NOW: "wait", Progress.LATER: "plain"}

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

SAVED = {
    Part.ANSWERS.value: N_("Saved: answers for this programme"),
    Part.CONTACT.value: N_("Saved: contact details"),
    Part.PAPERS.value: N_("Saved: papers"),
}

TOLD = {
    "text": N_("Text message"),
    "call": N_("Telephone call"),
    "letter": N_("Letter by post"),
    "sign": N_("Sign-language video call"),
    "self": N_("I look on this site or ask in the service hall"),
}

#: How the one who typed is connected with the person it is for.
RELATION = {
    Relation.SELF: N_("The person themselves"),
    Relation.GUARDIAN: N_("Guardian"),
    Relation.AUTHORISED: N_("Family member or friend, asked by the person"),
    Relation.HELPING_PRESENT: N_("Helped to type, the person was there"),
}

_PAPER_PROBLEMS = {
    "paper_empty": N_("“%(name)s” is empty. Choose it again, or take a new photo."),
    "paper_too_large": N_("“%(name)s” is larger than %(megabytes)s MB. Take a smaller photo, or send fewer pages."),
    "paper_too_many_pixels": N_("The picture “%(name)s” has too many points. Take it again with a lower resolution."),
    "paper_too_many_pages": N_("“%(name)s” has too many pages. Send at most 60 pages in one file."),
    "paper_locked": N_("“%(name)s” is protected with a password. Save it without a password and choose it again."),
    "paper_damaged": N_("“%(name)s” is damaged. Choose another file, or take a photo of the paper."),
    "paper_heic": N_("“%(name)s” is a HEIC photo, which we cannot read. Send a screenshot of it, or save it as JPEG."),
    "paper_wrong_type": N_("“%(name)s” is neither a photo (JPEG, PNG) nor a PDF. Take a photo of the paper instead."),
    "paper_too_many": N_("“%(name)s” was not added: an application holds at most 20 files. Remove one first."),
}


def paper_problem(problem: RuleBroken, *, largest: int) -> str:
    """The sentence for a file that was refused; it names the file and what to do."""
    return _(_PAPER_PROBLEMS[problem.code], name=problem.details["name"], megabytes=largest // (1024 * 1024))
