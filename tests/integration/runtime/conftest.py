"""A yard for each test."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from support.echoes import Yard, yard_on

if TYPE_CHECKING:
    from entente.local.stack import LocalStack


@pytest.fixture
def yard(stack: "LocalStack") -> Iterator[Yard]:
    """Topics of one test's own on the real Kafka, and echoes that do not outlive it."""
    with yard_on(stack.bootstrap_servers) as made:
        yield made
