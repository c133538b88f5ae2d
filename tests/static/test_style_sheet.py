"""What the style sheet promises: contrast in every theme, nothing that moves, sticks, clips or reorders; few bytes."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

from citizen.web.assets import STATIC, style_sheet


def without_comments(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)


SHEET = without_comments(style_sheet().decode())
#: Sheets that are linked only where they are needed.
EXTRA = {
    path.stem: without_comments(path.read_text(encoding="utf-8")) for path in (STATIC / "css" / "extra").glob("*.css")
}
THEMES = {
    "standard": (),
    "high": ('[data-contrast="high"]',),
    "dark": ('[data-contrast="dark"]',),
    "yellow on black": ('[data-contrast="yellow_on_black"]',),
    "black on yellow": ('[data-contrast="black_on_yellow"]',),
    "low glare": ('[data-contrast="low_glare"]',),
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
    *[(word, "accent-soft") for word in ("quiet", "stop", "good", "wait")],
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
    sheet = SHEET + EXTRA["reading"]
    start = re.search(re.escape(place) + r"\s*\{", sheet)
    assert start, f"no {place} in the style sheet"
    depth, end = 1, start.end()
    while depth:
        depth += {"{": 1, "}": -1}.get(sheet[end], 0)
        end += 1
    return sheet[start.end() : end]


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


_ONE_DIRECTION = (
    r"(?<![\w-])order\s*:",
    r"position\s*:\s*sticky",
    r"text-align\s*:\s*(justify|left|right)",
    r"(?<![\w-])(margin|padding|border|inset)-(left|right|top|bottom)",
    r"(?<![\w-])(height|width|left|right|top|bottom)\s*:",
    r"font-size\s*:\s*\d+px",
    r"line-height\s*:\s*\d*\.?\d+(px|rem|em)",
    r"(@import|@font-face)",
)


@pytest.mark.parametrize(
    "forbidden", [*_ONE_DIRECTION, r"(?<![\w-])(transition|animation)[\w-]*\s*:", r"(url\()", r"!important"]
)
def test_the_style_sheet_has_none_of(forbidden: str) -> None:
    assert re.findall(forbidden, SHEET) == []


@pytest.mark.parametrize("name", sorted(EXTRA))
@pytest.mark.parametrize("forbidden", _ONE_DIRECTION)
def test_further_sheets_hold_in_both_directions_of_writing_and_any_size(name: str, forbidden: str) -> None:
    assert re.findall(forbidden, EXTRA[name]) == []


def test_every_colour_scheme_names_every_colour() -> None:
    """One that is left out would be taken from the standard scheme, where its ground is another."""
    colours = set(re.findall(r"--([\w-]+): #", block('[data-contrast="dark"]'))) | {"accent-soft"}
    for theme in ("yellow_on_black", "black_on_yellow", "low_glare"):
        named = set(re.findall(r"--([\w-]+): #", block(f'[data-contrast="{theme}"]')))
        assert colours <= named, theme


def test_nothing_stands_over_the_page() -> None:
    """Not even the question of an idle terminal, which is a dialog of the browser's own."""
    kiosk = (STATIC / "css" / "extra" / "kiosk.css").read_text(encoding="utf-8")

    assert re.findall(r"position\s*:\s*fixed", SHEET + kiosk) == []


def test_only_main_hides_its_outline_when_focus_lands_there_by_the_skip_link() -> None:
    rules = re.findall(r"([^{}]+)\{[^{}]*outline\s*:\s*(?:none|0)[^{}]*\}", SHEET)

    assert [rule.strip() for rule in rules] == ["main:focus"]


def test_style_and_scripts_stay_small() -> None:
    assert len(brotli.compress(style_sheet(), quality=11)) <= 6 * 1024
    assert len(brotli.compress((STATIC / "js" / "htmx.min.js").read_bytes(), quality=11)) <= 17 * 1024
    announce = Path(STATIC / "js" / "announce.js").read_text(encoding="utf-8")
    assert len(announce.splitlines()) <= 40


def test_folded_reasons_are_on_paper() -> None:
    on_paper = (STATIC / "css" / "print.css").read_text(encoding="utf-8").partition("@media print")[2]
    assert "details::details-content { content-visibility: visible" in on_paper
