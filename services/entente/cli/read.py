"""`entente read FILE|-`: what the reader makes of a text, in colour."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from entente.cli.read_why import tell
from entente.cli.talk import one_sentence, print_json, stderr
from entente.contracts.articles import Article, TaggedArticle
from entente.contracts.errors import Misconfigured
from entente.contracts.identity import article_id, text_revision
from entente.contracts.signals import Signal
from entente.reading.reader import Reader
from entente.reading.signals import signals
from entente.runtime.clock import SystemClock
from entente.watchlist.loader import default_files, folder_files, parse

STYLES = {
    "actor": "bold cyan",
    "quoted": "italic magenta",
    "theme": "green",
    "event": "bold yellow",
    "modality": "underline magenta",
}


def read(  # noqa: PLR0913 - one parameter an option
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    *,
    at: Annotated[
        datetime | None, typer.Option(help="When it was published: roles are those of that day.")
    ] = None,
    lang: Annotated[str | None, typer.Option(help="Its language; without, it is told from the text.")] = None,
    title: Annotated[str, typer.Option(help="Its headline.")] = "",
    watchlist: Annotated[Path | None, typer.Option(help="A folder of watchlist files.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The reading and its signals as JSON.")] = False,
    span: Annotated[
        str | None,
        typer.Option(
            "--why",
            metavar="START:END",
            help="Which cue, rule and watchlist entry made what is marked there, from the first letter on.",
        ),
    ] = None,
) -> None:
    """Show whom a text names, what it is about, who did what to whom, and what that says of each pair."""
    with one_sentence():
        article = _article(_text(file), title=title, at=at, lang=lang)
        files = default_files() if watchlist is None else folder_files(watchlist)
        if span is not None:
            tell(article, files, span, as_json=as_json)
            return
        tagged = Reader(parse(files)).read(article)
    found = signals(tagged)
    if as_json:
        print_json({"reading": tagged, "signals": found})
    else:
        _show(tagged, found)


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode()
    except OSError as error:
        raise Misconfigured(f"{file} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file} is no UTF-8 text: {error.reason} at byte {error.start}") from error


def _article(text: str, *, title: str, at: datetime | None, lang: str | None) -> Article:
    moment = (at or SystemClock().now()).astimezone()
    return Article(
        id=article_id(None, "cli", title or text[:200], moment.date()),
        revision=text_revision(title, text),
        url=None,
        source="cli",
        title=title,
        text=text,
        language=lang,
        published_at=moment if at else None,
        published_precision="second",
        fetched_at=moment,
    )


def _show(tagged: TaggedArticle, found: tuple[Signal, ...]) -> None:
    console = Console()
    console.print(_coloured(tagged))
    console.print(Text.assemble("\n", *((f" {name} ", style) for name, style in STYLES.items())))
    if tagged.themes:
        console.print("\nThemes: " + ", ".join(f"{t.theme} {t.score:.2f}" for t in tagged.themes))
    if tagged.events:
        console.print(_events(tagged))
    for signal in found:
        console.print(f"\n[bold]{signal.pair}[/bold] {signal.alignment:+.1f}  {', '.join(signal.themes)}")
        for telling in signal.sentences:
            console.print(f"  {telling.score:+.1f}  {telling.text}", markup=False, highlight=False)
    stderr.print(
        f"{tagged.language}, {len(tagged.sentences)} sentences, {len(tagged.mentions)} mentions, "
        f"{len(tagged.events)} events, {len(found)} pairs; watchlist {tagged.watchlist_version}"
    )


def _coloured(tagged: TaggedArticle) -> Text:
    whole = tagged.article.full_text
    shift = len(whole) - len(whole.lstrip("\n"))
    text = Text(whole[shift:])
    marks = [("theme", span) for theme in tagged.themes for span in theme.spans]
    marks += [("quoted" if m.role == "quoted" else "actor", m.span) for m in tagged.mentions]
    marks += [("event", event.span) for event in tagged.events]
    marks += [("modality", e.modality_span) for e in tagged.events if e.modality_span is not None]
    for kind, (start, end) in marks:
        text.stylize(STYLES[kind], start - shift, end - shift)
    return text


def _events(tagged: TaggedArticle) -> Table:
    table = Table("who", "did", "to whom", "said how", "by", "score", box=None, title_justify="left")
    for event in tagged.events:
        table.add_row(
            ", ".join(event.sources),
            event.type if event.mode is None else f"{event.type} ({event.mode})",
            ", ".join(event.targets) or "each other",
            event.modality,
            event.attribution if event.said_by is None else f"{event.said_by} ({event.attribution})",
            "weak" if event.weak else f"{event.score:+.1f}",
        )
    return table
