import json
from pathlib import Path
from typing import Any

import pytest

from entente.contracts.errors import Misconfigured
from entente.evaluate.extract import TASK
from entente.evaluate.report import Asked
from support.readings import reader
from support.watchlists import small_watchlist


def _asked(folder: Path, *lines: object) -> Asked:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return Asked((path,), small_watchlist(), reader, errors=9)


def _record(sentence: str, *events: tuple[list[str], list[str], int], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any field
    told = [{"sources": s, "targets": t, "class": c} | more.pop("event", {}) for s, t, c in events]
    return {"sentence": sentence, "date": "2025-09-03", "events": told, **more}


SIGNED = _record("Russia and China signed a treaty on Tuesday.", (["RUS", "CHN"], [], 1))


def test_an_event_stands_for_its_pairs_and_a_sentence_without_one_for_none(tmp_path: Path) -> None:
    """Pairs read from a sentence without events count against precision, and the figures have their names."""
    told_but_not_so = _record("Russia and China signed a treaty on Monday.")
    figures = TASK.run(_asked(tmp_path, SIGNED, told_but_not_so)).figures
    assert figures["records"] == 2
    assert figures["pair_precision"] == 0.5
    assert figures["pair_recall"] == 1.0
    assert figures["pair_f1"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["pair_and_sign_f1"] == pytest.approx(2 / 3, abs=1e-4)


def test_the_wrong_side_is_an_error_of_sign_alone(tmp_path: Path) -> None:
    """A pair that is found on the wrong side counts as found, but not with its sign; it is told first."""
    wrong_side = _record("Russia and China signed a treaty.", (["RUS"], ["CHN"], 4))
    report = TASK.run(_asked(tmp_path, SIGNED, wrong_side))
    assert (report.figures["pair_f1"], report.figures["pair_and_sign_f1"]) == (1.0, 0.5)
    assert [error.partition(":")[0] for error in report.errors] == ["gold.jsonl, line 2"]


def test_further_labels_are_measured_where_they_are(tmp_path: Path) -> None:
    """Modality and attribution of the events that were found, actors and themes of all, by language."""
    full = _record(
        "Russia and China will sign a treaty next week.",
        (["RUS", "CHN"], [], 1),
        event={"modality": "future", "attribution": "media", "type": "AGREE"},
        actors=["RUS", "CHN"],
        language="en",
    )
    figures = TASK.run(_asked(tmp_path, full, SIGNED)).figures
    assert figures["modality_macro_f1"] == 1.0
    assert figures["attribution_accuracy"] == 1.0
    assert figures["actors_f1"] == 1.0
    assert "themes_f1" not in figures
    assert isinstance(figures["per_language"], dict)
    assert figures["per_language"]["en"]["records"] == 1


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{", r"line 2 is no JSON"),
        ("[1]", r"line 2 is no JSON object"),
        ({"sentence": "x", "date": "2025-09-03"}, r"line 2: the object lacks events"),
        (_record("x", (["RUS"], [], 7)), r"line 2: class is 7"),
        ({"sentence": "x", "date": "2025-09-03", "events": [{"class": 1}]}, r"line 2: an event needs"),
        ({"sentence": "x", "date": "soon", "events": []}, r"line 2: 'soon' is no date"),
    ],
)
def test_a_broken_record_is_named_with_its_line(tmp_path: Path, line: object, what: str) -> None:
    """Each thing that a record may lack is told in one sentence that names its line."""
    with pytest.raises(Misconfigured, match=what):
        TASK.run(_asked(tmp_path, SIGNED, line))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path that isn't there is an error of usage, not a crash."""
    with pytest.raises(Misconfigured, match="can't be read"):
        TASK.run(Asked((tmp_path / "none.jsonl",), small_watchlist(), reader))
