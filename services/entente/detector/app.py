"""The detector: signals and volumes -> the set -> judge -> stories, alignment, alerts -> commit."""

from functools import cache

from entente.detector.counting import Counted, tell_budget
from entente.detector.settings import DetectorSettings
from entente.detector.state import BROADCAST, Signals
from entente.runtime.broker import count_partitions
from entente.runtime.process import Runtime
from entente.runtime.records import Record

SERVICE = "detector"
TOPICS = ("signals", "heartbeats", *BROADCAST)


def work(runtime: Runtime[DetectorSettings]) -> None:
    """Judge until asked to stop."""

    @cache
    def partitions() -> int:
        return count_partitions(runtime.broker, "signals")

    runtime.wait_for("signals", partitions)
    state = Signals(partitions)

    def hear(record: Record) -> None:
        state.hear(record)
        if record.topic == "watchlist":
            tell_budget(record, runtime.metrics)

    state.broadcast = runtime.broadcast(BROADCAST, hear)
    if state.broadcast.read_to_end(runtime.stop):
        runtime.consume(["signals"], Counted(state, runtime.metrics))
    state.broadcast.close()
