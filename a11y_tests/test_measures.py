"""The measures themselves: each finds the fault it is for. A measure that finds nothing anywhere proves nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from a11y_tests.support.engines import axe_problems, ibm_problems
from a11y_tests.support.focus import is_enough, picture, visible_change, walk
from a11y_tests.support.windows import MEASURES, Watch, Window

ADDRESS = "http://127.0.0.1:9/"
SEEDS = [
    ("overflow", [], "<p style='width:500px'>宽</p>"),
    ("clipped", [], "<p style='height:10px;overflow:hidden'>被切掉的一行字</p>"),
    ("overlapping", [], "<p>下面</p><p style='margin-top:-40px'>上面</p>"),
    ("smallTargets", [48], "<div><a href='/'>小</a></div>"),
    ("smallTargets", [48], "<button style='width:60px;height:30px'>矮</button>"),
    ("hardToRead", [40], "<p style='width:1000px;font-size:10px'>" + "长" * 90 + "</p>"),
    ("hardToRead", [40], "<p style='line-height:1.2'>挤</p>"),
    ("hardToRead", [40], "<p style='text-align:justify'>两端</p>"),
    ("tinyText", [16], "<p style='font-size:12px'>小字</p>"),
]
GOOD = "<p style='line-height:1.75;margin:0'>合适的一行字，<a href='/'>句中的链接</a>不算。</p>"


@pytest.fixture
def window(browser: Browser) -> Window:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.add_init_script(MEASURES)
    return Window(page, Watch(ADDRESS))


def _show(window: Window, content: str) -> None:
    html = f"<!DOCTYPE html><html lang=zh-Hans><title>页</title><main style='font-size:18px'>{content}</main></html>"
    window.page.route(ADDRESS, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=html))
    window.page.goto(ADDRESS)
    window.page.unroute(ADDRESS)


@pytest.mark.parametrize(("measure", "arguments", "fault"), SEEDS)
def test_a_measure_finds_its_fault(window: Window, measure: str, arguments: list[int], fault: str) -> None:
    _show(window, fault)
    assert window.measure(measure, *arguments)
    _show(window, GOOD)
    assert window.measure(measure, *arguments) == []
    window.page.close()


def test_the_engines_find_faults(window: Window) -> None:
    _show(window, "<p style='color:#999'>淡淡的一行字</p><div role=button tabindex=0></div><input>")
    axe, ibm = "\n".join(axe_problems(window)), "\n".join(ibm_problems(window))
    assert "color-contrast" in axe
    assert "label" in axe
    assert "color-contrast" not in "\n".join(axe_problems(window, judge_contrast=False))
    assert "ibm " in ibm
    window.page.close()


@pytest.mark.parametrize(
    ("style", "seen"),
    [("outline:3px solid #000;outline-offset:2px", True), ("outline:none", False), ("outline:1px solid #ddd", False)],
)
def test_focus_is_judged_by_its_pixels(window: Window, style: str, seen: bool) -> None:
    _show(window, f"<style>a:focus {{{style}}}</style><p><a href='/'>一个链接</a></p>")
    before = picture(window)
    changes = [visible_change(window, stop, before) for stop in walk(window)]
    assert [is_enough(change) for change in changes] == [seen]
    window.page.close()


def test_a_keyboard_trap_is_found(window: Window) -> None:
    _show(window, "<button>一</button><button onkeydown='event.preventDefault()'>二</button>")
    with pytest.raises(AssertionError, match="does not let go"):
        list(walk(window))
    window.page.close()
