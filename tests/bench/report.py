"""What was measured, as a table for people and as JSON for programs."""

import os
import platform
from itertools import groupby
from pathlib import Path

import msgspec
import psutil
from rich import box
from rich.console import Console
from rich.table import Table

from bench.figures import Figure, Machine, Report

_TENTHS_BELOW = 100.0
_HUNDREDTHS_BELOW = 10.0


def machine() -> Machine:
    """Describe this machine, and how busy it is already."""
    return Machine(
        processor=_processor(),
        cores=psutil.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 2**30),
        python=platform.python_version(),
        load_before=round(os.getloadavg()[0], 2),
    )


def show(report: Report, console: Console) -> None:
    """Print a table a group."""
    console.print(_where(report.machine), highlight=False)
    for group, figures in groupby(report.figures, key=lambda one: one.group):
        console.print(_table(group, tuple(figures)))
    missed = [one for one in report.figures if one.met is False]
    console.print(f"{len(missed)} targets missed" if missed else "every target met", highlight=False)


def _table(group: str, figures: tuple[Figure, ...]) -> Table:
    table = Table(title=group, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column("what", min_width=44)
    table.add_column("measured", justify="right", min_width=8)
    table.add_column("unit", min_width=10)
    table.add_column("target", min_width=12)
    table.add_column("", min_width=6)
    table.add_column("note", style="dim")
    for one in figures:
        table.add_row(one.name, number(one.value), one.unit, _target(one), _verdict(one), one.note)
    return table


def as_json(report: Report) -> str:
    """Write the report as JSON."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode()


def as_markdown(report: Report) -> str:
    """Write the report as the table of docs/performance.md."""
    lines = [f"{_where(report.machine)}.", ""]
    for group, figures in groupby(report.figures, key=lambda one: one.group):
        lines += [f"| {group} | measured | target | |", "|---|---|---|---|"]
        for one in figures:
            verdict = {True: "met", False: "**missed**", None: ""}[one.met]
            note = "; ".join(part for part in (verdict, one.note) if part)
            lines.append(f"| {one.name} | {number(one.value)} {one.unit} | {_target(one)} | {note} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def number(value: float) -> str:
    """Write a figure with as many digits as mean something."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) < _HUNDREDTHS_BELOW:
        return f"{value:.2f}"
    return f"{value:.1f}" if abs(value) < _TENTHS_BELOW else f"{value:,.0f}"


def _where(on: Machine) -> str:
    processor = f"{on.processor}, {on.cores} cores, {on.memory_gb} GB"
    return f"{processor}, Python {on.python}; load before: {on.load_before}"


def _target(one: Figure) -> str:
    return "" if one.target is None else f"{one.target.bound} {number(one.target.value)}"


def _verdict(one: Figure) -> str:
    if one.met is None:
        return ""
    return "[green]met[/]" if one.met else "[red]missed[/]"


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    if found.is_file():
        for line in found.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
