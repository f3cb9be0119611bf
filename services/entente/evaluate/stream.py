"""Dated events in a real stream: a backtest over archives, its alerts held against a list of events."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from entente.backtest import Archives, backtest_archives
from entente.backtest.reading import cores
from entente.contracts.alerts import Alert
from entente.contracts.errors import Misconfigured
from entente.detecting.times import calendar_day
from entente.evaluate.dated import events, held
from entente.evaluate.report import Asked, Report, Table, Task
from entente.ingest.field_map import parse_field_map
from entente.runtime.clock import SystemClock

ENDINGS = (".jsonl", ".ndjson", ".csv", ".jsonl.gz", ".jsonl.zst", ".csv.gz", ".csv.zst")


def evaluate(asked: Asked) -> Report:
    """Backtest the archives and see which events the pair's alerts found.

    Raises:
        Misconfigured: no events or no pair is named, or an archive can't be read.
    """
    if asked.events is None or asked.pair is None:
        raise Misconfigured("stream needs --events FILE (start,end,kind,what,source) and --pair CHN-RUS")
    dated = events(asked.events)
    read = Archives(tuple(_archives(asked.paths)), parse_field_map(asked.field_map), SystemClock().now())
    (found,) = backtest_archives(read, [asked.watchlist], workers=cores())
    alerts = [
        a for a in found.judgement.alerts if a.pair == asked.pair and asked.direction in {"any", a.direction}
    ]
    days = {calendar_day(day) for day in found.judge.days}
    outcome = held(dated, days, (_days(a) for a in alerts))
    return Report(
        figures={**outcome.figures, "alerts": len(alerts), "articles": found.articles},
        tables=(
            Table(
                "Alerts",
                ("from", "to", "direction", "kind", "rule", "observed", "expected"),
                tuple(_row(a) for a in sorted(alerts, key=lambda a: a.window_start_at)),
            ),
        ),
        errors=tuple(f"not found: {e.start} {e.kind}: {e.what}" for e in outcome.missed)[: asked.errors],
    )


def _archives(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        files = sorted(f for f in path.iterdir() if f.name.endswith(ENDINGS))
        if not files:
            raise Misconfigured(f"{path} holds no archive; it needs files like {', '.join(ENDINGS)}")
        yield from files


def _days(alert: Alert) -> list[date]:
    """Give the days that an alert's windows touch; the end is the second after the last."""
    first = alert.window_start_at.date()
    last = (alert.window_end_at - timedelta(seconds=1)).date()
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


def _row(a: Alert) -> tuple[str, ...]:
    days = _days(a)
    return (f"{days[0]}", f"{days[-1]}", a.direction, a.kind, a.rule, f"{a.observed}", f"{a.expected:.1f}")


TASK = Task("stream", "a folder of archives, --events, --pair, --map", evaluate)
