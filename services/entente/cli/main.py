"""The command line's root: which commands there are."""

import typer

from entente.cli import dead, upkeep, watchlist
from entente.cli.backtest import run_backtest
from entente.cli.demo import run_demo
from entente.cli.evaluate import run_evaluate
from entente.cli.read import read
from entente.cli.replay import run_replay
from entente.cli.run import run
from entente.local import commands as local

app = typer.Typer(
    name="entente",
    help="Watches news for powers drawing closer or apart, and alerts when reporting says so beyond chance.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(local.app, name="local")
app.add_typer(upkeep.topics, name="topics")
app.add_typer(upkeep.index, name="index")
app.add_typer(watchlist.app, name="watchlist")
app.add_typer(dead.app, name="dead")
app.command("demo")(run_demo)
app.command("run")(run)
app.command("read")(read)
app.command("replay")(run_replay)
app.command("backtest")(run_backtest)
app.command("evaluate")(run_evaluate)
