"""What is wrong with a policy file, said to the officer who edits it: in Chinese, with what to do. Pure.

The short English message names the place and the value, for whoever searches for it; the sentence here explains it.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

_NOT_EXPLAINED = "这一处写法不对。请对照 docs/policy.md，或者问管理员。"

_SENTENCES = (
    (
        r"has full-width signs: (.*)",
        "这一行用了中文（全角）的符号：{1}。引号、等号、逗号、括号、数字和空格都要用英文（半角）的。",
    ),
    (
        r"is not TOML: Cannot (?:overwrite|declare|mutate|redefine)",
        "这一行的名字前面已经写过了，同一个名字只能写一次。几个条件，每个都用 [[criterion]] 开头，要两层方括号。",
    ),
    (r"is not TOML: Unclosed", "括号没有写完。看看这一行和上一行：每个左括号都要有右括号，值之间用逗号。"),
    (r"is not TOML: Invalid date", "日历上没有这一天，或者日期写得不对。日期要写成 2026-01-01 这样。"),
    (
        r"is not TOML: Expected newline or end of document",
        "这一行后面多了东西。日期要写成 2026-01-01 这样；文字里有引号，就在外面换一种引号。",
    ),
    (
        r"is not TOML: Invalid value",
        "等号后面的值写得不对。文字要加引号；是或否写 true、false，全用小写；数字不加单位。",
    ),
    (
        r"is not TOML: (?:Illegal|Found invalid) character '\\n'",
        "这一行的引号没有关上，或者文字中间换了行。要换行的文字，用三个引号开头，三个引号结尾。",
    ),
    (
        r"is not TOML: (?:Invalid statement|Expected '=')",
        "这一行要写成“名字 = 值”。名字用英文，等号两边都要写。上面的文字如果有几行，看看它的引号是不是写全了。",
    ),
    (r"is not TOML: (.*)", "这个文件的格式不对，读不下去。看看这一行：引号、括号是不是成对，等号两边是不是都写了。"),
    (r"is not UTF-8 text", "这个文件不是 UTF-8 编码。请用 UTF-8 另存一遍。"),
    (r"holds no programme", "这个文件夹里没有项目文件。看看文件夹是不是选错了。"),
    (r"must be written as tables \[\[(\w+)\]\]", "这里要写成一段一段的：每段开头单独一行 [[{1}]]。"),
    (r"must be written \[\[…\]\]", "这里要写成一段一段的：每段开头单独一行，用两层方括号。"),
    (r"(?:\w+ )?is missing", "这里少写了一项。请补上；英文（en）和出处（document、quote）也不能少。"),
    (r"is not known here", "这里不能写这个名字。看看是不是打错了，或者该放到别处。"),
    (
        r"'?([^']*?)'? is not known; known are (?:[^,]+, ){20}",
        "没有“{1}”这个名字。看看是不是打错了。名字见 facts.toml。",
    ),
    (r"'?([^']*?)'? is not known; known are (.*)", "没有“{1}”这个名字。看看是不是打错了。可以用：{2}。"),
    (r"'?([^']*?)'? is not known", "没有“{1}”这个名字。看看是不是打错了，或者先在别的文件里写上它。"),
    (r"there is no such district; known are (.*)", "没有这个区。可以用：{1}。"),
    (r"there is no programme '(.*)'", "没有叫“{1}”的项目。这里要写另一个项目的文件名，不带 .toml。"),
    (r"(?:\S+: )?there is no such parameter", "没有这个参数。名字见 docs/policy.md 的“参数”。"),
    (r"there is no such fact", "没有这件事。名字见 facts.toml；新的事要先写进去。"),
    (
        r"no clause of this file is from a document of this district",
        "这个区没有出处。请写上这个区的文件和原话，或者删掉这个区。",
    ),
    (r"a programme needs at least one district", "一个项目至少要有一个区。请写 [districts.…]。"),
    (r"must be the name of the file, (.*)", "id 要和文件名一样，写成“{1}”。已经公布的项目不要改名。"),
    (
        r"(?:the programme|\S+) does not run in (\w+)",
        "项目在这个区（{1}）没有开。先写 [districts.{1}]，或者改这里的区。",
    ),
    (r"says the same as an earlier one", "这一条和前面的一条完全一样。删掉一条。"),
    (r"any_group '(.*)' has only one criterion", "“{1}”这一组只有一个条件。再加一个，或者去掉 any_group。"),
    (r"names the programme itself", "这里写的是项目自己。请写另一个项目。"),
    (r"is (\w+), but (.*) says (\w+)", "两个文件说的不一样：这里是 {1}，{2} 里是 {3}。请对照原文，改成一样。"),
    (r"stands beside all", "any 和 all 不能并排。把一个放到另一个里面。"),
    (r"is empty: name at least two", "里面什么也没有。至少写两个条件，或者删掉这一条。"),
    (r"holds only one condition", "里面只有一个条件。再加一个，或者不用 any、all，直接写这个条件。"),
    (r"must be a list of conditions", "这里要写几个条件，放在方括号里：[ { fact = …, op = …, value = … }, … ]。"),
    (r"is an address, not the words of the document", "这里写的是网址。请写文件里的原话。"),
    (r"is a share of nothing", "写了 share，没有写乘什么数。再写 parameter（区里定的数）或者 fact（本人说的数）。"),
    (r"is always met", "不管怎么回答，这一条都满足，等于没有写。看看数字、选项和 not，或者删掉这一条。"),
    (r"must be among the values of (.*)", "这里只能写 {1} 的选项。选项见 facts.toml。"),
    (r'can only be "unknown"', '这里只能写 "unknown"。'),
    (r"stands beside value: compare with one of them", "value 和 parameter 只能写一个。"),
    (
        r"'(.*)' is not a parameter that a condition can compare with",
        "条件不能和“{1}”比。能比的参数见 docs/policy.md。",
    ),
    (
        r"(\w+) does not compare a fact of kind (\w+) \((\w+)\)",
        "“{1}”不能用来看 {3}，因为它是 {2} 类。能用什么，见 docs/policy.md 里 op 的表。",
    ),
    (r"must be \[first, last\]", "这里要写 [头, 尾]，头不能比尾大。"),
    (r"must be a list of values", "这里要写几个值，放在方括号里：[ … ]。"),
    (r"must be one value", "这里只写一个值，不用方括号。"),
    (r"must be one of (.*), not (.*)", "不能写 {2}。只能是其中一个：{1}。"),
    (r"must be one of (.*)", "只能是其中一个：{1}。"),
    (r"must hold only (.*), not (.*)", "里面不能有 {2}。可以写：{1}。"),
    (r"must be true or false", "这里只能写 true（是）或 false（否），不加引号。"),
    (r"must be a date written YYYY-MM-DD, not (.*)", "日期要写成 2026-01-01 这样，不加引号。现在写的是 {1}。"),
    (r"(.*) is not a day in the calendar", "日历上没有 {1} 这一天。"),
    (r"(.*) is not a year", "{1} 不是年份。年份写四位数字，放在引号里。"),
    (r"must be a(?:n age in)? whole (?:number|years)(?:, not (.*))?", "这里要写整数，不加引号。"),
    (r"must be an amount in yuan", "这里要写钱数，单位是元，不加引号，不写“元”字。"),
    (r"must not be negative", "这个数不能小于 0。"),
    (r"must be between 0 and 100", "这个数要在 0 和 100 之间。"),
    (r"must be a list of dates", "这里要写几个日期，放在方括号里：[2026-01-01, …]。"),
    (r"must be a list of grades 1 to 4", "这里要写残疾等级，从 1 到 4，放在方括号里。"),
    (r"must map categories to lists of grades", "这里要按残疾类别写等级，比如 { physical = [1, 2] }。"),
    (r"'(.*)' is not a category", "没有“{1}”这个残疾类别。名字见 docs/policy.md。"),
    (r"must have (.*)", "这里要写齐：{1}。"),
    (r"must be \[first age, last age\]", "这里要写 [最小年龄, 最大年龄]。"),
    (r"the first age is above the last", "最小年龄比最大年龄还大。请对调。"),
    (r"must be a list of texts", "这里要写几段文字，放在方括号里，每段加引号。"),
    (r"must be a list", "这里要写几个值，放在方括号里。"),
    (r"must be a text or a table", "这里要写文字，或者写一组名字和值。"),
    (r"must be a text", "这里要写文字，放在引号里，不能是空的。"),
    (r"must be a table", "这里要写一组名字和值。"),
    (r"lies before from", "最后一天在第一天前面。看看 from 和 until 是不是写反了。"),
    (r"is not translated: it says the same as (.*)", "英文和中文一样，还没有翻译。请写英文。"),
    (
        r"overlaps (.*): both hold (.*)",
        "和 {1} 说的是同一件事，有几天两条都有效（{2}）。给旧的写 until，给新的写 from，日期不要重叠。",
    ),
    (r"leaves nothing in force (.*)", "两条之间有几天没有规则（{1}）。请把日期接上。"),
    (r"two values of (.*) hold on the same days", "{1} 在同一天有两个值。给旧的写 until，给新的写 from。"),
    (
        r"is decides, but the district has no criterion",
        "写了 decides，却一个条件也没有，谁也得不到“符合”。写条件，或者改成 name_only。",
    ),
    (
        r"promises a yes, but nobody can meet all conditions",
        "写了能判断，却没有人能满足全部条件。改条件，或者改 decidability。",
    ),
    (r"can never be met together with (.*)", "没有人能同时满足这一条和 {1}。看看数字和选项，改其中一条。"),
    (r"can never be met", "没有人能满足这一条。看看数字和选项。"),
    (r"has criteria but no example", "这个区有条件，没有例子。写一个 [[example]]，说清楚什么人应该得到什么结果。"),
    (
        r"('.*'): is (\w+), not (\w+): (.*)",
        "例子 {1} 算出来是 {2}，文件里写的是 {3}。原因：{4}。改规则，或者改例子。",
    ),
    (r"('.*'): (\w+) is not among the reasons", "例子 {1} 的结果对，但不是因为 {2}。改 reason，或者改规则。"),
    (r"('.*'): the amount is (.*), not (.*)", "例子 {1} 的金额算出来是 {2}，文件里写的是 {3}。"),
    (r"a choice needs a list of values", "选项题要写 values；别的题不写。"),
    (r"a start or end needs the words that state it", "写了起止日期，就要写原话：in_force_quote。"),
    (r"(.*) must stand earlier in the file", "{1} 要写在这件事前面。"),
    (r"does not agree with derivation.py", "这件事从哪里推出来，和程序里的不一样。请问管理员。"),
    (r"has no question(?: of its own)?$", "这件事还没有问题。请在 questions.toml 写怎么问。"),
    (r"is not a fact anybody can be asked for", "这件事不用问人。看看名字是不是打错了，或者先写进 facts.toml。"),
    (r"is not a code of this fact", "这件事没有这个选项。看看是不是打错了。"),
    (r"does not name the person", "替别人办的说法里，要写 %(name)s，网页会换成那个人的名字。"),
)  # fmt: skip
_KNOWN = tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in _SENTENCES)
_VERDICTS = {"eligible": "符合", "not_eligible": "不符合", "unknown": "还不能判断"}

_STATES = {"not met": "不满足", "met": "满足", "open": "还不知道"}


def explained(message: str) -> str:
    """One or two Chinese sentences: what is wrong, and what to do."""
    for pattern, sentence in _KNOWN:
        if found := pattern.match(message):
            return _filled(sentence, [_in_chinese(part or "") for part in found.groups()]) + _meant(message)
    return _NOT_EXPLAINED


def _meant(message: str) -> str:
    """The known name that is nearest to a misspelt one."""
    named = re.match(r"'?([^']*?)'? is not known; known are (.*)", message)
    near = get_close_matches(named[1], named[2].split(", "), n=1) if named else []
    return f"您是不是想写“{near[0]}”？" if near else ""


def _in_chinese(part: str) -> str:
    if part in _VERDICTS:
        return _VERDICTS[part]
    for english, chinese in _STATES.items():
        part = re.sub(rf"(?<=\w) {english}(?=,|$)", f" {chinese}", part)
    return re.sub(r"(?<=\w) or (?=\w)", "、", part).replace("(space)", "空格")


def _filled(sentence: str, parts: list[str]) -> str:
    """The sentence with ``{1}``, ``{2}`` … filled in; other braces are part of the examples."""
    return re.sub(r"\{(\d)\}", lambda place: parts[int(place[1]) - 1], sentence)
