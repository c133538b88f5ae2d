"""Every error page, reached as people reach it."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps as applying
from tests.support.visitor import Visitor

TOO_LARGE = b"x" * (12 * 1024 * 1024)
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
    visitor.open("/fails")
