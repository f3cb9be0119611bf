"""Documents read in a process of their own, which is killed when it takes too long, and started again."""

import asyncio
import sys

import msgspec

from entente.contracts.errors import Reason, Reject, Transient
from entente.ingest.feeds.document import Asked, Document
from entente.ingest.feeds.page import Page, PageText
from entente.ingest.feeds.worker import LENGTH_BYTES, Answer, Question, Ready, Refused, framed

LIMIT_S = 10.0
"""What a document may take; one of 5 MB takes less than two."""

START_S = 30.0
"""What the process may take to start on a busy machine."""

_answers = msgspec.msgpack.Decoder(Answer)


class Crashed(Exception):
    """The process died over a document."""


class Parser:
    """Asks the reading process, one question at a time."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def document(self, asked: Asked) -> Document:
        """Read a feed's document; if the fast reader dies over it, the thorough one tries.

        Raises:
            Reject: it is no feed, takes too long, or neither reader survives it.
            Transient: the process can't be started.
        """
        try:
            found = await self._ask(asked)
        except Crashed:
            try:
                found = await self._ask(msgspec.structs.replace(asked, reader="thorough"))
            except Crashed as error:
                raise Reject(Reason.UNSUPPORTED, f"no reader survives it: {error}") from error
        if not isinstance(found, Document):
            raise TypeError(f"a document was asked for, {type(found).__name__} came")
        return found

    async def page(self, page: Page) -> str | None:
        """Find the article's text on a page; null where there is none.

        Raises:
            Reject: it takes too long, or kills the reader.
        """
        try:
            found = await self._ask(page)
        except Crashed as error:
            raise Reject(Reason.UNSUPPORTED, f"the reader doesn't survive it: {error}") from error
        if not isinstance(found, PageText):
            raise TypeError(f"a page's text was asked for, {type(found).__name__} came")
        return found.text

    async def close(self) -> None:
        """End the process."""
        async with self._turn:
            await self._kill()

    async def _ask(self, question: Question) -> Document | PageText:
        async with self._turn:
            process = self._process or await self._start()
            try:
                async with asyncio.timeout(self._limit_s):
                    await _write(process, framed(question))
                    found = await _read(process)
            except TimeoutError as error:
                await self._kill()
                raise Reject(Reason.TOO_LARGE, f"reading it takes more than {self._limit_s:g} s") from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                raise Crashed(await self._last_words()) from error
            except asyncio.CancelledError:
                await self._kill()
                raise
        if isinstance(found, Refused):
            raise Reject(found.reason, found.detail)
        if isinstance(found, Ready):
            raise TypeError("the reading process says twice that it is ready")
        return found

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "entente.ingest.feeds.worker",
            str(int(self._limit_s) + 5),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C is ours to answer
        )
        try:
            async with asyncio.timeout(START_S):
                await _read(self._process)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            why = await self._last_words()
            raise Transient(f"the process that reads documents doesn't start: {why}") from error
        return self._process

    async def _last_words(self) -> str:
        """Reap the dead process, and give the last line it said."""
        process, self._process = self._process, None
        if process is None or process.stderr is None:
            return "it is gone"
        if process.returncode is None:
            process.kill()
        lines = (await process.stderr.read()).decode("utf-8", "replace").strip().splitlines()
        await process.wait()
        return lines[-1][:200] if lines else f"exit code {process.returncode}"

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _write(process: asyncio.subprocess.Process, data: bytes) -> None:
    if process.stdin is None:
        raise TypeError("the reading process has no stdin")
    process.stdin.write(data)
    await process.stdin.drain()


async def _read(process: asyncio.subprocess.Process) -> Answer:
    if process.stdout is None:
        raise TypeError("the reading process has no stdout")
    length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
    found: Answer = _answers.decode(await process.stdout.readexactly(length))
    return found
