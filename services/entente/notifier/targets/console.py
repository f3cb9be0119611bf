"""Notices as text, on standard output."""

from typing import TextIO

from entente.notifier.retry import TAKEN, Answer, Fate
from entente.notifier.targets.target import Notice


class Console:
    """A stream; letters that it can't show are escaped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def deliver(self, notice: Notice) -> Answer:
        """Print a notice."""
        encoding = self._stream.encoding or "utf-8"
        text = notice.text.encode(encoding, "backslashreplace").decode(encoding)
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except OSError as error:
            return Answer(Fate.AWAY, f"standard output can't be written: {error.strerror}")
        return TAKEN
