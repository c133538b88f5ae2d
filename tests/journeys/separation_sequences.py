"""Sequences of what persons, helpers and browsers do, as plain lists. Add your own: test_separation.py plays them all.

Persons are 甲, 乙, 丙, 丁; each has a draft, a sent and decided application, papers, a booking, registered needs, a
check, a saved result, and words of their own in every field. Browsers have any name. A step is a tuple:

    ("sign in", browser, person)              a new visit, as after any way in; also in a browser another one used
    ("sign out", browser)
    ("allow", subject, helper, "fill see")    acts: fill submit see see_decisions book manage; and, optionally, {...}:
                                              "programmes": [ids], "from": minutes, "for": minutes,
                                              "how": "live" | "asked" | "paper" | "paper, person known"
    ("limit", subject, helper, "see")         less: only these of the acts stay
    ("end", subject, helper)
    ("wait", minutes)
    ("act for", browser, subject)             on the page "who are you doing this for?", with every permission of theirs
    ("act for oneself", browser)
    ("type code", browser, person)            reference and access code of the person's sent application
    ("open", browser, page, person)           one page about something of the person; page: a key of PAGES
    ("open everything", browser, person)      every page that deals with persons, about everything the person has
    ("open everything with files", …)         the same, and letters as PDF, in braille and spoken (slow)
    ("open every public page", …)             the same, and all pages that show nothing personal
    ("keep form", browser, page, person)      leave the page open in a tab
    ("send kept", browser, number)            go back to that tab and send it, with words of its own
    ("begin", browser, programme)             apply for whomever the browser acts for
    ("sees", browser, person, kind)           something of this kind must have been seen: that the search finds anything
    ("sees nothing of", browser, person)      nothing of the person was ever seen there, not even the name

After every step everything that came back is searched; after the sequence, what is kept in every folder.
"""

from __future__ import annotations

from typing import Any

Sequence = list[tuple[Any, ...]]

#: Pages by name: address with the names of `separation_world.Things`.
PAGES = {
    "applications": "/applications",
    "draft": "/applications/{draft}",
    "contact of draft": "/applications/{draft}/contact",
    "papers of draft": "/applications/{draft}/papers",
    "papers again": "/applications/{draft}/papers/again",
    "status": "/applications/{sent}/status",
    "decision": "/applications/{sent}/letters/decision-1",
    "history": "/applications/{sent}/history",
    "messages": "/applications/{sent}/messages",
    "receipt": "/applications/{sent}/receipt",
    "withdraw": "/applications/{draft}/withdraw",
    "booking": "/book/bookings/{booking}",
    "cancel booking": "/book/bookings/{booking}/cancel",
    "bookings": "/book",
    "needs": "/needs/{needs}",
    "change needs": "/needs/{needs}/change",
    "new needs": "/needs/new",
    "answers of check": "/check/{check}/answers",
    "saved result": "/check/saved/{saved}",
    "news": "/check/saved/{saved}/news",
    "my data": "/my-data",
    "download": "/my-data/download",
    "for whom": "/for-whom",
}
DEVICES = "assistive-device-subsidy"

SEQUENCES: dict[str, Sequence] = {
    "a person sees everything of their own and nothing of others": [
        ("sign in", "phone", "甲"),
        ("open every public page", "phone", "甲"),
        ("open everything", "phone", "乙"),
        *(("sees", "phone", "甲", kind) for kind in ("name", "draft", "sent", "decision", "booking", "needs")),
        ("sees nothing of", "phone", "乙"),
    ],
    "nobody signed in": [("open everything", "kiosk", "甲"), ("sees nothing of", "kiosk", "甲")],
    # CiviForm #2636: a trusted intermediary starts an application for a second client and sees the first one's data.
    "civiform 2636: an application for B after one for A": [
        ("allow", "甲", "丙", "fill submit see see_decisions book manage"),
        ("allow", "乙", "丙", "fill submit"),
        ("sign in", "desk", "丙"),
        ("act for", "desk", "甲"),
        ("open", "desk", "contact of draft", "甲"),
        ("begin", "desk", DEVICES),
        ("keep form", "desk", "contact of draft", "甲"),
        ("act for", "desk", "乙"),
        ("begin", "desk", DEVICES),
        ("open", "desk", "contact of draft", "乙"),
        ("open", "desk", "papers again", "乙"),
        ("open everything", "desk", "甲"),
        ("send kept", "desk", 0),
        ("sees", "desk", "甲", "draft"),
        ("sees", "desk", "乙", "draft"),
    ],
    "two tabs: a form of the first person comes back while acting for the second": [
        ("allow", "甲", "丙", "fill submit"),
        ("allow", "乙", "丙", "fill submit"),
        ("sign in", "laptop", "丙"),
        ("act for", "laptop", "甲"),
        ("keep form", "laptop", "contact of draft", "甲"),
        ("keep form", "laptop", "new needs", "甲"),
        ("act for", "laptop", "乙"),
        ("send kept", "laptop", 0),
        ("send kept", "laptop", 1),
        ("act for oneself", "laptop"),
        ("send kept", "laptop", 0),
        ("open", "laptop", "contact of draft", "甲"),
    ],
    "a shared browser: Back after signing out, and after somebody else signed in": [
        ("sign in", "family tablet", "甲"),
        ("open", "family tablet", "status", "甲"),
        ("keep form", "family tablet", "messages", "甲"),
        ("sign out", "family tablet"),
        *(("open", "family tablet", page, "甲") for page in ("status", "draft", "my data", "download", "booking")),
        ("send kept", "family tablet", 0),
        ("sign in", "family tablet", "乙"),
        ("open everything", "family tablet", "甲"),
        ("send kept", "family tablet", 0),
        ("sees", "family tablet", "甲", "sent"),
    ],
    "revoked while the helper has the form open": [
        ("allow", "甲", "丙", "fill submit"),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("keep form", "phone", "contact of draft", "甲"),
        ("end", "甲", "丙"),
        ("send kept", "phone", 0),
        ("open", "phone", "contact of draft", "甲"),
        ("act for", "phone", "甲"),
        ("open everything", "phone", "甲"),
    ],
    "it expires, is given again for less, and is limited": [
        ("allow", "甲", "丙", "fill see see_decisions", {"for": 10}),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("open", "phone", "decision", "甲"),
        ("wait", 11),
        ("open", "phone", "decision", "甲"),
        ("allow", "甲", "丙", "fill see"),
        ("act for", "phone", "甲"),
        *(("open", "phone", page, "甲") for page in ("status", "decision", "history", "applications", "receipt")),
        ("limit", "甲", "丙", "fill"),
        ("open everything", "phone", "甲"),
    ],
    "only to book": [
        ("allow", "甲", "丙", "book"),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("open everything", "phone", "甲"),
        ("sees", "phone", "甲", "booking"),
    ],
    "to see, but not what was decided; with files": [
        ("allow", "甲", "丙", "see"),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("open everything with files", "phone", "甲"),
        ("sees", "phone", "甲", "sent"),
    ],
    "one programme only": [
        ("allow", "甲", "丙", "fill submit see see_decisions", {"programmes": ["home-care-assistance-subsidy"]}),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("open everything", "phone", "甲"),
        ("begin", "phone", DEVICES),
        ("sees", "phone", "甲", "draft"),
    ],
    "a paper nobody confirmed, and one about a person who was known before": [
        ("allow", "甲", "丙", "fill submit see see_decisions book manage", {"how": "paper"}),
        ("allow", "乙", "丙", "fill submit see book", {"how": "paper, person known"}),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("open everything", "phone", "甲"),
        ("act for", "phone", "乙"),
        *(("open", "phone", page, "乙") for page in ("status", "draft", "messages", "booking", "my data")),
    ],
    "a code typed while acting for another opens that one thing, for oneself": [
        ("allow", "甲", "丙", "fill submit see see_decisions book"),
        ("sign in", "phone", "丙"),
        ("act for", "phone", "甲"),
        ("type code", "phone", "乙"),
        ("open everything", "phone", "乙"),
        ("sees", "phone", "乙", "sent"),
        ("act for", "phone", "甲"),
        *(("open", "phone", page, "乙") for page in ("status", "messages", "decision", "applications")),
        *(("open", "phone", page, "甲") for page in ("status", "applications", "papers again")),
    ],
    "a permission of others is worth nothing": [
        ("allow", "甲", "丙", "fill see"),
        ("sign in", "phone", "丁"),
        ("act for", "phone", "甲"),
        ("open everything", "phone", "甲"),
        ("sees nothing of", "phone", "甲"),
    ],
}
