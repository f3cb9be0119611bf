"""The reader of alerts, acts and watchlist: without a group, from the beginning, in a thread of its own."""

import threading
from collections.abc import Callable

from entente.contracts.alerts import Act, Alert
from entente.contracts.codec import decode
from entente.contracts.errors import EntenteError, Reject, Transient
from entente.contracts.upkeep import WatchlistVersion
from entente.desk.live.board import Board
from entente.runtime.broadcast import Broadcast
from entente.runtime.logs import logger
from entente.runtime.progress import Progress, Stop
from entente.runtime.records import Record

TOPICS = ("alerts", "acts", "watchlist")
_ASK_EVERY = 10
"""Steps of half a second between two looks whether the broker is still there."""
_WAIT_S = 2.0

_log = logger(__name__)


class Live:
    """The board that pages show, and what is the matter with it, if anything is."""

    def __init__(self) -> None:
        self.board = Board()
        self.trouble: str | None = "Kafka has not been read yet"
        """Why what is shown may be old; null while the reader keeps up."""
        self._listeners: set[Callable[[str], None]] = set()
        self._lock = threading.Lock()

    def listen(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Tell a listener of each change from now on; gives what ends that."""
        with self._lock:
            self._listeners.add(listener)

        def forget() -> None:
            with self._lock:
                self._listeners.discard(listener)

        return forget

    def tell(self, alert_id: str) -> None:
        """Tell every listener of a change."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(alert_id)

    def show(self, board: Board) -> None:
        """Show another board."""
        board.changed = self.tell
        self.board = board
        self.tell("")


class Reader:
    """Keeps the live board: Elasticsearch's until Kafka has been read whole, Kafka's from then on."""

    def __init__(
        self,
        live: Live,
        *,
        probe: Callable[[], None],
        broadcast: Callable[[Callable[[Record], None]], Broadcast],
        fallback: Callable[[Board], None],
        progress: Progress,
    ) -> None:
        """Take the live view and how to reach things.

        Args:
            live: what pages show.
            probe: asks the broker whether it has the topics; raises Transient where not.
            broadcast: makes the reader of the topics over a fold.
            fallback: fills a board from Elasticsearch; raises where it can't.
            progress: is told what is waited for.
        """
        self._live = live
        self._probe = probe
        self._broadcast = broadcast
        self._fallback = fallback
        self._progress = progress

    def run(self, stop: Stop) -> None:
        """Read until asked to stop; whatever fails here ends the process, to be started anew."""
        try:
            self._run(stop)
        except Exception as error:  # noqa: BLE001 - a thread hands on whatever ends it
            _log.exception("the reader of the live board ended")
            self._progress.fail(f"reading {', '.join(TOPICS)} ended: {error}")
            stop.fail(error)

    def _run(self, stop: Stop) -> None:
        board = Board()
        if not self._await_broker(stop):
            return
        reader = self._broadcast(lambda record: fold(board, record))
        try:
            if not reader.read_to_end(stop):
                return
            self._live.show(board)
            self._said(None)
            self._follow(reader, stop)
        finally:
            reader.close()

    def _await_broker(self, stop: Stop) -> bool:
        filled = False
        while not stop.asked:
            try:
                self._probe()
            except Transient as error:
                self._said(str(error))
                filled = filled or self._fill()
                stop.wait(_WAIT_S)
            else:
                return True
        return False

    def _fill(self) -> bool:
        board = Board()
        try:
            self._fallback(board)
        except EntenteError:
            return False
        self._live.show(board)
        return True

    def _follow(self, reader: Broadcast, stop: Stop) -> None:
        steps = 0
        while not stop.asked:
            steps += 1
            try:
                if steps % _ASK_EVERY:
                    reader.step(0.5)
                else:
                    reader.catch_up()
                    self._said(None)
            except Transient as error:
                self._said(str(error))
                stop.wait(_WAIT_S)

    def _said(self, trouble: str | None) -> None:
        if trouble != self._live.trouble:
            if trouble is not None:
                _log.warning(trouble)
            self._live.trouble = trouble
            self._live.tell("")


def fold(board: Board, record: Record) -> None:
    """Take one record in; one that can't be read is passed over: the indexer writes its dead letter."""
    try:
        if record.value is None:
            return
        if record.topic == "alerts":
            board.hear(decode(Alert, record.value), record.at)
        elif record.topic == "acts":
            board.hear_act(decode(Act, record.value))
        else:
            board.hear_watchlist(decode(WatchlistVersion, record.value))
    except Reject as error:
        _log.warning("a record was passed over", topic=record.topic, offset=record.offset, why=str(error))
