"""The room's blueprint, and the application a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app

from citizen.applications import service
from citizen.applications.paper_store import PaperStore, store_of
from citizen.config import Settings
from citizen.core.errors import NotFound
from citizen.proxies.acting import require_who, show_for
from citizen.proxies.authority import Subject, Who
from citizen.web.pages import about_district
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application, Case

blueprint = Blueprint("applications", __name__)


def open_application(reference: str) -> tuple[Who, Application]:
    """The application of this address, and who acts: for the person it was begun for. NotFound for anybody else."""
    application = service.get_application(session(), who=require_who(), reference=reference)
    subject = Subject(relation=application.relation, name=application.subject_name or "")
    about_district(next((case.district for case in application.cases if case.district), None))
    return show_for(subject, folder_id=application.visit_id), application


def open_case(reference: str, position: int) -> tuple[Who, Case]:
    """The case of this address, of an application that was sent, and who acts; NotFound for anybody else's."""
    who, application = open_application(reference)
    found = next((case for case in application.cases if case.position == position), None)
    if found is None or application.submitted_at is None:
        raise NotFound("case")
    return who, found


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def paper_store() -> PaperStore:
    return store_of(settings())
