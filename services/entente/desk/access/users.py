"""The file of local users and API tokens: argon2 and SHA-256 hashes, never a secret."""

import hashlib
import os
import re
import secrets
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Meta, Struct

from entente.contracts.errors import Misconfigured
from entente.desk.acts.roles import Role

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
SHORTEST = 12
"""Characters of a password: NIST SP 800-63B asks for length, not for kinds of characters."""
_LONGEST = 1024
_TOKEN = "entente_"  # noqa: S105 - what every token begins with, so that scanners find leaked ones

_hasher = PasswordHasher()
_AT_ONCE = threading.Semaphore(2)
"""Each check takes 64 MiB and a core for a moment."""


class User(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who logs in with a password."""

    name: Annotated[str, Meta(pattern=f"^{NAME.pattern}$")]
    role: Role
    password: Annotated[str, Meta(pattern=r"^\$argon2id\$", description="An argon2id hash.")]


class Token(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that may use the API."""

    name: Annotated[str, Meta(pattern=f"^{NAME.pattern}$")]
    role: Role
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="Of the token.")]


class Users(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them."""

    users: tuple[User, ...] = ()
    tokens: tuple[Token, ...] = ()

    def user(self, name: str) -> User | None:
        """Give a user by name."""
        return next((one for one in self.users if one.name == name), None)

    def token(self, secret: str) -> Token | None:
        """Give the token that a secret is."""
        hashed = hash_token(secret)
        return next((one for one in self.tokens if secrets.compare_digest(one.sha256, hashed)), None)


class UsersFile:
    """The file, read again whenever it has changed.

    Raises:
        Misconfigured: by every method, when the file can't be read or holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[tuple[int, int], Users] | None = None

    def users(self) -> Users:
        """Give what the file holds now."""
        try:
            stat = self._path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            if self._read is None or self._read[0] != mark:
                self._read = (mark, parse(self._path.read_text(encoding="utf-8"), self._path))
        except (OSError, UnicodeDecodeError) as error:
            raise Misconfigured(
                f"the desk's users in {self._path} can't be read ({error}); "
                "`entente desk user add` makes the file"
            ) from error
        return self._read[1]

    def write(self, users: Users) -> None:
        """Put a new file in the old one's place, readable by its owner alone."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(msgspec.to_builtins(users), sort_keys=False)
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".users-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(self._path)


def parse(text: str, path: Path) -> Users:
    """Read a file's text.

    Raises:
        Misconfigured: it is no YAML, or holds something else.
    """
    try:
        return msgspec.convert(yaml.safe_load(text) or {}, Users)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        said = str(error).replace("\n", " ")
        raise Misconfigured(f"the desk's users in {path} can't be read: {said}") from error


def hash_password(password: str) -> str:
    """Hash a password.

    Raises:
        Misconfigured: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise Misconfigured(f"a password has {SHORTEST} to {_LONGEST} characters")
    return _hasher.hash(password)


@cache
def _nobody() -> str:
    """Give a hash that no password has."""
    return _hasher.hash(secrets.token_hex())


def checks(user: User | None, password: str) -> bool:
    """Say whether a password is a user's; takes as long where there is no such user."""
    with _AT_ONCE:
        try:
            _hasher.verify(user.password if user else _nobody(), password[:_LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return user is not None


def new_token() -> str:
    """Make a token: 256 random bits."""
    return _TOKEN + secrets.token_urlsafe(32)


def hash_token(secret: str) -> str:
    """Hash a token; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
