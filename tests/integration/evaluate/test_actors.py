import json
from pathlib import Path
from typing import Any

import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.actors import TASK
from entente.evaluate.report import Asked
from support.readings import reader
from support.watchlists import small_watchlist

RUSSIA, CHINA, BEIJING = "Q159", "Q148", "Q956"


def _asked(folder: Path, *texts: dict[str, Any]) -> Asked:
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, texts)))
    return Asked((folder,), small_watchlist(), reader, errors=9)


def _text(text: str, *labels: tuple[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    marked = [
        {"span": [text.index(word), text.index(word) + len(word)], "entity_id": qid} for word, qid in labels
    ]
    return {"text": text, "labels": marked, **more}


FULL = _text("Russia, China and Peru trade.", ("Russia", RUSSIA), ("China", CHINA), ("Peru", "Q419"))


def test_a_match_is_an_overlap_and_the_same_id(tmp_path: Path) -> None:
    """Found where and as marked is right, found under another name is wrong, what isn't found is missed."""
    told = _text(
        "Russian President Putin left; China grew; Karelia waits.",
        ("President Putin", "Q7747"),
        ("China", "Q214173"),
        ("Karelia", RUSSIA),
    )
    figures = TASK.run(_asked(tmp_path, told, FULL)).figures
    assert figures["mentions"] == 4
    assert figures["recall"] == 0.75
    assert figures["precision"] == 0.75


def test_a_capital_read_as_a_government_is_left_out_on_both_sides(tmp_path: Path) -> None:
    """Gold that marks the city can neither confirm nor refute that the government is meant."""
    figures = TASK.run(_asked(tmp_path, _text("Beijing objects.", ("Beijing", BEIJING)), FULL)).figures
    assert figures["metonyms_left_out"] == 1
    assert figures["precision"] == 1.0


def test_what_the_gold_leaves_unmarked_counts_only_strictly(tmp_path: Path) -> None:
    """A plain name without any mark is wrong by the strict figure alone, an adjective by neither."""
    unmarked = _text("Russia and Russian oil.")
    figures = TASK.run(_asked(tmp_path, unmarked, FULL)).figures
    assert (figures["precision"], figures["precision_strict"]) == (1.0, round(2 / 3, 4))


def test_a_sparsely_marked_file_tells_nothing_of_precision(tmp_path: Path) -> None:
    """Where no text marks more than two mentions, what else is found is neither right nor wrong."""
    sparse = _text("Russia saw China.", ("Russia", RUSSIA), ("China", "Q214173"))
    report = TASK.run(_asked(tmp_path, sparse))
    assert report.figures["recall"] == 1.0
    assert report.errors == ()


def test_only_the_labelled_part_is_scored(tmp_path: Path) -> None:
    """Names outside the evaluation span count for nothing."""
    text = FULL | {"evaluation_span": [0, 8], "labels": FULL["labels"][:1] * 3}
    assert TASK.run(_asked(tmp_path, text)).figures["precision"] == 1.0


@pytest.mark.parametrize("label", [{"entity_id": "Q1"}, {"span": [0], "entity_id": "Q1"}, {"span": [0, 1]}])
def test_a_broken_label_is_named_with_its_line(tmp_path: Path, label: dict[str, Any]) -> None:
    """A label without a span of two numbers or an id is an error of the data."""
    with pytest.raises(Misconfigured, match=r"gold.jsonl, line 1: a label needs"):
        TASK.run(_asked(tmp_path, {"text": "x", "labels": [label]}))
