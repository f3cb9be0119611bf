import stat
from pathlib import Path

import yaml

from support.deployed import DEPLOY, SECRETS


def test_every_secret_of_the_compose_file_is_made(tmp_path: Path) -> None:
    """What the compose file reads is what `make secrets` writes."""
    compose = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text())
    assert sorted(SECRETS.make(tmp_path / "secrets")) == sorted(compose["secrets"])


def test_a_secret_that_stands_is_kept(tmp_path: Path) -> None:
    """Making them again changes none, and only the owner may enter the folder."""
    folder = tmp_path / "secrets"
    SECRETS.make(folder)
    (folder / "desk_secret").chmod(0o644)
    (folder / "desk_secret").write_text("mine")
    assert SECRETS.make(folder) == ()
    assert (folder / "desk_secret").read_text() == "mine"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
