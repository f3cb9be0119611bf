"""`entente topics apply`, `entente index …`: what must stand before the services start, and what is kept."""

from pathlib import Path
from typing import Annotated

import typer

from entente.cli import connections
from entente.cli.talk import FOUND, one_sentence, stderr
from entente.contracts.errors import Misconfigured
from entente.contracts.upkeep import Erasure
from entente.indexer import erasure, keeper, keys, migration, templates
from entente.indexer.keeper import Keeper
from entente.runtime.broker import deliver
from entente.runtime.clock import SystemClock
from entente.runtime.kafka import KafkaBroker
from entente.runtime.search import connect

topics = typer.Typer(help="Kafka's topics, as schemas/topics declares them.", no_args_is_help=True)
index = typer.Typer(help="Elasticsearch's templates, indices, and what is kept there.", no_args_is_help=True)

_DELIVERY_S = 30.0


@topics.callback()
@index.callback()
def _group() -> None:
    pass


@topics.command("apply")
def apply_topics(
    replication: int = typer.Option(-1, min=-1, help="Copies of each partition; -1: the cluster's default."),
) -> None:
    """Create the topics that are missing and mend the settings of those that differ."""
    with one_sentence():
        admin = connections.broker(connections.settings()).admin()
        try:
            for line in admin.apply(replication):
                typer.echo(line)
        finally:
            admin.close()


@index.command("apply")
def apply_index() -> None:
    """Put the index templates, and create the indices that are missing."""
    with one_sentence(), connect(connections.settings()) as client:
        for line in templates.apply(client):
            typer.echo(line)


@index.command("keys")
def make_keys(
    folder: Annotated[Path, typer.Argument(help="Where the keys go, a file a user of Elasticsearch.")],
    kibana_password: Annotated[
        Path | None,
        typer.Option(
            "--kibana-password", exists=True, dir_okay=False, help="A file: kibana_system's password."
        ),
    ] = None,
) -> None:
    """Make an API key for each that talks to Elasticsearch, with ENTENTE_ELASTICSEARCH_USERNAME's rights."""
    with one_sentence(), connect(connections.settings()) as client:
        for line in keys.make_keys(client, folder):
            typer.echo(line)
        if kibana_password is not None:
            secret = kibana_password.read_text(encoding="utf-8").strip()
            typer.echo(keys.set_password(client, "kibana_system", secret))


@index.command("migrate")
def migrate_index(
    *,
    everything: bool = typer.Option(
        False, "--all", help="Write every index anew, by today's terms, not only those that must be."
    ),
) -> None:
    """Write indices anew while the indexer runs: months grown old into their year, mappings that changed."""
    with one_sentence():
        settings = connections.settings()
        known = _known(connections.broker(settings))
        with connect(settings) as client:
            for line in migration.migrate(client, SystemClock(), known.keeping, everything=everything):
                typer.echo(line)


@index.command("erase")
def erase(  # noqa: PLR0913 - an option each
    *,
    article: str | None = typer.Option(None, help="The article's id."),
    source: str | None = typer.Option(None, help="The source's id: all of its articles."),
    who: str | None = typer.Option(None, help="Who asks for it."),
    reason: str | None = typer.Option(None, help="Why."),
    lift: bool = typer.Option(False, "--lift", help="Take back an erasure: what comes from now on is kept."),
    wait: int = typer.Option(60, min=1, help="Seconds to wait until an indexer has done it."),
) -> None:
    """Do away with an article, or all of a source, for ever: a replay or a rebuild won't bring it back."""
    with one_sentence():
        if (article is None) == (source is None):
            raise Misconfigured("name either --article ID or --source ID")
        if not lift and not (who and reason):
            raise Misconfigured("an erasure needs --who and --reason: both are kept with it")
        settings = connections.settings()
        broker = connections.broker(settings)
        with connect(settings) as client:
            url = None if article is None or lift else erasure.address(client, article)
            said = Erasure(
                what="source" if article is None else "article",
                name=article or source or "",
                url=url,
                who=who or "",
                reason=reason or "",
                at=SystemClock().now(),
            )
            producer = broker.producer()
            try:
                deliver(producer, [erasure.record(said, lift=lift)], _DELIVERY_S)
            finally:
                producer.close(_DELIVERY_S)
            if lift:
                typer.echo(f"{said.what} {said.name}: no longer erased")
                return
            left = erasure.await_gone(client, said, SystemClock(), wait)
    if left:
        stderr.print(f"{left} documents still stand: is an indexer running? It will erase them when it does.")
        raise typer.Exit(FOUND)
    typer.echo(f"{said.what} {said.name}: erased")


def _known(broker: KafkaBroker) -> Keeper:
    """Read what may be kept from its topics."""
    known = Keeper()
    connections.read_all(broker, keeper.TOPICS, known.learn)
    return known
