"""The watchlist that tests of the reader use: a few actors, with the shipped themes, cues and scores."""

import re
from functools import cache
from pathlib import Path

from entente.watchlist.loader import default_files, folder_files, parse
from entente.watchlist.model import Watchlist

FOLDER = Path(__file__).parents[1] / "data" / "watchlist"


def small_files() -> dict[str, str]:
    """Files of the small watchlist: name -> text."""
    shipped = {
        name: text
        for name, text in default_files().items()
        if name.split("/")[0] in {"themes.yaml", "cues", "scores.yaml"}
    }
    # Of the powers that show themes by meeting, some are none of the few actors.
    shipped["themes.yaml"] = re.sub(r"^  powers.*\n", "", shipped["themes.yaml"], flags=re.MULTILINE)
    return shipped | folder_files(FOLDER)


@cache
def small_watchlist() -> Watchlist:
    """The small watchlist, parsed once."""
    return parse(small_files())
