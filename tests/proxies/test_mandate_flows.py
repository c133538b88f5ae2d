"""Coming to act for somebody: on one device, by invitation, by a signed paper, as a guardian."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from citizen.core import clock
from citizen.core.errors import NotAllowed, NotFound, RuleBroken
from citizen.db.session import Database
from citizen.people.models import Person
from citizen.proxies import invitations, mandate_papers
from citizen.proxies.authority import Act, Basis, MandateState, Relation, acts_now, is_in_force
from citizen.proxies.mandates import as_mandate
from citizen.proxies.models import MandateRow
from tests.support.people import make_mandate, make_person, signed_in
from tests.support.visitor import Visitor


def photo() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(held, "JPEG")
    return held.getvalue()


def only_mandate(database: Database) -> MandateRow:
    with database.reading() as session:
        return session.scalars(sa.select(MandateRow)).one()


def name_child(visitor: Visitor, born: tuple[int, int, int], name: str = "小红") -> None:
    visitor.open("/check/for-whom")
    visitor.choose("您在为谁办理？", "我是监护人，为孩子或被监护人办理")
    visitor.press("继续")
    visitor.fill("孩子或被监护人的姓名", name)
    visitor.fill_date("出生日期", *born)
    visitor.choose("您是他的什么人？", "父亲或母亲")
    visitor.press("继续")


def bring_no_paper(visitor: Visitor) -> None:
    visitor.choose("请哪个区核实？", "北京市通州区")
    visitor.press("继续")


def test_a_child_under_14_needs_a_consent_of_its_own_and_then_the_guardian_can_begin(
    visitor: Visitor, database: Database
) -> None:
    signed_in(visitor, name="李娜")
    born = clock.today() - timedelta(days=9 * 365)
    name_child(visitor, (born.year, born.month, born.day))
    assert visitor.page.h1 == "保存小红的资料之前"
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.tick("我是监护人。我看过上面的内容，同意保存。")
    visitor.press("继续")
    bring_no_paper(visitor)
    assert visitor.page.h1 == "您可以为小红办理了"
    assert visitor.page.has_text("工作人员看过您的材料以后，您才能看审批结果和小红的个人资料")
    visitor.press("开始为小红办理")
    assert visitor.page.url.endswith("/check/for-whom")
    assert visitor.page.has_text("您正在为 小红 办理。")
    row = only_mandate(database)
    assert (row.state, row.relation, row.basis) == (
        MandateState.PROVISIONAL,
        Relation.GUARDIAN,
        Basis.GUARDIAN_DOCUMENT,
    )
    assert row.consent is not None
    notice = row.consent["child_notice"]
    assert notice["agreed"]
    assert notice["language"] == "zh-Hans"
    assert len(notice["text_version"]) == 64
    assert any("小红" in line for line in notice["shown"])


def test_the_consent_for_a_child_cannot_be_skipped_by_address(visitor: Visitor, database: Database) -> None:
    signed_in(visitor)
    born = clock.today() - timedelta(days=9 * 365)
    name_child(visitor, (born.year, born.month, born.day))
    visitor.open("/for-whom/child/paper")
    assert visitor.page.h1 == "保存小红的资料之前"
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(MandateRow)) == 0


def test_a_guardian_s_mandate_ends_on_the_18th_birthday(visitor: Visitor, database: Database) -> None:
    signed_in(visitor)
    year = clock.today().year - 15
    name_child(visitor, (year, 3, 9))
    bring_no_paper(visitor)
    ends_at = only_mandate(database).ends_at
    assert ends_at is not None
    assert ends_at.astimezone(clock.LOCAL_ZONE) == datetime(year + 18, 3, 9, tzinfo=clock.LOCAL_ZONE)


@pytest.mark.parametrize(
    ("born", "day"), [(date(2012, 2, 29), date(2030, 2, 28)), (date(2010, 5, 1), date(2028, 5, 1))]
)
def test_whoever_was_born_on_29_february_turns_18_on_the_last_of_february(born: date, day: date) -> None:
    assert mandate_papers.birthday(born, 18) == day
    assert mandate_papers.age_on(born, day) == 18
    assert mandate_papers.age_on(born, day - timedelta(days=1)) == 17


def tell_wishes(
    visitor: Visitor, agrees: str, *, told_by: str = "短信，发到他自己的手机", address: str = "13800000000"
) -> None:
    visitor.fill("您是怎样告诉他的？", "用图片，慢慢说")
    visitor.fill("他怎样表达自己的意思？", "点头、摇头")
    visitor.choose("他愿意让您办理吗？", agrees)
    visitor.fill("他自己是怎么说的？ （选填）", "我要自己去")
    visitor.choose("他自己想怎样收到通知？", told_by)
    visitor.fill("他自己的号码或地址 （选填）", address)
    visitor.press("继续")


def test_an_adult_is_asked_for_their_own_wishes(visitor: Visitor, database: Database) -> None:
    signed_in(visitor)
    name_child(visitor, (1990, 1, 1), name="大明")
    assert visitor.page.h1 == "大明自己愿意吗？"
    tell_wishes(visitor, "愿意")
    bring_no_paper(visitor)
    row = only_mandate(database)
    assert row.ends_at is None
    assert row.consent is not None
    assert row.consent["wishes"]["own_words"] == "我要自己去"
    assert row.consent["wishes"]["own_channel"] == "13800000000"
    assert Act.SUBMIT in acts_now(as_mandate(row), clock.now())
    assert Act.SEE_DECISIONS not in acts_now(as_mandate(row), clock.now())


@pytest.mark.parametrize("said", ["不愿意", "我没能弄清楚"])
def test_where_an_adult_says_no_nothing_opens_before_staff_has_spoken_with_them(
    visitor: Visitor, database: Database, said: str
) -> None:
    signed_in(visitor)
    name_child(visitor, (1990, 1, 1), name="大明")
    tell_wishes(visitor, said)
    bring_no_paper(visitor)
    assert visitor.page.h1 == "要先由工作人员核实"
    assert visitor.page.has_text("法律援助")
    assert not is_in_force(as_mandate(only_mandate(database)), clock.now())
    visitor.open("/for-whom")
    assert visitor.page.has_text("还不能办理")


def test_a_guardian_s_paper_is_kept_sealed_and_a_wrong_file_is_refused(visitor: Visitor, database: Database) -> None:
    signed_in(visitor)
    name_child(visitor, (clock.today().year - 15, 1, 1))
    visitor.choose("请哪个区核实？", "北京市通州区")
    visitor.attach("能说明您是监护人的材料 （选填）", "户口本.txt", b"not a picture")
    visitor.press("继续")
    assert visitor.page.status == 422
    visitor.attach("能说明您是监护人的材料 （选填）", "户口本.jpg", photo())
    visitor.press("继续")
    row = only_mandate(database)
    assert row.evidence_file
    assert row.evidence_type == "image/jpeg"
    assert row.district == "tongzhou"


def fill_paper(visitor: Visitor, was_here: str) -> None:
    visitor.open("/for-whom/ask")
    visitor.choose("他怎样授权您？", "他签了授权书")
    visitor.press("继续")
    visitor.fill("他叫什么？", "奶奶")
    visitor.fill("他怎么称呼您？", "孙女小娜")
    visitor.tick("填表、交材料")
    visitor.tick("提交申请、答复办事机构")
    visitor.tick("本网站的所有事项")
    visitor.choose("授权多长时间？", "半年")
    visitor.choose("他以前用过这个网站吗？", was_here)
    visitor.choose("请哪个区核实？", "北京市通州区")
    visitor.attach("授权书的照片或扫描件", "授权书.jpg", photo())
    visitor.press("交授权书")


def test_a_signed_paper_opens_a_little_for_somebody_new(visitor: Visitor, database: Database) -> None:
    signed_in(visitor)
    fill_paper(visitor, "没有")
    assert visitor.page.h1 == "您可以为奶奶办理了"
    row = only_mandate(database)
    assert (row.basis, row.state) == (Basis.SIGNED_PAPER, MandateState.PROVISIONAL)
    assert acts_now(as_mandate(row), clock.now()) == {Act.FILL, Act.SUBMIT, Act.SEE}


@pytest.mark.parametrize("was_here", ["用过", "不知道"])
def test_a_signed_paper_opens_nothing_of_somebody_who_was_here(
    visitor: Visitor, database: Database, was_here: str
) -> None:
    signed_in(visitor)
    fill_paper(visitor, was_here)
    assert visitor.page.h1 == "要先由工作人员核实"
    assert not is_in_force(as_mandate(only_mandate(database)), clock.now())


def test_the_paper_to_sign_can_be_printed(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/ask/paper")
    visitor.follow("还没有授权书？打印一份来签")
    assert visitor.page.has_text("我的签名或手印")
    answer = visitor.client.get("/for-whom/ask/paper/form/pdf")
    assert answer.data.startswith(b"%PDF-")


def test_an_invitation_opens_exactly_what_was_allowed_once(
    visitor: Visitor, other_visitor: Visitor, database: Database
) -> None:
    signed_in(visitor, name="李娜")
    with database.writing() as session:
        person = make_person(session, name="王秀英")
        code = invitations.invite(
            session, by_id=person, subject_id=person, acts=[Act.BOOK], programmes=None, ends_at=None
        )
    visitor.open("/for-whom/ask")
    visitor.choose("他怎样授权您？", "他给了我邀请码")
    visitor.press("继续")
    visitor.fill("邀请码", f" {code[:4].lower()} {code[4:]} ")
    visitor.press("继续")
    assert visitor.page.h1 == "您可以为王秀英办理了"
    assert acts_now(as_mandate(only_mandate(database)), clock.now()) == {Act.BOOK}
    signed_in(other_visitor, name="别人")
    other_visitor.open("/for-whom/invitation")
    other_visitor.fill("邀请码", code)
    other_visitor.press("继续")
    assert other_visitor.page.status == 422
    assert not other_visitor.page.has_text("王秀英")


def test_wrong_invitation_codes_are_slowed_down(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/invitation")
    for _attempt in range(10):
        visitor.fill("邀请码", "ABCD2345")
        visitor.press("继续")
        assert visitor.page.status == 422
    visitor.fill("邀请码", "ABCD2345")
    visitor.press("继续")
    assert visitor.page.status == 429


def _invited(session: Session, by: uuid.UUID, subject: uuid.UUID, ends_at: datetime | None = None) -> str:
    return invitations.invite(session, by_id=by, subject_id=subject, acts=[Act.FILL], programmes=None, ends_at=ends_at)


def test_an_invitation_ends_after_ten_days(session: Session, at) -> None:  # type: ignore[no-untyped-def]
    person, helper = make_person(session), make_person(session)
    with at(datetime(2026, 11, 1, tzinfo=UTC)):
        code = _invited(session, person, person)
    with at(datetime(2026, 11, 11, 0, 1, tzinfo=UTC)), pytest.raises(NotFound):
        invitations.accept(session, code=code, actor_id=helper)


def test_nobody_can_use_their_own_invitation(session: Session) -> None:
    person = make_person(session)
    code = _invited(session, person, person)
    with pytest.raises(RuleBroken):
        invitations.accept(session, code=code, actor_id=person)


def test_a_guardian_can_invite_a_second_helper_and_a_helper_cannot(session: Session) -> None:
    mother, child, aunt, friend = (make_person(session) for _one in range(4))
    make_mandate(session, mother, child, relation=Relation.GUARDIAN, basis=Basis.GUARDIAN_DOCUMENT)
    made = invitations.accept(session, code=_invited(session, mother, child), actor_id=aunt)
    assert made.state is MandateState.LIVE
    assert Act.GOVERN not in as_mandate(made).acts
    with pytest.raises(NotAllowed):
        _invited(session, aunt, child)
    code = _invited(session, mother, child)
    own = session.scalars(sa.select(MandateRow).where(MandateRow.actor_id == mother)).one()
    own.state = MandateState.ENDED
    session.flush()
    with pytest.raises(NotAllowed):
        invitations.accept(session, code=code, actor_id=friend)


def test_an_invitation_of_a_helper_by_the_guardian_is_no_invitation_for_the_guardian(session: Session) -> None:
    mother, child = make_person(session), make_person(session)
    make_mandate(session, mother, child, relation=Relation.GUARDIAN, basis=Basis.GUARDIAN_DOCUMENT)
    code = _invited(session, mother, child)
    with pytest.raises(RuleBroken):
        invitations.accept(session, code=code, actor_id=mother)


def test_without_signing_in_nothing_is_asked_twice_and_nobody_is_kept_out(visitor: Visitor, database: Database) -> None:
    visitor.open("/for-whom/child?then=/check/for-whom")
    assert visitor.page.h1 == "先登录吗？"
    visitor.follow("不登录，继续")
    visitor.choose("您在为谁办理？", "我是监护人，为孩子或被监护人办理")
    visitor.press("继续")
    assert "/check/" in visitor.page.url
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0


def test_the_way_on_never_leads_to_another_site(visitor: Visitor) -> None:
    signed_in(visitor)
    visitor.open("/for-whom/child?then=//evil.example/")
    addresses = [one.attrib.get("href") or "" for one in visitor.page.link_elements]
    assert addresses
    assert not [one for one in addresses if one.startswith(("//", "http"))]
