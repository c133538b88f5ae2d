"""The room's blueprint, and the application a request is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app

from citizen.applications import service
from citizen.applications.paper_store import PaperStore
from citizen.config import Settings
from citizen.proxies.acting import require_who, show_for
from citizen.proxies.authority import Subject, Who
from citizen.web.pages import about_district
from citizen.web.transaction import session

if TYPE_CHECKING:
    from citizen.applications.models import Application

blueprint = Blueprint("applications", __name__)


def open_application(reference: str) -> tuple[Who, Application]:
    """The application of this address, and who acts: for the person it was begun for. NotFound for anybody else."""
    application = service.get_application(session(), who=require_who(), reference=reference)
    subject = Subject(relation=application.relation, name=application.subject_name or "")
    about_district(application.district)
    return show_for(subject), application


def settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def paper_store() -> PaperStore:
    return PaperStore(settings().papers_folder)
