"""The places where a sign-language clip can stand, and the clips there are. One file lists both."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from flask import current_app, url_for

from citizen.accessibility.traditional import to_traditional
from citizen.accessibility.ui import current_ui
from citizen.web.i18n import _

REGISTRY = Path(__file__).with_name("sign_slots.toml")


@dataclass(frozen=True, slots=True)
class Clip:
    """A film in sign language with its captions and its text; paths are below static/."""

    language: str
    video: str
    captions: str
    poster: str
    seconds: int
    transcript: tuple[str, ...]
    #: Made by a program to try the player out, without a signer: said on the page.
    placeholder: bool = False

    @property
    def length(self) -> str:
        """'0:12'."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place on a page; the titles say what the clip there explains."""

    id: str
    page: str
    title_zh: str
    title_en: str
    clip: Clip | None

    def title(self, locale: str) -> str:
        if locale == "en":
            return self.title_en
        return to_traditional(self.title_zh) if locale == "zh-Hant" else self.title_zh


@cache
def load_slots(path: Path = REGISTRY) -> Mapping[str, Slot]:
    """The registry; raises KeyError or TypeError when it is broken, so the site does not start with a hole."""
    registry = tomllib.loads(path.read_text(encoding="utf-8"))
    clips = {
        name: Clip(**{**values, "transcript": tuple(values["transcript"])})
        for name, values in registry.get("clips", {}).items()
    }
    return MappingProxyType(
        {
            slot_id: Slot(
                id=slot_id,
                page=values["page"],
                title_zh=values["zh"],
                title_en=values["en"],
                clip=clips[values["clip"]] if "clip" in values else None,
            )
            for slot_id, values in registry["slots"].items()
        }
    )


def find_slot(slot_id: str) -> dict[str, object] | None:
    """What `sign_video` shows for a slot in the language of this request; None if there is no such slot."""
    slot = load_slots().get(slot_id)
    if slot is None:
        return None
    return {
        "id": f"sign-{slot.id}",
        "title": slot.title(current_ui().locale.code),
        "clip": None if slot.clip is None else _shown(slot.clip),
        "ways": ways_to_a_signer(),
    }


def ways_to_a_signer() -> list[dict[str, str | None]]:
    """The ways that exist, none of them invented: in the hall, in writing, and what the help page knows."""
    help_page = url_for("home.help_page")
    return [
        {"text": _("Ask for a sign-language interpreter when you book a service"), "href": "/book"},
        {"text": _("All ways to communicate in sign language"), "href": f"{help_page}#sign"},
        {"text": _("Everything on this site is also there as text. No phone call is needed."), "href": None},
    ]


def _shown(clip: Clip) -> dict[str, object]:
    address = current_app.jinja_env.globals["static_url"]
    return {
        "src": address(clip.video),  # type: ignore[operator]  # the globals have no types
        "captions": address(clip.captions),  # type: ignore[operator]
        "poster": address(clip.poster),  # type: ignore[operator]
        "length": clip.length,
        "transcript": clip.transcript,
        "placeholder": clip.placeholder,
        "language": clip.language,
    }
