"""Letters for tests, with what is hard in them: rare characters, numbers, a long table."""

from __future__ import annotations

from citizen.letters.letter import Facts, Heading, Letter, Paragraph, Points, Steps


def a_letter(language: str = "zh-Hans", *, rows: int = 3) -> Letter:
    """A receipt as an application sends it."""
    if language == "en":
        return Letter(
            kind="receipt",
            language="en",
            title="We have received your application",
            sender="Tongzhou Disabled Persons' Federation",
            date="22 November 2026",
            reference="A7K 3M9 QX4",
            blocks=(Paragraph("You need not do anything now."), Facts("What you sent", (("Name", "Wang Xiaoming"),))),
        )
    return Letter(
        kind="receipt",
        language=language,
        title="您的申请已收到",
        sender="北京市通州区残疾人联合会",
        date="2026年11月22日",
        reference="A7K 3M9 QX4",
        blocks=(
            Paragraph("我们收到了您的残疾人辅助器具适配申请。您现在不用做什么。"),
            Heading("接下来"),
            Steps(("街道看您的材料。", "区残联审核。", "有结果时告诉您。")),
            Facts("您交的内容", tuple((f"第{n}项", f"𠮷田·㛃 {n}元") for n in range(1, rows + 1))),
            Heading("有问题时"),
            Points(("打电话12345。", "证件号码110101199003074514不会再问您。")),
        ),
    )
