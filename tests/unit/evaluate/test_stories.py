"""Copies joined, different stories kept apart, and both counted by pairs."""

import json
from pathlib import Path

import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.report import Asked
from entente.evaluate.stories import TASK
from support.readings import reader
from support.watchlists import small_watchlist

LONG = " ".join(f"word{i}" for i in range(80))
OTHER = " ".join(f"thing{i}" for i in range(80))


def asked(folder: Path, items: list[dict[str, object]]) -> Asked:
    """Write items, an object a line."""
    (folder / "items.jsonl").write_text("".join(json.dumps(i) + "\n" for i in items))
    return Asked((folder,), small_watchlist(), reader, errors=3)


def captured(story: str, title: str, body: str, day: int) -> dict[str, object]:
    """Make a captured item."""
    return {"story_gt": story, "title": title, "body": body, "published": f"2024-07-{day:02} 10:00:00"}


def test_pairs_are_counted(tmp_path: Path) -> None:
    """An edited version is joined, a wrong joining costs precision, what is too late costs recall."""
    items = [
        captured("a", "One", LONG, 1),
        captured("a", "One again", LONG + " and more", 2),
        captured("a", "One, much later", LONG, 20),
        captured("b", "Two", OTHER, 1),
        captured("c", "Three", OTHER + " too", 1),
    ]
    found = TASK.run(asked(tmp_path, items))
    assert found.figures["precision"] == 0.5
    assert found.figures["recall"] == round(1 / 3, 4)
    assert found.figures["f1"] == 0.4
    assert (found.figures["versions"], found.figures["versions_joined"]) == (1, 1.0)
    assert found.figures["different_joined"] == round(1 / 7, 6)
    assert found.errors == ("2 items of several stories joined: Three [c]; Two [b]",)


def test_another_capture_of_one_page_is_an_update(tmp_path: Path) -> None:
    """The URL names the article, however its text and title have changed."""
    items: list[dict[str, object]] = [
        {
            "label": {"story_gt_id": "s"},
            "item": {
                "canonical_url": "https://a.example/page",
                "title": f"Title {i}",
                "body_text": text,
                "published_at": "2026-02-08T08:00:00Z",
            },
        }
        for i, text in enumerate((LONG, OTHER))
    ]
    figures = TASK.run(asked(tmp_path, items)).figures
    assert (figures["f1"], figures["groups"]) == (1.0, 1)


def test_items_of_no_known_layout_are_told(tmp_path: Path) -> None:
    """What the files lack is named, and an item without a date too."""
    with pytest.raises(Misconfigured, match="story_gt"):
        TASK.run(asked(tmp_path, [{"headline": "x"}]))
    with pytest.raises(Misconfigured, match=r"items\.jsonl, line 1: an item needs"):
        TASK.run(asked(tmp_path, [{"story_gt": "", "title": "t", "body": "b", "published": "2024-07-01"}]))
