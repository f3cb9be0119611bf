"""The texts that are measured: 4 kB articles and headlines, put together from the shipped archive's own."""

import json
import random
from functools import cache
from importlib import resources
from pathlib import Path

from msgspec import Struct

ARTICLE_BYTES = 4096
SEED = 20_250_903
REAL_NEWS = Path(__file__).parents[3] / "shared" / "data" / "cnn_stream_2024" / "articles.jsonl"
"""Real articles, measured besides where they lie: the archive names powers three times as often as news."""


class Written(Struct, frozen=True, kw_only=True):
    """One article of the shipped archive, as it was written."""

    source: str
    title: str
    text: str
    language: str


@cache
def written() -> tuple[Written, ...]:
    """Read every written article of the shipped archive."""
    folder = resources.files("entente.demo") / "archive" / "written"
    found = []
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        for line in file.read_text(encoding="utf-8").splitlines():
            fields = json.loads(line)
            found.append(Written(**{name: fields[name] for name in Written.__struct_fields__}))
    return tuple(found)


def english(count: int) -> tuple[str, ...]:
    """Join English articles into texts of 4 kB each (4,096 code points at most, cut at a paragraph's end).

    The same count always gives the same texts.
    """
    chance = random.Random(SEED)  # noqa: S311 - the same texts in every run
    paragraphs = [f"{one.title}. {one.text}" for one in written() if one.language == "en"]
    texts: list[str] = []
    while len(texts) < count:
        chance.shuffle(paragraphs)
        text = ""
        for paragraph in paragraphs:
            if len(text) + len(paragraph) + 2 <= ARTICLE_BYTES:
                text += ("\n\n" if text else "") + paragraph
        texts.append(text)
    return tuple(texts)


def headlines() -> tuple[str, ...]:
    """List the headlines of the English articles."""
    return tuple(one.title for one in written() if one.language == "en")


def real_news(count: int) -> tuple[str, ...]:
    """Cut real articles, one after another, into texts of 4 kB; none where they aren't there."""
    if not REAL_NEWS.is_file():
        return ()
    with REAL_NEWS.open(encoding="utf-8") as lines:
        whole = "\n\n".join(json.loads(line)["body"] for line in lines)
    return tuple(whole[at : at + ARTICLE_BYTES] for at in range(0, count * ARTICLE_BYTES, ARTICLE_BYTES))
