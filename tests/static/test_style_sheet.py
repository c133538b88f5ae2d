"""What the style sheet promises: contrast in every theme, nothing that moves, sticks, clips or reorders; few bytes."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from citizen.web.assets import STATIC, style_sheet

SHEET = re.sub(r"/\*.*?\*/", "", style_sheet().decode(), flags=re.S)
THEMES = {
    "standard": (),
    "high": ('[data-contrast="high"]',),
    "dark": ('[data-contrast="dark"]',),
    "device asks for dark": ("(prefers-color-scheme: dark)",),
    "device asks for contrast": (
        "(prefers-contrast: more)",
        "(prefers-contrast: more) and (prefers-color-scheme: light)",
    ),
}
GROUNDS = ("paper", "surface")
TEXT = [(ink, ground) for ink in ("ink", "quiet", "accent", "accent-strong", "stop") for ground in GROUNDS] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-bar", "bar"),
    ("paper", "ink"),
    ("ink", "accent-soft"),
    ("accent", "accent-soft"),
    *[(word, f"{tone}-soft") for tone in ("good", "wait", "stop") for word in (tone, "ink", "accent")],
    ("good", "surface"),
    ("wait", "surface"),
]
BORDERS = [(line, ground) for line in ("line", "accent", "stop", "ring") for ground in GROUNDS]


def tokens(theme: str) -> dict[str, str]:
    """The custom properties in force in a theme, references resolved."""
    found: dict[str, str] = {}
    for place in (":root", *THEMES[theme]):
        found.update(re.findall(r"--([\w-]+):\s*([^;]+);", block(place)))
    for name, value in found.items():
        if reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
            found[name] = found[reference[1]]
    return found


def block(place: str) -> str:
    """The declarations of the first rule or media query at `place`."""
    start = re.search(re.escape(place) + r"\s*\{", SHEET)
    assert start, f"no {place} in the style sheet"
    depth, end = 1, start.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(SHEET[end], 0)
        end += 1
    return SHEET[start.end() : end]


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.2 for two colours #rgb or #rrggbb."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_of_contrast_is_the_known_one() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_seven_to_one(theme: str) -> None:
    found = tokens(theme)

    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in TEXT}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 7} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_controls_stand_out(theme: str) -> None:
    found = tokens(theme)

    weak = {pair: contrast(found[pair[0]], found[pair[1]]) for pair in BORDERS}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_the_two_colours_of_the_focus_ring_differ(theme: str) -> None:
    assert contrast(tokens(theme)["ring"], tokens(theme)["glow"]) >= 4.5


@pytest.mark.parametrize(
    "forbidden",
    [
        r"(?<![\w-])order\s*:",
        r"position\s*:\s*sticky",
        r"(?<![\w-])(transition|animation)[\w-]*\s*:",
        r"text-align\s*:\s*(justify|left|right)",
        r"(?<![\w-])(margin|padding|border|inset)-(left|right|top|bottom)",
        r"(?<![\w-])(height|width|left|right|top|bottom)\s*:",
        r"font-size\s*:\s*\d+px",
        r"line-height\s*:\s*\d*\.?\d+(px|rem|em)",
        r"(@import|@font-face|url\()",
        r"!important",
    ],
)
def test_the_style_sheet_has_none_of(forbidden: str) -> None:
    assert re.findall(forbidden, SHEET) == []


def test_nothing_stands_over_the_page_but_the_question_of_an_idle_terminal() -> None:
    """It must be seen wherever the page is scrolled to, and any touch or key takes it away."""
    rules = re.findall(r"([^{}]+)\{[^{}]*position\s*:\s*fixed[^{}]*\}", SHEET)

    assert [rule.strip() for rule in rules] == [".kiosk-bar__warning:not(:empty)"]


def test_only_main_hides_its_outline_when_focus_lands_there_by_the_skip_link() -> None:
    rules = re.findall(r"([^{}]+)\{[^{}]*outline\s*:\s*(?:none|0)[^{}]*\}", SHEET)

    assert [rule.strip() for rule in rules] == ["main:focus"]


def test_style_and_scripts_stay_small() -> None:
    assert len(brotli.compress(style_sheet(), quality=11)) <= 6 * 1024
    assert len(brotli.compress((STATIC / "js" / "htmx.min.js").read_bytes(), quality=11)) <= 17 * 1024
    announce = Path(STATIC / "js" / "announce.js").read_text(encoding="utf-8")
    assert len(announce.splitlines()) <= 40
