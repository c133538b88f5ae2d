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
    """`judge_contrast` is off where the browser replaces our colours: an engine would still judge ours.

    `only`: a mode that differs from others in numbers that are measured elsewhere is looked at in a few states.
    """

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
    only: tuple[str, ...] = ()

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

#: The start page, a question with an error, a long list, a long form, all answers, the settings themselves.
_A_FEW = (
    "start_page",
    "check_date_with_an_error",
    "all_programmes",
    "book_times",
    "application_check_answers",
    "reading_settings",
)
#: A start page, a question with an error, results, a letter.
_IN_EASY_READ = ("start_page", "check_date_with_an_error", "check_result", "letter_receipt")
#: Reading settings, several at once as people combine them, each also where there is little room.
READING = (
    Mode("huge-widest-bold-320px", Look(code="t3s2w1"), width=320, height=640, only=_A_FEW),
    Mode("yellow-on-black-ruler", Look(code="c3s1mrud"), only=_A_FEW),
    Mode("black-on-yellow-calm-zoom-400", Look(code="t1c4k"), zoom=4, height=1024, only=_A_FEW),
    Mode("low-glare-pinyin", Look(code="c5p"), width=390, only=_A_FEW),
    Mode("right-to-left", Look(language="zh-x-rtl"), only=_A_FEW),
    Mode("right-to-left-elder-320px", Look(language="zh-x-rtl", code="t1s1uk"), width=320, height=640, only=_A_FEW),
    Mode("huge-pinyin-print", Look(code="t3p"), media="print", only=_A_FEW),
    Mode("easy-read-largest-320px", Look(code="t2e"), width=320, height=640, only=_IN_EASY_READ),
)

#: Every key state is looked at in each of these; the default mode is looked at for all states.
MODES = (
    LARGEST,
    Mode("high-contrast", Look(contrast="high")),
    Mode("dark", Look(contrast="dark")),
    Mode("device-dark", context={"color_scheme": "dark"}, only=_A_FEW),
    Mode("device-more-contrast", context={"contrast": "more"}, only=_A_FEW),
    Mode("forced-colors", context={"forced_colors": "active"}, judge_contrast=False),
    NARROW_LARGEST,
    ZOOMED,
    SPACED,
    Mode("english", Look(language="en")),
    Mode("traditional", Look(language="zh-Hant")),
    Mode("print", media="print"),
    *READING,
)
