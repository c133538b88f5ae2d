"""A worker dies while it sends an application. Whoever presses again gets the one receipt, whatever was reached."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from citizen.applications.lifecycle import Act, Phase, Status
from citizen.applications.models import Application, ApplicationEvent
from citizen.db.session import Database
from citizen.notices.models import WrittenNotice
from tests.applications import steps
from tests.support.visitor import Visitor

pytestmark = pytest.mark.database


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def before_commit(commit: Callable[[Session], None]) -> Callable[[Session], None]:
    return lambda _session: die()


def after_commit(commit: Callable[[Session], None]) -> Callable[[Session], None]:
    def commit_and_die(session: Session) -> None:
        commit(session)
        die()

    return commit_and_die


def press_in_a_worker_that_dies(
    visitor: Visitor, database: Database, button: str, dying: Callable[..., object]
) -> None:
    """The same request in a process of its own, with connections of its own; what it answers, nobody hears."""
    database.dispose()
    worker = os.fork()
    if worker == 0:
        try:
            Session.commit = dying(Session.commit)  # type: ignore[method-assign, assignment]
            visitor.press(button)
        finally:
            os._exit(0)  # it was not killed: the test says so
    _pid, status = os.waitpid(worker, 0)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


def ready_to_send(visitor: Visitor) -> str:
    reference = steps.start(visitor)
    steps.answer(visitor)
    steps.give_contact(visitor)
    visitor.follow("材料")
    steps.finish_papers(visitor)
    visitor.follow("核对并提交")
    visitor.tick("就我所知，我填写的内容是真实的。")
    return reference


def count(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    wanted = sa.select(sa.func.count()).select_from(ApplicationEvent).where(*conditions)
    return session.scalar(wanted) or 0


@pytest.mark.parametrize(("dying", "was_sent"), [(before_commit, False), (after_commit, True)])
def test_a_worker_killed_while_sending_leaves_one_receipt(
    visitor: Visitor, database: Database, dying: Callable[..., object], was_sent: bool
) -> None:
    reference = ready_to_send(visitor)
    press_in_a_worker_that_dies(visitor, database, "提交申请", dying)
    with database.reading() as session:
        application = session.scalars(sa.select(Application)).one()
        assert (application.phase is Phase.SENT) is was_sent
        assert [case.status is Status.SUBMITTED for case in application.cases] == [was_sent]
        assert count(session, ApplicationEvent.act == Act.SUBMIT) == int(was_sent)
        assert len(session.scalars(sa.select(WrittenNotice)).all()) == int(was_sent)

    for _again in range(2):
        if "提交申请" in visitor.page.buttons:
            visitor.press("提交申请")
        else:
            visitor.open(visitor.page.url)
        assert visitor.page.h1 == "您的申请已提交"
        assert visitor.page.summary["办理编号"].replace(" ", "") == reference
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().phase is Phase.SENT
        assert count(session, ApplicationEvent.act == Act.SUBMIT) == 1
        assert len(session.scalars(sa.select(WrittenNotice)).all()) == 1


@pytest.mark.parametrize("dying", [before_commit, after_commit])
def test_a_worker_killed_while_saving_a_part_loses_and_doubles_nothing(
    visitor: Visitor, database: Database, dying: Callable[..., object]
) -> None:
    steps.start(visitor)
    visitor.follow("联系方式")
    visitor.fill("您的姓名", "𠮷野·家")
    visitor.choose("有消息时，怎样通知？", "自己在本网站查看，或到服务大厅问")
    press_in_a_worker_that_dies(visitor, database, "保存并继续", dying)
    visitor.press("保存并继续")
    assert visitor.page.has_text("已保存：联系方式")
    with database.reading() as session:
        assert session.scalars(sa.select(Application)).one().contact["name"] == "𠮷野·家"
        assert count(session, ApplicationEvent.act == Act.GIVE_CONTACT) == 1
