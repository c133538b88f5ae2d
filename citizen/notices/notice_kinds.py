"""The only notice of this room: a test that operators send to themselves."""

from __future__ import annotations

from citizen.notices.kinds import Kind
from citizen.web.catalogues import N_

TEST = Kind(
    code="test",
    subject=N_("Test message"),
    body=N_("Messages of this service reach you.\nThis was a test. You do not have to do anything."),
    sms=N_("Messages of this service reach you. This was a test. You do not have to do anything."),
)
KINDS = (TEST,)
