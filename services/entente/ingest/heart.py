"""The heart: each minute a heartbeat for every way through the fleet, whatever the feeds bring."""

import asyncio

from entente.contracts.errors import Transient
from entente.contracts.upkeep import Heartbeat
from entente.ingest.records import RAW, SERVICE
from entente.ingest.settings import IngestSettings
from entente.runtime.broker import DELIVERY_S, Producer, count_partitions, deliver
from entente.runtime.heartbeats import Way, heartbeat, ways
from entente.runtime.logs import logger
from entente.runtime.process import Runtime

_PASSED = (RAW, "signals")

_log = logger(__name__)


class Heart:
    """Beats until its task is cancelled; a beat that can't be sent is passed over."""

    def __init__(self, runtime: Runtime[IngestSettings], producer: Producer) -> None:
        self._runtime = runtime
        self._producer = producer
        self._ways: tuple[Way, ...] = ()

    async def beat_on(self) -> None:
        """Beat at once, then each minute."""
        while True:
            try:
                await asyncio.to_thread(self.beat)
            except Transient as error:
                _log.warning("no heartbeat", why=str(error))
            await asyncio.sleep(self._runtime.settings.heartbeat_every_s)

    def beat(self) -> None:
        """Beat once.

        Raises:
            Transient: a topic is missing, or the broker is away.
        """
        self._ways = self._ways or ways(*(count_partitions(self._runtime.broker, one) for one in _PASSED))
        now = self._runtime.clock.now()
        beats = [heartbeat(Heartbeat(way=way.name, at=now), RAW, way.key, SERVICE) for way in self._ways]
        deliver(self._producer, beats, DELIVERY_S, lambda: not self._runtime.stop.asked)
