"""What the words say, and where they lead."""

from __future__ import annotations

from a11y_tests.seeded.fault import fault, in_main, page

WORDS = (
    fault(
        "link-click-here",
        "2.4.4 2.4.9",
        "点击这里: in a list of links it says nothing.",
        on="check_choice",
        plant=in_main('<p><a class="links__link" href="/help">点击这里</a></p>'),
        caught={"audit": "links_say_where_they_lead"},
    ),
    fault(
        "same-words-two-places",
        "2.4.9 3.2.4",
        "Two links of the same name lead to different places.",
        on="check_choice",
        plant=in_main('<p><a class="links__link" href="/places" lang="zh-Hans-CN">帮助</a></p>'),
        caught={"audit": "same_words_lead_to_the_same_place"},
    ),
    fault(
        "opens-another-window",
        "3.2.5",
        "A new window nobody asked for: Back does not work any more.",
        on="check_choice",
        plant=page(r'<a class="links__link"', '<a target="_blank" class="links__link"'),
        caught={"audit": "links_lead_somewhere"},
    ),
    fault(
        "link-to-nowhere",
        "2.1.1 4.1.2",
        "A link that only a script could follow.",
        on="check_choice",
        plant=page(r'<a class="back-link" href="[^"]*"', '<a class="back-link" href="#"'),
        caught={"audit": "links_lead_somewhere"},
    ),
    fault(
        "word-spaced-out",
        "1.3.2",
        "Blanks inside a word: it is read letter by letter.",
        on="check_choice",
        plant=page("本服务免费", "本 服 务 免 费"),
        caught={"audit": "chinese_words_hold_together"},
    ),
    fault(
        "direction-by-sight",
        "1.3.3 1.4.1",
        "点右边的绿色按钮: who does not see it cannot follow.",
        on="check_choice",
        plant=in_main('<p lang="zh-Hans-CN">答完后，请点右边的绿色按钮。</p>'),
        caught={"audit": "directions_do_without_sight"},
    ),
    fault(
        "machine-words",
        "3.1.5",
        "A value that was never filled in is read out sign by sign.",
        on="check_choice",
        plant=in_main("<p>还有%(n)s题。</p>"),
        caught={"audit": "no_machinery_shows"},
    ),
    fault(
        "plain-words-lost",
        "3.1.5 3.1.3",
        "Officialese in the place of a plain sentence.",
        on="check_choice",
        plant=page("例如打零工、按时段上班。", "系指非全日制用工等情形。"),
        caught={"spoken": "打零工"},
    ),
    fault(
        "telephone-only",
        "3.2.6",
        "The only way to ask is to call: nothing for somebody who does not hear or speak.",
        on="check_choice",
        plant=page(r'(<ul class="help__list" role="list">\s*)<li.*?</li>', r"\1"),
        caught={"audit": "help_has_a_way_in_writing"},
    ),
)
