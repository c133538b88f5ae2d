"""The steps of a journey, as the person takes them on the Chinese site."""

from __future__ import annotations

from tests.applications.papers import jpeg
from tests.support.page import Page
from tests.support.visitor import Visitor

PROGRAMME = "home-care-assistance-subsidy"
NAME = "居家助残服务补贴"
SAID: dict[str, str | tuple[int, int, int]] = {
    "区": "北京市通州区",
    "出生日期": (1990, 5, 1),
    "工作情况": "没有工作",
    "重度残疾": "是",
}


def start(visitor: Visitor, *, for_whom: str = "我自己", called: str = "", programme: str = PROGRAMME) -> str:
    """From the page of a programme to the task list; returns the reference."""
    visitor.open(f"/applications/new?programme={programme}")
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", for_whom)
    if called:
        visitor.fill("怎么称呼这位？ （选填）", called)
    visitor.press("继续")
    return visitor.page.url.rpartition("/")[2]


def answer(visitor: Visitor) -> None:
    """All questions of the programme, then the confirmation."""
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        question = visitor.page.h1
        said = _said(question)
        if isinstance(said, tuple):
            visitor.fill_date(question, *said)
        else:
            visitor.choose(question, said)
        visitor.press("保存并继续")
    visitor.press("都对，保存并继续")


def answer_for(visitor: Visitor, name: str) -> None:
    """The same about somebody else: every question names them."""
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")
    while not visitor.page.url.endswith("/answers"):
        assert name in visitor.page.h1
        said = _said(visitor.page.h1)
        if isinstance(said, tuple):
            visitor.fill_date(visitor.page.h1, *said)
        else:
            visitor.choose(visitor.page.h1, said)
        visitor.press("保存并继续")
    visitor.press("都对，保存并继续")


def give_contact(visitor: Visitor, *, name: str = "王小明", phone: str = "13800001234") -> None:
    visitor.follow("联系方式")
    visitor.fill("您的姓名", name)
    visitor.choose("有消息时，怎样通知？", "短信")
    visitor.fill("电话号码 （选填）", phone)
    visitor.press("保存并继续")


def add_paper(visitor: Visitor, name: str = "残疾人证.jpg", content: bytes | None = None) -> Page:
    """From the papers page."""
    visitor.follow("添加残疾人证")
    visitor.attach("选择文件", name, content if content is not None else jpeg())
    return visitor.press("添加")


def finish_papers(visitor: Visitor, choice: str = "齐了，或者不需要材料") -> None:
    visitor.choose("材料齐了吗？", choice)
    visitor.press("保存并继续")


def send(visitor: Visitor) -> None:
    visitor.follow("核对并提交")
    visitor.tick("就我所知，我填写的内容是真实的。")
    visitor.press("提交申请")


def apply(visitor: Visitor) -> str:
    """All of it, for oneself; returns the reference. The visitor stands on the receipt."""
    reference = start(visitor)
    answer(visitor)
    give_contact(visitor)
    visitor.follow("材料")
    add_paper(visitor)
    finish_papers(visitor)
    send(visitor)
    return reference


def access_code(visitor: Visitor) -> str:
    """The access code as the page shows it."""
    return visitor.page.summary["查询码"]


def _said(question: str) -> str | tuple[int, int, int]:
    for short, said in _BY_WORDS.items():
        if short in question:
            return said
    raise AssertionError(f"The test has no answer to “{question}”.")


_BY_WORDS: dict[str, str | tuple[int, int, int]] = {
    "哪个区": SAID["区"],
    "出生日期": SAID["出生日期"],
    "工作情况": SAID["工作情况"],
    "重度残疾": SAID["重度残疾"],
}
