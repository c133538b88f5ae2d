"""Every component in every variant, on pages of their own, for the audits and the browser: never part of the service.

`install(app)` adds the pages under /gallery. `PAGES` maps each path to the status it answers with.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from flask import Blueprint, Flask, Response, g, request

from citizen.notices.channels import Channel
from citizen.notices.delivery import State
from citizen.notices.service import Notice
from citizen.proxies.authority import Relation, Subject, Who
from citizen.web.access import open_to_all
from citizen.web.fields import (
    CheckboxesField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
    TextField,
)
from citizen.web.forms import Form
from citizen.web.pages import page

_TEMPLATES = Path(__file__).parent / "templates"

#: Address -> status. The pages ending in -wrong show what a refused form looks like.
PAGES = {
    "/gallery/text": 200,
    "/gallery/start": 200,
    "/gallery/form": 200,
    "/gallery/form-wrong": 422,
    "/gallery/question": 200,
    "/gallery/question-wrong": 422,
    "/gallery/date": 200,
    "/gallery/slots": 200,
    "/gallery/lists": 200,
    "/gallery/notices": 200,
    "/gallery/sign": 200,
    "/gallery/acting": 200,
}

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery", template_folder=str(_TEMPLATES))


#: What a list of messages shows: one in the language of the page, one in another.
MESSAGES = [
    Notice(
        kind="decision",
        about="A7K3M9QX4",
        subject="申请已批准",
        paragraphs=("您的申请 A7K 3M9 QX4 已批准。", "接下来不用您做什么。"),
        written_at=datetime(2026, 3, 7, 4, 0, tzinfo=UTC),
        channel=Channel.SMS,
        state=State.DELIVERED,
        language_tag="zh-Hans-CN",
    ),
    Notice(
        kind="received",
        about="A7K3M9QX4",
        subject="We have received your application",
        paragraphs=("The reference is A7K 3M9 QX4.",),
        written_at=datetime(2026, 3, 6, 4, 0, tzinfo=UTC),
        channel=Channel.SCREEN,
        state=State.DELIVERED,
        language_tag="en",
    ),
]


class EveryFieldForm(Form):
    """One field of each kind, with and without hint and choice hints."""

    name = TextField("姓名", hint="按身份证上的写法填写。", missing="请填写姓名", autocomplete="name", translated=True)
    phone = TextField("联系电话", optional=True, inputmode="tel", autocomplete="tel", translated=True)
    born = DateField(
        "出生日期",
        hint="按身份证上的日期填，例如 1958 年 3 月 7 日。",
        own_birthday=True,
        translated=True,
        missing="请填写出生日期",
    )
    people = IntegerField("家里一起生活的有几个人？", hint="算上您自己。", missing="请填写人数", translated=True)
    district = SelectField(
        "您的户口在哪里？",
        choices=[("tongzhou", "北京市通州区"), ("chaoyang", "北京市朝阳区"), ("fenghua", "宁波市奉化区")],
        missing="请选择户口所在的区",
        translated=True,
    )
    answer_by = RadioField(
        "我们怎样联系您？",
        choices=[("sms", "短信"), ("sign", "手语视频", "由手语翻译与您通话。"), ("visit", "上门")],
        missing="请选择一种联系方式",
        translated=True,
    )
    needs = CheckboxesField(
        "当天您需要什么？",
        hint="可多选。",
        missing="请选择，没有需要就选“都不需要”",
        choices=[
            ("step_free", "无台阶的路线"),
            ("interpreter", "手语翻译", "至少提前 3 个工作日告诉我们。"),
            ("quiet", "安静的房间"),
            ("none", "都不需要"),
            ("unsure", "不确定"),
        ],
        exclusive=["none", "unsure"],
        translated=True,
    )
    more = TextAreaField("还有什么要告诉我们？", optional=True, translated=True)
    paper = FileField(
        "残疾人证的照片",
        hint="照片或 PDF，不超过 10 MB。不会拍照？可以带到大厅，工作人员帮您扫描。",
        accept=".jpg,.jpeg,.png,.pdf",
        missing="请选择一个文件",
        translated=True,
    )


class WorkForm(Form):
    """A question as the check asks it."""

    work = RadioField(
        "您现在有工作吗？",
        hint="打零工、自己做小生意也算有工作。",
        choices=[("yes", "有"), ("no", "没有"), ("retired", "已退休"), ("unsure", "不确定")],
        divided=["unsure"],
        missing="请选择您现在有没有工作",
        translated=True,
    )


class BirthForm(Form):
    """A date as the only question of a page."""

    born = DateField(
        "您是哪一天出生的？", hint="按身份证上的日期填。", own_birthday=True, missing="请填写出生日期", translated=True
    )


class SlotForm(Form):
    """Real times to choose from; every label is complete when read alone."""

    slot = RadioField(
        "请选择时间",
        choices=[
            ("1", "3月7日 星期六 上午 9:00"),
            ("2", "3月7日 星期六 上午 10:30", "有手语翻译。"),
            ("3", "3月9日 星期一 下午 2:00"),
        ],
        missing="请选择一个时间",
        translated=True,
    )


def install(app: Flask) -> None:
    """Add the gallery to an application under test."""
    app.register_blueprint(blueprint)


@blueprint.get("/<name>")
@open_to_all
def show(name: str) -> Response:
    """A page of components as first seen."""
    if name == "acting":
        g.who = Who(subject=Subject(relation=Relation.GUARDIAN, name="王秀英"))
    template = f"gallery/{name.removesuffix('-wrong')}.html"
    if name.endswith("-wrong"):
        return _refused(name, template)
    form = _form(name)
    return page(template, today=date(2026, 3, 7), messages=MESSAGES, **({"form": form()} if form else {}))


@blueprint.post("/<name>")
@open_to_all
def send(name: str) -> Response:
    """Nothing is stored: every form comes back as refused."""
    return _refused(name, f"gallery/{name.removesuffix('-wrong')}.html")


def _refused(name: str, template: str) -> Response:
    form_class = _form(name)
    assert form_class is not None
    form = form_class(request.form)
    form.validate()
    for field in form:
        if not field.errors and not field.optional:
            form.refuse(field.name, field.missing)
    return page(template, status=422, form=form, today=date(2026, 3, 7))


def _form(name: str) -> type[Form] | None:
    forms: dict[str, type[Form]] = {
        "form": EveryFieldForm,
        "question": WorkForm,
        "date": BirthForm,
        "slots": SlotForm,
        "acting": WorkForm,
    }
    return forms.get(name.removesuffix("-wrong"))
