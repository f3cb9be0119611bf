"""The committed index templates are what the Structs generate, and no message is left without one."""

from pathlib import Path

import pytest

from entente.contracts.registry import Message
from entente.indexer.mappings import KINDS, write_all
from entente.indexer.sink import MESSAGES

COMMITTED = Path(__file__).parents[2] / "schemas" / "elasticsearch"


@pytest.mark.parametrize("name", KINDS.values())
def test_a_template_is_what_its_struct_generates(name: str, tmp_path: Path) -> None:
    """`make schemas` writes exactly what is committed."""
    write_all(tmp_path)
    committed = (COMMITTED / f"{name}.json").read_text(encoding="utf-8")
    assert committed == (tmp_path / f"{name}.json").read_text(encoding="utf-8")


def test_every_indexed_message_has_a_mapping() -> None:
    """What the indexer reads, it has an index for, and the other way round."""
    assert set(MESSAGES.values()) == set[type[Message]](KINDS)
