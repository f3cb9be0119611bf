"""The committed index templates are what the Structs generate, and no message is left without one."""

from pathlib import Path

import pytest

from entente.contracts.registry import Message
from entente.indexer.mappings import KINDS, committed, write_all
from entente.indexer.sink import MESSAGES

COMMITTED = Path(__file__).parents[2] / "schemas" / "elasticsearch"


@pytest.mark.parametrize("path", committed())
def test_a_template_is_what_its_struct_generates(path: str, tmp_path: Path) -> None:
    """`make schemas` writes exactly what is committed."""
    write_all(tmp_path)
    assert (COMMITTED / path).read_text(encoding="utf-8") == (tmp_path / path).read_text(encoding="utf-8")


def test_nothing_else_is_committed() -> None:
    """A template whose message is gone is gone too."""
    found = {str(path.relative_to(COMMITTED)) for path in COMMITTED.rglob("*.json")}
    assert found == set(committed())


def test_every_indexed_message_has_a_mapping() -> None:
    """What the indexer reads, it has an index for, and the other way round."""
    assert set(MESSAGES.values()) == set[type[Message]](KINDS)
