import subprocess
import sys

import pytest
from typer.core import TyperCommand, TyperGroup

from entente.cli.later import Later, load
from entente.cli.main import COMMANDS

HEAVY = {"kafka", "elasticsearch", "faust", "numpy", "scipy", "aiohttp", "ahocorasick_rs", "starlette", "jgo"}


def test_help_imports_no_client_and_no_model() -> None:
    """Asking what commands there are loads none of their libraries."""
    code = (
        "import sys\nfrom entente.cli.main import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stderr.split()) == set()
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_table_says(name: str) -> None:
    """A command loads under its name, as a command or a group of some."""
    assert isinstance(load(name, COMMANDS[name]), TyperCommand | TyperGroup)


def test_a_wrong_option_is_told_by_the_command_itself() -> None:
    """The usage of the command, not of the root; exit code 2."""
    done = subprocess.run(
        [sys.executable, "-c", "from entente.cli.main import app; app(['read', '--nonsense'])"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No such option: --nonsense" in done.stderr
    assert " read " in done.stderr


def test_a_command_that_is_not_there_is_an_import_error() -> None:
    """A row of the table that names nothing fails loudly."""
    with pytest.raises(AttributeError):
        load("x", Later("entente.cli.read", "nothing", ""))
