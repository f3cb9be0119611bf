"""What sub-editors do to a reprint: other headlines, cuts, a few other words, datelines and tails."""

import re
from datetime import datetime
from random import Random

from entente.demo.outlets import OUTLETS

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
_DATELINE = re.compile(r"^[^\n—]{3,60} — ")
_TOKEN = re.compile(r"(\s+)")

CHANGED_SHARE = 0.05
TRUNCATED_SHARE = 0.7

LONG_WORD = 7
"""Letters from which a slip of the keys inside a word still leaves it readable."""

_SYNONYMS = {
    "en": {
        "about": "around", "again": "once more", "almost": "nearly", "although": "though", "began": "started",
        "begin": "start", "begun": "started", "big": "large", "bought": "purchased", "but": "yet",
        "called": "named", "chiefly": "mainly", "costs": "expenses", "earlier": "before", "every": "each",
        "expected": "due", "fell": "dropped", "huge": "vast", "large": "big", "largest": "biggest",
        "many": "numerous", "mostly": "mainly", "near": "close to", "nearly": "almost", "often": "frequently",
        "only": "just", "people": "persons", "roughly": "approximately", "said": "stated", "say": "state",
        "several": "some", "shortly": "soon", "small": "little", "until": "till", "usual": "customary",
        "usually": "normally", "while": "whereas",
    },
    "ru": {
        "всё": "все", "её": "ее", "ещё": "еще", "зато": "но", "однако": "но", "поэтому": "оттого",
        "своём": "своем", "также": "тоже",
    },
}  # fmt: skip
_HANZI = {
    "已经": "已", "许多": "不少", "不少": "许多", "超过": "逾", "以及": "和", "目前": "现在", "表示": "称",
    "今年": "本年", "之后": "后", "提醒": "告诉", "开始": "着手", "前往": "去往", "举行": "召开",
    "同时": "此时", "当天": "当日", "认为": "觉得", "进行": "开展", "仍然": "仍", "如今": "现在",
}  # fmt: skip

_TAILS = {
    "en": (
        "(Reporting by {name} staff; editing by the night desk)",
        "(Reporting by {name} newsroom; writing by the foreign desk)",
        "(Additional reporting by bureaus in Ankara and Brussels)",
        "(Reporting by bureaus in Seoul and Singapore; compiled by {name})",
        "This story was distributed by {name}.",
        "© 2025 {name}. All rights reserved.",
    ),
    "ru": ("Материал подготовлен редакцией {name}.", "© 2025 {name}. Все права защищены."),
    "zh": ("（{name}编辑部综合报道）", "（责任编辑：夜班）"),
}
_CORRECTIONS = {
    "en": "Correction: an earlier version of this article ended with a sentence that has been taken out.",
    "ru": "Исправление: из прежней версии статьи убрано последнее предложение.",
    "zh": "更正：本文早前版本的最后一句已删去。",
}
_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip


def sentences(text: str) -> list[str]:
    """Split a text written for the archive into its sentences; paragraph ends count."""
    parts = (p.strip() for block in text.split("\n") for p in _SENTENCE_END.split(block))
    return [p for p in parts if p]


def other_headline(rng: Random, title: str, text: str, language: str, outlet: str) -> str:
    """Head an article with the start of its first sentence, or with the outlet's name added."""
    if rng.random() < 0.3:  # noqa: PLR2004 - about a third of sites append their name
        return f"{title} | {OUTLETS[outlet].name}"
    lead = _DATELINE.sub("", sentences(text)[0])
    return f"{lead[:20]}……" if language == "zh" else " ".join(lead.split()[:9]) + " …"


def first_paragraph(text: str) -> str:
    """Keep the first paragraph; of a text in one piece, the first half of its sentences."""
    head, cut, _ = text.partition("\n\n")
    if cut:
        return head
    parts = sentences(text)
    joint = "" if re.search(r"[。！？]", text) else " "
    return joint.join(parts[: (len(parts) + 1) // 2])


def truncated(text: str) -> str:
    """Keep 70 % of the characters, cut in mid-sentence, with an ellipsis."""
    return text[: int(len(text) * TRUNCATED_SHARE)].rstrip() + "…"


def with_dateline(text: str, language: str, outlet: str, at: datetime) -> str:
    """Open a text with the outlet's town and day; a text that has a dateline keeps only the new one."""
    town, body = OUTLETS[outlet].town, _DATELINE.sub("", text)
    match language:
        case "ru":
            return f"{OUTLETS[outlet].name}, {at.day} {_MONTHS[at.month - 1]} — {body}"
        case "zh":
            return f"本报{at.month}月{at.day}日讯 {body}"
        case _:
            return f"{town}, {at:%B} {at.day} ({OUTLETS[outlet].name}) — {body}"


def with_tail(rng: Random, text: str, language: str, outlet: str) -> str:
    """Close a text with an agency's tail; no person is named."""
    return f"{text}\n\n{rng.choice(_TAILS[language]).format(name=OUTLETS[outlet].name)}"


def corrected(text: str, language: str) -> str:
    """Take a text's last sentence out and say so below it."""
    last = sentences(text)[-1]
    return f"{text[: text.rindex(last)].rstrip()}\n\n{_CORRECTIONS[language]}"


def words_changed(rng: Random, text: str, language: str) -> str:
    """Change about one word in twenty: near-synonyms, else an article dropped or two letters swapped."""
    if language == "zh":
        return _hanzi_changed(rng, text)
    tokens = _TOKEN.split(text)
    words = [i for i, t in enumerate(tokens) if t and not t.isspace()]
    wanted = max(1, round(len(words) * CHANGED_SHARE))
    table = _SYNONYMS[language]
    known = [i for i in words if tokens[i] in table]
    plain = [i for i in words if tokens[i] == "the" or (tokens[i].islower() and len(tokens[i]) >= LONG_WORD)]
    rest = [i for i in plain if i not in known]
    chosen = rng.sample(known, min(wanted, len(known)))
    chosen += rng.sample(rest, min(wanted - len(chosen), len(rest)))
    for i in chosen:
        tokens[i] = table.get(tokens[i]) or ("" if tokens[i] == "the" else _swapped(tokens[i]))
    return re.sub(r" {2,}", " ", "".join(tokens))


def _swapped(word: str) -> str:
    middle = len(word) // 2
    return word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]


def _hanzi_changed(rng: Random, text: str) -> str:
    wanted = max(1, round(len(text) * CHANGED_SHARE / 2))
    known = [w for w in _HANZI if w in text]
    for word in rng.sample(known, min(wanted, len(known))):
        text = text.replace(word, _HANZI[word], 1)
    return text if known else text.replace("了", "", 1).replace("，", "；", 1)
