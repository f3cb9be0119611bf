"""The process that reads documents: asked on stdin, answering on stdout, bounded in time and memory.

Each message is its length in four bytes, then MessagePack. Whatever a document does to it, nothing else
is hurt.
"""

import resource
import signal
import sys
from typing import BinaryIO

import msgspec

from entente.contracts.errors import Reason, Reject
from entente.ingest.feeds.document import Asked, Document, read_document
from entente.ingest.feeds.page import Page, PageText, read_page

MEMORY_BYTES = 2 * 1024**3
"""Address space, most of it libraries: a document that wants more is no feed."""

LENGTH_BYTES = 4


class Refused(msgspec.Struct, frozen=True, tag=True):
    """The document can't be used."""

    reason: Reason
    detail: str


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The process can be asked."""


Question = Asked | Page
Answer = Document | PageText | Refused | Ready

_questions = msgspec.msgpack.Decoder(Question)


def framed(message: Question | Answer) -> bytes:
    """Write a message with its length before it."""
    data = msgspec.msgpack.encode(message)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def answer(question: Question) -> Answer:
    """Read what is asked for."""
    try:
        return read_document(question) if isinstance(question, Asked) else read_page(question)
    except Reject as error:
        return Refused(error.reason, error.detail)
    except MemoryError:
        return Refused(Reason.TOO_LARGE, "reading it takes more memory than is allowed")
    except RecursionError:
        return Refused(Reason.MALFORMED, "it is nested too deep")


def serve(asked: BinaryIO, answered: BinaryIO, limit_s: int) -> None:
    """Answer until there are no more questions; one that takes too long ends the process."""
    _say(Ready(), answered)
    while length := asked.read(LENGTH_BYTES):
        data = asked.read(int.from_bytes(length, "big"))
        signal.alarm(limit_s)  # nobody may be left to kill us
        reply = answer(_questions.decode(data))
        signal.alarm(0)
        _say(reply, answered)


def _say(reply: Answer, answered: BinaryIO) -> None:
    answered.write(framed(reply))
    answered.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[1]))
