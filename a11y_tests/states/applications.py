"""Applying: start, task list, every section, its errors, receipt, status, withdrawal."""

from __future__ import annotations

from a11y_tests.states.register import state
from tests.applications import steps
from tests.support.visitor import Visitor


def _ready(visitor: Visitor) -> None:
    """Everything filled in, before the last page."""
    steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.add_paper(visitor)
    steps.finish_papers(visitor)


@state()
def applications_start(visitor: Visitor) -> None:
    visitor.open("/applications")


@state()
def applications_with_a_draft(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.open("/applications")


@state()
def application_new(visitor: Visitor) -> None:
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}")


@state()
def application_for_whom(visitor: Visitor) -> None:
    visitor.open(f"/applications/for-whom?programme={steps.PROGRAMME}")


@state(key=True)
def application_task_list(visitor: Visitor) -> None:
    steps.start(visitor)


@state()
def application_for_somebody(visitor: Visitor) -> None:
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}")
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", "有人授权我办理")
    visitor.fill("怎么称呼这位？ （选填）", "王秀英")
    visitor.press("继续")


@state()
def application_question(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("项目要问的问题")
    visitor.press("回答下一个问题")


@state()
def application_answers(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("项目要问的问题")


@state(status=422)
def application_contact_with_errors(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.press("保存并继续")


@state()
def application_papers_with_a_file(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("材料")
    steps.add_paper(visitor)


@state()
def application_add_paper(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("材料")
    visitor.follow("添加残疾人证")


@state(status=422)
def application_add_paper_refused(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("材料")
    steps.add_paper(visitor, "程序.exe", b"MZ not a picture")


@state(key=True)
def application_check_answers(visitor: Visitor) -> None:
    _ready(visitor)
    visitor.follow("核对并提交")


@state(status=422)
def application_not_declared(visitor: Visitor) -> None:
    _ready(visitor)
    visitor.follow("核对并提交")
    visitor.press("提交申请")


@state(key=True)
def application_receipt(visitor: Visitor) -> None:
    steps.apply(visitor)


@state()
def application_withdraw(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/withdraw")


@state()
def application_withdrawn(visitor: Visitor) -> None:
    reference = steps.apply(visitor)
    visitor.open(f"/applications/{reference}/withdraw")
    visitor.press("确认撤回")


@state()
def application_find(visitor: Visitor) -> None:
    visitor.open("/applications/find")


@state(status=422)
def application_not_found(visitor: Visitor) -> None:
    visitor.open("/applications/find")
    visitor.fill("办理编号", "A22 222 22A")
    visitor.fill("查询码", "2222 2222")
    visitor.press("查找")


_SEVERAL = f"/applications/new?programme={steps.PROGRAMME}&programme=student-aid"


@state()
def application_choose(visitor: Visitor) -> None:
    visitor.open("/applications/choose?need=school")


@state(status=422)
def application_nothing_chosen(visitor: Visitor) -> None:
    visitor.open("/applications/choose?go=on")


@state()
def application_new_for_several(visitor: Visitor) -> None:
    visitor.open(_SEVERAL)


@state()
def application_programmes(visitor: Visitor) -> None:
    visitor.open(_SEVERAL)
    visitor.follow("开始申请")
    visitor.choose("您在为谁办理？", "我自己")
    visitor.press("继续")
    visitor.follow("申请的项目")


@state(status=409)
def application_conflict(visitor: Visitor) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    old_window = visitor.page
    for name in ("王小明", "王大明"):
        visitor.show_again(old_window)
        visitor.fill("您的姓名", name)
        visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
        visitor.press("保存并继续")
