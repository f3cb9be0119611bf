"""Secrets from files: `ENTENTE_KAFKA_PASSWORD_FILE` names the one that holds `ENTENTE_KAFKA_PASSWORD`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from entente.contracts.errors import Misconfigured

SUFFIX = "_FILE"


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting is a secret, and so may come from a file."""
    return field.annotation is SecretStr or SecretStr in get_args(field.annotation)


class SecretFiles(PydanticBaseSettingsSource):
    """Reads each secret setting from the file that its variable with `_FILE` behind it names."""

    def __init__(self, kind: type[BaseSettings], environment: Mapping[str, str] | None = None) -> None:
        super().__init__(kind)
        self._prefix = kind.model_config.get("env_prefix", "")
        self._environment = os.environ if environment is None else environment

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give a secret's value, or null where no file is named for it.

        Raises:
            Misconfigured: the file can't be read or is empty, or the secret is set twice.
        """
        variable = f"{self._prefix}{field_name}".upper()
        path = self._environment.get(f"{variable}{SUFFIX}")
        if not path or not is_secret(field):
            return None, field_name, False
        if self._environment.get(variable):
            raise Misconfigured(f"{variable} and {variable}{SUFFIX} are both set: keep one of them")
        return _read(Path(path), f"{variable}{SUFFIX}"), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Give all secrets that come from files."""
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _read(path: Path, variable: str) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Misconfigured(
            f"{variable}: the secret in {path} can't be read ({why}): write it there, readable by us"
        ) from error
    if not secret:
        raise Misconfigured(f"{variable}: {path} is empty: write the secret there, on one line")
    return secret
