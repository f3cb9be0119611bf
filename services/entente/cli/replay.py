"""`entente replay ARCHIVE`: an archive to Kafka, through the services that run."""

from pathlib import Path
from typing import Annotated

import typer

from entente.cli import connections
from entente.cli.talk import one_sentence, print_json, progress, stderr
from entente.ingest.field_map import parse_field_map
from entente.ingest.replay import ReplayProgress, replay
from entente.runtime.clock import SystemClock

FieldMapOption = Annotated[
    str, typer.Option("--map", help="The archive's fields: published_at=date,text=title+snippet.")
]


def run_replay(
    archive: Annotated[Path, typer.Argument(help="JSONL or CSV, plain, gzip or zstd.")],
    *,
    as_live: Annotated[
        bool, typer.Option("--as-live", help="Move it by whole days, so that it ends now.")
    ] = False,
    field_map: FieldMapOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Send an archive's articles to articles.raw, in order of time; sending it twice changes nothing."""
    with one_sentence(), progress() as bars:
        task = bars.add_task("Reading", total=None)

        def told(at: ReplayProgress) -> None:
            bars.update(task, description=at.phase.capitalize(), total=at.total, completed=at.done)

        producer = connections.broker(connections.settings()).producer()
        try:
            report = replay(
                archive,
                parse_field_map(field_map),
                producer,
                as_live=as_live,
                clock=SystemClock(),
                progress=told,
            )
        finally:
            producer.close(10.0)
    if as_json:
        print_json(report)
        return
    typer.echo(
        f"{report.articles} articles sent ({report.distinct} distinct, {report.undated} undated, "
        f"{report.cut} cut), {report.rejected} lines rejected, moved by {report.moved_days} days, "
        f"{report.seconds:.1f} s"
    )
    for line in report.first_rejected[:5]:
        stderr.print(line, style="yellow", markup=False, highlight=False)
