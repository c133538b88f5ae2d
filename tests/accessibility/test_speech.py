"""Numbers, dates, money and codes as a person would say them, and a voice that says them."""

from __future__ import annotations

import io
import re
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citizen.accessibility import said_english
from citizen.accessibility.speech import EspeakVoice, as_said, mp3_of, number_in_words, pinyin_of

_VALUES = {"零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL, _LARGE = {"十": 10, "百": 100, "千": 1000}, {"万": 10_000, "亿": 100_000_000}


def understood(words: str) -> int:
    """The number a listener understands: written without looking at how it is spoken."""
    for unit in ("亿", "万"):
        if unit in words:
            before, _unit, after = words.rpartition(unit) if unit == "万" else words.partition(unit)
            return understood(before) * _LARGE[unit] + understood(after)
    total, digit = 0, 0
    for sign in words:
        if sign in _VALUES:
            digit = _VALUES[sign]
        else:
            total, digit = total + (digit or 1) * _SMALL[sign], 0
    return total + digit


@given(st.integers(0, 999_999_999_999))
def test_a_spoken_number_is_understood(number: int) -> None:
    words = number_in_words(number)
    assert understood(words) == number
    assert "零零" not in words
    assert not words.startswith("一十")
    assert not (words.endswith("零") and number)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026年11月22日", "二零二六年十一月二十二日"),
        ("2027-03-10", "二零二七年三月十日"),
        ("9:05", "九点零五分"),
        ("14:00", "十四点整"),
        ("下午3:00至3:45", "下午三点到三点四十五分"),
        ("上午11:30至下午12:15", "上午十一点三十分到下午十二点十五分"),
        ("9:00–12:00", "九点到十二点"),
        ("每月400元", "每月四百元"),
        ("￥2,000.50", "二千点五零元"),
        ("50%", "百分之五十"),
        ("电话12345", "电话幺、二、三、四、五"),
        ("13800001234", "幺、三、八、零、零、零、零、幺、二、三、四"),
        ("A7K 3M9 QX4", "A、七、K，三、M、九，Q、X、四"),
        ("第3步", "第三步"),
        ("110********14", "幺、幺、零，隐去八位，幺、四"),
        (
            "身份证号110105199005011234",
            "身份证号幺、幺、零、幺、零、五，幺、九、九、零、零、五、零、幺，幺、二、三、四",
        ),
        ("9:00–11:30", "九点到十一点三十分"),
        ("上午10:00到下午2:15", "上午十点到下午两点十五分"),
        ("16–59岁", "十六到五十九岁"),
        ("11月22日—25日", "十一月二十二日到二十五日"),
        ("2021—2025年", "二零二一到二零二五年"),
        ("京政办发〔2009〕104号", "京政办发，二零零九年，一百零四号"),
        ("有2个选项", "有两个选项"),
        ("第2个", "第二个"),
        ("2月2日", "二月二日"),
        ("12个月", "十二个月"),
        ("1,134.5元/月", "一千一百三十四点五元每月"),
        ("费用的1/3", "费用的三分之一"),
        ("拨打110", "拨打幺、幺、零"),
        ("验证码483 920", "验证码四、八、三，九、二、零"),
        ("没有数字", "没有数字"),
    ],
)
def test_what_is_written_is_said_rightly(written: str, said: str) -> None:
    assert as_said(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("November 22, 2026", "November 22nd, 20 26"),
        ("22 November 2026", "November 22nd, 20 26"),
        ("2027-03-01", "March 1st, 20 27"),
        ("09:05", "9 oh 5 AM"),
        ("14:00", "2 PM"),
        ("09:00–11:30", "9 AM to 11 30 AM"),
        ("3:00 to 3:45 pm", "3 to 3 45 PM"),
        ("11:30 am to 12:15 pm", "11 30 AM to 12 15 PM"),
        ("at 10:05 AM.", "at 10 oh 5 AM."),
        ("aged 16–59", "aged 16 to 59"),
        ("¥2,000.50", "2,000.50 yuan"),
        ("call 12345.", "call 1 2 3 4 5."),
        ("A7K 3M9 QX4", "A 7 K, 3 M 9, Q X 4"),
        ("110********14", "1 1 0, 8 hidden signs, 1 4"),
        ("13800001234", "1 3 8 0 0 0 0 1 2 3 4"),
        ("50% of 3 places", "50% of 3 places"),
    ],
)
def test_what_is_written_in_english_is_said_rightly(written: str, said: str) -> None:
    assert said_english.as_said(written) == said


@given(st.text(max_size=200))
def test_any_text_can_be_said(text: str) -> None:
    assert not re.search("[0-9]", as_said(text))
    assert isinstance(said_english.as_said(text), str)


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("银行", "yin2 hang2"),
        ("重新办理", "chong2 xin1 ban4 li3"),
        ("调整", "tiao2 zheng3"),
        ("您好。", "nin2 hao3 。"),
    ],
)
def test_characters_with_several_readings(text: str, syllables: str) -> None:
    assert pinyin_of(text) == syllables


@pytest.mark.parametrize(("language", "text"), [("zh-Hans", "您的申请已收到。"), ("en", "We have received it.")])
def test_the_voice_says_something_audible(language: str, text: str) -> None:
    voice = EspeakVoice()
    assert voice.speaks(language)
    recorded = voice.wav(text, language)
    with wave.open(io.BytesIO(recorded)) as sound:
        frames = sound.readframes(10_000_000)
    assert max(frames) > 0
    assert len(set(frames)) > 50, "more than silence"
    small = mp3_of(recorded)
    assert small[:3] == b"ID3" or small[0] == 0xFF
    assert len(small) < len(recorded) / 4
