"""What is remembered of a feed between polls: validators, and the entries that Kafka has."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import msgspec

from entente.contracts.errors import Misconfigured
from entente.contracts.identity import digest

MAX_SEEN = 2000
"""Entries remembered of a feed; one that comes back after so many others is only sent again."""


class Validators(msgspec.Struct, frozen=True):
    """What a server wants to hear to answer `304 Not Modified`."""

    etag: str | None = None
    last_modified: str | None = None


class FeedState(msgspec.Struct, frozen=True):
    """What is known of one feed."""

    url: str
    validators: Validators = Validators()
    last_seen_at: datetime | None = None
    seen: Mapping[str, str] = {}
    """Article id to the revision the feed had it in, oldest first."""

    def advanced(
        self, validators: Validators, sent: Mapping[str, str], present: Mapping[str, str], at: datetime
    ) -> "FeedState":
        """Give the state after a poll whose articles Kafka has.

        Args:
            validators: the new ones.
            sent: what was new in this poll.
            present: all that stood in the feed.
            at: when it was fetched.
        """
        kept = {key: value for key, value in self.seen.items() if key not in present} | dict(present)
        while len(kept) > max(MAX_SEEN, len(present)):
            del kept[next(iter(kept))]
        return FeedState(self.url, validators, at if sent else self.last_seen_at, kept)


_decoder = msgspec.json.Decoder(FeedState)


class FeedStates:
    """The states of all feeds, in a folder; each is written whole or not at all.

    Raises:
        Misconfigured: the folder can't be made or written to.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _refused(folder, error) from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise Misconfigured(
                f"{folder} can't be written to; set ENTENTE_FEED_STATE_DIR to a folder that can"
            )

    def load(self, url: str) -> FeedState:
        """Give what is known of a feed; where its file is missing or damaged, nothing: all is sent again."""
        try:
            state = _decoder.decode(self._file(url).read_bytes())
        except (OSError, msgspec.DecodeError):
            return FeedState(url)
        return state if state.url == url else FeedState(url)

    def save(self, state: FeedState) -> None:
        """Write what is known of a feed.

        Raises:
            Misconfigured: the folder has become unwritable or full.
        """
        try:
            with NamedTemporaryFile(dir=self._folder, suffix=".new", delete=False) as file:
                file.write(msgspec.json.encode(state))
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).replace(self._file(state.url))
        except OSError as error:
            raise _refused(self._folder, error) from error

    def _file(self, url: str) -> Path:
        return self._folder / f"{digest('feed', url)}.json"


def _refused(folder: Path, error: OSError) -> Misconfigured:
    why = error.strerror or str(error)
    return Misconfigured(
        f"{folder} can't be written to ({why}); set ENTENTE_FEED_STATE_DIR to a folder that can"
    )
