"""How one condition came out, said as a whole sentence to the person or about them, in the language of this request.

A criterion may bring sentences of its own (``yes``, ``no`` and ``open`` in its file). For all others one sentence per
outcome takes the condition in, as its file words it. Whole sentences, so that each language orders them its own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from citizen.eligibility.criterion import Spoken
from citizen.eligibility.programme import Basis, Reason
from citizen.web.i18n import N_, _


class _Manner(NamedTuple):
    """Which sentence is said."""

    holds: bool | None
    basis: Basis
    on_behalf: bool


_SENTENCES: Mapping[_Manner, str] = {
    _Manner(True, Basis.POLICY, on_behalf=False): N_("You meet this condition: %(condition)s."),
    _Manner(True, Basis.POLICY, on_behalf=True): N_("%(name)s meets this condition: %(condition)s."),
    _Manner(True, Basis.REPORT, on_behalf=False): N_("You are among those the report describes: %(condition)s."),
    _Manner(True, Basis.REPORT, on_behalf=True): N_("%(name)s is among those the report describes: %(condition)s."),
    _Manner(False, Basis.POLICY, on_behalf=False): N_(
        "The rule asks for: %(condition)s. By your answers, this does not fit."
    ),
    _Manner(False, Basis.POLICY, on_behalf=True): N_(
        "The rule asks for: %(condition)s. By the answers for %(name)s, this does not fit."
    ),
    _Manner(False, Basis.REPORT, on_behalf=False): N_(
        "The report describes: %(condition)s. It may not be only for these people. Please ask."
    ),
    _Manner(False, Basis.REPORT, on_behalf=True): N_(
        "The report describes: %(condition)s. It may not be only for these people. Please ask for %(name)s."
    ),
    _Manner(None, Basis.POLICY, on_behalf=False): N_("We cannot tell yet whether you meet this: %(condition)s."),
    _Manner(None, Basis.POLICY, on_behalf=True): N_("We cannot tell yet whether %(name)s meets this: %(condition)s."),
    _Manner(None, Basis.REPORT, on_behalf=False): N_(
        "The report describes: %(condition)s. We cannot tell yet whether this is you."
    ),
    _Manner(None, Basis.REPORT, on_behalf=True): N_(
        "The report describes: %(condition)s. We cannot tell yet whether this is %(name)s."
    ),
}
_NOT_SET = N_("The district has not published the figure for this: %(condition)s. Please ask the district federation.")


def condition_sentence(reason: Reason, condition: str, basis: Basis, *, name: str | None) -> str:
    """What the outcome of a condition means, for the person, or about the one called `name`."""
    if reason.holds is None and reason.unset:
        return _(_NOT_SET, condition=condition)
    # A report says as little against these people as against those whose answer it would refuse.
    holds = False if reason.answered_otherwise and basis is Basis.REPORT else reason.holds
    sentence = _SENTENCES[_Manner(holds, basis, on_behalf=name is not None)]
    return _(sentence, condition=condition) if name is None else _(sentence, condition=condition, name=name)


def own_sentence(reason: Reason, locale: str, *, name: str | None) -> str | None:
    """The sentence that the file of the programme brings for this outcome, if it brings one."""
    if len(reason.criteria) != 1:
        return None
    written = reason.criteria[0].spoken.get(Spoken(reason.holds, on_behalf=name is not None))
    if written is None:
        return None
    return written[locale] if name is None else written[locale] % {"name": name}
