"""Messages that a development machine keeps."""

from __future__ import annotations

from a11y_tests.states.register import state
from citizen.notices.channels import Channel, Recipient
from citizen.notices.notice_kinds import TEST
from citizen.notices.service import write_notice
from tests.support.visitor import Visitor


@state()
def outbox_of_a_development_machine(visitor: Visitor) -> None:
    with visitor.client.application.extensions["database"].writing() as session:
        for channel, address in ((Channel.SMS, "13800000000"), (Channel.POST, "永顺镇某小区 12 号楼\n3 单元 501")):
            to = Recipient(channel, address, name="王秀英")
            write_notice(session, kind=TEST.code, about="TEST", to=to, key=f"outbox:{channel}")
    visitor.open("/development/outbox")
