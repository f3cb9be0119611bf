"""`entente topics apply`, `entente index apply`: what must stand before the services start."""

import typer

from entente.cli import connections
from entente.cli.talk import one_sentence
from entente.indexer import templates
from entente.runtime.search import connect

topics = typer.Typer(help="Kafka's topics, as schemas/topics declares them.", no_args_is_help=True)
index = typer.Typer(help="Elasticsearch's templates and indices.", no_args_is_help=True)


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
