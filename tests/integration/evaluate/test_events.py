from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.codec import encode
from entente.contracts.errors import Misconfigured
from entente.evaluate import scores
from entente.evaluate.events import TASK
from entente.evaluate.report import Asked
from entente.evaluate.tasks import TASKS, task_named
from entente.reading.given import Given
from entente.reading.reader import Reader
from entente.runtime.records import Record
from entente.tagger.tagging import tag
from support.readings import WEEK, article, reader
from support.watchlists import small_watchlist

HEAD = "sentence\tmarked_sentence\tgold_root\tgold_penta\n"


def _table(folder: Path, *rows: tuple[str, str, str]) -> Asked:
    lines = [f"-\t{marked}\t{root}\t{penta}\n" for marked, root, penta in rows]
    (folder / "gold.tsv").write_text(HEAD + "".join(lines))
    return Asked((folder,), small_watchlist(), reader, errors=5)


def test_the_tasks_read_by_the_very_function_that_the_tagger_reads_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is measured went through `Reader.read`, as every article of the tagger does."""
    calls: list[str] = []
    genuine = Reader.read

    def counted(self: Reader, one: Article, given: Given | None = None) -> TaggedArticle:
        calls.append(one.text)
        return genuine(self, one, given)

    monkeypatch.setattr(Reader, "read", counted)
    raw = article("Russia and China signed a deal.")
    record = Record("articles.raw", 0, 0, b"k", encode(raw), (), 0)

    def readers(_: datetime) -> Reader:
        return reader()

    tag(record, readers, WEEK)
    TASK.run(_table(tmp_path, ("<s>Oslo</s> condemned <t>Rome</t>.", "ACCUSE", "3")))
    assert calls == ["Russia and China signed a deal.", "Oslo condemned Rome."]


def test_source_and_target_are_whoever_the_marks_name(tmp_path: Path) -> None:
    """Actors that no watchlist knows act in a labelled sentence, and the figures are the gold's."""
    report = TASK.run(
        _table(
            tmp_path,
            ("<s>The port union</s> condemned <t>the mayor</t>.", "ACCUSE", "3"),
            ("<s>The mayor</s> eats with <t>nobody in particular</t>.", "CONSULT", "1"),
        )
    )
    assert report.figures["sentences"] == 2
    assert report.figures["abstained"] == 1
    assert report.figures["types15_accuracy"] == 0.5
    assert report.figures["types15_macro_f1"] == 0.5
    assert [error.partition(": ")[0] for error in report.errors] == ["gold.tsv, line 3"]


def test_conceding_and_retreating_are_both_the_golds_yielding(tmp_path: Path) -> None:
    """The gold's YIELD stands for PLOVER's CONCEDE and RETREAT."""
    report = TASK.run(_table(tmp_path, ("<s>Oslo</s> withdrew its troops from <t>Rome</t>.", "YIELD", "2")))
    assert report.figures["types15_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (("<s>A</s> met <t>B</t>.", "CONSULT", "5"), "gold.tsv, line 2: gold_penta is '5'"),
    ],
)
def test_a_wrong_label_is_named_with_its_line(tmp_path: Path, row: tuple[str, str, str], what: str) -> None:
    """What can't be a label is an error of the data, told by file and line."""
    with pytest.raises(Misconfigured, match=what):
        TASK.run(_table(tmp_path, row))


def test_no_data_and_an_unknown_task_are_told(tmp_path: Path) -> None:
    """A folder without labelled rows, no folder, and a misspelt task each get their sentence."""
    with pytest.raises(Misconfigured, match=r"no file in .* has rows with marked_sentence"):
        TASK.run(Asked((tmp_path,), small_watchlist(), reader))
    with pytest.raises(Misconfigured, match="name a file or a folder"):
        TASK.run(Asked((), small_watchlist(), reader))
    with pytest.raises(Misconfigured, match="there is no task 'evnets'"):
        task_named("evnets")
    assert [task_named(task.name) for task in TASKS] == list(TASKS)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["a", "b", None])), min_size=1))
def test_macro_f1_is_the_mean_of_two_sided_f1(answers: list[tuple[str, str | None]]) -> None:
    """The figure agrees with the definition by precision and recall, label by label."""
    values = []
    for label in {gold for gold, _ in answers}:
        right = sum(gold == said == label for gold, said in answers)
        said = sum(two == label for _, two in answers)
        gold = sum(one == label for one, _ in answers)
        precision, recall = (right / said if said else 0.0), right / gold
        values.append(2 * precision * recall / (precision + recall) if right else 0.0)
    assert scores.macro_f1(answers) == pytest.approx(sum(values) / len(values), abs=1e-4)
