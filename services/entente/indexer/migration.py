"""`entente index migrate`: indices written anew, slice by slice, while the indexer runs and readers read on.

An index is copied while it is written; then it is closed for writing, what changed meanwhile is copied, and
one request puts the new index in its place and deletes the old. The indexer waits while its index is closed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from elasticsearch import Elasticsearch, helpers

from entente.contracts.errors import Misconfigured, Reject, Transient
from entente.contracts.registry import Message
from entente.indexer import bulk, templates
from entente.indexer.bulk import Operation
from entente.indexer.keeper import Hit, again, message_of
from entente.indexer.mappings import KINDS, VERSION, Mapped, alias
from entente.indexer.routes import Place, Routes, create, write_alias
from entente.indexer.slices import index_slice
from entente.indexer.terms import Keeping, kept
from entente.runtime.clock import Clock
from entente.runtime.search import spoken

PAGE = 500
_JSON = {"accept": "application/json", "content-type": "application/json"}


class Task(msgspec.Struct, frozen=True):
    """Indices that become one: all that is written to their slices goes to the target."""

    kind: type[Message]
    slices: Sequence[str]
    sources: Sequence[str]
    target: Place


class _Shard(msgspec.Struct):
    seq_no: Mapping[str, int]


class _Level(msgspec.Struct):
    shards: Mapping[str, Sequence[_Shard]]


class _Stats(msgspec.Struct):
    indices: Mapping[str, _Level]


def tasks(table: Mapping[str, str], clock: Clock, *, everything: bool) -> Sequence[Task]:
    """Say which indices are to be written anew: old months, mappings of another version, or everything.

    Args:
        table: each write alias and its index.
        clock: tells which months have grown old.
        everything: whether those that stand as they should are written anew, too.
    """
    found = []
    for kind in KINDS:
        homes: dict[str, list[str]] = {}
        before = write_alias(kind, "")
        for name in sorted(one.removeprefix(before) for one in table if one.startswith(before)):
            homes.setdefault(index_slice(name, clock.now()), []).append(name)
        for home, slices in sorted(homes.items()):
            sources = sorted({table[before + name] for name in slices})
            places = [place for place in map(Place.parse, sources) if place is not None]
            right = len(sources) == 1 and all((p.slice, p.version) == (home, VERSION) for p in places)
            if everything or not right:
                same = [p.serial for p in places if (p.slice, p.version) == (home, VERSION)]
                target = Place(alias(kind), VERSION, home, max(same, default=0) + 1)
                found.append(Task(kind, slices, sources, target))
    return found


def migrate(
    client: Elasticsearch, clock: Clock, keeping: Keeping, *, everything: bool = False
) -> Iterator[str]:
    """Write anew whatever must be, by today's code, terms and erasures; say a line about each index.

    One migration at a time; one that was interrupted is taken up by the next.

    Raises:
        Transient: Elasticsearch can't do it now; what was not put in place yet is as it was.
        Misconfigured: it refuses, or holds a message of another version of Entente.
    """
    yield from templates.apply(client, clock)
    routes = Routes(client, clock)
    todo = tasks(routes.table(), clock, everything=everything)
    for task in todo:
        yield _move(client, task, keeping)
    yield f"{len(todo)} indices written anew" if todo else "nothing to migrate"


def _move(client: Elasticsearch, task: Task, keeping: Keeping) -> str:
    target = str(task.target)
    with spoken(client):
        client.indices.delete(index=target, ignore_unavailable=True)
        create(client, target)
        marks = {source: _mark(client, source) for source in task.sources}
    copied = sum(_copy(client, task, source, None, keeping) for source in task.sources)
    try:
        with spoken(client):
            for source in task.sources:
                client.indices.add_block(index=source, block="write")
        late = sum(_copy(client, task, source, mark, keeping) for source, mark in marks.items())
        gone = _drop_deleted(client, task, keeping)
        _swap(client, task)
    except BaseException:
        _open(client, task)
        raise
    became = f"{', '.join(task.sources)} -> {target}"
    return f"index {became}: {copied} documents, {late} written and {gone} deleted meanwhile"


def _mark(client: Elasticsearch, index: str) -> int:
    """Give the number of the last operation on an index, which has one shard."""
    answer = client.perform_request("GET", f"/{index}/_stats?level=shards", headers=_JSON)
    copies = msgspec.convert(answer.body, _Stats).indices[index].shards["0"]
    return min(copy.seq_no["local_checkpoint"] for copy in copies)


def _copy(client: Elasticsearch, task: Task, source: str, after: int | None, keeping: Keeping) -> int:
    """Copy an index's documents, all or those written after an operation; gives how many."""
    query: Mapped = {"match_all": {}} if after is None else {"range": {"_seq_no": {"gt": after}}}
    many = 0
    with spoken(client):
        client.indices.refresh(index=source)
        found = helpers.scan(client, index=source, size=PAGE, query={"query": query, "version": True})
        for page in _pages(found):
            many += len(page)
            _write(client, [_operation(task, hit, keeping) for hit in page])
    return many


def _operation(task: Task, hit: Hit, keeping: Keeping) -> Operation:
    key, version = hit["_id"], hit["_version"]
    left = kept(message_of(task.kind, hit), keeping)
    written = again(task.kind, left, key, version)
    return Operation(index=str(task.target), id=key, version=version, body=written.body)


def _write(client: Elasticsearch, operations: Sequence[Operation]) -> None:
    for operation, fate in zip(operations, bulk.write(client, operations), strict=True):
        if isinstance(fate, Reject):
            raise Misconfigured(f"{operation.index} refuses {operation.id}: {fate.detail}; nothing was moved")


def _drop_deleted(client: Elasticsearch, task: Task, keeping: Keeping) -> int:
    """Delete from the new index what was deleted from the old ones meanwhile; gives how many.

    Raises:
        Transient: the new one lacks something.
    """
    target, many, seen = str(task.target), 0, 0
    with spoken(client):
        client.indices.refresh(index=target)
        sources = ",".join(task.sources)
        bare = {"_source": False, "version": True}
        for page in _pages(helpers.scan(client, index=target, size=PAGE, query=bare)):
            ids = [hit["_id"] for hit in page]
            query = {"ids": {"values": ids}}
            left = client.search(index=sources, query=query, size=len(ids) * 2, source=False)
            seen += len(left["hits"]["hits"])  # two of one id, where a move was stopped half-way
            standing = {hit["_id"] for hit in left["hits"]["hits"]}
            gone = [hit for hit in page if hit["_id"] not in standing]
            many += len(gone)
            _write(
                client, [Operation(index=target, id=h["_id"], version=h["_version"], body=None) for h in gone]
            )
        client.indices.refresh(index=target)
        there = client.count(index=sources)["count"]
    if there != seen and not keeping.erases():
        raise Transient(f"{sources} hold {there} documents, {target} {seen} of them: nothing was moved")
    return many


def _swap(client: Elasticsearch, task: Task) -> None:
    """Put the new index in place of the old ones, for readers and writers, in one step."""
    target = str(task.target)
    writing = [
        {"add": {"index": target, "alias": write_alias(task.kind, name), "is_write_index": True}}
        for name in task.slices
    ]
    old = [{"remove_index": {"index": source}} for source in task.sources]
    with spoken(client):
        client.indices.update_aliases(
            actions=[{"add": {"index": target, "alias": alias(task.kind)}}, *writing, *old]
        )


def _open(client: Elasticsearch, task: Task) -> None:
    """Let the old indices be written again, as far as Elasticsearch can be told."""
    try:
        with spoken(client):
            for source in task.sources:
                client.indices.put_settings(
                    index=source, settings={"index.blocks.write": None}, ignore_unavailable=True
                )
    except Transient:
        return


def _pages(hits: Iterable[Hit]) -> Iterator[list[Hit]]:
    page: list[Hit] = []
    for hit in hits:
        page.append(hit)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page
