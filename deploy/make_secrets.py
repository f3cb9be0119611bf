"""Make the secrets that docker-compose.yml reads: `python3 deploy/make_secrets.py FOLDER`; old ones stay.

The folder is its owner's alone; the files in it may be read by whoever is let in, as are containers' users.
"""

import secrets
import sys
from pathlib import Path

NAMES = (
    "elastic_password",
    "kibana_password",
    "kibana_key",
    "grafana_password",
    "desk_password",
    "desk_secret",
)
BYTES = 24


def make(folder: Path) -> tuple[str, ...]:
    """Write a random secret into each file that is missing; gives their names."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = tuple(name for name in NAMES if not (folder / name).exists())
    for name in made:
        path = folder / name
        path.write_text(f"{secrets.token_hex(BYTES)}\n", encoding="ascii")
        path.chmod(0o444)
    return made


if __name__ == "__main__":
    for one in make(Path(sys.argv[1])):
        print(f"{one}: made")
