"""Sign language first: a question with its clip, and a page that has none yet. The address asks for it, because a mode
of the examination chooses the whole look.
"""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.support.visitor import Visitor


@state(key=True)
def sign_first_question(visitor: Visitor) -> None:
    visitor.open("/check?programme=living-allowance-hardship")
    visitor.follow("开始")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.open(f"{visitor.press('继续').url}?sign=on")


@state()
def sign_first_without_clip(visitor: Visitor) -> None:
    visitor.open("/privacy?sign=on")
