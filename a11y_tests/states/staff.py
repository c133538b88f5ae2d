"""Pages of the staff: the way in, the desk, the counter, and a page while somebody is helped."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from a11y_tests.states.register import state
from citizen.core import clock
from citizen.proxies.authority import Basis, MandateState
from citizen.proxies.models import MandateRow
from citizen.staff import service
from tests.journeys import steps
from tests.proxies.test_mandate_flows import fill_paper
from tests.staff.hall import at_the_desk, enrol, use_enrolment
from tests.support.people import make_mandate, make_person, signed_in, visit_of
from tests.support.visitor import Visitor

_numbers = iter(range(1000, 9999))


#: Of people in other states, whose things a list of the district may show.
_NAMES = {"王秀英", "王小明", "李强", "李梅", "李娜", "王芳", "大明", "小明"}


def _at_the_desk(visitor: Visitor, roles: str = "desk officer place interpreter") -> None:
    visitor.client.own_words.update(_NAMES)
    at_the_desk(visitor, f"G{next(_numbers)}", roles=roles)


def _with_somebody(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/person/new")
    visitor.fill("怎么称呼这位？", "王秀英")
    visitor.press("开账户")


def _mandate(visitor: Visitor) -> str:
    with visitor.client.application.extensions["database"].writing() as session:
        actor, subject = make_person(session, name="Li"), make_person(session, name="Wang")
        return make_mandate(session, actor, subject).reference


@state()
def staff_sign_in(visitor: Visitor) -> None:
    visitor.open("/staff")


@state(status=422)
def staff_code_wrong(visitor: Visitor) -> None:
    visitor.open("/staff/code")
    visitor.press("登录")


@state()
def staff_code(visitor: Visitor) -> None:
    visitor.open("/staff/code")


@state()
def staff_enrol(visitor: Visitor) -> None:
    enrol(visitor.client.application, f"G{next(_numbers)}")
    visitor.open("/staff/enrol")


@state(key=True)
def staff_desk(visitor: Visitor) -> None:
    _at_the_desk(visitor)


@state()
def staff_ways(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/ways")


@state()
def staff_assist(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/assist")


@state()
def staff_is_helping(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/assist")
    visitor.press("开始：屏幕交给这位群众")


@state()
def staff_find_person(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/person")


@state()
def staff_new_person(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/person/new")


@state()
def staff_person(visitor: Visitor) -> None:
    _with_somebody(visitor)


@state()
def staff_card(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/card")


@state()
def staff_card_paper(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/card")
    visitor.choose("本人要哪种登录卡？", "10 个码的纸卡")
    visitor.choose("您看了哪种证件，确认是本人？", "身份证")
    visitor.press("制卡")


@state()
def staff_lost(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/lost")


@state()
def staff_contact(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/contact")


@state()
def staff_contact_waits(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/contact")
    visitor.choose("换了什么？", "电话号码")
    visitor.fill("新的号码或邮箱", "13800138000")
    visitor.choose("您看了哪种证件，确认是本人？", "身份证")
    visitor.press("提交给第二位工作人员确认")


@state()
def staff_enter_mandate(visitor: Visitor) -> None:
    _with_somebody(visitor)
    visitor.open("/staff/person/mandate")


@state()
def staff_waiting(visitor: Visitor) -> None:
    """Something that a colleague has entered waits for this member."""
    staff_contact_waits(Visitor(visitor.client.application))
    _at_the_desk(visitor)
    visitor.open("/staff/waiting")


@state()
def staff_find_mandate(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/mandates")


@state()
def staff_mandate(visitor: Visitor) -> None:
    reference = _mandate(visitor)
    _at_the_desk(visitor)
    visitor.open(f"/staff/mandates/{reference}")


@state()
def staff_end_mandate(visitor: Visitor) -> None:
    reference = _mandate(visitor)
    _at_the_desk(visitor)
    visitor.open(f"/staff/mandates/{reference}/end")


@state()
def staff_cases(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/cases")


@state()
def staff_bookings(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/bookings")


@state()
def staff_interpreting(visitor: Visitor) -> None:
    _at_the_desk(visitor)
    visitor.open("/staff/interpreting")


@state()
def staff_link_mandate(visitor: Visitor) -> None:
    signed_in(visitor)
    fill_paper(visitor, "没有")
    _at_the_desk(visitor)
    visitor.open("/staff/waiting")
    visitor.open(_newest_mandate(visitor))
    visitor.follow("本人已经有账户：查找")


@state(status=422)
def staff_link_mandate_with_an_error(visitor: Visitor) -> None:
    staff_link_mandate(visitor)
    visitor.press("查找账户")


@state(status=403)
def staff_session_over(visitor: Visitor) -> None:
    _type_until_the_session_is_over(visitor)


@state()
def staff_kept_form(visitor: Visitor) -> None:
    code = _type_until_the_session_is_over(visitor)
    with visitor.client.application.extensions["database"].writing() as session:
        enrolment = service.renew_enrolment(session, code=code)
    use_enrolment(visitor, code, enrolment)


def _type_until_the_session_is_over(visitor: Visitor) -> str:
    """Sent too late; returns the code of the member of staff who typed it."""
    _at_the_desk(visitor)
    visitor.open("/staff/person/new")
    visitor.fill("怎么称呼这位？", "王秀英")
    with visitor.client.application.extensions["database"].writing() as session:
        visit = visit_of(session, visitor)
        visit.expires_at = clock.now() - timedelta(minutes=1)
        [code] = [one.code for one in service.list_members(session) if one.id == visit.staff_id]
    visitor.press("开账户")
    return str(code)


def _newest_mandate(visitor: Visitor) -> str:
    with visitor.client.application.extensions["database"].reading() as session:
        waits = (MandateRow.basis == Basis.SIGNED_PAPER) & (MandateRow.state == MandateState.PROVISIONAL)
        newest = sa.select(MandateRow.reference).where(waits).order_by(MandateRow.asked_at.desc()).limit(1)
        return f"/staff/mandates/{session.scalar(newest)}"


def _asked(visitor: Visitor) -> str:
    """Somebody asked for an appointment; returns the address of the staff's page about it."""
    asker = Visitor(visitor.client.application)
    steps.look_for(asker, needs=("手语翻译（国家通用手语）",))
    asker.follow("这些地点都不合适")
    asker.follow("写下来，请对方安排时间")
    asker.choose("您想怎样收到回复？", "用文字")
    asker.fill("您的姓名或称呼", "王秀英")
    asker.press("发送")
    return "/staff/asked/" + asker.page.url.rstrip("/").rpartition("/")[2]


@state()
def staff_requests(visitor: Visitor) -> None:
    _asked(visitor)
    _at_the_desk(visitor)
    visitor.open("/staff/asked")


@state(status=422)
def staff_request(visitor: Visitor) -> None:
    address = _asked(visitor)
    _at_the_desk(visitor)
    visitor.open(address)
    visitor.press("发送回复")


@state(status=422)
def staff_request_appointment(visitor: Visitor) -> None:
    address = _asked(visitor)
    _at_the_desk(visitor)
    visitor.open(address)
    visitor.follow("在示例通州康复中心约时间")
    visitor.press("约好并回复")
