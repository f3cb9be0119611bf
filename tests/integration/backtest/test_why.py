"""Why an alert came, and why none did."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from typer.testing import CliRunner

from entente.backtest import Archives, Backtest, backtest_archives
from entente.cli.main import app
from entente.cli.why import show
from entente.detecting import why
from entente.ingest.field_map import FieldMap
from support.small_archive import NOW, RULE, lines, watched
from support.timeline import T0

LOUD = T0 + timedelta(days=30, hours=4)
QUIET = T0 + timedelta(days=20, hours=4)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small archive as a file."""
    path: Path = tmp_path_factory.mktemp("archive") / "whole.jsonl"
    path.write_bytes(b"".join(lines()))
    return path


@pytest.fixture(scope="module")
def found(archive: Path) -> Backtest:
    """What it comes to."""
    return backtest_archives(Archives((archive,), FieldMap(), NOW), [watched()])[0]


def test_an_alert_is_explained_by_the_window_that_fired(found: Backtest) -> None:
    """The answer has the alert's own figures, and every gate passed."""
    answer = why(found.judge, watched(), "CHN-RUS", LOUD)
    (alert,) = found.judgement.alerts
    (judged,) = answer.judged
    assert (judged.alert, judged.fires) == (alert.id, True)
    peak = why(found.judge, watched(), "CHN-RUS", alert.peak_start_at).judged[0]
    assert (peak.observed, peak.window_start_at) == (alert.observed, alert.peak_start_at)
    assert all(g.passed for g in judged.gates)
    assert judged.headlines


def test_the_absence_of_an_alert_is_explained_by_the_gates_that_failed(found: Backtest) -> None:
    """On a quiet day the gates that held it back are told, with what was found and what was asked."""
    (judged,) = why(found.judge, watched(), "CHN-RUS", QUIET).judged
    assert (judged.alert, judged.fires) == (None, False)
    failed = {g.name: g for g in judged.gates if not g.passed}
    assert set(failed) == {"stories", "chance"}
    assert failed["stories"].required == RULE.min_stories > failed["stories"].observed


def test_where_nothing_is_judged_the_answer_says_why(found: Backtest) -> None:
    """A pair that no rule watches, and a time after the last article."""
    assert why(found.judge, watched(), "FRA-RUS", LOUD).because == "no rule watches this pair"
    assert "after the newest articles" in str(
        why(found.judge, watched(), "CHN-RUS", T0 + timedelta(days=90)).because
    )


def test_the_picture_can_be_read(found: Backtest) -> None:
    """What was seen, what was expected, and a mark for each gate."""
    out = StringIO()
    show(why(found.judge, watched(), "CHN-RUS", QUIET), Console(file=out, width=100))
    for words in ("closer: quiet", "seen", "nine times of ten", "✗  stories", "✓  baseline days"):
        assert words in out.getvalue()


def test_the_command_answers_as_json_and_names_what_it_is_not_given(archive: Path) -> None:
    """The pair is read in either order; a rule or time that is none is one sentence."""
    asked = ["why", "rus-chn", "--archive", str(archive), "--at"]
    done = CliRunner().invoke(app, [*asked, "2025-03-10", "--json"])
    assert done.exit_code == 0, done.output
    assert msgspec.json.decode(done.stdout)["pair"] == "CHN-RUS"
    for rest, says in ((["someday"], "is no time"), (["2025-04-01", "--rule", "x"], "there is no rule 'x'")):
        failed = CliRunner().invoke(app, [*asked, *rest])
        assert failed.exit_code == 2
        assert says in failed.stderr
