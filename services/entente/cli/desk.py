"""`entente desk user|token`: who may log in to the desk, and which programs may use its API."""

import os
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from entente.cli.talk import one_sentence, print_json, stderr
from entente.contracts.errors import Misconfigured
from entente.desk.access.users import (
    NAME,
    Token,
    User,
    Users,
    UsersFile,
    hash_password,
    hash_token,
    new_token,
)
from entente.desk.acts.roles import ROLES, Role

app = typer.Typer(help="Who may come to the desk.", no_args_is_help=True)
user = typer.Typer(help="People with a password.", no_args_is_help=True)
token = typer.Typer(help="Programs with a token.", no_args_is_help=True)
app.add_typer(user, name="user")
app.add_typer(token, name="token")

_USUAL = ".local/desk-users.yaml"

File = Annotated[
    Path,
    typer.Option(
        "--file",
        envvar="ENTENTE_DESK_USERS_FILE",
        help="The file of users, as ENTENTE_DESK_USERS_FILE names it.",
    ),
]
Name = Annotated[str, typer.Argument(help="Letters, digits, and . _ @ -")]
RoleOption = Annotated[str, typer.Option("--role", help=f"One of {', '.join(ROLES)}.")]


@user.command("add")
def add_user(name: Name, role: RoleOption = "analyst", file: File = Path(_USUAL)) -> None:
    """Add somebody, or give them another password or role; the password is asked for, or read from a pipe."""
    with one_sentence():
        fitting = User(name=_name(name), role=_role(role), password=hash_password(_password()))
        users = _read(file)
        kept = tuple(one for one in users.users if one.name != name)
        UsersFile(file).write(msgspec.structs.replace(users, users=(*kept, fitting)))
    stderr.print(f"{name} is {role}; start the desk with ENTENTE_DESK_USERS_FILE={file}")


@user.command("remove")
def remove_user(name: Name, file: File = Path(_USUAL)) -> None:
    """Remove somebody; their sessions end at once."""
    with one_sentence():
        users = _read(file)
        kept = tuple(one for one in users.users if one.name != name)
        if len(kept) == len(users.users):
            raise Misconfigured(f"there is no user {name} in {file}")
        UsersFile(file).write(msgspec.structs.replace(users, users=kept))


@user.command("list")
def list_users(
    file: File = Path(_USUAL), *, as_json: Annotated[bool, typer.Option("--json")] = False
) -> None:
    """List people and programs with their roles."""
    with one_sentence():
        users = _read(file)
    listed = [("user", one.name, one.role) for one in users.users]
    listed += [("token", one.name, one.role) for one in users.tokens]
    for what, name, role in listed:
        if as_json:
            print_json({"what": what, "name": name, "role": role})
        else:
            typer.echo(f"{what:6} {name:24} {role}")


@token.command("add")
def add_token(name: Name, role: RoleOption = "viewer", file: File = Path(_USUAL)) -> None:
    """Make a token for a program; it is printed once and kept nowhere."""
    with one_sentence():
        secret = new_token()
        made = Token(name=_name(name), role=_role(role), sha256=hash_token(secret))
        users = _read(file)
        kept = tuple(one for one in users.tokens if one.name != name)
        UsersFile(file).write(msgspec.structs.replace(users, tokens=(*kept, made)))
    typer.echo(secret)


@token.command("remove")
def remove_token(name: Name, file: File = Path(_USUAL)) -> None:
    """Take a program's token back, at once."""
    with one_sentence():
        users = _read(file)
        kept = tuple(one for one in users.tokens if one.name != name)
        if len(kept) == len(users.tokens):
            raise Misconfigured(f"there is no token {name} in {file}")
        UsersFile(file).write(msgspec.structs.replace(users, tokens=kept))


def _read(file: Path) -> Users:
    return UsersFile(file).users() if file.exists() else Users()


def _name(name: str) -> str:
    if NAME.fullmatch(name) is None:
        raise Misconfigured(f"{name!r} is no name; write letters, digits, and . _ @ -")
    return name


def _role(role: str) -> Role:
    for one in ROLES:
        if one == role:
            return one
    raise Misconfigured(f"there is no role {role!r}; there are {', '.join(ROLES)}")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip(os.linesep)
