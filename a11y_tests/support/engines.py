"""Two accessibility engines, run inside the page: axe-core with everything on, and IBM's Equal Access."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from a11y_tests.known_exceptions import EXCEPTIONS
from a11y_tests.support.windows import Window

_MODULES = Path(__file__).parent.parent / "node_modules"
_CONTRAST = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
_TAGS = [
    *("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag21aaa", "wcag22a", "wcag22aa", "wcag22aaa"),
    "best-practice",
]
_RUN_AXE = """async ([tags, off]) => {
  const rules = Object.fromEntries(off.map(rule => [rule, {enabled: false}]));
  for (const rule of ["target-size", "color-contrast-enhanced", "identical-links-same-purpose"])
    if (!off.includes(rule)) rules[rule] = {enabled: true};
  const report = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, preload: false,
    resultTypes: ["violations"]});
  return report.violations.flatMap(one => one.nodes.map(node => ({
    rule: one.id, where: node.target.join(" "), html: node.html.slice(0, 200), why: node.failureSummary})));
}"""
_RUN_IBM = """async () => {
  const report = await new ace.Checker().check(document, ["WCAG_2_2", "IBM_Accessibility"]);
  return report.results
    .filter(one => one.value[0] === "VIOLATION" && one.value[1] === "FAIL")
    .map(one => ({rule: one.ruleId, where: one.path.dom, html: (one.snippet || "").slice(0, 200), why: one.message}));
}"""


_OPEN = "() => document.querySelectorAll('details:not([open])').forEach(one => { one.open = one.dataset.shut = true; })"
_SHUT = """() => document.querySelectorAll('details[data-shut]').forEach(one => {
  one.open = false; delete one.dataset.shut;
})"""


def all_problems(window: Window, *, with_ibm: bool = True) -> list[str]:
    """What the engines find, also in what is folded away: neither judges it rightly while it is closed."""
    window.page.evaluate(_OPEN)
    try:
        return axe_problems(window) + (ibm_problems(window) if with_ibm else [])
    finally:
        window.page.evaluate(_SHUT)


def axe_problems(window: Window, *, judge_contrast: bool = True) -> list[str]:
    """Every violation of WCAG 2.2 A, AA, AAA and of axe's best practices."""
    window.page.evaluate(_source("axe-core/axe.min.js"))
    off = [] if judge_contrast else list(_CONTRAST)
    return _in_words("axe", window.page.evaluate(_RUN_AXE, [_TAGS, off]))


def ibm_problems(window: Window) -> list[str]:
    """Every definite failure; what the engine only suspects is left to people."""
    window.page.evaluate(_source("accessibility-checker-engine/ace.js") + "\n;window.ace = ace;")
    return _in_words("ibm", window.page.evaluate(_RUN_IBM))


@cache
def _source(name: str) -> str:
    path = _MODULES / name
    assert path.exists(), f"{path} is missing: run `npm ci` in a11y_tests/ (make setup does)."
    return path.read_text(encoding="utf-8")


def _in_words(engine: str, found: list[dict[str, Any]]) -> list[str]:
    return [
        f"{engine} {one['rule']}: {one['where']}\n    {one['html']}\n    {one['why']}"
        for one in found
        if not any(known.covers(engine, one["rule"], one["html"]) for known in EXCEPTIONS)
    ]
