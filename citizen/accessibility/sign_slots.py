"""What templates show of sign language: a clip, or honestly that there is none; and the ways to a signer."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g, url_for
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from citizen.accessibility.preferences import Switch
from citizen.accessibility.sign_coverage import State, state_of
from citizen.accessibility.sign_manifest import LANGUAGES, LONG, Clip, Film, find_clip
from citizen.accessibility.sign_registry import Slot, find_slot
from citizen.accessibility.ui import current_ui
from citizen.config import Settings
from citizen.web.i18n import _
from citizen.web.own_words import typed


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a person who signs, or to do without."""

    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class ShownClip:
    """A clip as the player needs it: addresses and words, nothing to decide."""

    clip: Clip
    sources: tuple[tuple[str, str], ...]
    """Address and media type."""
    low: str
    low_size: str
    poster: str
    captions: str
    language: str
    is_outdated: bool
    signer: Markup
    reviewer: Markup
    region: Markup
    chapters: tuple[tuple[int, str, str], ...]
    """Seconds, '6:30', title."""


@dataclass(frozen=True, slots=True)
class ShownSlot:
    id: str
    title: str
    shown: ShownClip | None
    ways: tuple[Way, ...]


def install(app: Flask) -> None:
    app.jinja_env.globals["sign_slot"] = slot_to_show
    app.jinja_env.globals["sign_first"] = slot_of_this_page


def slot_to_show(slot_id: str) -> ShownSlot | None:
    """What `sign_video` shows for a slot; None where it stands at the top of this page already.

    :raises KeyError: there is no such slot.
    """
    slot = find_slot(slot_id)
    if slot is None:
        raise KeyError(slot_id)
    return None if g.get("sign_shown") == slot_id else _shown(slot)


@pass_context
def slot_of_this_page(context: Context) -> ShownSlot | None:
    """What comes first for whoever wants sign language first: the slot the page names, or that of its template.

    None for everybody else, and on pages that are not for visitors.
    """
    if current_ui().preferences.sign is not Switch.ON:
        return None
    named = context.get("sign_slot_id") or (context.name or "").removesuffix(".html")
    slot = find_slot(str(named))
    if slot is None:
        return None
    g.sign_shown = slot.id
    return _shown(slot)


def ways_to_a_signer() -> tuple[Way, ...]:
    """The ways that exist, none of them invented: by video where the deployment has an interpreter, beside one at an
    appointment, what the help page knows, and in writing. A terminal leads nowhere outside."""
    settings: Settings = current_app.extensions["settings"]
    by_video = settings.sign_video_url if not current_ui().kiosk else ""
    return (
        *((Way(_("Talk to a sign-language interpreter by video now"), by_video),) if by_video else ()),
        Way(_("Ask for a sign-language interpreter when you book a service"), "/book"),
        Way(_("All ways to communicate in sign language"), f"{url_for('home.help_page')}#sign"),
        Way(_("Everything on this site is also there as text. No phone call is needed.")),
    )


def _shown(slot: Slot) -> ShownSlot:
    clip = find_clip(slot.id)
    return ShownSlot(
        id=f"sign-{slot.id.replace('/', '-')}",
        title=slot.title(current_ui().locale.code),
        shown=None if clip is None else _shown_clip(clip),
        ways=ways_to_a_signer(),
    )


def _shown_clip(clip: Clip) -> ShownClip:
    is_chinese = current_ui().locale.code != "en"
    return ShownClip(
        clip=clip,
        sources=tuple((_address(film), film.media_type) for film in clip.films),
        low=_address(clip.low),
        low_size=_size(clip.low.bytes),
        poster=_address_of(clip.poster, clip),
        captions=_address_of(clip.captions, clip),
        language=LANGUAGES[clip.language]["zh" if is_chinese else "en"],
        is_outdated=state_of(clip) is State.OUTDATED,
        signer=typed(clip.signer),
        reviewer=typed(clip.reviewer),
        region=typed(clip.region),
        chapters=tuple((one.at, f"{one.at // 60}:{one.at % 60:02}", one.title) for one in clip.chapters)
        if clip.seconds > LONG
        else (),
    )


def _address(film: Film) -> str:
    """Never kept longer than the film: a new one has another size."""
    return url_for("static", name=f"sign/{film.file}", v=film.bytes)


def _address_of(file: str, clip: Clip) -> str:
    return url_for("static", name=f"sign/{file}", v=clip.source[:8])


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
