"""Ways to look at a page: what the person chose on the site, and what their browser and device do.

Everything is set when the browser context is made: a mode switched on later is measured in mid-transition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from a11y_tests.support.scenes import Look

#: WCAG 1.4.12. Rules of another sheet are enough: no author rule of ours is !important.
TEXT_SPACING = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
_CHINESE = Look()


@dataclass(frozen=True, slots=True)
class Mode:
    """`judge_contrast` is off where the browser replaces our colours: an engine would still judge ours."""

    name: str
    look: Look = _CHINESE
    width: int = 1280
    height: int = 900
    zoom: int = 1
    context: dict[str, Any] = field(default_factory=dict)
    style: str = ""
    media: str = "screen"
    judge_contrast: bool = True
    script: bool = True

    def context_options(self) -> dict[str, Any]:
        """Browser zoom is a smaller viewport with more device pixels in each of its own."""
        return {
            "viewport": {"width": self.width // self.zoom, "height": self.height // self.zoom},
            "device_scale_factor": self.zoom,
            "reduced_motion": "reduce",
            "java_script_enabled": self.script,
            "locale": {"en": "en-GB", "zh-Hant": "zh-TW"}.get(self.look.language, "zh-CN"),
            **self.context,
        }


DEFAULT = Mode("default")
NARROW = Mode("320px", width=320, height=640)
NARROW_LARGEST = Mode("320px-largest", Look(text="largest"), width=320, height=640)
ZOOMED = Mode("zoom-400", zoom=4, height=1024)
LARGEST = Mode("largest", Look(text="largest"))
SPACED = Mode("text-spacing", style=TEXT_SPACING)
WITHOUT_SCRIPT = Mode("without-script", script=False)

#: Every key state is looked at in each of these; the default mode is looked at for all states.
MODES = (
    LARGEST,
    Mode("high-contrast", Look(contrast="high")),
    Mode("dark", Look(contrast="dark")),
    Mode("device-dark", context={"color_scheme": "dark"}),
    Mode("device-more-contrast", context={"contrast": "more"}),
    Mode("forced-colors", context={"forced_colors": "active"}, judge_contrast=False),
    NARROW_LARGEST,
    ZOOMED,
    SPACED,
    Mode("english", Look(language="en")),
    Mode("traditional", Look(language="zh-Hant")),
    Mode("print", media="print"),
)
