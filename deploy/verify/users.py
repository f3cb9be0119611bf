"""Users in place of API keys: the stand-in's distribution lacks the analyzer that the keys' index needs.

Each has the very role that its key would have, so what the fleet may do is tried; making keys is not.
"""

from pathlib import Path
from secrets import token_hex

import yaml

from entente.indexer.keys import ROLES

KINDS = ("indexer", "desk", "upkeep")


def lay(folder: Path) -> dict[str, str]:
    """Write Elasticsearch's files of users and roles; gives the variables that compose needs for them."""
    password = token_hex(12)
    home = folder / "users"
    home.mkdir()
    files = {
        "roles.yml": yaml.safe_dump({name: dict(ROLES[name]) for name in KINDS}),
        "users": "".join(f"{name}:{password}\n" for name in KINDS),
        "users_roles": "".join(f"{name}:{name}\n" for name in KINDS),
    }
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")
        (home / name).chmod(0o644)
    home.chmod(0o755)
    return {
        "COMPOSE_FILE": "docker-compose.yml:deploy/verify/users.yaml",
        "STANDIN_USERS": str(home),
        "STANDIN_PASSWORD": password,
    }
