"""A published watchlist, on the real Kafka: taken without a restart, stamped, and a broken one refused."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.codec import decode, encode
from entente.ingest.records import article_record
from entente.local.stack import LocalStack
from entente.runtime.clock import SystemClock
from entente.runtime.records import Outgoing, Record
from entente.watchlist.loader import version_of
from entente.watchlist.pack import pack
from support.system import System, system
from support.watchlists import small_files

RURITANIA = (
    "- {id: RUR, kind: state, name: Ruritania, wikidata: null, source: written for this test, "
    "aliases: {en: {direct: [Ruritania]}}}\n"
)
PATIENCE_S = 60.0

pytestmark = pytest.mark.timeout(240)


def article(name: str) -> Outgoing:
    """One raw article that names a state of the small watchlist, and one that only the new one has."""
    now = SystemClock().now()
    return article_record(
        Article(
            id=f"article-{name}",
            revision="00000000",
            url=None,
            source="example",
            title="",
            text="Ruritania spoke to Russia.",
            language="en",
            published_at=datetime(2025, 9, 3, tzinfo=UTC),
            published_precision="day",
            fetched_at=now,
        ),
        now,
    )


def tagged(running: System) -> dict[str, TaggedArticle]:
    """All that was tagged so far, by id."""
    consumer = running.broker.consumer(None)
    try:
        places = list(consumer.partitions_of("articles.tagged"))
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(places)
        found: list[Record] = []
        while any(consumer.position(place) < end for place, end in ends.items()):
            found += consumer.poll(1.0, 500)
    finally:
        consumer.close(1.0)
    return {one.article.id: one for one in (decode(TaggedArticle, record.value) for record in found)}


def read_by(running: System, version: str, name: str) -> TaggedArticle:
    """Send articles until one is read by a version, and give that reading."""
    end = time.monotonic() + PATIENCE_S
    for number in range(1_000):
        running.send([article(f"{name}-{number}")])
        for one in tagged(running).values():
            if one.watchlist_version == version:
                return one
        assert time.monotonic() < end, f"nothing was read by {version}"
    raise AssertionError


def publish(running: System, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `entente watchlist publish` against the test's own topics."""
    command = [str(Path(sys.executable).parent / "entente"), "watchlist", "publish", *arguments]
    return subprocess.run(
        command,
        env={**os.environ, **running.environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def folder(path: Path, **files: str) -> str:
    """Write the small watchlist, with more files, into a folder."""
    for name, text in {**small_files(), **{f"{key}.yaml": text for key, text in files.items()}}.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return str(path)


def broken(good: str) -> tuple[Outgoing, ...]:
    """Records that are no version: no JSON, cut-off files, files that are no watchlist, another's name."""
    at = SystemClock().now()
    whole = pack({"actors.yaml": "- {id: RUS}\n"}, at)
    cut = encode(whole).replace(b'"files_zlib":"', b'"files_zlib":"AAAA')
    named = encode(whole).replace(whole.version.encode(), good.encode())
    return tuple(
        Outgoing(topic="watchlist", key=b"broken", value=value)
        for value in (b"{", cut, encode(whole), named, None)
    )


def test_the_fleet_takes_a_version_without_a_restart_and_refuses_a_broken_one(
    stack: LocalStack, tmp_path: Path
) -> None:
    """What is published is read by, and stamped, by the processes that run; broken ones change nothing."""
    with system(stack, tmp_path / "logs") as running:
        running.start("tagger")
        running.start("detector")
        running.fleet.await_ready()

        new = publish(running, folder(tmp_path / "new", **{"actors/rur": RURITANIA}), "--now")
        assert new.returncode == 0, new.stderr
        version = new.stdout.strip()
        assert version.endswith(version_of(small_files() | {"actors/rur.yaml": RURITANIA}))
        reading = read_by(running, version, "new")
        assert {one.power for one in reading.mentions} == {"RUR", "RUS"}

        refused = publish(running, folder(tmp_path / "bad", **{"actors/bad": "- {id: RUR}\n"}), "--now")
        assert refused.returncode == 2
        assert "actors/bad.yaml:1" in refused.stderr
        running.send(broken(version))
        running.send([article(f"after-{number}") for number in range(20)])
        end = time.monotonic() + PATIENCE_S
        while not (after := [one for name, one in tagged(running).items() if name == "article-after-19"]):
            assert time.monotonic() < end, "nothing is read after the broken versions"
        assert after[0].watchlist_version == version

        newer = publish(running, folder(tmp_path / "newer"), "--now").stdout.strip()
        assert newer > version
        assert {one.power for one in read_by(running, newer, "newer").mentions} == {"RUS"}
        running.tend()
        assert not running.deaths
