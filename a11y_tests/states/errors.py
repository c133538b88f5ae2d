"""Every error page, reached as people reach it."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps as applying
from tests.support.visitor import Visitor

TOO_LARGE = b"x" * (42 * 1024 * 1024)
ATTEMPTS = 11


@state(status=400)
def error_400_form_too_old(visitor: Visitor) -> None:
    """The cookie that proves where the form came from is gone."""
    visitor.open("/for-whom")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.client.delete_cookie("visit")
    visitor.press("继续")


@state(key=True, status=404)
def error_404(visitor: Visitor) -> None:
    visitor.open("/no-such-page")


@state(status=405)
def error_405(visitor: Visitor) -> None:
    visitor.open("/kiosk/end")


@state(status=404)
def error_404_visit_ended(visitor: Visitor) -> None:
    """What was typed is given back on the page that says how to come back."""
    applying.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "王小明")
    visitor.client.delete_cookie("visit")
    visitor.press("保存并继续")
    visitor.press("再次提交")


@state(status=413)
def error_413(visitor: Visitor) -> None:
    applying.start(visitor)
    visitor.follow("材料")
    applying.add_paper(visitor, "很大的照片.jpg", TOO_LARGE)


@state(status=429)
def error_429(visitor: Visitor) -> None:
    visitor.open("/applications/find")
    for _ in range(ATTEMPTS):
        visitor.fill("办理编号", "A33 333 33G")
        visitor.fill("查询码", "2222 2222")
        if visitor.press("查找").status == 429:
            return


@state(status=500)
def error_500(visitor: Visitor) -> None:
    visitor.open("/fails/by-itself")


@state(status=408)
def error_408(visitor: Visitor) -> None:
    visitor.open("/fails/slowly")


@state(status=429)
def error_429_busy(visitor: Visitor) -> None:
    visitor.open("/fails/busy")


@state(status=503)
def error_503(visitor: Visitor) -> None:
    visitor.open("/fails/maintained")


@state(status=503)
def error_503_away(visitor: Visitor) -> None:
    """What keeps the answers or the papers cannot be reached."""
    visitor.open("/fails/away")


@state(status=507)
def error_507(visitor: Visitor) -> None:
    visitor.open("/fails/full")
