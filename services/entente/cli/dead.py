"""`entente dead list|show|replay`: what no service could use, and sending it again."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from entente.cli import connections
from entente.cli.talk import FAILED, FOUND, one_sentence, print_json, stderr
from entente.contracts.errors import Misconfigured, Transient
from entente.runtime.broker import Broker, deliver
from entente.runtime.deadletters import SUFFIX, DeadLetter, read_dead_letter, replayed
from entente.runtime.topics import manifests

app = typer.Typer(help="Dead letters: records that a service could not use.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Topic = Annotated[str | None, typer.Option(help="Only those of this topic, such as articles.raw.")]

_POLL_S = 1.0
_LIMIT = 500
_DELIVERY_S = 30.0
_SHOWN = 2000


@app.command("list")
def list_letters(topic: Topic = None, *, as_json: AsJson = False) -> None:
    """List dead letters, oldest first within each partition; exit 1 when there are some."""
    with one_sentence():
        letters = list(_letters(topic))
    if as_json:
        for letter in letters:
            print_json(letter)
    elif letters:
        table = Table("id", "service", "reason", "error", "first failure", box=None)
        for letter in letters:
            table.add_row(
                letter.id, letter.service, letter.reason, letter.error, f"{letter.first_failure_at:%F %T}"
            )
        Console().print(table)
    stderr.print(f"{len(letters)} dead letters")
    if letters:
        raise typer.Exit(FOUND)


@app.command("show")
def show_letter(letter_id: str, *, as_json: AsJson = False) -> None:
    """Show one dead letter whole; its id is topic/partition/offset."""
    with one_sentence():
        letter = _one(letter_id)
    if as_json:
        print_json(letter)
        return
    typer.echo(f"{letter.id}: {letter.service}: {letter.reason}: {letter.error}")
    typer.echo(f"key: {letter.key!r}")
    value = b"null" if letter.value is None else letter.value
    typer.echo(value[:_SHOWN].decode("utf-8", "backslashreplace"))
    if len(value) > _SHOWN:
        stderr.print(f"and {len(value) - _SHOWN} bytes more (--json gives all)")


@app.command("replay")
def replay_letters(letter_id: str | None = typer.Argument(None), topic: Topic = None) -> None:
    """Send dead letters to their topics again: one by its id, or all of a topic's."""
    if (letter_id is None) == (topic is None):
        stderr.print("entente: name one dead letter by its id, or all of a topic's with --topic", style="red")
        raise typer.Exit(FAILED)
    with one_sentence():
        letters = [_one(letter_id)] if letter_id is not None else list(_letters(topic))
        producer = connections.broker(connections.settings()).producer()
        try:
            deliver(producer, [replayed(letter) for letter in letters], _DELIVERY_S)
        finally:
            producer.close(_DELIVERY_S)
    typer.echo(f"{len(letters)} sent again")


def _one(letter_id: str) -> DeadLetter:
    found = next((letter for letter in _letters(None) if letter.id == letter_id), None)
    if found is None:
        raise Misconfigured(
            f"there is no dead letter {letter_id!r}; `entente dead list` names those there are"
        )
    return found


def _letters(topic: str | None) -> Iterator[DeadLetter]:
    names = [name for name in manifests() if name.endswith(SUFFIX)]
    if topic is not None:
        wanted = f"{topic.removesuffix(SUFFIX)}{SUFFIX}"
        if wanted not in names:
            raise Misconfigured(f"{topic!r} has no dead letters; these have: {', '.join(names)}")
        names = [wanted]
    yield from _read(connections.broker(connections.settings()), names)


def _read(broker: Broker, topics: list[str]) -> Iterator[DeadLetter]:
    consumer = broker.consumer(None)
    try:
        places = [place for topic in topics for place in consumer.partitions_of(topic)]
        if not places:
            raise Transient("there are no dead-letter topics; create them with `entente topics apply`")
        ends = consumer.end_offsets(places)
        consumer.assign(places)
        consumer.seek_to_beginning(places)
        while any(consumer.position(place) < end for place, end in ends.items()):
            for record in consumer.poll(_POLL_S, _LIMIT):
                try:
                    yield read_dead_letter(record)
                except ValueError as error:
                    stderr.print(f"passed over: {error}", style="yellow", markup=False)
    finally:
        consumer.close(1.0)
