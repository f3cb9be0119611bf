"""The command line's root: which commands there are."""

import typer

from entente.cli.later import Later, group_of

COMMANDS = {
    "demo": Later("entente.cli.demo", "run_demo", "Show everything on this machine, over an archive."),
    "local": Later("entente.local.commands", "app", "Kafka and Elasticsearch on this machine."),
    "run": Later("entente.cli.run", "run", "Run one service until it is stopped."),
    "read": Later("entente.cli.read", "read", "Show what the reader makes of a text."),
    "replay": Later("entente.cli.replay", "run_replay", "Send an archive's articles to Kafka."),
    "backtest": Later("entente.cli.backtest", "run_backtest", "Print the alerts that archives would raise."),
    "why": Later("entente.cli.why", "run_why", "Say why a pair was alerted on at a time, or why not."),
    "evaluate": Later("entente.cli.evaluate", "run_evaluate", "Measure quality on labelled data."),
    "watchlist": Later("entente.cli.watchlist", "app", "What is watched, and how it is read."),
    "topics": Later("entente.cli.upkeep", "topics", "Kafka's topics, as schemas/topics declares them."),
    "index": Later("entente.cli.upkeep", "index", "Elasticsearch's templates and indices."),
    "desk": Later("entente.cli.desk", "app", "Who may come to the desk."),
    "notifier": Later("entente.cli.notifier", "app", "Who is told of alerts."),
    "kibana": Later("entente.cli.kibana", "app", "Kibana's views, searches, charts and dashboards."),
    "dead": Later("entente.cli.dead", "app", "Dead letters: records that a service could not use."),
}

app = typer.Typer(
    name="entente",
    cls=group_of(COMMANDS),
    help="Watches news for powers drawing closer or apart, and alerts when reporting says so beyond chance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def _root() -> None:
    pass
