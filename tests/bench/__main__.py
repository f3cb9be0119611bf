"""`make bench`: how fast the tagger, the running system and its alerts are, beside rivals and targets."""

import time
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bench import backtest, judging, latency, outage, pages, quality, reading, tagging, throughput
from bench.figures import Figure, Report
from bench.report import as_json, as_markdown, machine, show
from bench.running import running
from bench.stream import Stream

ARTICLES = 20_000
"""Enough to keep the system busy for about a minute at the rate that is asked of it."""
CLUSTERS = 150
"""Enough for a p99 that is not the slowest alone."""

WIDTH = 132
"""Columns of the table where it goes into a file."""

_to_terminal = Console(stderr=True)
stderr = _to_terminal if _to_terminal.is_terminal else Console(stderr=True, width=WIDTH)


class Part(StrEnum):
    """What may be measured alone."""

    ALL = "all"
    TAGGER = "tagger"
    SYSTEM = "system"
    BACKTEST = "backtest"
    DETECTOR = "detector"
    PAGES = "pages"
    OUTAGE = "outage"
    """By itself alone: it takes up to half an hour."""


def main(
    *,
    json: Annotated[bool, typer.Option("--json", help="Print every figure as JSON on stdout.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown tables on stdout.")] = False,
    part: Annotated[Part, typer.Option(help="Measure only this.")] = Part.ALL,
    articles: Annotated[int, typer.Option(min=100, help="Articles that the system gets through.")] = ARTICLES,
    clusters: Annotated[int, typer.Option(min=1, help="Clusters that must alert.")] = CLUSTERS,
) -> None:
    """Measure; exit 0 when every target is met, 1 when not."""
    started = time.monotonic()
    on = machine()
    figures: list[Figure] = []
    if part in {Part.ALL, Part.TAGGER}:
        figures += tagging.measure(_say)
        figures += reading.measure(_say)
        figures += quality.measure(_say)
    if part in {Part.ALL, Part.BACKTEST}:
        figures += backtest.measure(_say)
    if part in {Part.ALL, Part.DETECTOR}:
        figures += judging.measure(_say)
    if part in {Part.ALL, Part.PAGES}:
        figures += pages.measure(_say)
    if part is Part.OUTAGE:
        figures += outage.measure(_say)
    if part in {Part.ALL, Part.SYSTEM}:
        figures += _system(articles, clusters)
    report = Report(machine=on, seconds=round(time.monotonic() - started, 1), figures=tuple(figures))
    show(report, stderr)
    if json:
        typer.echo(as_json(report))
    if markdown:
        typer.echo(as_markdown(report))
    raise typer.Exit(0 if report.met else 1)


def _system(articles: int, clusters: int) -> list[Figure]:
    stream = Stream()
    with running() as made:
        return [
            *throughput.measure(made, stream, articles, _say),
            *latency.measure(made, stream, clusters, _say),
        ]


def _say(what: str) -> None:
    stderr.print(what, style="dim", highlight=False)


if __name__ == "__main__":
    typer.run(main)
