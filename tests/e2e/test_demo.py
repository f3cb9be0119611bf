"""`entente demo`, as a program would call it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from entente.demo.derive import CENSUS

ENTENTE = Path(sys.executable).parent / "entente"

pytestmark = pytest.mark.timeout(400)


def test_the_demo_meets_its_own_yardstick(tmp_path: Path) -> None:
    """Exit 0, every distinct article indexed, every reject a dead letter, and the expected alerts came."""
    done = subprocess.run(
        [ENTENTE, "demo", "--json", "--folder", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = json.loads(done.stdout)
    census = json.loads(CENSUS.read_text(encoding="utf-8"))
    assert outcome["articles_in"] == census["lines"]
    assert outcome["articles_indexed"] == census["distinct_articles"]
    assert outcome["dead"] == census["rejects"]
    assert outcome["duplicates"] == census["readable"] - census["distinct_articles"]
    assert outcome["signals"] > 0
    assert outcome["seconds"] > 0
    assert {"id", "kind", "severity", "state", "pair", "direction"} < outcome["alerts"][0].keys()
    assert {"window_start_at", "stories", "observed", "expected"} < outcome["alerts"][0].keys()
    assert all(alert["stories"] >= alert["observed"] >= 1 for alert in outcome["alerts"])


def test_the_demo_takes_any_archive(tmp_path: Path) -> None:
    """An archive of one's own, with fields of its own names, needs no expectations to be met."""
    archive = tmp_path / "own.csv"
    archive.write_text(
        "outlet,day,headline,body\n"
        "wire.example,2025-09-02,Russia and China sign a memorandum,Both countries signed it in Beijing.\n"
        "wire.example,2025-09-03,A quiet day,Nothing happened at all.\n",
        encoding="utf-8",
    )
    fields = "source=outlet,published_at=day,title=headline,text=body"
    done = subprocess.run(
        [ENTENTE, "demo", "--json", "--folder", str(tmp_path), "--archive", str(archive), "--map", fields],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = json.loads(done.stdout)
    assert outcome["articles_indexed"] == 2
    assert outcome["signals"] == 1
    assert outcome["alerts"] == []
