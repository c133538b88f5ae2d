"""Applying, from the first page to taking it back, with nothing but links, fields and buttons."""

from __future__ import annotations

from tests.applications import steps
from tests.support.visitor import Visitor


def test_from_the_start_to_the_receipt_and_back_again_in_another_browser(
    visitor: Visitor, other_visitor: Visitor
) -> None:
    visitor.open(f"/applications/new?programme={steps.PROGRAMME}")
    assert visitor.page.has_text("最多4个问题")
    assert visitor.page.has_text("身份证")
    assert visitor.page.has_text("以区残联公布为准")
    assert visitor.page.has_text("草稿保留30天")

    reference = steps.start(visitor)
    assert visitor.page.h1 == "您的申请"
    steps.answer(visitor)
    assert visitor.page.has_text("已保存：项目要问的问题")
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.add_paper(visitor)
    assert visitor.page.has_text("已添加1个文件")
    steps.finish_papers(visitor)

    visitor.follow("核对并提交")
    assert visitor.page.summary["出生日期"] == "1990年5月1日"
    assert visitor.page.summary["您的姓名"] == "王小明"
    assert visitor.page.summary["残疾人证"] == "残疾人证.jpg"
    visitor.press("提交申请")
    assert visitor.page.status == 422
    assert visitor.page.errors == ["请勾选声明"]
    visitor.tick("就我所知，我填写的内容是真实的。")
    visitor.press("提交申请")

    receipt = visitor.page
    assert receipt.h1 == "您的申请已提交"
    assert receipt.summary["办理编号"].replace(" ", "") == reference
    assert receipt.summary["您的姓名"] == "王小明"
    code = steps.access_code(visitor)

    other_visitor.open(f"/applications/{reference}/receipt")
    assert other_visitor.page.status == 404
    other_visitor.open("/applications")
    other_visitor.follow("用办理编号查申请")
    other_visitor.fill("办理编号", receipt.summary["办理编号"].lower())
    other_visitor.fill("查询码", code)
    other_visitor.press("查找")
    assert other_visitor.page.h1 == "您的申请到哪一步了"
    assert other_visitor.page.has_text("已提交")

    other_visitor.follow("撤回申请")
    assert other_visitor.page.h1 == "撤回这份申请？"
    other_visitor.press("确认撤回")
    assert other_visitor.page.has_text("已撤回")
    visitor.open(f"/applications/{reference}")
    assert visitor.page.has_text("已撤回")
