import pytest
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
