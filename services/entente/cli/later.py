"""Commands that are imported when they are called: `entente --help` loads no client and no model."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Later(NamedTuple):
    """Where a command is, and what the list of commands says of it until it is imported."""

    module: str
    attribute: str
    help: str


class _Stand(TyperCommand):
    """Stands in the list for a command, and becomes it when it is called."""

    def __init__(self, name: str, place: Later) -> None:
        super().__init__(name, help=place.help)
        self._place = place

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401 - Typer's own types are not public
        """Parse the arguments by the real command, which the context then belongs to."""
        return load(info_name or self.name or "", self._place).make_context(info_name, args, parent, **extra)


def load(name: str, place: Later) -> TyperCommand | TyperGroup:
    """Import a command, or a group of them; one whose libraries are not installed says so, exit code 2."""
    try:
        found = getattr(import_module(place.module), place.attribute)
    except ModuleNotFoundError as error:
        if (error.name or "entente").startswith("entente"):
            raise
        typer.echo(
            f"entente: `entente {name}` needs {error.name}, which is not installed: "
            "pip install 'entente[all]', or in a clone `make setup`",
            err=True,
        )
        raise typer.Exit(2) from error
    if isinstance(found, typer.Typer):
        return get_group(found)
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
    app.command(name)(found)
    return cast("TyperCommand", get_command(app))


def group_of(places: Mapping[str, Later]) -> type[TyperGroup]:
    """Make the class of a group whose commands are imported when they are called."""

    class Group(TyperGroup):
        def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 - Typer's own
            super().__init__(**attributes)
            self.commands.update({name: _Stand(name, place) for name, place in places.items()})

        def list_commands(self, ctx: object) -> list[str]:
            del ctx
            return list(places)

    return Group
