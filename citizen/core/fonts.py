"""Where systems keep a font with Chinese characters: for marks on papers and for pictures that carry words. Pure."""

from __future__ import annotations

from pathlib import Path

#: Where Debian, Fedora and macOS put one; a deployment names another with FONT_FILE.
_USUAL_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)
#: In the collection of Noto the third face is the one for Simplified Chinese.
SIMPLIFIED_FACE = 2


def find_font(configured: Path | None = None) -> Path | None:
    """A font file with Chinese characters, if this machine has one."""
    candidates = [configured] if configured else [Path(usual) for usual in _USUAL_FONTS]
    return next((font for font in candidates if font.is_file()), None)
