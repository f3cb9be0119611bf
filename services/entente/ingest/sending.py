"""Records sent ahead of their acknowledgements, a bounded number, and sent again where one fails."""

from collections import deque

from entente.contracts.errors import Transient
from entente.runtime.broker import Delivery, Producer, deliver, settle
from entente.runtime.records import Outgoing

ON_THEIR_WAY = 2000
"""Enough to keep a producer's batches full."""

ATTEMPTS = 3
"""A broker that restarts may fail what was on its way at once; a second try goes through."""


class Sending:
    """Sends in order; what fails on its way is sent again, a little later than its turn."""

    def __init__(self, producer: Producer) -> None:
        self._producer = producer
        self._ahead: deque[tuple[Outgoing, Delivery]] = deque()

    def send(self, outgoing: Outgoing) -> None:
        """Send one record, waiting for an older one where too many are on their way.

        Raises:
            Transient: the broker stays away, however often it was tried.
        """
        try:
            delivery = self._producer.send(outgoing)
        except Transient:  # too much is on its way already
            self.flush()
            delivery = self._producer.send(outgoing)
        self._ahead.append((outgoing, delivery))
        if len(self._ahead) > ON_THEIR_WAY:
            self._wait()

    def flush(self) -> None:
        """Wait until all have arrived.

        Raises:
            Transient: one could not be delivered.
        """
        while self._ahead:
            self._wait()

    def _wait(self) -> None:
        outgoing, delivery = self._ahead.popleft()
        try:
            settle([delivery])
            delivery.written()
        except Transient:
            self._again(outgoing)

    def _again(self, outgoing: Outgoing) -> None:
        for attempt in range(2, ATTEMPTS + 1):
            try:
                deliver(self._producer, [outgoing])
            except Transient:
                if attempt == ATTEMPTS:
                    raise
            else:
                return
