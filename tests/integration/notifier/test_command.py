"""`entente notifier`: the routes' file looked over, and tried without sending."""

from pathlib import Path

from typer.testing import CliRunner

from entente.cli.notifier import app
from entente.contracts.alerts import Alert
from entente.contracts.codec import encode
from support.examples import example

GOOD = """
targets: {console: {kind: console}, phone: {kind: apprise, url: "json://phone.example"}}
routes:
  - {name: urgent, to: [phone], match: {severities: [urgent]}, continue: true}
  - {name: rest, to: [console], wait: 5m, quiet: {from: "22:00", to: "06:00", zone: UTC}}
"""


def _file(folder: Path, text: str) -> str:
    path = folder / "routes.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_good_file_is_said_to_be_good(tmp_path: Path) -> None:
    """Exit code 0, and how much there is; the shipped file is good."""
    done = CliRunner().invoke(app, ["check", _file(tmp_path, GOOD)])
    assert (done.exit_code, done.stdout) == (0, "2 targets, 2 routes: good\n")
    assert CliRunner().invoke(app, ["check"]).exit_code == 0


def test_a_wrong_file_is_exit_code_2_and_a_sentence(tmp_path: Path) -> None:
    """The sentence names the file and the key."""
    done = CliRunner().invoke(app, ["check", _file(tmp_path, GOOD.replace("wait", "holdup"))])
    assert done.exit_code == 2
    assert "routes.yaml: routes[1]: Object contains unknown field `holdup`" in done.stderr
    bad_url = GOOD.replace("json://phone.example", "nosuch://x")
    assert "Apprise can make nothing" in CliRunner().invoke(app, ["check", _file(tmp_path, bad_url)]).stderr


def test_an_alert_is_shown_its_ways(tmp_path: Path) -> None:
    """Each target with its route and when it would hear: quiet hours end at six."""
    alert = tmp_path / "alert.json"
    alert.write_bytes(encode(example(Alert, severity="urgent")))
    arguments = ["where", str(alert), _file(tmp_path, GOOD), "--at", "2025-09-03T23:00:00"]
    lines = CliRunner().invoke(app, arguments).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["phone", "by", "urgent", "at", "2025-09-03", "23:00:30", "UTC"],
        ["console", "by", "rest", "at", "2025-09-04", "06:00:00", "UTC"],
    ]


def test_what_is_no_alert_is_refused(tmp_path: Path) -> None:
    """In a sentence, with exit code 2."""
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    for name in ("a.json", "missing.json"):
        assert CliRunner().invoke(app, ["where", str(tmp_path / name)]).exit_code == 2
