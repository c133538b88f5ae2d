"""What people call a version of the pages when they look for it. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from citizen.accessibility.traditional import to_simplified

#: Ready-made combination -> its names, the first of them ours. Apps and sites of authorities and banks use the others.
NAMES: Mapping[str, tuple[str, ...]] = {
    "elder": (
        *("长者版", "长辈版", "亲情版", "关爱版", "关怀版", "适老版", "适老化", "老年版", "老人版", "敬老版"),
        *("长者模式", "长辈模式", "亲情模式", "关爱模式", "关怀模式", "老年模式", "老年人模式", "老人模式"),
        *("zhangzheban", "zhangbeiban", "version for older people", "senior version"),
    ),
    "clear": ("大字版", "大字模式", "大字体", "特大字", "放大字体", "字太小", "高对比", "large print"),
    "simple": ("易读版", "易读模式", "简易版", "看不懂", "easy read", "easy-read"),
    "sign": ("手语版", "手语模式", "先看手语"),
    "listen": ("语音版", "语音模式", "朗读", "读屏", "语音播报", "听这一页"),
}


def preset_named(words: str) -> str | None:
    """The combination that a search means; None if it looks for something else."""
    plain = to_simplified(unicodedata.normalize("NFKC", words)).casefold()
    plain = " ".join(plain.replace("“", " ").replace("”", " ").split())
    squeezed = plain.replace(" ", "")
    return next(
        (preset for preset, names in NAMES.items() for name in names if name in plain or name in squeezed),
        None,
    )
