"""What a camera reads from the page for phones."""

from __future__ import annotations

import sqlalchemy as sa

from citizen.applications.models import Application, HandOver
from tests.support.visitor import Visitor


def phone_address(visitor: Visitor) -> str:
    """The address in the picture on the visitor's page: only a camera reads it, so it is taken from the database."""
    reference = visitor.page.url.split("/")[2]
    database = visitor.client.application.extensions["database"]
    shown = sa.select(HandOver).join(Application).where(HandOver.token.is_not(None), Application.reference == reference)
    with database.reading() as session:
        return f"/phone/{session.scalars(shown).one().token}"
