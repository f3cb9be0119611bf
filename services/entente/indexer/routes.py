"""Which index holds which slice: the table is Elasticsearch's own, an alias for writing a slice.

`entente-articles` is read; `entente-articles-write-2026.11` says where that month is written: an index of
its own or its year's. The clock is asked once, when a slice is first made; from then on the alias says.
"""

import re
from collections.abc import Mapping

import msgspec
from elasticsearch import Elasticsearch

from entente.contracts.errors import Transient
from entente.contracts.registry import Message
from entente.indexer.mappings import VERSION, alias
from entente.indexer.slices import SLICED, UNDATED, WHOLE, index_slice
from entente.runtime.clock import Clock
from entente.runtime.search import spoken

_JSON = {"accept": "application/json", "content-type": "application/json"}
_ALIASES = "/_alias/entente-*-write-*?ignore_unavailable=true"
_PHYSICAL = re.compile(r"(entente-[a-z]+)-v(\d+)-([a-z]+|\d{4}(?:\.\d{2})?)-(\d+)")
_THERE_ALREADY = 400


class Place(msgspec.Struct, frozen=True):
    """An index's name, taken apart: `entente-articles-v1-2026.11-1`."""

    alias: str
    version: int
    slice: str
    serial: int

    def __str__(self) -> str:
        return f"{self.alias}-v{self.version}-{self.slice}-{self.serial}"

    @classmethod
    def parse(cls, name: str) -> "Place | None":
        """Read an index's name; null where it is none of ours."""
        found = _PHYSICAL.fullmatch(name)
        return cls(found[1], int(found[2]), found[3], int(found[4])) if found else None


def write_alias(kind: type[Message], name: str) -> str:
    """Name the alias by which one slice of a kind is written."""
    return f"{alias(kind)}-write-{name}"


def first_slice(kind: type[Message]) -> str:
    """Name the slice that stands from the beginning, so that every kind can be read before it is written."""
    return UNDATED if kind in SLICED else WHOLE


class _Aliases(msgspec.Struct):
    aliases: dict[str, dict[str, object]]


class Routes:
    """The table of slices and their indices, read when needed and forgotten when it may be out of date."""

    def __init__(self, client: Elasticsearch, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._table: Mapping[str, str] | None = None

    def table(self) -> Mapping[str, str]:
        """Give each write alias and its index, as the cluster has it now or had it when last asked.

        Raises:
            Transient: the cluster can't be asked.
        """
        if self._table is None:
            with spoken(self._client):
                answer = self._client.perform_request("GET", _ALIASES, headers=_JSON)
            found = msgspec.convert(answer.body, dict[str, _Aliases])
            self._table = {name: index for index, one in found.items() for name in one.aliases}
        return self._table

    def forget(self) -> None:
        """Ask again next time: a slice may have moved."""
        self._table = None

    def index_of(self, kind: type[Message], name: str) -> str:
        """Give the index of a slice, made now where there is none.

        Raises:
            Transient: it can't be made now, or another process makes it at this moment.
            Misconfigured: the credentials don't allow it.
        """
        wanted = write_alias(kind, name)
        if wanted not in self.table():
            self.forget()
        if wanted not in self.table():
            if write_alias(kind, first_slice(kind)) not in self.table():
                raise Transient(f"Elasticsearch has no {alias(kind)} yet; run `entente index apply`")
            self._make(kind, name)
            self.forget()
        if wanted not in self.table():
            raise Transient(f"the alias {wanted} is not there yet")
        return self.table()[wanted]

    def begin(self, kind: type[Message]) -> None:
        """Make a kind's first slice where there is none, so that the kind can be read and written.

        Raises:
            Transient: it can't be made now.
            Misconfigured: the credentials don't allow it.
        """
        self.forget()
        if write_alias(kind, first_slice(kind)) not in self.table():
            self._make(kind, first_slice(kind))
            self.forget()

    def _make(self, kind: type[Message], name: str) -> None:
        """Make a slice: with an index of its own, or as part of an index that its year has already."""
        home = index_slice(name, self._clock.now())
        standing = self._standing(kind, home)
        index = standing or str(Place(alias(kind), VERSION, home, 1))
        with spoken(self._client):
            if standing is None:
                create(self._client, index)
            self._client.indices.update_aliases(actions=[*_both(kind, name, index)])

    def _standing(self, kind: type[Message], home: str) -> str | None:
        places = [place for place in map(Place.parse, self.table().values()) if place is not None]
        mine = [one for one in places if one.alias == alias(kind) and one.slice == home]
        return str(max(mine, key=lambda one: one.serial)) if mine else None


def create(client: Elasticsearch, index: str) -> None:
    """Create an index, unless it is there."""
    made = client.options(ignore_status=_THERE_ALREADY).indices.create(index=index)
    if made.meta.status == _THERE_ALREADY and "resource_already_exists" not in str(made.body):
        made = client.indices.create(index=index)  # raises what is wrong


def _both(kind: type[Message], name: str, index: str) -> list[Mapping[str, object]]:
    writing = {"index": index, "alias": write_alias(kind, name), "is_write_index": True}
    return [{"add": {"index": index, "alias": alias(kind)}}, {"add": writing}]
