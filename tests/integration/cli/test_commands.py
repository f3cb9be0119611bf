import sys

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from entente.cli.later import Later, load
from entente.cli.main import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name: str) -> None:
    """A command loads under its name, as a command or a group of some."""
    assert isinstance(load(name, COMMANDS[name]), TyperCommand | TyperGroup)


def test_a_command_that_is_not_there_is_an_import_error() -> None:
    """A row of the table that names nothing fails loudly."""
    with pytest.raises(AttributeError):
        load("x", Later("entente.cli.read", "nothing", ""))


def test_a_command_whose_library_is_missing_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The image of tools has no SciPy: `entente evaluate` there is one sentence and exit code 2."""
    for name in [
        one for one in sys.modules if one.startswith(("scipy", "entente.evaluate", "entente.cli.ev"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(typer.Exit) as left:
        load("evaluate", COMMANDS["evaluate"])
    assert left.value.exit_code == 2
    assert "needs scipy" in capsys.readouterr().err
