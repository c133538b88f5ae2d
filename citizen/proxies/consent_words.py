"""What the person is told in their turn, sentence by sentence: shown, read aloud, printed and kept with the answer."""

from __future__ import annotations

from citizen.accessibility.ui import current_ui
from citizen.core import clock
from citizen.letters.letter import Facts, Heading, Letter, Paragraph, Points
from citizen.proxies.authority import Act
from citizen.proxies.consent import Asked, Period, end_of
from citizen.proxies.mandate_forms import PERIODS, areas_in_words
from citizen.proxies.mandate_words import acts_in_words
from citizen.web.i18n import N_, _, show_date

#: What the helper will get to see, by what they may do.
_SEEN = (
    ({Act.SEE_DECISIONS}, N_("your applications, where they stand, and what the office decided")),
    ({Act.SEE, Act.SUBMIT}, N_("your applications and where they stand")),
    ({Act.FILL, Act.BOOK}, N_("what is filled in and booked for you")),
)
_PROFILE = N_("your name, contact details and what you need")


def short_lines(asked: Asked) -> list[str]:
    """Who wants what and for how long, in as few words as possible."""
    return [
        _("%(helper)s wants to do things for you on this website.", helper=asked.helper_name),
        _("You decide. You may say yes. You may say no."),
        _("If you say no, nothing bad happens. You lose nothing."),
    ]


def acts_lines(asked: Asked) -> list[str]:
    return acts_in_words([act.value for act in asked.acts])


def further_lines(asked: Asked) -> list[str]:
    """How long, what is seen, how it ends."""
    return [
        until_line(asked),
        _("%(helper)s can then see %(things)s.", helper=asked.helper_name, things=_things_seen(asked)),
        _("Everything that is done for you is written down. You can read it."),
        _("You can end it at any time: on this website, by telephone, or at a counter."),
        _("Nobody has to know why you say yes or no."),
    ]


def until_line(asked: Asked) -> str:
    period = asked.period
    if period is Period.VISIT:
        return _(
            "It is for this visit only. It ends when %(helper)s signs out, and at the latest tonight at midnight.",
            helper=asked.helper_name,
        )
    if period is Period.TODAY:
        return _("It is for today only. It ends tonight at midnight.")
    last = (end_of(period).astimezone(clock.LOCAL_ZONE)).date()
    return _("It is for: %(period)s. It ends by itself on %(day)s.", period=_(PERIODS[period]), day=show_date(last))


def all_lines(asked: Asked) -> list[str]:
    """Everything that was shown, in the order of the page."""
    return [
        *short_lines(asked),
        _("%(helper)s wants to:", helper=asked.helper_name),
        *acts_lines(asked),
        _("It is about:"),
        *areas_in_words(asked.programmes),
        *further_lines(asked),
    ]


def question_letter(asked: Asked) -> Letter:
    """The question as a letter: to hear, to feel, to read in large print."""
    return _letter(
        "consent_question",
        _("May %(helper)s do things for you?", helper=asked.helper_name),
        "",
        (
            *(Paragraph(line) for line in short_lines(asked)),
            Heading(_("%(helper)s wants to:", helper=asked.helper_name)),
            Points(tuple(acts_lines(asked))),
            Heading(_("It is about:")),
            Points(tuple(areas_in_words(asked.programmes))),
            *(Paragraph(line) for line in further_lines(asked)),
            Paragraph(_("The answers are: yes; yes, but only a part of it; no; I want to ask somebody else first.")),
        ),
    )


def receipt_letter(asked: Asked, *, reference: str, code: str) -> Letter:
    """What the person keeps after a yes."""
    return _letter(
        "consent_receipt",
        _("You have allowed %(helper)s to do things for you", helper=asked.helper_name),
        reference,
        (
            Facts(_("To end it"), ((_("Reference"), reference), (_("Access code"), code))),
            Heading(_("%(helper)s may:", helper=asked.helper_name)),
            Points(tuple(acts_lines(asked))),
            Heading(_("It is about:")),
            Points(tuple(areas_in_words(asked.programmes))),
            Paragraph(until_line(asked)),
            Heading(_("How to end it")),
            Points(tuple(ending_lines())),
        ),
    )


def paper_letter(asked: Asked) -> Letter:
    """The paper that a person signs who is not here."""
    blank = "＿＿＿＿＿＿＿＿＿＿"
    return _letter(
        "mandate_paper",
        _("I allow somebody to act for me"),
        "",
        (
            Facts(
                _("Who"),
                ((_("My name"), asked.person_name or blank), (_("Who may act for me"), asked.helper_name or blank)),
            ),
            Heading(_("What this person may do for me")),
            Points(tuple(acts_lines(asked))),
            Heading(_("It is about:")),
            Points(tuple(areas_in_words(asked.programmes))),
            Paragraph(_("It is for: %(period)s, from the day on which I sign.", period=_(PERIODS[asked.period]))),
            Paragraph(_("I may say no. I can end it at any time: on the website, by telephone or at a counter.")),
            Facts(_("Signed"), ((_("My signature or fingerprint"), blank), (_("Date of signing"), blank))),
            Paragraph(_("If somebody else read this to me: their name and signature")),
            Paragraph(blank),
        ),
    )


def ending_lines() -> list[str]:
    return [
        _(
            "On this website: open “%(page)s”, with this reference and access code. Or open “My account”.",
            page=_("See or end who may act for you"),
        ),
        _("By telephone or at a counter: say the reference. You need no telephone of your own and no account."),
        _("It counts at once. You do not have to say why."),
    ]


def _things_seen(asked: Asked) -> str:
    things = [_(next((words for acts, words in _SEEN if acts & set(asked.acts)), _SEEN[-1][1]))]
    if Act.MANAGE in asked.acts:
        things.append(_(_PROFILE))
    return _(", ").join(things)


def _letter(kind: str, title: str, reference: str, blocks: tuple) -> Letter:  # type: ignore[type-arg]
    return Letter(
        kind=kind,
        language=current_ui().locale.code,
        title=title,
        sender=_("Services for people with disabilities"),
        date=show_date(clock.today()),
        reference=reference,
        blocks=blocks,
    )
