"""kafka-python's group coordinator, mended: a join that finished between two polls counts.

kafka-python 3.0.12 begins a join anew when the task of the last one is done, whether or not anybody saw its
result. A consumer whose `poll` ended before the broker answered then joins for ever, and drags the whole
group through a rebalance each time: seen with two consumers polled in turn, 30 generations in 45 s.
"""

from typing import Any

from kafka.coordinator.base import MemberState
from kafka.coordinator.consumer import ConsumerCoordinator


class PatientCoordinator(ConsumerCoordinator):  # type: ignore[misc]
    """Takes the result of a join that finished while nobody waited for it."""

    async def join_group_async(self, timeout_ms: float | None = None) -> bool:
        """Join, or complete the join that has finished already."""
        task = getattr(self, "_join_task", None)
        if task is None or not task.is_done or not task.succeeded() or not self.need_rejoin():
            return bool(await super().join_group_async(timeout_ms=timeout_ms))
        self._join_task = None
        with self._lock:
            self.rejoining = False
            self.rejoin_needed = False
            self.state = MemberState.STABLE
            self._enable_heartbeat()
        generation = self._generation
        await self._on_join_complete_async(
            generation.generation_id, generation.member_id, generation.protocol, task.value
        )
        return True


def made_patient(consumer: Any) -> Any:  # noqa: ANN401 - kafka-python has no types
    """Mend a consumer of kafka-python before it has joined anything."""
    consumer._coordinator.__class__ = PatientCoordinator  # noqa: SLF001 - its class can't be chosen otherwise
    return consumer
