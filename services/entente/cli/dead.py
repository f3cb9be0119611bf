"""`entente dead list|show|replay`: what no service could use, and sending it again."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from entente.cli import connections
from entente.cli.talk import FAILED, FOUND, one_sentence, print_json, stderr
from entente.contracts.errors import Misconfigured, Transient
from entente.runtime.broker import Broker, deliver
from entente.runtime.deadletters import SUFFIX, DeadLetter, read_letters, replayed
from entente.runtime.topics import manifests

app = typer.Typer(help="Dead letters: records that a service could not use.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Topic = Annotated[str | None, typer.Option(help="Only those of this topic, such as articles.raw.")]
_NAMED = typer.Argument(help="Its topic/partition/offset, as `entente dead list` names it.")

_PATIENCE_S = 30.0
_BATCH = 100
_DELIVERY_S = 30.0
_SHOWN_BYTES = 2000


@app.command("list")
def list_letters(topic: Topic = None, *, as_json: AsJson = False) -> None:
    """List dead letters, oldest first within each partition; exit 1 when there are some."""
    count = 0
    table = Table("id", "service", "reason", "error", "first failure", box=None)
    with one_sentence():
        for count, letter in enumerate(_letters(topic), 1):  # noqa: B007 - the last number is the count
            if as_json:
                print_json(letter)
            else:
                first = f"{letter.first_failure_at:%F %T}"
                told = (letter.id, letter.service, letter.reason, letter.error, first)
                table.add_row(*(Text(_harmless(cell)) for cell in told))
    if count and not as_json:
        Console().print(table)
    stderr.print(f"{count} dead letters")
    if count:
        raise typer.Exit(FOUND)


@app.command("show")
def show_letter(letter_id: Annotated[str, _NAMED], *, as_json: AsJson = False) -> None:
    """Show one dead letter whole."""
    with one_sentence():
        letter = _one(letter_id)
    if as_json:
        print_json(letter)
        return
    typer.echo(_harmless(f"{letter.id}: {letter.service}: {letter.reason}: {letter.error}"))
    typer.echo(f"{letter.attempts} attempts, the first at {letter.first_failure_at:%F %T %Z}")
    typer.echo(f"key: {letter.key!r}")
    value = b"null" if letter.value is None else letter.value
    typer.echo(_harmless(value[:_SHOWN_BYTES].decode("utf-8", "backslashreplace")))
    if len(value) > _SHOWN_BYTES:
        stderr.print(f"and {len(value) - _SHOWN_BYTES} bytes more (--json gives all)")


@app.command("replay")
def replay_letters(letter_id: Annotated[str | None, _NAMED] = None, topic: Topic = None) -> None:
    """Send dead letters to their topics again: one by its id, or all of a topic's.

    They stay in the list until their topic's time is over; sending one twice does no harm.
    """
    if (letter_id is None) == (topic is None):
        stderr.print("entente: name one dead letter by its id, or all of a topic's with --topic", style="red")
        raise typer.Exit(FAILED)
    sent = 0
    with one_sentence():
        letters = iter([_one(letter_id)]) if letter_id is not None else _letters(topic)
        producer = connections.broker(connections.settings()).producer()
        try:
            while batch := [replayed(letter) for letter in islice(letters, _BATCH)]:
                deliver(producer, batch, _DELIVERY_S)
                sent += len(batch)
        finally:
            producer.close(_DELIVERY_S)
    typer.echo(f"{sent} sent again")


def _one(letter_id: str) -> DeadLetter:
    topic = letter_id.rsplit("/", 2)[0]
    found = next((letter for letter in _letters(topic) if letter.id == letter_id), None)
    if found is None:
        raise Misconfigured(
            f"there is no dead letter {letter_id!r}; `entente dead list` names those there are"
        )
    return found


def _letters(topic: str | None) -> Iterator[DeadLetter]:
    """Read dead letters, each once however often it was written."""
    names = [name for name in manifests() if name.endswith(SUFFIX)]
    if topic is not None:
        wanted = f"{topic.removesuffix(SUFFIX)}{SUFFIX}"
        if wanted not in names:
            raise Misconfigured(f"{topic!r} has no dead letters; these have: {', '.join(names)}")
        names = [wanted]
    seen: set[tuple[str, str]] = set()
    for letter in _read(connections.broker(connections.settings()), names):
        if (letter.id, letter.service) not in seen:
            seen.add((letter.id, letter.service))
            yield letter


def _read(broker: Broker, topics: list[str]) -> Iterator[DeadLetter]:
    consumer = broker.consumer(None)
    try:
        places = [place for topic in topics for place in consumer.partitions_of(topic)]
        if not places:
            raise Transient("there are no dead-letter topics; create them with `entente topics apply`")
        yield from read_letters(
            consumer,
            consumer.beginning_offsets(places),
            patience_s=_PATIENCE_S,
            passed_over=lambda why: stderr.print(f"passed over: {why}", style="yellow", markup=False),
        )
    finally:
        consumer.close(1.0)


def _harmless(text: str) -> str:
    """Show what could move the cursor or turn the writing around as an escape."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)
