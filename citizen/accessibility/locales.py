"""The languages of the site. A new one is a line here and a folder in translations/. Pure, but for the start check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocaleInfo:
    """One language: `code` in links and cookies, `tag` for the browser, `babel` for catalogues and dates."""

    code: str
    tag: str
    babel: str
    direction: str
    name: str
    #: Texts made by a program and not yet reviewed by a person: said on the page.
    machine_made: bool = False
    #: A layout on trial: what links and cookies call it, while `code` names the language of its texts.
    tried_as: str = ""


LOCALES: dict[str, LocaleInfo] = {
    info.code: info
    for info in (
        LocaleInfo("zh-Hans", "zh-Hans-CN", "zh_Hans", "ltr", "简体中文"),
        LocaleInfo("zh-Hant", "zh-Hant", "zh_Hant", "ltr", "繁體中文", machine_made=True),
        LocaleInfo("en", "en", "en", "ltr", "English"),
    )
}
DEFAULT = LOCALES["zh-Hans"]
#: Chinese laid out from right to left, to try the pages out before a language such as Uyghur comes. Only where the
#: application is told to try languages (TRIES_LANGUAGES, as the browser tests do): offered to nobody.
TRIED: dict[str, LocaleInfo] = {
    info.tried_as: info
    for info in (LocaleInfo("zh-Hans", "zh-Hans-x-rtl", "zh_Hans", "rtl", "从右到左（试排）", tried_as="zh-x-rtl"),)
}


def best_locale(
    *, asked: str | None, remembered: str | None, accepted: Iterable[str], tries: bool = False
) -> LocaleInfo:
    """The language of a page. Precedence: link (?lang=), cookie, the browser's list, Simplified Chinese.

    An unknown code changes nothing: the next source decides. `tries`: languages on trial count as known.
    """
    known = LOCALES | TRIED if tries else LOCALES
    for code in (asked, remembered):
        if code in known:
            return known[code]
    for tag in accepted:
        if (found := _from_browser_tag(tag)) is not None:
            return found
    return DEFAULT


def missing_catalogues(translations: Path) -> list[str]:
    """Languages without a catalogue; English needs none, its texts are the msgids."""
    return [
        info.code
        for info in LOCALES.values()
        if info.code != "en" and not (translations / info.babel / "LC_MESSAGES" / "messages.po").exists()
    ]


def _from_browser_tag(tag: str) -> LocaleInfo | None:
    lowered = tag.lower().replace("_", "-")
    if lowered.startswith("zh"):
        is_traditional = any(part in lowered.split("-") for part in ("hant", "tw", "hk", "mo"))
        return LOCALES["zh-Hant" if is_traditional else "zh-Hans"]
    return LOCALES["en"] if lowered.split("-")[0] == "en" else None
